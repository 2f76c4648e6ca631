// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Authenticate;
import dev.unwind.application.access.Caller;
import dev.unwind.dialect.wire.ClientAddresses;
import dev.unwind.dialect.wire.StreamPlaces;
import dev.unwind.domain.Reason;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** What all streams of server-sent events have in common: a place, heartbeats, and their end. */
@ApplicationScoped
public class UnwindStreams {
  private final Caller caller;
  private final Authenticate authenticate;
  private final UnwindConfig config;
  private final StreamPlaces places;
  private final ClientAddresses addresses;
  private final RoutingContext rc;
  private final AtomicInteger open = new AtomicInteger();
  private final BroadcastProcessor<Object> end = BroadcastProcessor.create();
  private volatile boolean stopping;

  UnwindStreams(
      Caller caller,
      Authenticate authenticate,
      UnwindConfig config,
      StreamPlaces places,
      ClientAddresses addresses,
      RoutingContext rc) {
    this.caller = caller;
    this.authenticate = authenticate;
    this.config = config;
    this.places = places;
    this.addresses = addresses;
    this.rc = rc;
  }

  /** Ends the streams, which would hold the service up otherwise. */
  void beginToStop(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
    end.onError(new TradingException(Reason.OVERLOADED));
  }

  /**
   * A place for the caller's stream. To be taken before the answer begins, for then a refusal has a
   * status of its own: OVERLOADED.
   */
  public StreamPlaces.Place enter() {
    if (open.incrementAndGet() > config.streamsMax() || stopping) {
      open.decrementAndGet();
      throw new TradingException(Reason.OVERLOADED);
    }
    Optional<StreamPlaces.Place> place =
        places.take(addresses.of(rc.request()), caller.principal().id());
    if (place.isEmpty()) {
      open.decrementAndGet();
      throw new TradingException(Reason.OVERLOADED);
    }
    return place.get();
  }

  /**
   * These frames, with comments where there are none for long. It ends where a frame is empty, and
   * fails where the credential is revoked or the service begins to stop.
   */
  public Multi<OutboundSseEvent> stream(
      Multi<Optional<OutboundSseEvent>> frames, Sse sse, StreamPlaces.Place place) {
    Multi<Optional<OutboundSseEvent>> stop =
        end.onItem().transformToMultiAndConcatenate(nothing -> Multi.createFrom().empty());
    return Multi.createBy()
        .merging()
        .withRequests(1)
        .streams(frames, heartbeats(caller.authenticated().credentialId(), sse), stop)
        .select()
        .first(Optional::isPresent)
        .map(Optional::get)
        .onTermination()
        .invoke(() -> left(place));
  }

  private void left(StreamPlaces.Place place) {
    if (place.leave()) {
      open.decrementAndGet();
    }
  }

  private Multi<Optional<OutboundSseEvent>> heartbeats(UUID credential, Sse sse) {
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
        .map(valid -> Optional.of(sse.newEventBuilder().comment("still here").build()));
  }
}
