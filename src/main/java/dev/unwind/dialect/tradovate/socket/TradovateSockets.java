// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

import dev.unwind.application.access.Authenticate;
import dev.unwind.application.access.Authenticated;
import dev.unwind.dialect.tradovate.TradovateConfig;
import dev.unwind.dialect.wire.StreamPlaces;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of this replica: keeps them awake, drops the silent and the revoked, makes room for
 * new ones, and says good-bye when the service stops.
 */
@ApplicationScoped
public class TradovateSockets {
  private static final int NORMAL = 1000;
  private static final int GOING_AWAY = 1001;
  private static final int POLICY = 1008;
  private static final int TRY_AGAIN_LATER = 1013;

  private final Map<String, TradovateConnection> open = new ConcurrentHashMap<>();
  private final Map<Long, List<TradovateConnection>> ofPrincipal = new HashMap<>();
  private final Authenticate authenticate;
  private final StreamPlaces places;
  private final TradovateConfig.Socket config;
  private volatile boolean stopping;
  private @Nullable Cancellable beat;
  private @Nullable Cancellable revocations;

  TradovateSockets(Authenticate authenticate, StreamPlaces places, TradovateConfig config) {
    this.authenticate = authenticate;
    this.places = places;
    this.config = config.socket();
  }

  void start(@Observes StartupEvent event) {
    Duration tick = config.heartbeat().dividedBy(5);
    beat =
        Multi.createFrom()
            .ticks()
            .every(tick)
            .onOverflow()
            .drop()
            .subscribe()
            .with(ignored -> beat(), failure -> Log.error("Heartbeats have stopped", failure));
    revocations =
        Multi.createFrom()
            .ticks()
            .every(config.revocationCheck())
            .onOverflow()
            .drop()
            .onItem()
            .transformToUniAndConcatenate(ignored -> dropRevoked())
            .subscribe()
            .with(ignored -> {}, failure -> Log.error("Revocations are not looked up", failure));
  }

  /**
   * A socket counts as a request that is still served, so that the server would wait for it as long
   * as it may; so sockets go when the service begins to stop. Their clients find another replica
   * while this one still finishes what it has begun.
   */
  void beginToStop(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
    open.values().forEach(TradovateSockets::goodBye);
  }

  void stop(@Observes @Priority(1) ShutdownEvent event) {
    if (beat != null) {
      beat.cancel();
    }
    if (revocations != null) {
      revocations.cancel();
    }
    open.values().forEach(TradovateSockets::goodBye);
  }

  private static void goodBye(TradovateConnection connection) {
    connection.shut("Maintenance", "the service stops", GOING_AWAY);
  }

  /** Counts a socket; false where there is no room for it, and it is told so. */
  boolean opened(TradovateConnection connection) {
    StreamPlaces.Place place = places.take(connection.address()).orElse(null);
    if (place == null) {
      connection.shut("ConnectionQuotaReached", "too many sockets", TRY_AGAIN_LATER);
      return false;
    }
    connection.occupies(place);
    open.put(connection.id(), connection);
    if (stopping) {
      goodBye(connection);
    }
    return true;
  }

  @Nullable TradovateConnection find(String id) {
    return open.get(id);
  }

  int count() {
    return open.size();
  }

  void closed(String id) {
    TradovateConnection connection = open.remove(id);
    if (connection != null) {
      connection.closed();
      Authenticated caller = connection.authenticated();
      if (caller != null) {
        forget(caller.principal().id().value(), connection);
      }
    }
  }

  private synchronized void forget(long principal, TradovateConnection connection) {
    List<TradovateConnection> all = ofPrincipal.get(principal);
    if (all != null) {
      all.remove(connection);
      if (all.isEmpty()) {
        ofPrincipal.remove(principal);
      }
    }
  }

  /** Counts a socket to its principal; the oldest makes room where there are too many. */
  void authorized(TradovateConnection connection, Authenticated caller) {
    TradovateConnection tooOld = null;
    synchronized (this) {
      List<TradovateConnection> all =
          ofPrincipal.computeIfAbsent(caller.principal().id().value(), k -> new ArrayList<>());
      if (!all.contains(connection)) {
        all.add(connection);
      }
      if (all.size() > config.perPrincipal()) {
        tooOld = all.remove(0);
      }
    }
    if (tooOld != null) {
      tooOld.shut("ConnectionQuotaReached", "too many sockets", NORMAL);
    }
  }

  private void beat() {
    long now = System.nanoTime();
    for (TradovateConnection connection : open.values()) {
      if (connection.silentNanos(now) > config.silenceMax().toNanos()) {
        connection.shut("ConnectionQuotaReached", "no heartbeat", NORMAL);
      } else if (connection.authenticated() == null
          && connection.ageNanos(now) > config.authenticateWithin().toNanos()) {
        connection.shut("ConnectionQuotaReached", "not authorized in time", POLICY);
      } else if (connection.idleNanos(now) >= config.heartbeat().toNanos()) {
        connection.sendLater(TradovateFrames.HEARTBEAT);
      }
    }
  }

  private Uni<Void> dropRevoked() {
    Map<UUID, List<TradovateConnection>> ofCredential = new HashMap<>();
    for (TradovateConnection connection : open.values()) {
      UUID credential = connection.credential();
      if (credential != null) {
        ofCredential.computeIfAbsent(credential, k -> new ArrayList<>()).add(connection);
      }
    }
    if (ofCredential.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Set<UUID> asked = Set.copyOf(ofCredential.keySet());
    return authenticate
        .stillValid(asked)
        .invoke(
            valid ->
                ofCredential.forEach(
                    (credential, connections) -> {
                      if (!valid.contains(credential)) {
                        connections.forEach(
                            c -> c.shut("ConnectionQuotaReached", "access was revoked", POLICY));
                      }
                    }))
        .replaceWithVoid()
        .onFailure()
        // Nothing is known while the ledger is away; the next turn asks again.
        .recoverWithNull()
        .replaceWithVoid();
  }
}
