// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** Numbers of units are exact, and rounded down where they must be rounded. */
class QuantityTest {
  @Test
  void twoSpellingsOfOneNumberAreEqual() {
    assertThat(Quantity.of("1.50")).isEqualTo(Quantity.of("1.5")).hasToString("1.5");
    assertThat(Quantity.of("100")).isEqualTo(Quantity.of(100)).hasToString("100");
  }

  @Test
  void onlyPlainDecimalsAreRead() {
    for (String text : new String[] {"", "1e3", "0x1", "1,5", " 1", "NaN", "\u0663"}) {
      assertThatThrownBy(() -> Quantity.of(text))
          .as(text)
          .isInstanceOf(NumberFormatException.class);
    }
  }

  @Test
  void moreDigitsThanTheLedgerKeepsAreRefusedNotRounded() {
    assertThat(Quantity.of("0.000000000000000001").isPositive()).isTrue();
    assertThatThrownBy(() -> Quantity.of("0.0000000000000000001"))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void aPercentageIsNeverMoreThanItsShare() {
    assertThat(Quantity.of("10").percent(new BigDecimal("33.333333333333333333")))
        .isEqualTo(Quantity.of("3.333333333333333333"));
    assertThat(Quantity.of("0.000000000000000003").percent(BigDecimal.valueOf(50)))
        .isEqualTo(Quantity.of("0.000000000000000001"));
  }

  @Test
  void truncatingGoesTowardsZero() {
    assertThat(Quantity.of("7.9").truncateTo(Quantity.ONE)).isEqualTo(Quantity.of("7"));
    assertThat(Quantity.of("-7.9").truncateTo(Quantity.ONE)).isEqualTo(Quantity.of("-7"));
    assertThat(Quantity.of("0.37").truncateTo(Quantity.of("0.25"))).isEqualTo(Quantity.of("0.25"));
  }

  @Test
  void wholeIsWhatHasNoFractionInUse() {
    assertThat(Quantity.of("12.000").isWhole()).isTrue();
    assertThat(Quantity.of("12.5").isWhole()).isFalse();
    assertThat(Quantity.of("12.50").fractionDigits()).isEqualTo(1);
  }
}
