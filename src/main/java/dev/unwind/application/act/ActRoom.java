// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Which acts run on this replica, and whether there is room for another. */
final class ActRoom {
  private final ActConfig config;
  private final Map<UUID, ActLane> running = new HashMap<>();

  ActRoom(ActConfig config) {
    this.config = config;
  }

  private boolean hasRoom(ActLane lane) {
    // As many accounts at a time as of one act over several.
    int most = lane == ActLane.SINGLE ? config.concurrency() : config.runningMax();
    return running.values().stream().filter(lane::equals).count() < most;
  }

  synchronized Set<ActLane> free() {
    Set<ActLane> free = EnumSet.noneOf(ActLane.class);
    for (ActLane lane : ActLane.values()) {
      if (hasRoom(lane)) {
        free.add(lane);
      }
    }
    return free;
  }

  /** Those that run: one whose lease has run out meanwhile is not begun once more beside itself. */
  synchronized Set<UUID> acts() {
    return new HashSet<>(running.keySet());
  }

  synchronized boolean take(Act act) {
    return hasRoom(act.lane()) && running.putIfAbsent(act.id(), act.lane()) == null;
  }

  synchronized void give(Act act) {
    running.remove(act.id());
  }
}
