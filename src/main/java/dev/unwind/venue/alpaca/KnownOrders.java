// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The broker's ids of orders that were seen lately, which spares asking for them by our keys. */
final class KnownOrders {
  private static final Set<String> BEGUN = Set.of("accepted", "pending_new", "new");
  private static final int MOST = 50_000;

  private final Map<UUID, UUID> ids = new LinkedHashMap<>();
  private final Map<UUID, UUID> keys = new LinkedHashMap<>();
  private final Map<UUID, Instant> canceled = new LinkedHashMap<>();
  private final Set<UUID> taken = new LinkedHashSet<>();

  synchronized void note(UUID key, UUID id) {
    ids.put(key, id);
    keys.put(id, key);
    if (ids.size() > MOST) {
      ids.remove(ids.keySet().iterator().next());
    }
    if (keys.size() > MOST) {
      keys.remove(keys.keySet().iterator().next());
    }
  }

  /** The ledger's key of an order of the broker's. */
  synchronized Optional<UUID> key(UUID id) {
    return Optional.ofNullable(keys.get(id));
  }

  /** Another account's orders may be told from now on. */
  synchronized void clear() {
    ids.clear();
    keys.clear();
    canceled.clear();
    taken.clear();
  }

  synchronized Optional<UUID> id(UUID key) {
    return Optional.ofNullable(ids.get(key));
  }

  /** The broker does not know it any more. */
  synchronized void forget(UUID key) {
    Optional.ofNullable(ids.remove(key)).ifPresent(keys::remove);
    canceled.remove(key);
    taken.remove(key);
  }

  /** The broker has answered to whoever has sent it that it has it. */
  synchronized void noteTaken(UUID key) {
    taken.add(key);
    if (taken.size() > MOST) {
      taken.remove(taken.iterator().next());
    }
  }

  /**
   * That an order works and no more, after the answer to who has sent it has said so: that is
   * recorded, or asked about again where it cannot be.
   */
  synchronized boolean isSaidToWork(UUID key, BrokerOrder order) {
    return taken.contains(key)
        && BEGUN.contains(order.status())
        && order.replaces() == null
        && order.filled().isZero();
  }

  /** The broker has taken a cancel. */
  synchronized void noteCancel(UUID key, Instant at) {
    canceled.put(key, at);
    if (canceled.size() > MOST) {
      canceled.remove(canceled.keySet().iterator().next());
    }
  }

  /** Whether it has done so after a moment. */
  synchronized boolean isCanceledSince(UUID key, Instant moment) {
    Instant at = canceled.get(key);
    return at != null && at.isAfter(moment);
  }
}
