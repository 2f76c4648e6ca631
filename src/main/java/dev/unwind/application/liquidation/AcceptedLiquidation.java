// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.liquidation;

import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Order;
import java.util.List;

/**
 * A liquidation that is durable.
 *
 * @param items as accepted; ascending by id
 * @param orders the closing orders that exist already
 * @param replayed the key was used before: this is what it had made, as it stands now
 */
public record AcceptedLiquidation(
    Liquidation liquidation, List<LiquidationItem> items, List<Order> orders, boolean replayed) {
  public AcceptedLiquidation {
    items = List.copyOf(items);
    orders = List.copyOf(orders);
  }
}
