// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.reconciliation;

import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import java.util.List;
import java.util.Map;

/**
 * The ledger as it was before the venue was asked. What has moved since is not compared: which of
 * the two moments the venue speaks of is not known.
 *
 * @param versions of the positions that were open
 * @param orders that were open
 */
public record Seen(Map<InstrumentId, Long> versions, List<Order> orders, Money cash) {
  public Seen {
    versions = Map.copyOf(versions);
    orders = List.copyOf(orders);
  }
}
