// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.OrderId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of a document for a venue that cannot link them: one leg goes out, a limit where there is
 * one, and the others wait in the ledger for their price.
 */
public final class HeldLegs {
  private HeldLegs() {}

  public static BookPlan of(BookPlan plan) {
    Map<Long, Order> first = new HashMap<>();
    for (Order order : plan.orders()) {
      if (order.ocoGroup() != null && order.status() == OrderStatus.PENDING_NEW) {
        first.merge(order.ocoGroup(), order, HeldLegs::earlier);
      }
    }
    Set<OrderId> held = new HashSet<>();
    for (Order order : plan.orders()) {
      Order working = order.ocoGroup() == null ? null : first.get(order.ocoGroup());
      if (working != null && !working.id().equals(order.id())) {
        held.add(order.id());
      }
    }
    if (held.isEmpty()) {
      return plan;
    }
    return plan.withOrders(
        plan.orders().stream().map(o -> held.contains(o.id()) ? held(o) : o).toList(),
        plan.events().stream().map(e -> isOf(e.order(), held) ? held(e) : e).toList());
  }

  private static Order earlier(Order one, Order other) {
    return one.terms().type().waitsForStop() && !other.terms().type().waitsForStop() ? other : one;
  }

  private static boolean isOf(@Nullable Order order, Set<OrderId> held) {
    return order != null && held.contains(order.id());
  }

  private static Order held(Order order) {
    return order.at(order.times().updatedAt(), to -> to.status(OrderStatus.HELD).action(null));
  }

  private static LedgerEvent held(LedgerEvent event) {
    Order order = event.order();
    return new LedgerEvent(
        event.account(),
        event.seq(),
        event.id(),
        event.at(),
        EventKind.ORDER_HELD,
        order == null ? null : held(order),
        event.fill(),
        event.position(),
        event.liquidation(),
        event.cash(),
        event.latch(),
        event.standing(),
        event.actor(),
        event.dialect(),
        event.requestId());
  }
}
