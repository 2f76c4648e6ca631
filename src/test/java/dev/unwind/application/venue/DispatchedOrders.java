// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderBuilder;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;

/** Orders that are on their way to a venue. */
final class DispatchedOrders {
  static final Instant START = Instant.parse("2026-11-20T15:00:00Z");

  private DispatchedOrders() {}

  static List<UUID> keys(long... ids) {
    return LongStream.of(ids).mapToObj(id -> new UUID(0, id)).toList();
  }

  static List<Order> orders(long account, long... ids) {
    return LongStream.of(ids).mapToObj(id -> order(account, id, 1)).toList();
  }

  static Order order(long account, long id, long epoch) {
    return OrderBuilder.builder()
        .id(new OrderId(id))
        .accountId(new AccountId(account))
        .instrumentId(new InstrumentId(3))
        .side(Side.SELL)
        .terms(
            OrderTerms.asking(Quantity.of("1"))
                .versionId(id)
                .uid(new UUID(0, id))
                .clientOrderId("c-" + id)
                .type(OrderType.MARKET)
                .timeInForce(TimeInForce.DAY)
                .createdAt(START)
                .build())
        .status(OrderStatus.PENDING_NEW)
        .filledQty(Quantity.ZERO)
        .filledValue(Money.ZERO)
        .reportedQty(Quantity.ZERO)
        .attempt(1)
        .actor("desk")
        .dialect("unwind")
        .commandId(1)
        .tags(Map.of())
        .times(OrderTimes.placed(START, START))
        .action(VenueAction.SEND)
        .leaseEpoch(epoch)
        .build();
  }

  static Order canceled(long account, long id) {
    return order(account, id, 1)
        .at(
            START,
            to -> to.status(OrderStatus.PENDING_CANCEL).action(VenueAction.CANCEL).leaseEpoch(2));
  }

  /** The same while it is being replaced under another key. */
  static Order canceledUnderReplacement(long account, long id, long other) {
    return canceled(account, id).at(START, to -> to.pending(order(account, other, 1).terms()));
  }
}
