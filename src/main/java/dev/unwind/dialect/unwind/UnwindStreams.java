// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.wire.ClientAddresses;
import dev.unwind.dialect.wire.LiveStreams;
import dev.unwind.domain.Reason;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Optional;

/** What all streams of server-sent events have in common: a place, heartbeats, and their end. */
@ApplicationScoped
public class UnwindStreams {
  private final Caller caller;
  private final UnwindConfig config;
  private final LiveStreams streams;
  private final ClientAddresses addresses;
  private final RoutingContext rc;

  UnwindStreams(
      Caller caller,
      UnwindConfig config,
      LiveStreams streams,
      ClientAddresses addresses,
      RoutingContext rc) {
    this.caller = caller;
    this.config = config;
    this.streams = streams;
    this.addresses = addresses;
    this.rc = rc;
  }

  /**
   * A place for the caller's stream. To be taken before the answer begins, for then a refusal has a
   * status of its own: OVERLOADED.
   */
  public LiveStreams.Stream enter() {
    LiveStreams.Stream live =
        streams
            .take(
                Dialect.UNWIND,
                config.streamsMax(),
                addresses.of(rc.request()),
                caller.principal().id())
            .orElseThrow(() -> new TradingException(Reason.OVERLOADED));
    live.dependsOn(caller.authenticated());
    return live;
  }

  /**
   * These frames, with comments where there are none for long. It ends where a frame is empty, and
   * fails where the credential is revoked or the service begins to stop.
   */
  public Multi<OutboundSseEvent> stream(
      Multi<Optional<OutboundSseEvent>> frames, Sse sse, LiveStreams.Stream live) {
    return Multi.createBy()
        .merging()
        .withRequests(1)
        .streams(frames, heartbeats(sse), ended(live))
        .select()
        .first(Optional::isPresent)
        .map(Optional::get)
        .onTermination()
        .invoke(live::leave);
  }

  private static Multi<Optional<OutboundSseEvent>> ended(LiveStreams.Stream live) {
    return Multi.createFrom()
        .emitter(
            (MultiEmitter<? super Optional<OutboundSseEvent>> emitter) ->
                live.endsBy(why -> emitter.fail(new TradingException(reason(why)))));
  }

  private static Reason reason(LiveStreams.End why) {
    return switch (why) {
      case REVOKED -> Reason.NOT_AUTHENTICATED;
      case STOPPING -> Reason.OVERLOADED;
    };
  }

  private Multi<Optional<OutboundSseEvent>> heartbeats(Sse sse) {
    return Multi.createFrom()
        .ticks()
        .startingAfter(config.heartbeat())
        .every(config.heartbeat())
        .onOverflow()
        .drop()
        .map(tick -> Optional.of(sse.newEventBuilder().comment("still here").build()));
  }
}
