// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.Quantity;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What ordinary reducing orders reserve of a position: the sum over groups of the largest leaves,
 * so that a pair of which one cancels the other counts once. Orders on futures reserve nothing and
 * may flip a position.
 */
public final class Holds {
  private Holds() {}

  /**
   * @param orders the open orders of the position's instrument, and final ones with unbooked trades
   * @return unsigned, not capped by the holding
   */
  public static Quantity ordinary(
      Position position, Instrument instrument, Collection<Order> orders) {
    return instrument.reservesHoldings() ? reducing(position, orders) : Quantity.ZERO;
  }

  /** The same sum whether or not the instrument reserves. */
  public static Quantity reducing(Position position, Collection<Order> orders) {
    if (!position.netting()) {
      return Quantity.ZERO;
    }
    Quantity single = Quantity.ZERO;
    Map<Long, Quantity> groups = new HashMap<>();
    Set<Long> begun = new HashSet<>();
    for (Order order : orders) {
      if (order.status() != OrderStatus.HELD && order.ocoGroup() != null) {
        begun.add(order.ocoGroup());
      }
    }
    for (Order order : orders) {
      // Held for a parent it reserves nothing; held because its pair's other leg works, it does.
      boolean waits = order.status() == OrderStatus.HELD && !begun.contains(order.ocoGroup());
      if (order.isLiquidation() || waits || !position.isReducedBy(order.side())) {
        continue;
      }
      Long group = order.ocoGroup();
      if (group == null) {
        single = single.plus(order.reserved());
      } else {
        groups.merge(group, order.reserved(), Quantity::max);
      }
    }
    for (Quantity largest : groups.values()) {
      single = single.plus(largest);
    }
    return single;
  }
}
