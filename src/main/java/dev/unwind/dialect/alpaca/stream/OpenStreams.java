// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.stream;

import dev.unwind.application.access.Authenticate;
import dev.unwind.dialect.alpaca.AlpacaConfig;
import dev.unwind.dialect.wire.StreamPlaces;
import dev.unwind.domain.value.PrincipalId;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The streams that clients have open here: bounded in number, and ended when the credential that
 * opened them is revoked. One query looks after all of them.
 */
@ApplicationScoped
public class OpenStreams {
  private final Authenticate authenticate;
  private final StreamPlaces places;
  private final int most;
  private final AtomicInteger count = new AtomicInteger();
  private final Map<UUID, Set<Runnable>> byCredential = new ConcurrentHashMap<>();
  private final Map<String, Runnable> sockets = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  OpenStreams(Authenticate authenticate, StreamPlaces places, AlpacaConfig config) {
    this.places = places;
    this.authenticate = authenticate;
    most = config.stream().connectionsMax();
  }

  /**
   * Takes a place for a socket whose caller is not known yet; empty when there is none left, here
   * or for this address. Each place taken must be given back.
   */
  Optional<StreamPlaces.Place> enter(String address) {
    return enter(() -> places.take(address));
  }

  /** The same for a caller that is known. */
  Optional<StreamPlaces.Place> enter(String address, PrincipalId principal) {
    return enter(() -> places.take(address, principal));
  }

  private Optional<StreamPlaces.Place> enter(Supplier<Optional<StreamPlaces.Place>> take) {
    if (count.incrementAndGet() <= most && !stopping) {
      Optional<StreamPlaces.Place> place = take.get();
      if (place.isPresent()) {
        return place;
      }
    }
    count.decrementAndGet();
    return Optional.empty();
  }

  void leave(StreamPlaces.Place place) {
    if (place.leave()) {
      count.decrementAndGet();
    }
  }

  /** Has {@code end} called once the credential is not valid any more. */
  void watch(UUID credential, Runnable end) {
    byCredential.compute(
        credential,
        (id, present) -> {
          Set<Runnable> ends = present == null ? ConcurrentHashMap.newKeySet() : present;
          ends.add(end);
          return ends;
        });
  }

  void unwatch(UUID credential, Runnable end) {
    byCredential.computeIfPresent(
        credential,
        (id, ends) -> {
          ends.remove(end);
          return ends.isEmpty() ? null : ends;
        });
  }

  /** Has {@code goodBye} called when the service stops, signed in or not. */
  void opened(String socket, Runnable goodBye) {
    sockets.put(socket, goodBye);
    if (stopping) {
      goodBye.run();
    }
  }

  void closed(String socket) {
    sockets.remove(socket);
  }

  /** Whether the service is about to stop: what ends now ends for that reason. */
  boolean isStopping() {
    return stopping;
  }

  /** Streams that follow for as long as they are let would hold the service up when it stops. */
  void beginToStop(@Observes ShutdownDelayInitiatedEvent event) {
    stop();
  }

  /** Where there is no delay. */
  void stop(@Observes @Priority(1) ShutdownEvent event) {
    stop();
  }

  private void stop() {
    stopping = true;
    sockets.values().forEach(Runnable::run);
    byCredential.values().forEach(ends -> ends.forEach(Runnable::run));
  }

  @Scheduled(
      every = "${unwind.dialect.alpaca.stream.revocation-check:5s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> endRevoked() {
    Set<UUID> watched = Set.copyOf(byCredential.keySet());
    if (stopping || watched.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return authenticate
        .stillValid(watched)
        .invoke(
            valid ->
                watched.stream()
                    .filter(id -> !valid.contains(id))
                    .map(byCredential::get)
                    .filter(ends -> ends != null)
                    .forEach(ends -> ends.forEach(Runnable::run)))
        .onFailure()
        .invoke(e -> Log.warnf("Could not check the credentials of streams: %s", e.toString()))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }
}
