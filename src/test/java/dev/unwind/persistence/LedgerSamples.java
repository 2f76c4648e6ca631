// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
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
    return new Order(
        new OrderId(number()),
        ACCOUNT,
        new InstrumentId(number()),
        maybe(() -> new PositionId(number())),
        one(Side.values()),
        terms(),
        maybe(this::terms),
        one(OrderStatus.values()),
        quantity(),
        money(),
        quantity(),
        maybe(this::number),
        maybe(() -> new OrderId(number())),
        maybe(() -> new LiquidationId(number())),
        maybe(() -> new LiquidationItemId(number())),
        1 + random.nextInt(9),
        maybe(() -> one(Reason.values())),
        maybe(this::text),
        text(),
        text(),
        number(),
        tags(),
        new OrderTimes(time(), time(), time(), maybeTime(), maybeTime(), maybeTime(), maybeTime()),
        maybe(() -> one(VenueAction.values())),
        random.nextInt(9));
  }

  /** An order as a close inserts it: no fills, nothing pending, no reason, no end. */
  Order freshClosingOrder() {
    Instant now = time();
    return new Order(
        new OrderId(number()),
        ACCOUNT,
        new InstrumentId(number()),
        new PositionId(number()),
        one(Side.values()),
        new OrderTerms(
            1,
            number(),
            uid(),
            text(),
            OrderType.MARKET,
            TimeInForce.DAY,
            quantity(),
            null,
            null,
            null,
            maybeTime(),
            now),
        null,
        OrderStatus.PENDING_NEW,
        Quantity.ZERO,
        Money.ZERO,
        Quantity.ZERO,
        null,
        null,
        new LiquidationId(number()),
        new LiquidationItemId(number()),
        1 + random.nextInt(3),
        null,
        null,
        text(),
        text(),
        number(),
        tags(),
        OrderTimes.placed(now, now.plusNanos(1000L * random.nextInt(9000))),
        maybe(() -> VenueAction.SEND),
        random.nextInt(2));
  }

  private OrderTerms terms() {
    OrderTerms terms = wholeTerms();
    return random.nextInt(4) == 0
        ? terms.leaving(terms.qty().percent(java.math.BigDecimal.valueOf(50)))
        : terms;
  }

  private OrderTerms wholeTerms() {
    OrderType type = one(OrderType.values());
    OrderTerms terms = plainTerms(type);
    return type == OrderType.TRAILING_STOP ? terms.trailing(trail()) : terms;
  }

  private Trail trail() {
    Trail trail = random.nextBoolean() ? Trail.by(price()) : Trail.byPercent(price().value());
    return trail
        .beginning(maybe(this::price), maybe(this::price))
        .at(maybe(this::price), maybe(this::price));
  }

  private OrderTerms plainTerms(OrderType type) {
    return new OrderTerms(
        1 + random.nextInt(9),
        number(),
        uid(),
        text(),
        type,
        one(TimeInForce.values()),
        quantity(),
        maybe(this::money),
        maybe(this::price),
        maybe(this::price),
        maybeTime(),
        time());
  }

  Fill fill() {
    return new Fill(
        number(),
        ACCOUNT,
        new OrderId(number()),
        1 + random.nextInt(9),
        new InstrumentId(number()),
        new PositionId(number()),
        maybe(() -> new LiquidationId(number())),
        text(),
        text(),
        uid(),
        one(Side.values()),
        quantity(),
        price(),
        money(),
        money(),
        quantity(),
        quantity(),
        quantity(),
        random.nextBoolean(),
        time(),
        time(),
        maybeTime(),
        maybeTime());
  }

  Position position() {
    return new Position(
        new PositionId(number()),
        uid(),
        ACCOUNT,
        new InstrumentId(number()),
        random.nextBoolean(),
        maybe(this::text),
        maybe(this::text),
        maybe(() -> new OrderId(number())),
        quantity(),
        quantity(),
        money(),
        money(),
        quantity(),
        price(),
        time(),
        time(),
        maybeTime(),
        maybe(() -> one(ClosedBy.values())),
        maybe(() -> new LiquidationItemId(number())),
        new DayTotals(
            maybe(() -> LocalDate.of(2026, 1, 1).plusDays(random.nextInt(400))),
            quantity(),
            money(),
            quantity(),
            money(),
            quantity()),
        number());
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
    return new Liquidation(
        new LiquidationId(number()),
        uid(),
        ACCOUNT,
        text(),
        text(),
        maybe(this::text),
        one(LiquidationScope.values()),
        amount(),
        random.nextBoolean(),
        one(HeldPolicy.values()),
        random.nextBoolean(),
        maybe(this::text),
        status,
        reason,
        new Liquidation.ItemCounts(
            random.nextInt(9),
            random.nextInt(9),
            random.nextInt(9),
            random.nextInt(9),
            random.nextInt(9)),
        money(),
        proceeds,
        random.nextBoolean(),
        maybeTime(),
        maybeTime(),
        tags(),
        time(),
        time(),
        endedAt,
        settledAt);
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
