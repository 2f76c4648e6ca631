// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

import dev.unwind.application.access.Authenticated;
import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.tradovate.TradovateConfig;
import dev.unwind.dialect.wire.LiveStreams;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of this replica: keeps them awake, drops the silent, makes room for new ones, and
 * says good-bye to the revoked, and to all when the service stops.
 */
@ApplicationScoped
public class TradovateSockets {
  private static final int NORMAL = 1000;
  private static final int GOING_AWAY = 1001;
  private static final int POLICY = 1008;
  private static final int TRY_AGAIN_LATER = 1013;

  private final Map<String, TradovateConnection> open = new ConcurrentHashMap<>();
  private final Map<Long, List<TradovateConnection>> ofPrincipal = new HashMap<>();
  private final LiveStreams streams;
  private final TradovateConfig.Socket config;
  private @Nullable Cancellable beat;

  TradovateSockets(LiveStreams streams, TradovateConfig config) {
    this.streams = streams;
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
  }

  void stop(@Observes ShutdownEvent event) {
    if (beat != null) {
      beat.cancel();
    }
  }

  /** Counts a socket; false where there is no room for it, and it is told so. */
  boolean opened(TradovateConnection connection) {
    LiveStreams.Stream stream =
        streams.take(Dialect.TRADOVATE, config.connectionsMax(), connection.address()).orElse(null);
    if (stream == null) {
      connection.shut("ConnectionQuotaReached", "too many sockets", TRY_AGAIN_LATER);
      return false;
    }
    connection.occupies(stream);
    open.put(connection.id(), connection);
    stream.endsBy(why -> end(why, connection));
    return true;
  }

  private static void end(LiveStreams.End why, TradovateConnection connection) {
    switch (why) {
      case REVOKED -> connection.shut("ConnectionQuotaReached", "access was revoked", POLICY);
      case STOPPING -> connection.shut("Maintenance", "the service stops", GOING_AWAY);
    }
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
      try {
        beat(connection, now);
      } catch (RuntimeException e) {
        // A socket that is just going does not end the beats of all others.
        Log.debugf(e, "No beat for the socket %s", connection.id());
      }
    }
  }

  private void beat(TradovateConnection connection, long now) {
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
