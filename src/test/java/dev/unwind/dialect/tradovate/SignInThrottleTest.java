// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignInThrottleTest {
  private static final Instant NOW = Instant.parse("2026-11-20T15:00:00Z");

  private final SignInThrottle throttle = new SignInThrottle(new Settings(3, 5, 100));

  @Test
  void failuresDoubleTheDelayOfOneNameFromOneAddress() {
    fail("desk", "10.0.0.1", 3);
    assertThat(throttle.penalty("desk", "10.0.0.1", NOW)).isEmpty();
    fail("desk", "10.0.0.1", 1);
    assertThat(throttle.penalty("desk", "10.0.0.1", NOW)).contains(Duration.ofSeconds(15));
    fail("desk", "10.0.0.1", 1);
    assertThat(throttle.penalty("desk", "10.0.0.1", NOW)).contains(Duration.ofSeconds(30));
    assertThat(throttle.penalty("desk", "10.0.0.1", NOW.plusSeconds(31))).isEmpty();
  }

  @Test
  void theSameNameElsewhereIsNotKeptOut() {
    fail("desk", "10.0.0.1", 5);
    assertThat(throttle.penalty("desk", "10.0.0.2", NOW)).isEmpty();
  }

  @Test
  void guessingManyNamesFromOneAddressSlowsTheAddress() {
    for (int i = 0; i < 6; i++) {
      fail("name-" + i, "10.0.0.1", 1);
    }
    assertThat(throttle.penalty("another", "10.0.0.1", NOW)).isPresent();
  }

  @Test
  void aSuccessForgivesTheName() {
    fail("desk", "10.0.0.1", 4);
    throttle.succeeded("desk", "10.0.0.1");
    assertThat(throttle.penalty("desk", "10.0.0.1", NOW)).isEmpty();
  }

  @Test
  void theDelayHasAnEndAndFailuresAreForgotten() {
    fail("desk", "10.0.0.1", 5);
    assertThat(throttle.penalty("desk", "10.0.0.1", NOW).orElseThrow())
        .isLessThanOrEqualTo(Duration.ofMinutes(15));
    Instant later = NOW.plus(Duration.ofMinutes(16));
    throttle.failed("desk", "10.0.0.1", later);
    assertThat(throttle.penalty("desk", "10.0.0.1", later)).isEmpty();
  }

  @Test
  void whatIsRememberedIsBounded() {
    for (int i = 0; i < 10_000; i++) {
      throttle.failed("name-" + i, "10.0." + i / 256 + "." + i % 256, NOW);
    }
    assertThat(throttle.size()).isEqualTo(100);
  }

  private void fail(String name, String address, int times) {
    for (int i = 0; i < times; i++) {
      throttle.failed(name, address, NOW);
    }
  }

  private record Settings(int freeFailures, int freeFailuresOfAddress, int remembered)
      implements TradovateConfig.SignIn {
    @Override
    public Duration delay() {
      return Duration.ofSeconds(15);
    }

    @Override
    public Duration delayMax() {
      return Duration.ofMinutes(15);
    }
  }
}
