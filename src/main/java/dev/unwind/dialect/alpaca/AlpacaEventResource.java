// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.event.EventFeed;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.LedgerEvent;
import dev.unwind.domain.value.AccountId;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Trade updates as server-sent events: the past from any point on, then what comes. */
@Path("/v2/events")
@Authenticated
@Tag(name = "Events")
@Extension(name = "x-smallrye-profile-alpaca", value = "")
public class AlpacaEventResource {
  private final Caller caller;
  private final EventFeed feed;
  private final LedgerReader reader;
  private final TradeUpdates updates;
  private final OpenStreams streams;
  private final AlpacaAnswers answers;
  private final AlpacaConfig config;
  private final InstantSource clock;

  AlpacaEventResource(
      Caller caller,
      EventFeed feed,
      LedgerReader reader,
      TradeUpdates updates,
      OpenStreams streams,
      AlpacaAnswers answers,
      AlpacaConfig config,
      InstantSource clock) {
    this.caller = caller;
    this.feed = feed;
    this.reader = reader;
    this.updates = updates;
    this.streams = streams;
    this.answers = answers;
    this.config = config;
    this.clock = clock;
  }

  /**
   * What is to be told.
   *
   * @param after place after which to begin
   * @param entries how many entries of the log, null for no end
   * @param lasting how long to wait for what comes, null for ever
   */
  private record Span(EventIds.Place after, @Nullable Long entries, @Nullable Duration lasting) {}

