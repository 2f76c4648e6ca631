// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.CloseSequence;
import dev.unwind.domain.liquidation.CloseStyle;
import dev.unwind.domain.liquidation.Conduct;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.liquidation.Progress.Pause;
import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.PositionBuilder;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Closes that are carried out in steps, in turn and by a deadline, looked at as any replica does.
 */
class ClosesInStepsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final MemoryLedger ledger = new MemoryLedger(new Random(1));
  private int executions;

  @Test
  void aLimitIsMeasuredFromTheQuoteAndNeverBeyondTheGuard() {
    hold(1, "100");
    LiquidationId id = close(limit(50, 1, null, false));

    Order order = only(live());
    assertThat(order.terms().type()).isEqualTo(OrderType.LIMIT);
    // The bid is 99.98: half a percent less is 99.4801.
    assertThat(order.terms().limitPrice()).isEqualTo(Price.of("99.49"));
    assertThat(order.qty()).isEqualTo(Quantity.of("100"));
    trade(order, "100", "99.98");
    assertThat(liquidation(id).status()).isEqualTo(LiquidationStatus.FILLED);
  }

  @Test
  void theNextStepIsSentOnlyWhenTheCancelOfTheLastOneIsFinalAndForWhatIsLeft() {
    hold(1, "100");
    LiquidationId id = close(limit(50, 2, MINUTE, true));
    Order first = working(only(live()));
    assertThat(first.terms().limitPrice()).isEqualTo(Price.of("99.74"));
    trade(first, "30", "99.9");

    pass(MINUTE);
    assertThat(order(first).status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    assertThat(order(first).reason()).isEqualTo(Reason.NEXT_STEP);
    assertThat(live()).hasSize(1);
    pass(Duration.ofSeconds(5));
    assertThat(live()).as("nothing follows before the venue has said so").hasSize(1);
    trade(first, "10", "99.8");
    canceled(first, "40");
    assertThat(live()).isEmpty();

    look();
    Order second = working(only(live()));
    assertThat(second.terms().limitPrice()).isEqualTo(Price.of("99.49"));
    assertThat(second.qty()).isEqualTo(Quantity.of("60"));
    assertThat(second.attempt()).isEqualTo(2);

    pass(MINUTE);
    canceled(second, "0");
    look();
    Order last = working(only(live()));
    assertThat(last.terms().type()).as("the explicit last step").isEqualTo(OrderType.MARKET);
    assertThat(last.qty()).isEqualTo(Quantity.of("60"));
    trade(last, "60", "95");
    assertThat(liquidation(id).status()).isEqualTo(LiquidationStatus.FILLED);
    assertThat(item(id).filledQty()).isEqualTo(Quantity.of("100"));
  }

  @Test
  void theGuardStaysWhereTheFirstQuoteWasWhateverTheMarketDoes() {
    hold(1, "-100");
    close(limit(100, 2, MINUTE, false));
    Order first = working(only(live()));
    // The ask is 100.02, to buy half a percent above it.
    assertThat(first.terms().limitPrice()).isEqualTo(Price.of("100.52"));
    quote(1, "110", "111");
    pass(MINUTE);
    canceled(first, "0");
    look();

    assertThat(only(live()).terms().limitPrice()).isEqualTo(Price.of("101.02"));
  }

  @Test
  void aLimitThatCouldNotBeFilledAndHasNoLastStepIsStatedAndLeft() {
    hold(1, "100");
    LiquidationId id = close(limit(50, 1, null, false));
    Order order = working(only(live()));
    pass(Duration.ofMinutes(10));
    canceled(order, "0");

    assertThat(item(id).status()).isEqualTo(ItemStatus.FAILED);
    assertThat(item(id).reason()).isEqualTo(Reason.LIQUIDATION_DEADLINE_PASSED);
    assertThat(live()).isEmpty();
  }

  @Test
  void withoutAQuoteNoPriceIsInventedAndTheItemSaysWhatItWaitsFor() {
    hold(1, "100");
    ledger.quotes.remove(new InstrumentId(1));
    LiquidationId id = close(limit(50, 1, null, false));

    assertThat(live()).isEmpty();
    assertThat(pause(id)).isEqualTo(Pause.QUOTE_MISSING);
    ledger.quotes.put(
        new InstrumentId(1),
        new Quote(
            new InstrumentId(1),
            Price.of("50"),
            Price.of("49.99"),
            Price.of("50.01"),
            null,
            ledger.now.minus(MINUTE)));
    pass(Duration.ofSeconds(2));
    assertThat(pause(id)).isEqualTo(Pause.QUOTE_STALE);
    quote(1, "49.99", "50.01");
    pass(Duration.ofSeconds(2));

    assertThat(only(live()).terms().limitPrice()).isEqualTo(Price.of("49.75"));
  }

  @Test
  void aCrossedMarketIsNoQuote() {
    hold(1, "100");
    quote(1, "101", "99");
    assertThat(pause(close(limit(50, 1, null, false)))).isEqualTo(Pause.QUOTE_MISSING);
  }

  @Test
  void withoutAQuoteTheMarketComesWhenTheStepsWouldHaveLedThere() {
    hold(1, "100");
    ledger.quotes.remove(new InstrumentId(1));
    LiquidationId id = close(limit(50, 2, MINUTE, true));
    pass(Duration.ofSeconds(119));
    assertThat(live()).isEmpty();
    pass(Duration.ofSeconds(1));

    assertThat(only(live()).terms().type()).isEqualTo(OrderType.MARKET);
    assertThat(item(id).progress()).isNotNull();
  }

  @Test
  void withoutAQuoteTheDeadlineEndsItAndTellsWhy() {
    hold(1, "100");
    ledger.quotes.remove(new InstrumentId(1));
    LiquidationId id =
        close(
            new Conduct(
                new CloseStyle.Limit(50, 1, null, false),
                CloseSequence.LISTED,
                null,
                new Conduct.Deadline(MINUTE, false)));
    pass(MINUTE);

    assertThat(item(id).reason()).isEqualTo(Reason.LIQUIDATION_DEADLINE_PASSED);
    assertThat(item(id).reasonText()).isEqualTo(Pause.QUOTE_MISSING.meaning());
    assertThat(liquidation(id).status()).isEqualTo(LiquidationStatus.FAILED);
  }

  @Test
  void slicesComeOneAfterTheOtherAndTheLastIsAllThatIsLeft() {
    hold(1, "10");
    LiquidationId id = close(slices(4));
    List<String> sizes = new ArrayList<>();
    for (int slice = 0; slice < 4; slice++) {
      Order order = working(only(live()));
      sizes.add(order.qty().toString());
      trade(order, order.qty().toString(), "99");
      if (slice < 3) {
        assertThat(pause(id)).isEqualTo(Pause.STEP);
        pass(Duration.ofSeconds(59));
        assertThat(live()).isEmpty();
        pass(Duration.ofSeconds(1));
      }
    }

    assertThat(sizes).containsExactly("2", "2", "3", "3");
    assertThat(liquidation(id).status()).isEqualTo(LiquidationStatus.FILLED);
  }

  @Test
  void aSliceThatIsStillOutWhenTheNextIsDueIsWaitedFor() {
    hold(1, "10");
    LiquidationId id = close(slices(2));
    Order first = working(only(live()));
    pass(Duration.ofMinutes(3));
    assertThat(live()).hasSize(1);
    trade(first, "5", "99");
    look();

    assertThat(only(live()).qty()).isEqualTo(Quantity.of("5"));
    assertThat(item(id).attempt()).isEqualTo(2);
  }

  @Test
  void betweenTwoStepsNobodyElseReducesThePosition() {
    hold(1, "10");
    close(slices(2));
    trade(working(only(live())), "5", "99");
    NewOrder order =
        NewOrder.limit(new InstrumentId(1), Side.SELL, Quantity.of("2"), Price.of("120")).build();

    assertThatThrownBy(() -> ledger.decide(b -> b.place(order)))
        .hasMessageContaining(Reason.POSITION_BEING_LIQUIDATED.name());
    pass(MINUTE);
    assertThat(only(live()).qty()).isEqualTo(Quantity.of("5"));
  }

  @Test
  void noMoreOrdersAreOutThanMayBeAndTheNextFollowsInItsOrder() {
    hold(1, "10");
    hold(2, "-20");
    hold(3, "-5");
    LiquidationId id = close(new Conduct(CloseStyle.MARKET, CloseSequence.SHORTS_FIRST, 1, null));
    List<Long> turns = new ArrayList<>();
    for (int turn = 0; turn < 3; turn++) {
      Order order = working(only(live()));
      turns.add(order.instrumentId().value());
      trade(order, order.qty().toString(), "99");
      look();
    }

    assertThat(turns).containsExactly(2L, 3L, 1L);
    assertThat(liquidation(id).status()).isEqualTo(LiquidationStatus.FILLED);
  }

  @Test
  void theLargestComesFirstByItsLastPrice() {
    hold(1, "10");
    hold(2, "20");
    hold(3, "5");
    quote(3, "999", "1001");
    close(new Conduct(CloseStyle.MARKET, CloseSequence.LARGEST_FIRST, null, null));

    assertThat(live()).extracting(o -> o.instrumentId().value()).containsExactly(3L, 2L, 1L);
  }

  @Test
  void atTheDeadlineWhatIsLeftStaysOpenAndIsReported() {
    hold(1, "10");
    hold(2, "10");
    LiquidationId id =
        close(
            new Conduct(
                CloseStyle.MARKET, CloseSequence.LISTED, 1, new Conduct.Deadline(MINUTE, false)));
    Order first = working(only(live()));
    pass(MINUTE);
    canceled(first, "0");

    assertThat(items(id))
        .allSatisfy(
            item -> assertThat(item.reason()).isEqualTo(Reason.LIQUIDATION_DEADLINE_PASSED));
    assertThat(liquidation(id).status()).isEqualTo(LiquidationStatus.FAILED);
    assertThat(live()).isEmpty();
  }

  @Test
  void atTheDeadlineWhatIsLeftGoesToTheMarketAtOnce() {
    hold(1, "10");
    hold(2, "10");
    LiquidationId id =
        close(
            new Conduct(
                new CloseStyle.Limit(50, 1, null, false),
                CloseSequence.LISTED,
                1,
                new Conduct.Deadline(MINUTE, true)));
    Order limit = working(only(live()));
    trade(limit, "4", "99.9");
    pass(MINUTE);
    assertThat(order(limit).status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    canceled(limit, "4");
    look();

    assertThat(live()).extracting(o -> o.terms().type()).containsOnly(OrderType.MARKET);
    assertThat(live()).extracting(o -> o.qty().toString()).containsExactlyInAnyOrder("10", "6");
    live().forEach(order -> trade(working(order), order.qty().toString(), "90"));
    assertThat(liquidation(id).status()).isEqualTo(LiquidationStatus.FILLED);
  }

  @Test
  void aCloseOfAllAtOnceTakesThePlaceOfOneInSteps() {
    hold(1, "10");
    LiquidationId slow = close(slices(5));
    Order slice = working(only(live()));
    LiquidationId now = close(Conduct.AT_ONCE);
    canceled(slice, "0");

    assertThat(item(slow).reason()).isEqualTo(Reason.SUPERSEDED);
    assertThat(only(live()).liquidationId()).isEqualTo(now);
    assertThat(only(live()).qty()).isEqualTo(Quantity.of("10"));
  }

  @Test
  void aPausedCloseIsStoppedAtOnce() {
    hold(1, "10");
    LiquidationId id = close(slices(2));
    trade(working(only(live())), "5", "99");
    ledger.decide(b -> b.cancelLiquidation(id));

    assertThat(liquidation(id).status()).isEqualTo(LiquidationStatus.CANCELED);
    pass(MINUTE);
    assertThat(live()).isEmpty();
  }

  @Test
  void aStepWhoseCancelTheVenueRefusesIsAskedForAgain() {
    hold(1, "10");
    close(limit(50, 2, MINUTE, false));
    Order first = working(only(live()));
    pass(MINUTE);
    report(
        new ExecutionReport.CancelRejected(
            ledger.account().id(), first.terms().uid(), "too busy", ledger.now.plusSeconds(1)));
    assertThat(order(first).status()).isEqualTo(OrderStatus.NEW);
    pass(Duration.ofSeconds(5));

    assertThat(order(first).status()).isEqualTo(OrderStatus.PENDING_CANCEL);
  }

  private static Conduct limit(int bps, int steps, Duration every, boolean thenMarket) {
    return new Conduct(
        new CloseStyle.Limit(bps, steps, every, thenMarket), CloseSequence.LISTED, null, null);
  }

  private static Conduct slices(int count) {
    return new Conduct(new CloseStyle.Slices(count, MINUTE), CloseSequence.LISTED, null, null);
  }

  private LiquidationId close(Conduct conduct) {
    return ledger
        .decide(b -> b.close(CloseRequest.all().amount(CloseAmount.ALL).conduct(conduct).build()))
        .id();
  }

  private void hold(long id, String qty) {
    InstrumentId key = new InstrumentId(id);
    ledger.instruments.put(
        key,
        new Instrument(
            key,
            new UUID(1, id),
            "I" + id,
            AssetClass.US_EQUITY,
            "",
            "USD",
            Quantity.ONE,
            Price.of("0.01"),
            Quantity.ONE,
            null,
            true,
            true,
            true,
            SessionKind.ALWAYS,
            null,
            List.of()));
    quote(id, "99.98", "100.02");
    Quantity size = Quantity.of(qty);
    ledger.positions.put(
        new PositionId(id),
        PositionBuilder.builder()
            .id(new PositionId(id))
            .uid(new UUID(2, id))
            .accountId(ledger.account().id())
            .instrumentId(key)
            .netting(true)
            .qty(size)
            .held(Quantity.ZERO)
            .cost(size.at(Price.of("10")))
            .realizedPl(Money.ZERO)
            .openedQty(size)
            .entryPrice(Price.of("10"))
            .openedAt(ledger.now)
            .updatedAt(ledger.now)
            .day(DayTotals.none(size))
            .version(0)
            .build());
  }

  private void quote(long id, String bid, String ask) {
    InstrumentId key = new InstrumentId(id);
    ledger.quotes.put(
        key, new Quote(key, Price.of(bid), Price.of(bid), Price.of(ask), null, ledger.now));
  }

  private void pass(Duration time) {
    ledger.now = ledger.now.plus(time);
    look();
  }

  private void look() {
    for (Liquidation liquidation : List.copyOf(ledger.liquidations.values())) {
      if (liquidation.dueAt() != null && !liquidation.dueAt().isAfter(ledger.now)) {
        ledger.decide(
            b -> {
              b.advance(liquidation.id(), CancelsTold.AT_ONCE);
              return 0;
            });
      }
    }
  }

  private List<Order> live() {
    return ledger.orders.values().stream().filter(o -> o.isLiquidation() && o.isOpen()).toList();
  }

  private static Order only(List<Order> orders) {
    assertThat(orders).hasSize(1);
    return orders.get(0);
  }

  private Order working(Order order) {
    report(new ExecutionReport.Working(ledger.account().id(), order.terms().uid(), ledger.now));
    return order(order);
  }

  private void trade(Order order, String qty, String price) {
    Quantity cum = order(order).filledQty().plus(Quantity.of(qty));
    report(
        new ExecutionReport.Trade(
            ledger.account().id(),
            order.terms().uid(),
            "venue",
            Integer.toString(++executions),
            Quantity.of(qty),
            Price.of(price),
            cum,
            ledger.now));
  }

  private void canceled(Order order, String cum) {
    report(
        new ExecutionReport.Canceled(
            ledger.account().id(), order.terms().uid(), Quantity.of(cum), "", ledger.now));
  }

  private void report(ExecutionReport report) {
    ledger.decide(b -> b.record(List.of(report)));
  }

  private Order order(Order known) {
    return Objects.requireNonNull(ledger.orders.get(known.id()));
  }

  private Liquidation liquidation(LiquidationId id) {
    return Objects.requireNonNull(ledger.liquidations.get(id));
  }

  private List<LiquidationItem> items(LiquidationId id) {
    return ledger.items.values().stream().filter(i -> i.liquidationId().equals(id)).toList();
  }

  private LiquidationItem item(LiquidationId id) {
    assertThat(items(id)).hasSize(1);
    return items(id).get(0);
  }

  private Pause pause(LiquidationId id) {
    return Objects.requireNonNull(Objects.requireNonNull(item(id).progress()).pause());
  }
}
