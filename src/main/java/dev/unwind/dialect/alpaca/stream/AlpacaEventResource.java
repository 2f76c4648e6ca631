// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.stream;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.event.EventFeed;
import dev.unwind.application.event.LogCutException;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.alpaca.AlpacaAnswers;
import dev.unwind.dialect.alpaca.AlpacaConfig;
import dev.unwind.dialect.alpaca.AlpacaError;
import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.dialect.wire.ClientAddresses;
import dev.unwind.dialect.wire.LiveStreams;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.ext.web.RoutingContext;
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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Trade updates as server-sent events: the past from any point on, then what comes. */
@Path("/v2/events")
@Authenticated
@Tag(name = "Events")
@Extension(name = "x-smallrye-profile-alpaca", value = "")
public class AlpacaEventResource {
  /** Behind every part of an entry of the log. */
  private static final int PARTS_MAX = 255;

  private final Caller caller;
  private final EventFeed feed;
  private final TradeUpdates updates;
  private final LiveStreams streams;
  private final ClientAddresses addresses;
  private final RoutingContext rc;
  private final AlpacaAnswers answers;
  private final AlpacaConfig config;

  AlpacaEventResource(
      Caller caller,
      EventFeed feed,
      TradeUpdates updates,
      LiveStreams streams,
      ClientAddresses addresses,
      RoutingContext rc,
      AlpacaAnswers answers,
      AlpacaConfig config) {
    this.caller = caller;
    this.feed = feed;
    this.updates = updates;
    this.streams = streams;
    this.addresses = addresses;
    this.rc = rc;
    this.answers = answers;
    this.config = config;
  }

  @GET
  @Path("/trades")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(operationId = "subscribeToTradeV2SSE", summary = "Trade updates, past and coming")
  @TradeEventsGate.Guarded
  public Multi<OutboundSseEvent> trades(
      @QueryParam("since") @Nullable String since,
      @QueryParam("until") @Nullable String until,
      @QueryParam("since_id") @Nullable String sinceId,
      @QueryParam("until_id") @Nullable String untilId,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context ContainerRequestContext request,
      @Context Sse sse) {
    LiveStreams.Stream live =
        streams
            .take(
                Dialect.ALPACA,
                config.stream().connectionsMax(),
                addresses.of(rc.request()),
                caller.principal().id())
            .orElseThrow(() -> new TradingException(Reason.OVERLOADED));
    TradeEventsGate.Span span = TradeEventsGate.span(request);
    live.dependsOn(caller.authenticated());
    return stream(caller.actor().scope(), span, live, sse).onTermination().invoke(live::leave);
  }

  private Multi<OutboundSseEvent> stream(
      AccountScope scope, TradeEventsGate.Span span, LiveStreams.Stream live, Sse sse) {
    Instant until = span.until();
    EventIds.Place last = span.last();
    // From the entry that was told last, since it may have a part that was not.
    Multi<LedgerEvent> log =
        feed.follow(scope, span.account(), Math.max(0, span.after().seq() - 1));
    if (last != null) {
      log = last.compareTo(span.after()) > 0 ? upTo(log, last.seq()) : Multi.createFrom().empty();
    }
    Multi<Message> told =
        log.onItem()
            .transformToUniAndConcatenate(event -> updates.of(scope, event))
            .onItem()
            .<TradeUpdates.Placed>disjoint()
            .filter(p -> p.place().compareTo(span.after()) > 0)
            .filter(p -> last == null || p.place().compareTo(last) <= 0)
            .filter(p -> until == null || !p.at().isAfter(until))
            .map(p -> Message.of(p.update()))
            .onFailure(LogCutException.class)
            .recoverWithItem(cut -> Message.lost(((LogCutException) cut).last()));
    if (span.lasting() != null) {
      told = told.select().first(span.lasting());
    }
    Multi<Message> ended =
        Multi.createBy().concatenating().streams(told, Multi.createFrom().item(Message.END));
    Multi<Message> beats =
        Multi.createFrom()
            .ticks()
            .every(config.stream().heartbeat())
            .onOverflow()
            .drop()
            .map(tick -> Message.BEAT);
    return Multi.createBy()
        .merging()
        .withRequests(2)
        .streams(ended, beats, ended(live))
        .select()
        .first(message -> !message.isEnd())
        .map(message -> event(message, sse));
  }

  /** Ends with this entry, without waiting for the next one; or at the next where it is gone. */
  private static Multi<LedgerEvent> upTo(Multi<LedgerEvent> log, long last) {
    return log.onItem()
        .<Optional<LedgerEvent>>transformToMultiAndConcatenate(
            event -> {
              Multi<Optional<LedgerEvent>> told = Multi.createFrom().item(Optional.of(event));
              Multi<Optional<LedgerEvent>> end = Multi.createFrom().item(Optional.empty());
              return event.seq() < last
                  ? told
                  : event.seq() > last ? end : Multi.createBy().concatenating().streams(told, end);
            })
        .select()
        .first(Optional::isPresent)
        .map(Optional::get);
  }

  /** Says the end where it is not the client's. */
  private static Multi<Message> ended(LiveStreams.Stream live) {
    return Multi.createFrom()
        .emitter(
            (MultiEmitter<? super Message> emitter) ->
                live.endsBy(why -> emitter.emit(Message.END)));
  }

  /** An update, a heartbeat, that events are lost, or the end. */
  private record Message(@Nullable AlpacaTradeUpdate update, @Nullable Long cut, boolean isEnd) {
    static final Message BEAT = new Message(null, null, false);
    static final Message END = new Message(null, null, true);

    static Message of(AlpacaTradeUpdate update) {
      return new Message(update, null, false);
    }

    /** The log ends with this entry, before what was told. */
    static Message lost(long last) {
      return new Message(null, last, false);
    }
  }

  private OutboundSseEvent event(Message message, Sse sse) {
    AlpacaTradeUpdate update = message.update();
    Long cut = message.cut();
    if (cut != null) {
      return lost(cut, sse);
    }
    if (update == null) {
      return sse.newEventBuilder().comment(" heartbeat").build();
    }
    // The blank after the colon, on which one client insists.
    String json = " " + new String(answers.bytes(update), StandardCharsets.UTF_8);
    return sse.newEventBuilder().id(update.eventId()).data(String.class, json).build();
  }

  /** An error's body; its id is the end of the log, so that a client which comes back goes on. */
  private OutboundSseEvent lost(long last, Sse sse) {
    AlpacaError error = AlpacaError.of(50010000, LogCutException.MEANING);
    return sse.newEventBuilder()
        .id(EventIds.of(Instant.EPOCH, last, PARTS_MAX))
        .data(String.class, " " + new String(answers.bytes(error), StandardCharsets.UTF_8))
        .build();
  }

  @ServerExceptionMapper
  Response refused(TradingException refused) {
    return AlpacaErrors.response(refused);
  }
}
