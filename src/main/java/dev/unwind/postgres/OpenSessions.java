// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import io.vertx.core.Promise;
import io.vertx.sqlclient.impl.Connection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/** The sessions that a pool has, which alone keeps them, and where each has found the server. */
final class OpenSessions {
  /** Whoever has one is told by what it asks for next. */
  private static final Connection.Holder NOBODY =
      new Connection.Holder() {
        @Override
        public void handleEvent(Object event) {
          // Nobody waits for it.
        }

        @Override
        public void handleClosed() {
          // That was asked for.
        }

        @Override
        public void handleException(Throwable failure) {
          // It is closed.
        }
      };

  private final Map<Connection, Optional<ServerTimeline.Place>> places =
      Collections.synchronizedMap(new WeakHashMap<>());
  private final ServerTimeline timeline;

  OpenSessions(ServerTimeline timeline) {
    this.timeline = timeline;
    timeline.onTurn(turn -> closeLeftBehind());
  }

  /** Empty where the server has not said it. */
  void add(Connection session, Optional<ServerTimeline.Place> place) {
    places.put(session, place);
    if (isLeftBehind(place)) {
      close(session);
    }
  }

  void closeAll() {
    for (Connection each : places.keySet().toArray(Connection[]::new)) {
      close(each);
    }
  }

  /** A server that was left behind may still answer: what it acknowledges would be lost. */
  private void closeLeftBehind() {
    for (Connection each : places.keySet().toArray(Connection[]::new)) {
      if (isLeftBehind(places.getOrDefault(each, Optional.empty()))) {
        close(each);
      }
    }
  }

  private boolean isLeftBehind(Optional<ServerTimeline.Place> place) {
    return place.isPresent() && !timeline.isCurrent(place.get());
  }

  /** It ends once it has answered what it was asked before. */
  private void close(Connection session) {
    places.remove(session);
    session.close(NOBODY, Promise.promise());
  }
}
