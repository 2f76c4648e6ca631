// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
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
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.importing.plan.BookPlan;
import dev.unwind.importing.plan.HeldLegs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Pairs of a document, where the venue cannot link them. */
class HeldLegsTest {
  private static final AccountId ACCOUNT = new AccountId(1);
  private static final Instant NOW = Instant.parse("2026-11-20T15:00:00Z");

  @Test
  void ofAPairTheLimitGoesOutAndTheStopIsHeld() {
    BookPlan plan = HeldLegs.of(plan(order(1, 7L, OrderType.STOP), order(2, 7L, OrderType.LIMIT)));
    assertThat(plan.orders())
        .extracting(Order::status)
        .containsExactly(OrderStatus.HELD, OrderStatus.PENDING_NEW);
    assertThat(plan.orders()).extracting(Order::action).containsExactly(null, VenueAction.SEND);
    assertThat(plan.events())
        .extracting(LedgerEvent::kind)
        .containsExactly(EventKind.ORDER_HELD, EventKind.ORDER_PENDING_NEW);
    assertThat(plan.events()).extracting(LedgerEvent::order).isEqualTo(plan.orders());
  }

  @Test
  void ordersOutsideOfPairsGoOutAsTheyAre() {
    BookPlan plan = plan(order(1, null, OrderType.STOP), order(2, null, OrderType.LIMIT));
    assertThat(HeldLegs.of(plan)).isEqualTo(plan);
  }

  private static BookPlan plan(Order... orders) {
    return new BookPlan(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(orders),
        List.of(orders).stream().map(HeldLegsTest::event).toList(),
        List.of());
  }

  private static LedgerEvent event(Order order) {
    return new LedgerEvent(
        ACCOUNT,
        order.id().value(),
        order.commandId(),
        NOW,
        EventKind.ORDER_PENDING_NEW,
        order,
        null,
        null,
        null,
        null,
        null,
        null,
        "import",
        "unwind",
        null);
  }

  private static Order order(long id, @Nullable Long group, OrderType type) {
    Price price = Price.of("100");
    return OrderBuilder.builder()
        .id(new OrderId(id))
        .accountId(ACCOUNT)
        .instrumentId(new InstrumentId(1))
        .side(Side.SELL)
        .terms(
            OrderTerms.asking(Quantity.of("5"))
                .versionId(id)
                .uid(new UUID(0, id))
                .clientOrderId("order-" + id)
                .type(type)
                .timeInForce(TimeInForce.GTC)
                .limitPrice(type.hasLimit() ? price : null)
                .stopPrice(type.hasStop() ? price : null)
                .createdAt(NOW)
                .build())
        .status(OrderStatus.PENDING_NEW)
        .filledQty(Quantity.ZERO)
        .filledValue(Money.ZERO)
        .reportedQty(Quantity.ZERO)
        .ocoGroup(group)
        .attempt(1)
        .actor("import")
        .dialect("unwind")
        .commandId(id)
        .tags(Map.of())
        .times(OrderTimes.placed(NOW, NOW))
        .action(VenueAction.SEND)
        .leaseEpoch(0)
        .build();
  }
}
