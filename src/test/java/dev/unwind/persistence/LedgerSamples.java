// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseSequence;
import dev.unwind.domain.liquidation.CloseStyle;
import dev.unwind.domain.liquidation.Conduct;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationBuilder;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.FillBuilder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderBuilder;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.ClosedBy;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.position.PositionBuilder;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Random values of every kind that an event can carry; what may be null is null half the time. */
public final class LedgerSamples {
  private static final AccountId ACCOUNT = new AccountId(77);

  private final Random random;

  public LedgerSamples(long seed) {
    random = new Random(seed);
  }

  public LedgerEvent event() {
    return new LedgerEvent(
        ACCOUNT,
        number(),
        number(),
        time(),
        one(EventKind.values()),
        maybe(this::order),
        maybe(this::fill),
        maybe(this::position),
        maybe(this::liquidation),
        maybe(this::money),
        maybe(this::latch),
        maybe(this::standing),
        text(),
        text(),
        maybe(this::text));
  }

  Order order() {
    return OrderBuilder.builder()
        .id(new OrderId(number()))
        .accountId(ACCOUNT)
        .instrumentId(new InstrumentId(number()))
        .positionId(maybe(() -> new PositionId(number())))
        .side(one(Side.values()))
        .terms(terms())
        .pending(maybe(this::terms))
        .status(one(OrderStatus.values()))
        .filledQty(quantity())
        .filledValue(money())
        .reportedQty(quantity())
        .ocoGroup(maybe(this::number))
        .parentId(maybe(() -> new OrderId(number())))
        .liquidationId(maybe(() -> new LiquidationId(number())))
        .itemId(maybe(() -> new LiquidationItemId(number())))
        .attempt(1 + random.nextInt(9))
        .reason(maybe(() -> one(Reason.values())))
        .reasonText(maybe(this::text))
        .actor(text())
        .dialect(text())
        .commandId(number())
        .tags(tags())
        .times(
            new OrderTimes(
                time(), time(), time(), maybeTime(), maybeTime(), maybeTime(), maybeTime()))
        .action(maybe(() -> one(VenueAction.values())))
        .leaseEpoch(random.nextInt(9))
        .build();
  }

  /** An order as a close inserts it: no fills, nothing pending, no reason, no end. */
  Order freshClosingOrder() {
    Instant now = time();
    return OrderBuilder.builder()
        .id(new OrderId(number()))
        .accountId(ACCOUNT)
        .instrumentId(new InstrumentId(number()))
        .positionId(new PositionId(number()))
        .side(one(Side.values()))
        .terms(
            OrderTerms.asking(quantity())
                .versionId(number())
                .uid(uid())
                .clientOrderId(text())
                .type(OrderType.MARKET)
                .timeInForce(TimeInForce.DAY)
                .expiresAt(maybeTime())
                .createdAt(now)
                .build())
        .status(OrderStatus.PENDING_NEW)
        .filledQty(Quantity.ZERO)
        .filledValue(Money.ZERO)
        .reportedQty(Quantity.ZERO)
        .liquidationId(new LiquidationId(number()))
        .itemId(new LiquidationItemId(number()))
        .attempt(1 + random.nextInt(3))
        .actor(text())
        .dialect(text())
        .commandId(number())
        .tags(tags())
        .times(OrderTimes.placed(now, now.plusNanos(1000L * random.nextInt(9000))))
        .action(maybe(() -> VenueAction.SEND))
        .leaseEpoch(random.nextInt(2))
        .build();
  }

  private OrderTerms terms() {
    OrderTerms terms = wholeTerms();
    return random.nextInt(4) == 0
        ? terms.withQty(terms.qty().percent(java.math.BigDecimal.valueOf(50)))
        : terms;
  }

  private OrderTerms wholeTerms() {
    OrderType type = one(OrderType.values());
    OrderTerms terms = plainTerms(type);
    return type == OrderType.TRAILING_STOP ? terms.withTrail(trail()) : terms;
  }

  private Trail trail() {
    Trail trail = random.nextBoolean() ? Trail.by(price()) : Trail.byPercent(price().value());
    return trail
        .beginning(maybe(this::price), maybe(this::price))
        .at(maybe(this::price), maybe(this::price));
  }

  private OrderTerms plainTerms(OrderType type) {
    return OrderTerms.asking(quantity())
        .version(1 + random.nextInt(9))
        .versionId(number())
        .uid(uid())
        .clientOrderId(text())
        .type(type)
        .timeInForce(one(TimeInForce.values()))
        .notional(maybe(this::money))
        .limitPrice(maybe(this::price))
        .stopPrice(maybe(this::price))
        .expiresAt(maybeTime())
        .createdAt(time())
        .build();
  }

  Fill fill() {
    return FillBuilder.builder()
        .id(number())
        .accountId(ACCOUNT)
        .orderId(new OrderId(number()))
        .version(1 + random.nextInt(9))
        .instrumentId(new InstrumentId(number()))
        .positionId(new PositionId(number()))
        .liquidationId(maybe(() -> new LiquidationId(number())))
        .venue(text())
        .execId(text())
        .uid(uid())
        .side(one(Side.values()))
        .qty(quantity())
        .price(price())
        .cashEffect(money())
        .realizedPl(money())
        .orderFilledQty(quantity())
        .orderLeavesQty(quantity())
        .positionQty(quantity())
        .late(random.nextBoolean())
        .executedAt(time())
        .bookedAt(time())
        .settlesAt(maybeTime())
        .settledAt(maybeTime())
        .build();
  }

