// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationItemId;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Liquidations, whichever API they came through: asked for, looked at, stopped. */
@Path("/unwind/v1/liquidations")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Liquidations")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindLiquidationsResource {
  /** Tells, on every answer that concerns one, which liquidation it is. */
  static final String LIQUIDATION = "Unwind-Liquidation";

  private static final String REPLAYED = "Idempotent-Replayed";

  private final Caller caller;
  private final LedgerReader reader;
  private final LiquidatePositions liquidations;
  private final UnwindCloses closes;
  private final UnwindLiquidationViews views;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindLiquidationsResource(
      Caller caller,
      LedgerReader reader,
      LiquidatePositions liquidations,
      UnwindCloses closes,
      UnwindLiquidationViews views,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.caller = caller;
    this.reader = reader;
    this.liquidations = liquidations;
    this.closes = closes;
    this.views = views;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Operation(
      operationId = "listLiquidations",
      summary = "Liquidations of the caller's accounts, the newest first, without items")
  @APIResponse(
      responseCode = "200",
      description = "The liquidations",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = UnwindLiquidation.Page.class),
              examples = @ExampleObject(name = "one", value = UnwindExamples.LIQUIDATIONS)))
  @APIResponse(
      responseCode = "404",
      description = "No such account, or no grant on it",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = UnwindError.class),
              examples = @ExampleObject(name = "absent", value = UnwindExamples.ACCOUNT_NOT_FOUND)))
  public Uni<Response> list(
      @Parameter(description = "Name, uid or id of an account; all where absent")
          @QueryParam("account")
          @Nullable String account,
      @Parameter(description = "Statuses, separated by commas or repeated") @QueryParam("status")
          List<String> status,
      @Parameter(description = "Accepted at or after this ISO-8601 time") @QueryParam("from")
          @Nullable String from,
      @Parameter(description = "Accepted before this ISO-8601 time") @QueryParam("to")
          @Nullable String to,
      @Parameter(description = "1 to 1000, 100 by default") @QueryParam("limit")
          @Nullable String limit,
      @QueryParam("offset") @Nullable String offset) {
    AccountScope scope = caller.actor().scope();
    Set<LiquidationStatus> statuses =
        UnwindParameters.anyOf("status", LiquidationStatus.class, status);
    Instant start = UnwindParameters.time("from", from);
    Instant end = UnwindParameters.time("to", to);
    int rows = UnwindParameters.limit(limit, 100, UnwindParameters.PAGE_MAX);
    int skipped = UnwindParameters.offset(offset);
    Uni<Optional<AccountId>> only =
        account == null
            ? Uni.createFrom().item(Optional.empty())
            : caller.account(Optional.of(account)).map(Optional::of);
    return only.chain(
            id -> {
              LedgerQueries.Liquidations query =
                  new LedgerQueries.Liquidations(
                      id.orElse(null), statuses, null, start, end, false, skipped, rows);
              return reader.snapshot(
                  snapshot ->
                      snapshot
                          .countLiquidations(scope, query)
                          .chain(
                              total ->
                                  snapshot
                                      .liquidations(scope, query)
                                      .map(
                                          found ->
                                              new UnwindLiquidation.Page(
                                                  found.stream()
                                                      .map(UnwindMapping::liquidation)
                                                      .toList(),
                                                  total,
                                                  rows,
                                                  skipped))));
            })
        .chain(bodies::write)
        .map(json -> Response.ok(json).build());
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "liquidate",
      summary = "Close positions",
      description =
          "Answers once the liquidation is durable; it then goes on by itself to an end with a stated outcome for every"
              + " position. For the roles trader, risk and admin. With an Idempotency-Key the same request has one effect"
              + " however often it is sent; another request under the same key is refused")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = UnwindCloseRequest.class),
              examples = {
                @ExampleObject(name = "everything", value = UnwindExamples.CLOSE_ALL),
                @ExampleObject(name = "half of two", value = UnwindExamples.CLOSE_HALF)
              }))
  @APIResponse(
      responseCode = "202",
      description = "Accepted and durable, with its items as they stand",
      headers = {
        @Header(
            name = LIQUIDATION,
            description = "The liquidation's id",
            schema = @Schema(implementation = UUID.class)),
        @Header(
            name = "Location",
            description = "Where to look at it",
            schema = @Schema(implementation = String.class)),
        @Header(
            name = REPLAYED,
            description = "true where the key had been used: nothing was done again",
            schema = @Schema(implementation = String.class))
      },
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = UnwindLiquidation.class),
              examples = @ExampleObject(name = "ended", value = UnwindExamples.LIQUIDATION)))
  @APIResponse(
      responseCode = "404",
      description = "No such account, instrument or position; nothing was executed",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = UnwindError.class),
              examples = @ExampleObject(name = "flat", value = UnwindExamples.POSITION_NOT_FOUND)))
  @APIResponse(
      responseCode = "409",
      description = "The state of the book forbids it; nothing was executed",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = UnwindError.class),
              examples = @ExampleObject(name = "held", value = UnwindExamples.QUANTITY_HELD)))
  @APIResponse(
      responseCode = "422",
      description = "A quantity, percentage or id is invalid, or the key was used otherwise",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = UnwindError.class),
              examples =
                  @ExampleObject(name = "percentage", value = UnwindExamples.PERCENTAGE_INVALID)))
  public Uni<Response> liquidate(
      @Parameter(description = "At most 255 characters") @HeaderParam("Idempotency-Key")
          @Nullable String key,
      @Nullable String body) {
    Actor actor = caller.actor();
    UnwindCloseRequest request = bodies.read(body, UnwindCloseRequest.class);
    String named = request.account();
    return (named == null ? caller.account() : caller.account(Optional.of(named)))
        .chain(account -> closes.close(actor, account, request, key))
        .chain(accepted -> answer(actor, accepted));
  }

  private Uni<Response> answer(Actor actor, UnwindCloses.Accepted accepted) {
    AcceptedLiquidation done = accepted.liquidation();
    return views
        .show(
            actor.scope(),
            done.liquidation(),
            done.items(),
            done.orders(),
            null,
            accepted.notHeld())
        // It is accepted, whatever can be told of its items now.
        .onFailure()
        .recoverWithItem(() -> UnwindMapping.liquidation(done.liquidation()))
        .chain(bodies::write)
        .map(
            json -> {
              UUID uid = done.liquidation().uid();
              Response.ResponseBuilder answer =
                  Response.accepted(json)
                      .header(LIQUIDATION, uid)
                      .location(URI.create("/unwind/v1/liquidations/" + uid));
              return (done.replayed() ? answer.header(REPLAYED, "true") : answer).build();
            });
  }

  @GET
  @Path("/{id}")
  @Operation(
      operationId = "getLiquidation",
      summary = "One liquidation with its items, their orders, outcomes and reasons")
  @APIResponse(
      responseCode = "200",
      description = "The liquidation as it stands",
      headers =
          @Header(
              name = LIQUIDATION,
              description = "The liquidation's id",
              schema = @Schema(implementation = UUID.class)),
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = UnwindLiquidation.class),
              examples = @ExampleObject(name = "ended", value = UnwindExamples.LIQUIDATION)))
  @APIResponse(
      responseCode = "404",
      description = "No such liquidation in the accounts of the caller",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = UnwindError.class),
              examples =
                  @ExampleObject(name = "absent", value = UnwindExamples.LIQUIDATION_NOT_FOUND)))
  public Uni<Response> get(
      @PathParam("id") String id,
      @Parameter(
              description =
                  "1 to 20000, which is also what applies without it. An item on a page that is not the whole shows its"
                      + " last order only")
          @QueryParam("itemsLimit")
          @Nullable String itemsLimit,
      @Parameter(description = "Only items after this one; see nextItemsAfter")
          @QueryParam("itemsAfter")
          @Nullable String itemsAfter) {
    AccountScope scope = caller.actor().scope();
    UUID uid = UnwindParameters.liquidation(id);
    int rows = UnwindParameters.limit(itemsLimit, LedgerQueries.LIMIT_MAX, LedgerQueries.LIMIT_MAX);
    long after = UnwindParameters.number("itemsAfter", itemsAfter, 0);
    return views
        .show(scope, uid, after == 0 ? null : new LiquidationItemId(after), rows)
        .chain(bodies::write)
        .map(json -> Response.ok(json).header(LIQUIDATION, uid).build());
  }

  @DELETE
  @Path("/{id}")
  @Operation(
      operationId = "cancelLiquidation",
      summary = "Stop a liquidation",
      description =
          "What works is cancelled, what is filled stays. The liquidation ends once every order's end is known")
  @APIResponse(
      responseCode = "202",
      description = "The liquidation as it stands; the cancel is durable",
      headers =
          @Header(
              name = LIQUIDATION,
              description = "The liquidation's id",
              schema = @Schema(implementation = UUID.class)),
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = UnwindLiquidation.class),
              examples = @ExampleObject(name = "ended", value = UnwindExamples.LIQUIDATION)))
  @APIResponse(
      responseCode = "404",
      description = "No such liquidation in the accounts of the caller",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = UnwindError.class),
              examples =
                  @ExampleObject(name = "absent", value = UnwindExamples.LIQUIDATION_NOT_FOUND)))
  @APIResponse(
      responseCode = "409",
      description = "It has ended already",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = UnwindError.class),
              examples = @ExampleObject(name = "ended", value = UnwindExamples.LIQUIDATION_ENDED)))
  public Uni<Response> cancel(@PathParam("id") String id) {
    Actor actor = caller.actor();
    UUID uid = UnwindParameters.liquidation(id);
    return views
        .find(actor.scope(), uid)
        .chain(found -> liquidations.cancel(actor, found.accountId(), found.id()))
        .chain(
            stopped ->
                views
                    .show(actor.scope(), uid, null, LedgerQueries.LIMIT_MAX)
                    // The cancel is durable, whatever can be told of its items now.
                    .onFailure()
                    .recoverWithItem(() -> UnwindMapping.liquidation(stopped)))
        .chain(bodies::write)
        .map(json -> Response.accepted(json).header(LIQUIDATION, uid).build());
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
