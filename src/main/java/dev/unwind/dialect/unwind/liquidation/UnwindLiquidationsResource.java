// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.AwaitLiquidation;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindConfig;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindLiquidation;
import dev.unwind.dialect.unwind.UnwindMapping;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.dialect.wire.WireHeaders;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
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
  private static final String REPLAYED = "Idempotent-Replayed";

  private final Caller caller;
  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final LiquidatePositions liquidations;
  private final AwaitLiquidation await;
  private final UnwindConfig config;
  private final UnwindActs acts;
  private final UnwindScheduling scheduling;
  private final UnwindClosing closes;
  private final UnwindLiquidationViews views;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindLiquidationsResource(
      Caller caller,
      LedgerReader reader,
      Snapshots snapshots,
      LiquidatePositions liquidations,
      AwaitLiquidation await,
      UnwindConfig config,
      UnwindActs acts,
      UnwindScheduling scheduling,
      UnwindClosing closes,
      UnwindLiquidationViews views,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.caller = caller;
    this.reader = reader;
    this.snapshots = snapshots;
    this.liquidations = liquidations;
    this.await = await;
    this.config = config;
    this.acts = acts;
    this.scheduling = scheduling;
    this.closes = closes;
    this.views = views;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Operation(
      operationId = "listLiquidations",
      summary = "Liquidations of the caller's accounts, the newest first, without items")
  public Uni<Response> list(
      @QueryParam("account") @Nullable String account,
      @QueryParam("status") List<String> status,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("limit") @Nullable String limit,
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
              return snapshots.read(
                  () ->
                      reader
                          .countLiquidations(scope, query)
                          .chain(
                              total ->
                                  reader
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
        .chain(bodies::ok);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "liquidate", summary = "Close positions")
  public Uni<Response> liquidate(
      @HeaderParam("Idempotency-Key") @Nullable String key,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @HeaderParam("Prefer") @Nullable List<String> prefer,
      @Nullable String body) {
    Actor actor = caller.actor();
    UnwindCloseRequest request = bodies.read(body, UnwindCloseRequest.class);
    String expected = UnwindParameters.digest(ifMatch);
    if (request.isForLater()) {
      if (expected != null) {
        throw UnwindBodies.malformed("If-Match is of what is done now, not at or beforeClose");
      }
      return scheduling.add(actor, request.later(), key);
    }
    Duration wait = UnwindParameters.wait(prefer, config.waitMax());
    if (request.accounts() != null) {
      return acts.liquidate(actor, request, key, expected, wait);
    }
    return account(request)
        .chain(account -> closes.close(actor, account, request, key, expected))
        .chain(accepted -> waited(actor, accepted, wait));
  }

  @POST
  @Path("/preview")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "previewLiquidation",
      summary = "What a liquidation would do now; nothing is written")
  public Uni<Response> preview(@Nullable String body) {
    Actor actor = caller.actor();
    UnwindCloseRequest request = bodies.read(body, UnwindCloseRequest.class);
    if (request.isForLater()) {
      throw UnwindBodies.malformed(
          "what at and beforeClose mean is decided then: a preview is of now");
    }
    return request.accounts() == null
        ? account(request)
            .chain(account -> closes.preview(actor, account, request))
            .chain(preview -> tagged(preview, preview.digest()))
        : acts.preview(actor, request).chain(preview -> tagged(preview, preview.digest()));
  }

  private Uni<Response> tagged(Object preview, String digest) {
    return bodies.write(preview).map(json -> Response.ok(json).tag(digest).build());
  }

  private Uni<AccountId> account(UnwindCloseRequest request) {
    String named = request.account();
    return named == null ? caller.account() : caller.account(Optional.of(named));
  }

  /** With the outcome, where the caller would wait for it and it comes in time. */
  private Uni<Response> waited(Actor actor, UnwindClosing.Accepted accepted, Duration most) {
    if (most.isZero()) {
      return answer(actor, accepted);
    }
    return await
        .ended(accepted.liquidation(), most)
        // It is accepted, whatever can be told of its end.
        .onFailure()
        .recoverWithItem(accepted.liquidation())
        .chain(
            done -> {
              boolean ended = done.liquidation().status().hasEnded();
              return answer(actor, new UnwindClosing.Accepted(done, accepted.notHeld()))
                  .map(
                      answer ->
                          Response.fromResponse(answer)
                              .status(ended ? 200 : 202)
                              .header("Preference-Applied", "wait=" + most.toSeconds())
                              .build());
            });
  }

  private Uni<Response> answer(Actor actor, UnwindClosing.Accepted accepted) {
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
                      .header(WireHeaders.LIQUIDATION, uid)
                      .location(URI.create("/unwind/v1/liquidations/" + uid));
              return (done.replayed() ? answer.header(REPLAYED, "true") : answer).build();
            });
  }

  @GET
  @Path("/{id}")
  @Operation(
      operationId = "getLiquidation",
      summary = "One liquidation with its items, their orders, outcomes and reasons")
  public Uni<Response> get(
      @PathParam("id") String id,
      @QueryParam("itemsLimit") @Nullable String itemsLimit,
      @QueryParam("itemsAfter") @Nullable String itemsAfter) {
    AccountScope scope = caller.actor().scope();
    UUID uid = UnwindParameters.liquidation(id);
    int rows = UnwindParameters.limit(itemsLimit, LedgerQueries.LIMIT_MAX, LedgerQueries.LIMIT_MAX);
    long after = UnwindParameters.number("itemsAfter", itemsAfter, 0);
    return views
        .show(scope, uid, after == 0 ? null : new LiquidationItemId(after), rows)
        .chain(bodies::write)
        .map(json -> Response.ok(json).header(WireHeaders.LIQUIDATION, uid).build());
  }

  @DELETE
  @Path("/{id}")
  @Operation(operationId = "cancelLiquidation", summary = "Stop a liquidation")
  public Uni<Response> cancel(@PathParam("id") String id) {
    Actor actor = caller.actor();
    UUID uid = UnwindParameters.liquidation(id);
    return views
        .find(actor.scope(), uid)
        .chain(found -> liquidations.cancel(actor, found.accountId(), found.id()))
        .chain(
            stopped ->
                views
                    .show(actor.scope(), uid)
                    // The cancel is durable, whatever can be told of its items now.
                    .onFailure()
                    .recoverWithItem(() -> UnwindMapping.liquidation(stopped)))
        .chain(bodies::write)
        .map(json -> Response.accepted(json).header(WireHeaders.LIQUIDATION, uid).build());
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