  Position position() {
    return PositionBuilder.builder()
        .id(new PositionId(number()))
        .uid(uid())
        .accountId(ACCOUNT)
        .instrumentId(new InstrumentId(number()))
        .netting(random.nextBoolean())
        .externalId(maybe(this::text))
        .exchange(maybe(this::text))
        .openingOrderId(maybe(() -> new OrderId(number())))
        .qty(quantity())
        .held(quantity())
        .cost(money())
        .realizedPl(money())
        .openedQty(quantity())
        .entryPrice(price())
        .openedAt(time())
        .updatedAt(time())
        .closedAt(maybeTime())
        .closedBy(maybe(() -> one(ClosedBy.values())))
        .liveItem(maybe(() -> new LiquidationItemId(number())))
        .day(
            new DayTotals(
                maybe(() -> LocalDate.of(2026, 1, 1).plusDays(random.nextInt(400))),
                quantity(),
                money(),
                quantity(),
                money(),
                quantity()))
        .version(number())
        .build();
  }

  Liquidation liquidation() {
    return liquidation(
        one(LiquidationStatus.values()),
        maybe(() -> one(Reason.values())),
        maybe(this::money),
        maybeTime(),
        maybeTime());
  }

  /** A liquidation as a close inserts it. */
  Liquidation freshLiquidation() {
    return liquidation(LiquidationStatus.PROCESSING, null, null, null, null);
  }

  private Liquidation liquidation(
      LiquidationStatus status,
      @Nullable Reason reason,
      @Nullable Money proceeds,
      @Nullable Instant endedAt,
      @Nullable Instant settledAt) {
    return LiquidationBuilder.builder()
        .id(new LiquidationId(number()))
        .uid(uid())
        .accountId(ACCOUNT)
        .dialect(text())
        .actor(text())
        .requestId(maybe(this::text))
        .scope(one(LiquidationScope.values()))
        .amount(amount())
        .cancelOrders(random.nextBoolean())
        .heldPolicy(one(HeldPolicy.values()))
        .exclusive(random.nextBoolean())
        .clientOrderId(maybe(this::text))
        .conduct(
            new Conduct(
                new CloseStyle.Limit(40, 4, Duration.ofSeconds(30), true),
                CloseSequence.LARGEST_FIRST,
                2,
                new Conduct.Deadline(Duration.ofMinutes(20), true)))
        .status(status)
        .reason(reason)
        .items(
            new Liquidation.ItemCounts(
                random.nextInt(9),
                random.nextInt(9),
                random.nextInt(9),
                random.nextInt(9),
                random.nextInt(9)))
        .executedValue(money())
        .proceeds(proceeds)
        .cancelRequested(random.nextBoolean())
        .cancelDeadlineAt(maybeTime())
        .dueAt(maybeTime())
        .tags(tags())
        .createdAt(time())
        .updatedAt(time())
        .endedAt(endedAt)
        .settledAt(settledAt)
        .build();
  }

  private CloseAmount amount() {
    return switch (random.nextInt(3)) {
      case 0 -> CloseAmount.ALL;
      case 1 -> new CloseAmount.Units(quantity());
      default -> new CloseAmount.Percentage(new BigDecimal("12.5"));
    };
  }

  private Account.Latch latch() {
    return new Account.Latch(
        one(TradingState.values()), maybe(this::text), maybe(this::text), maybeTime());
  }

  private Account.Standing standing() {
    return new Account.Standing(text(), 1 + random.nextInt(5), one(AccountStatus.values()));
  }

  private Map<String, String> tags() {
    return random.nextBoolean() ? Map.of() : Map.of("text", text(), "order_class", "simple");
  }

  private long number() {
    return random.nextInt(9) == 0 ? (1L << 53) - 1 : random.nextInt(1_000_000);
  }

  private Quantity quantity() {
    return new Quantity(decimal());
  }

  private Money money() {
    return new Money(decimal());
  }

  private Price price() {
    return new Price(decimal());
  }

  private BigDecimal decimal() {
    return switch (random.nextInt(4)) {
      case 0 -> BigDecimal.ZERO;
      case 1 -> BigDecimal.valueOf(1000L * random.nextInt(1000));
      case 2 -> BigDecimal.valueOf(random.nextInt(), random.nextInt(9));
      default -> new BigDecimal(new BigInteger(120, random), 18);
    };
  }

  private Instant time() {
    long micros = random.nextInt(3) == 0 ? 0 : random.nextInt(1_000_000);
    return Instant.ofEpochSecond(1_790_000_000L + random.nextInt(10_000_000), micros * 1000);
  }

  private @Nullable Instant maybeTime() {
    return maybe(this::time);
  }

  private UUID uid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private String text() {
    return "t\"\\ \u00e9\u20ac\n" + random.nextInt(1000);
  }

  private <T> T one(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> @Nullable T maybe(Supplier<T> value) {
    return random.nextBoolean() ? value.get() : null;
  }
}
