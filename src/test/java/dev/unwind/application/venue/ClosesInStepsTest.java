// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.liquidation.CloseSequence;
import dev.unwind.domain.liquidation.CloseStyle;
import dev.unwind.domain.liquidation.Conduct;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.liquidation.Progress.Pause;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Closes that are carried out in steps, in turn and by a deadline, looked at as any replica does.
 */
class ClosesInStepsTest extends SteppedCloses {
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
}
