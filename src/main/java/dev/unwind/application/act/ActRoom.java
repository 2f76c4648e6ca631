// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** How many acts run on this replica, and whether there is room for another. */
final class ActRoom {
  private final ActConfig config;
  private final Map<ActLane, Integer> running = new EnumMap<>(ActLane.class);

  ActRoom(ActConfig config) {
    this.config = config;
  }

  private int left(ActLane lane) {
    // As many accounts at a time as of one act over several.
    int most = lane == ActLane.SINGLE ? config.concurrency() : config.runningMax();
    return most - running.getOrDefault(lane, 0);
  }

  synchronized Set<ActLane> free() {
    Set<ActLane> free = EnumSet.noneOf(ActLane.class);
    for (ActLane lane : ActLane.values()) {
      if (left(lane) > 0) {
        free.add(lane);
      }
    }
    return free;
  }

  synchronized boolean take(ActLane lane) {
    boolean free = left(lane) > 0;
    if (free) {
      running.merge(lane, 1, Integer::sum);
    }
    return free;
  }

  synchronized void give(ActLane lane) {
    running.merge(lane, -1, Integer::sum);
  }
}
