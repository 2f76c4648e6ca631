// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.event;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Authenticate;
import dev.unwind.application.access.Caller;
import dev.unwind.application.event.EventFeed;
import dev.unwind.application.event.LogCutException;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.market.Market;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindConfig;
import dev.unwind.dialect.unwind.UnwindError;
import dev.unwind.dialect.unwind.UnwindErrors;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** An account's event log, page by page and as a stream. */
@Path("/unwind/v1/events")
@Authenticated
@Tag(name = "Events")
@Extension(name = "x-smallrye-profile-unwind", value = "")
public class UnwindEventsResource {
  private static final Uni<Long> NOTHING = Uni.createFrom().nullItem();

  private final Caller caller;
  private final LedgerReader reader;
  private final EventFeed feed;
  private final Market market;
  private final Authenticate authenticate;
  private final UnwindConfig config;
  private final UnwindStreamGate gate;
  private final UnwindBodies bodies;
  private final UnwindErrors errors;

  UnwindEventsResource(
      Caller caller,
      LedgerReader reader,
      EventFeed feed,
      Market market,
      Authenticate authenticate,
      UnwindConfig config,
      UnwindStreamGate gate,
      UnwindBodies bodies,
      UnwindErrors errors) {
    this.caller = caller;
    this.reader = reader;
    this.feed = feed;
    this.market = market;
    this.authenticate = authenticate;
    this.config = config;
    this.gate = gate;
    this.bodies = bodies;
    this.errors = errors;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "listEvents",
      summary = "Events of an account in their order, without gaps")
  public Uni<Response> list(
      @QueryParam("account") @Nullable String account,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @Nullable String limit) {
    AccountScope scope = caller.actor().scope();
    long seq = UnwindParameters.number("after", after, 0);
    int rows = UnwindParameters.limit(limit, 500, UnwindParameters.PAGE_MAX);
    return account(account)
        .chain(
            id ->
                reader
                    .events(scope, LedgerQueries.Events.after(id, seq, rows))
                    .call(page -> page.isEmpty() ? requireWithin(scope, id, seq) : NOTHING))
        .chain(this::show)
        .map(
            events ->
                new UnwindEvent.Page(
                    events, events.isEmpty() ? seq : events.get(events.size() - 1).seq()))
        .chain(bodies::ok);
  }

  @GET
  @Path("/stream")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "streamEvents",
      summary = "Events of an account as they come, as server-sent events")
  @UnwindStreamGate.Guarded
  public Multi<OutboundSseEvent> stream(
      @QueryParam("account") @Nullable String account,
      @QueryParam("after") @Nullable String after,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context ContainerRequestContext request,
      @Context Sse sse) {
    UnwindStreamGate.Start start = UnwindStreamGate.start(request);
    return stream(caller.actor().scope(), start, caller.authenticated().credentialId(), sse);
  }

  private Multi<OutboundSseEvent> stream(
      AccountScope scope, UnwindStreamGate.Start start, UUID credential, Sse sse) {
    Multi<OutboundSseEvent> events =
        feed.follow(scope, start.account(), start.after())
            .onItem()
            .transformToUniAndConcatenate(event -> show(List.of(event)))
            .map(shown -> frame(shown.get(0), sse))
            .onFailure(LogCutException.class)
            .recoverWithMulti(
                cut ->
                    Multi.createBy()
                        .concatenating()
                        .streams(
                            Multi.createFrom().item(lost((LogCutException) cut, sse)),
                            Multi.createFrom().failure(new TradingException(Reason.OVERLOADED))));
    return Multi.createBy()
        .merging()
        .withRequests(1)
        .streams(events, heartbeats(credential, sse), gate.untilStop(OutboundSseEvent.class))
        .onTermination()
        .invoke(() -> gate.left(start));
  }

  /** Its id is the place where the log ends, so that a client which comes back goes on there. */
  private OutboundSseEvent lost(LogCutException cut, Sse sse) {
    return sse.newEventBuilder()
        .id(Long.toString(cut.last()))
        .name("EVENTS_LOST")
        .mediaType(MediaType.TEXT_PLAIN_TYPE)
        .data(
            String.class,
            bodies.text(new UnwindError("EVENTS_LOST", LogCutException.MEANING, null)))
        .build();
  }

  private OutboundSseEvent frame(UnwindEvent event, Sse sse) {
    return sse.newEventBuilder()
        .id(Long.toString(event.seq()))
        .name(event.kind())
        .mediaType(MediaType.TEXT_PLAIN_TYPE)
        .data(String.class, bodies.text(event))
        .build();
  }

  /** Comments; they end the stream with a failure once the credential is revoked. */
  private Multi<OutboundSseEvent> heartbeats(UUID credential, Sse sse) {
    return Multi.createFrom()
        .ticks()
        .startingAfter(config.heartbeat())
        .every(config.heartbeat())
        .onOverflow()
        .drop()
        .onItem()
        .transformToUniAndConcatenate(
            tick ->
                authenticate
                    .isStillValid(credential)
                    .onFailure(TradingException.class)
                    .recoverWithItem(true))
        .onItem()
        .invoke(
            valid -> {
              if (!valid) {
                throw new TradingException(Reason.NOT_AUTHENTICATED);
              }
            })
        .map(valid -> sse.newEventBuilder().comment("still here").build());
  }

  private Uni<Long> requireWithin(AccountScope scope, AccountId account, long after) {
    return reader.lastSeq(scope, account).map(end -> UnwindStreamGate.within(after, end));
  }

  private Uni<AccountId> account(@Nullable String named) {
    return named == null ? caller.account() : caller.account(Optional.of(named));
  }

  private Uni<List<UnwindEvent>> show(List<LedgerEvent> events) {
    Set<InstrumentId> ids = new HashSet<>();
    for (LedgerEvent event : events) {
      if (event.order() != null) {
        ids.add(event.order().instrumentId());
      }
      if (event.fill() != null) {
        ids.add(event.fill().instrumentId());
      }
      if (event.position() != null) {
        ids.add(event.position().instrumentId());
      }
    }
    Uni<Map<InstrumentId, Instrument>> instruments =
        ids.isEmpty() ? Uni.createFrom().item(Map.of()) : market.byIds(ids);
    return instruments.map(
        found -> events.stream().map(event -> UnwindEvent.of(event, found)).toList());
  }

  @ServerExceptionMapper
  public Response refused(TradingException failure) {
    return errors.response(failure);
  }
}