  @GET
  @Path("/trades")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "subscribeToTradeV2SSE",
      summary = "Trade updates, past and coming",
      description =
          "Without since or since_id only what comes. Ends once until or until_id is reached. Each"
              + " event is a line that begins with data: and holds a TradeUpdate; its id is the"
              + " event_id. Lines that begin with a colon are heartbeats.")
  @APIResponse(
      responseCode = "200",
      description = "The stream",
      content =
          @Content(
              mediaType = "text/event-stream",
              schema = @Schema(implementation = AlpacaTradeUpdate.class)))
  @APIResponse(
      responseCode = "422",
      description = "A bound cannot be read, or does not fit another",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AlpacaError.class),
              examples = @ExampleObject(name = "time", value = AlpacaExamples.BAD_FILTER)))
  public Uni<Multi<OutboundSseEvent>> trades(
      @Parameter(description = "Inclusive; RFC 3339") @QueryParam("since") @Nullable String since,
      @Parameter(description = "Inclusive; RFC 3339; needs since") @QueryParam("until")
          @Nullable String until,
      @Parameter(description = "Events after this one; not with since") @QueryParam("since_id")
          @Nullable String sinceId,
      @Parameter(description = "Inclusive; needs since_id") @QueryParam("until_id")
          @Nullable String untilId,
      @Parameter(description = "Same as since_id; sent by browsers that reconnect")
          @HeaderParam("Last-Event-ID")
          @Nullable String lastEventId,
      @Context Sse sse) {
    AccountScope scope = caller.actor().scope();
    UUID credential = caller.authenticated().credentialId();
    Instant from = AlpacaParameters.time("since", since);
    Instant to = AlpacaParameters.time("until", until);
    String resumed = OrderTicket.given(sinceId) == null ? lastEventId : sinceId;
    EventIds.Place after = place("since_id", resumed);
    EventIds.Place last = place("until_id", untilId);
    requireFitting(from, to, after, last);
    return caller
        .account()
        .chain(
            account ->
                span(scope, account, from, to, after, last)
                    .map(span -> stream(scope, account, span, to, credential, sse)));
  }

  private static void requireFitting(
      @Nullable Instant from,
      @Nullable Instant to,
      EventIds.@Nullable Place after,
      EventIds.@Nullable Place last) {
    if (from != null && after != null) {
      throw AlpacaParameters.malformed("only one of since or since_id is accepted");
    }
    if (to != null && from == null) {
      throw AlpacaParameters.malformed("since is required if until is specified");
    }
    if (last != null && after == null) {
      throw AlpacaParameters.malformed("since_id is required if until_id is specified");
    }
  }

  private static EventIds.@Nullable Place place(String name, @Nullable String id) {
    String given = OrderTicket.given(id);
    return given == null
        ? null
        : EventIds.place(given)
            .orElseThrow(() -> AlpacaParameters.malformed("failed to parse " + name));
  }

  private Uni<Span> span(
      AccountScope scope,
      AccountId account,
      @Nullable Instant from,
      @Nullable Instant to,
      EventIds.@Nullable Place after,
      EventIds.@Nullable Place last) {
    if (after != null) {
      // The entry itself once more, for it may have a second part.
      Long entries = last == null ? null : Math.max(0, last.seq() - after.seq() + 1);
      return Uni.createFrom().item(new Span(after, entries, null));
    }
    if (from == null) {
      return reader
          .lastSeq(scope, account)
          .map(seq -> new Span(new EventIds.Place(seq, Integer.MAX_VALUE), null, null));
    }
    Instant now = clock.instant();
    return seqBefore(scope, account, from)
        .chain(
            start -> {
              EventIds.Place begin = new EventIds.Place(start, Integer.MAX_VALUE);
              if (to == null) {
                return Uni.createFrom().item(new Span(begin, null, null));
              }
              if (to.isAfter(now)) {
                Duration lasting = Duration.between(now, to);
                return Uni.createFrom().item(new Span(begin, null, lasting));
              }
              return seqBefore(scope, account, to.plusNanos(1000))
                  .map(end -> new Span(begin, Math.max(0, end - start + 1), null));
            });
  }

  /** Number of the last entry before a moment. */
  private Uni<Long> seqBefore(AccountScope scope, AccountId account, Instant moment) {
    return reader
        .events(scope, new LedgerQueries.Events(account, 0, moment, null, null, 1))
        .chain(
            found ->
                found.isEmpty()
                    ? reader.lastSeq(scope, account)
                    : Uni.createFrom().item(found.get(0).seq() - 1));
  }

  private Multi<OutboundSseEvent> stream(
      AccountScope scope,
      AccountId account,
      Span span,
      @Nullable Instant to,
      UUID credential,
      Sse sse) {
    if (!streams.enter()) {
      throw new TradingException(Reason.OVERLOADED);
    }
    // From the entry that was told last, since it may have a part that was not.
    Multi<LedgerEvent> log = feed.follow(scope, account, Math.max(0, span.after().seq() - 1));
    if (span.entries() != null) {
      log = log.select().first(span.entries());
    }
    Multi<Message> told =
        log.onItem()
            .transformToUniAndConcatenate(event -> updates.of(scope, event))
            .onItem()
            .<TradeUpdates.Placed>disjoint()
            .filter(p -> p.place().compareTo(span.after()) > 0)
            .filter(p -> to == null || !p.at().isAfter(to))
            .map(p -> Message.of(p.update()));
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
        .streams(ended, beats, revoked(credential))
        .select()
        .first(message -> !message.isEnd())
        .map(message -> event(message, sse))
        .onTermination()
        .invoke(streams::leave);
  }

  /** Says the end when the credential is revoked. */
  private Multi<Message> revoked(UUID credential) {
    return Multi.createFrom()
        .emitter(
            (MultiEmitter<? super Message> emitter) -> {
              Runnable end = () -> emitter.emit(Message.END);
              streams.watch(credential, end);
              emitter.onTermination(() -> streams.unwatch(credential, end));
            });
  }

  /** An update, a heartbeat, or the end. */
  private record Message(@Nullable AlpacaTradeUpdate update, boolean isEnd) {
    static final Message BEAT = new Message(null, false);
    static final Message END = new Message(null, true);

    static Message of(AlpacaTradeUpdate update) {
      return new Message(update, false);
    }
  }

  private OutboundSseEvent event(Message message, Sse sse) {
    AlpacaTradeUpdate update = message.update();
    if (update == null) {
      return sse.newEventBuilder().comment(" heartbeat").build();
    }
    // The blank after the colon, on which one client insists.
    String json = " " + new String(answers.bytes(update), StandardCharsets.UTF_8);
    return sse.newEventBuilder().id(update.eventId()).data(String.class, json).build();
  }

  @ServerExceptionMapper
  Response refused(TradingException refused) {
    return AlpacaErrors.response(refused);
  }
}
