// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.event;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.event.EventFilter;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.value.AccountId;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The event logs of accounts, page by page and as a stream. */
@Path("/unwind/v1/events")
@Authenticated
@Tag(name = "Events")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindEventsResource {
  /** All accounts that the caller is granted. */
  private static final String EVERY_ACCOUNT = "*";

  /** Value of the parameter log. */
  static final String ADMINISTRATION = "administration";

  private final Caller caller;
  private final UnwindEventPages pages;
  private final UnwindEventStreams streams;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindEventsResource(
      Caller caller,
      UnwindEventPages pages,
      UnwindEventStreams streams,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.caller = caller;
    this.pages = pages;
    this.streams = streams;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "listEvents",
      summary = "What has happened, in the order of each account's log")
  public Uni<Response> list(
      @QueryParam("log") @Nullable String log,
      @QueryParam("account") @Nullable String account,
      @QueryParam("kind") List<String> kinds,
      @QueryParam("liquidation") @Nullable String liquidation,
      @QueryParam("act") @Nullable String act,
      @QueryParam("actor") @Nullable String by,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("after") @Nullable String after,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit) {
    Actor actor = caller.actor();
    EventFilter filter =
        new EventFilter(
            UnwindParameters.anyOf("kind", EventKind.class, kinds),
            by == null || by.isEmpty() ? null : UnwindParameters.name("actor", by),
            null,
            null);
    UnwindEventPages.Asked asked =
        new UnwindEventPages.Asked(
            filter,
            UnwindParameters.time("from", from),
            UnwindParameters.time("to", to),
            UnwindParameters.limit(limit, 500, UnwindParameters.PAGE_MAX));
    if (act != null && liquidation != null) {
      throw UnwindBodies.malformed("act and liquidation exclude each other");
    }
    if (log != null) {
      return ofAdministration(
          actor, log, Arrays.asList(account, liquidation, act, cursor), asked, after);
    }
    boolean several = act != null || liquidation == null && EVERY_ACCOUNT.equals(account);
    if (several && after != null || !several && cursor != null) {
      throw UnwindBodies.malformed("after is of one account, and cursor of several or of an act");
    }
    Uni<UnwindEvent.Page> page =
        several
            ? severalAccounts(actor, account, act, asked, UnwindEventCursor.of(cursor))
            : oneAccount(actor, account, liquidation, asked, after(after));
    return page.chain(bodies::ok);
  }

  private Uni<Response> ofAdministration(
      Actor actor,
      String log,
      List<@Nullable String> others,
      UnwindEventPages.Asked asked,
      @Nullable String after) {
    requireAdministration(log);
    if (others.stream().anyMatch(Objects::nonNull)) {
      throw UnwindBodies.malformed("log excludes account, liquidation, act and cursor");
    }
    return pages.ofAdministration(actor, asked, after(after)).chain(bodies::ok);
  }

  static void requireAdministration(String log) {
    if (!log.equals(ADMINISTRATION)) {
      throw UnwindBodies.malformed("log must be " + ADMINISTRATION);
    }
  }

  private static @Nullable Long after(@Nullable String after) {
    return after == null || after.isEmpty() ? null : UnwindParameters.number("after", after, 0);
  }

  private Uni<UnwindEvent.Page> severalAccounts(
      Actor actor,
      @Nullable String account,
      @Nullable String act,
      UnwindEventPages.Asked asked,
      UnwindEventCursor place) {
    return act == null
        ? pages.ofEveryAccount(actor, asked, place)
        : named(account)
            .chain(only -> pages.ofAct(actor, UnwindParameters.act(act), only, asked, place));
  }

  private Uni<UnwindEvent.Page> oneAccount(
      Actor actor,
      @Nullable String account,
      @Nullable String liquidation,
      UnwindEventPages.Asked asked,
      @Nullable Long after) {
    if (liquidation != null) {
      return named(account)
          .chain(
              only ->
                  pages.ofLiquidation(
                      actor.scope(),
                      UnwindParameters.liquidation(liquidation),
                      only,
                      asked,
                      after));
    }
    return named(account)
        .chain(only -> only.map(id -> Uni.createFrom().item(id)).orElseGet(caller::account))
        .chain(id -> pages.ofAccount(actor.scope(), id, asked, after));
  }

  private Uni<Optional<AccountId>> named(@Nullable String account) {
    return account == null || account.equals(EVERY_ACCOUNT)
        ? Uni.createFrom().item(Optional.empty())
        : caller.account(Optional.of(account)).map(Optional::of);
  }

  @GET
  @Path("/stream")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "streamEvents",
      summary = "Events of an account as they come, as server-sent events")
  @UnwindStreamGate.Guarded
  public Multi<OutboundSseEvent> stream(
      @QueryParam("log") @Nullable String log,
      @QueryParam("account") @Nullable String account,
      @QueryParam("after") @Nullable String after,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context ContainerRequestContext request,
      @Context Sse sse) {
    return streams.stream(UnwindStreamGate.start(request), sse);
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
