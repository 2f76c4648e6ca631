// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalsTest {
  private static final int VALUES = 20_000;
  private static final long SEED = 20_261_121L;

  @Test
  void canonicalFormHasTheSameValueAndNoTrailingZeros() {
    Random random = new Random(SEED);
    for (int i = 0; i < VALUES; i++) {
      int digits = 1 + random.nextInt(20);
      BigInteger unscaled = new BigInteger(digits * 3, random);
      BigDecimal value =
          new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), random.nextInt(18))
              .setScale(Decimals.SCALE_MAX);
      BigDecimal canonical = Decimals.canonical(value);
      assertThat(canonical).as("%s, seed %d", value, SEED).isEqualByComparingTo(value);
      assertThat(canonical.scale()).as("%s", value).isBetween(0, Decimals.SCALE_MAX);
      if (canonical.scale() > 0) {
        assertThat(canonical.unscaledValue().mod(BigInteger.TEN)).as("%s", value).isNotZero();
      }
    }
    System.out.printf("DecimalsTest: values=%d seed=%d%n", VALUES, SEED);
  }

  @Test
  void whatTheLedgerCannotStoreIsRefused() {
    assertThat(Decimals.canonical(new BigDecimal("99999999999999999999.000000000000000001")))
        .isEqualTo(new BigDecimal("99999999999999999999.000000000000000001"));
    assertThatThrownBy(() -> Decimals.canonical(new BigDecimal("100000000000000000000")))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Decimals.canonical(new BigDecimal("1E+30")))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Decimals.canonical(new BigDecimal("0.0000000000000000001")))
        .isInstanceOf(ArithmeticException.class);
  }
}
