// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a stop follows the market. */
class TrailTest {
  private static final Price TICK = Price.of("0.01");

  private static Trail after(Trail trail, Side side, @Nullable String start, String... prices) {
    Trail now = trail;
    for (String price : prices) {
      now = now.follow(side, Price.of(price), start == null ? null : Price.of(start), TICK);
    }
    return now;
  }

  private static List<String> stops(
      Trail trail, Side side, @Nullable String start, String... prices) {
    List<String> stops = new ArrayList<>();
    Trail now = trail;
    for (String price : prices) {
      now = after(now, side, start, price);
      stops.add(String.valueOf(now.stop()));
    }
    return stops;
  }

  @Test
  void theStopOfASellFollowsTheHighestPriceAndNeverFalls() {
    assertThat(
            stops(Trail.by(Price.of("5")), Side.SELL, null, "100", "101", "97", "101.5", "96.51"))
        .containsExactly("95", "96", "96", "96.5", "96.5");
    assertThat(after(Trail.by(Price.of("5")), Side.SELL, null, "100", "103", "99").mark())
        .isEqualTo(Price.of("103"));
  }

  @Test
  void theStopOfABuyFollowsTheLowestPriceAndNeverRises() {
    assertThat(stops(Trail.by(Price.of("5")), Side.BUY, null, "100", "99", "103", "98.5", "110"))
        .containsExactly("105", "104", "104", "103.5", "103.5");
  }

  @Test
  void aPercentageIsOfTheMarkAndTheStopIsRoundedAwayFromTheMarket() {
    Trail percent = Trail.byPercent(new BigDecimal("1.5"));
    assertThat(stops(percent, Side.SELL, null, "99.99", "200")).containsExactly("98.49", "197");
    assertThat(stops(percent, Side.BUY, null, "99.99", "50")).containsExactly("101.49", "50.75");
  }

  @Test
  void aStartIsKeptUntilTheTrailIsNearerToTheMarket() {
    assertThat(stops(Trail.by(Price.of("5")), Side.SELL, "95.5", "100", "100.4", "101"))
        .containsExactly("95.5", "95.5", "96");
    assertThat(stops(Trail.by(Price.of("5")), Side.BUY, "104.5", "100", "99"))
        .containsExactly("104.5", "104");
  }

  @Test
  void aTrailThatBeginsAtAPriceMovesFromThereInSteps() {
    Trail later = Trail.by(Price.of("3")).beginning(Price.of("110"), Price.of("2"));
    assertThat(stops(later, Side.SELL, "95", "100", "109.99", "110", "111.99", "112", "115", "100"))
        .containsExactly("95", "95", "107", "107", "109", "111", "111");
    Trail bought = Trail.by(Price.of("3")).beginning(Price.of("90"), null);
    assertThat(stops(bought, Side.BUY, null, "100", "90", "89.5"))
        .containsExactly("null", "93", "92.5");
  }

  @Test
  void anotherDistanceIsMeasuredFromTheSameMark() {
    Trail present = after(Trail.by(Price.of("5")), Side.SELL, null, "100", "120", "118");
    Trail wider = Trail.by(Price.of("10")).onward(Side.SELL, present, null, TICK);
    assertThat(wider.mark()).isEqualTo(Price.of("120"));
    assertThat(wider.stop()).isEqualTo(Price.of("110"));
  }

  @Test
  void whatComesInAnyOrderLeadsToTheSameStop() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      Side side = random.nextBoolean() ? Side.SELL : Side.BUY;
      Trail trail =
          random.nextBoolean()
              ? Trail.by(Price.of("0.35"))
              : Trail.byPercent(BigDecimal.valueOf(1 + random.nextInt(40)));
      List<String> prices = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        prices.add(new BigDecimal(5000 + random.nextInt(5000)).movePointLeft(2).toPlainString());
      }
      Trail one = after(trail, side, null, prices.toArray(String[]::new));
      Collections.shuffle(prices, random);
      assertThat(after(trail, side, null, prices.toArray(String[]::new))).isEqualTo(one);
    }
  }
}
