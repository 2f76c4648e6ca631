// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.domain.book.ABook;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Prices and sizes of steps. */
class CloseStyleTest {
  private static final Price CENT = Price.of("0.01");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void stepsAreEqualAndTheLastIsTheGuard() {
    CloseStyle.Limit limit = new CloseStyle.Limit(100, 4, MINUTE, false);
    assertThat(prices(limit, Side.SELL, "200")).containsExactly("199.5", "199", "198.5", "198");
    assertThat(prices(limit, Side.BUY, "200")).containsExactly("200.5", "201", "201.5", "202");
  }

  @Test
  void roundingNeverWidensTheGuard() {
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      int steps = 1 + random.nextInt(20);
      int bps = 1 + random.nextInt(5_000);
      CloseStyle.Limit limit = new CloseStyle.Limit(bps, steps, MINUTE, false);
      Price from = new Price(BigDecimal.valueOf(1 + random.nextInt(100_000), 4));
      BigDecimal off =
          from.value().multiply(BigDecimal.valueOf(bps)).divide(BigDecimal.valueOf(10_000));
      for (int step = 1; step <= steps; step++) {
        Price sell = limit.price(Side.SELL, from, step, CENT);
        Price buy = limit.price(Side.BUY, from, step, CENT);
        assertThat(sell.value()).isGreaterThanOrEqualTo(from.value().subtract(off));
        assertThat(buy.value()).isLessThanOrEqualTo(from.value().add(off));
        assertThat(sell.isMultipleOf(CENT)).isTrue();
        assertThat(buy.isMultipleOf(CENT)).isTrue();
      }
    }
  }

  @Test
  void aStepThatAnotherFollowsHasAnEnd() {
    assertThatThrownBy(() -> new CloseStyle.Limit(10, 2, null, false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CloseStyle.Limit(10, 1, null, true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void slicesAddUpAndTheLastTakesWhatRoundingLeaves() {
    assertThat(slices("10", 4, ABook.SHARE)).containsExactly("2", "2", "3", "3");
    assertThat(slices("3", 5, ABook.SHARE)).containsExactly("1", "1", "1");
    assertThat(slices("0.5", 2, ABook.SHARE)).containsExactly("0.5");
    assertThat(slices("1.00000001", 2, ABook.COIN)).containsExactly("0.5", "0.50000001");
    assertThat(slices("7", 3, ABook.FUTURE)).containsExactly("2", "2", "3");
  }

  @Test
  void wholeSharesAreNotSlicedIntoFractions() {
    Instrument fractional = ABook.instrument(9, AssetClass.US_EQUITY, "USD", "0.000000001");
    assertThat(slices("5", 2, fractional)).containsExactly("2", "3");
    assertThat(slices("5.5", 2, fractional)).containsExactly("2.75", "2.75");
  }

  private static List<String> prices(CloseStyle.Limit limit, Side side, String from) {
    List<String> prices = new ArrayList<>();
    for (int step = 1; step <= limit.steps(); step++) {
      prices.add(limit.price(side, Price.of(from), step, CENT).toString());
    }
    return prices;
  }

  private static List<String> slices(String whole, int count, Instrument instrument) {
    CloseStyle.Slices slices = new CloseStyle.Slices(count, MINUTE);
    List<String> sizes = new ArrayList<>();
    Quantity left = Quantity.of(whole);
    for (int begun = 0; begun < count && left.isPositive(); begun++) {
      Quantity size = slices.size(left, begun, instrument);
      sizes.add(size.toString());
      left = left.minus(size);
    }
    assertThat(left.isZero()).isTrue();
    return sizes;
  }
}
