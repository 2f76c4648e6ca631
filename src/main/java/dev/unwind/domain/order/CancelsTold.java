// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import dev.unwind.domain.value.OrderId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Since when the venue has known of the cancels under way.
 *
 * @param untold those that it does not know yet
 * @param since when the others were told, where that was noted; they are told without a note as
 *     long as their answer is recorded
 */
public record CancelsTold(Set<OrderId> untold, Map<OrderId, Instant> since) {
  /** All of them with the decision that asked for them. */
  public static final CancelsTold AT_ONCE = new CancelsTold(Set.of(), Map.of());

  public CancelsTold {
    untold = Set.copyOf(untold);
    since = Map.copyOf(since);
  }

  public boolean isTold(OrderId order) {
    return !untold.contains(order);
  }

  public @Nullable Instant at(OrderId order) {
    return since.get(order);
  }
}
