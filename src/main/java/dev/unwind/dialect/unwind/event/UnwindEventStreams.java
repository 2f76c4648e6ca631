// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.event;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.event.EventFeed;
import dev.unwind.application.event.LogCutException;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindStreams;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Optional;

/** Logs as server-sent events, each from where the gate has found it to begin. */
@ApplicationScoped
class UnwindEventStreams {
  private final Caller caller;
  private final EventFeed feed;
  private final UnwindStreams streams;
  private final UnwindEventViews views;
  private final UnwindBodies bodies;

  UnwindEventStreams(
      Caller caller,
      EventFeed feed,
      UnwindStreams streams,
      UnwindEventViews views,
      UnwindBodies bodies) {
    this.caller = caller;
    this.feed = feed;
    this.streams = streams;
    this.views = views;
    this.bodies = bodies;
  }

  /** Ends with the end of the liquidation that it is about; else never by itself. */
  Multi<OutboundSseEvent> stream(UnwindStreamGate.Start start, Sse sse) {
    AccountScope scope = caller.actor().scope();
    Multi<Optional<OutboundSseEvent>> events =
        feed.follow(scope, start.account(), start.after())
            .select()
            .where(start.filter()::tells)
            .onItem()
            .transformToMultiAndConcatenate(event -> told(event, start, sse))
            .onFailure(LogCutException.class)
            .recoverWithMulti(
                cut ->
                    Multi.createBy()
                        .concatenating()
                        .streams(
                            Multi.createFrom().item(Optional.of(lost((LogCutException) cut, sse))),
                            Multi.createFrom().failure(new TradingException(Reason.OVERLOADED))));
    return streams.stream(events, sse, start.live());
  }

  /** The event, and nothing where no other will come. */
  private Multi<Optional<OutboundSseEvent>> told(
      LedgerEvent event, UnwindStreamGate.Start start, Sse sse) {
    boolean last = start.ends() && event.kind() == EventKind.LIQUIDATION_ENDED;
    Multi<Optional<OutboundSseEvent>> frame =
        views.show(List.of(event)).map(shown -> Optional.of(frame(shown.get(0), sse))).toMulti();
    return last
        ? Multi.createBy().concatenating().streams(frame, Multi.createFrom().item(Optional.empty()))
        : frame;
  }

  /** What is said of a log that has gone back. */
  @RegisterForReflection
  record Lost(String code, String message) {}

  /** Its id is the place where the log ends, so that a client which comes back goes on there. */
  private OutboundSseEvent lost(LogCutException cut, Sse sse) {
    return sse.newEventBuilder()
        .id(Long.toString(cut.last()))
        .name("EVENTS_LOST")
        .mediaType(MediaType.TEXT_PLAIN_TYPE)
        .data(String.class, bodies.text(new Lost("EVENTS_LOST", LogCutException.MEANING)))
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
}
