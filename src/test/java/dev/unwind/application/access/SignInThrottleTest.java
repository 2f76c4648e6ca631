// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.access.NotAuthenticatedException.Cause;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignInThrottleTest {
  private Instant now = Instant.parse("2026-11-20T15:00:00Z");
  private final SignInThrottle throttle =
      new SignInThrottle(new Settings(3, 70, 4, 100), () -> now);

  @Test
  void failuresDoubleTheDelayOfOneNameFromOneAddress() {
    fail("desk", "10.0.0.1", 3);
    assertThat(delay("desk", "10.0.0.1")).isZero();
    fail("desk", "10.0.0.1", 1);
    assertThat(delay("desk", "10.0.0.1")).isEqualTo(Duration.ofSeconds(15));
    now = now.plusSeconds(15);
    fail("desk", "10.0.0.1", 1);
    assertThat(delay("desk", "10.0.0.1")).isEqualTo(Duration.ofSeconds(30));
    now = now.plusSeconds(31);
    assertThat(delay("desk", "10.0.0.1")).isZero();
  }

  @Test
  void guessingAtOneNameLocksNoOtherNameOfTheAddressOut() {
    for (int i = 0; i < 64; i++) {
      fail("attacked", "10.0.0.1", 1);
    }
    assertThat(delay("attacked", "10.0.0.1")).isPositive();
    assertThat(delay("desk", "10.0.0.1")).isZero();
    assertThat(delay("attacked", "10.0.0.2")).isZero();
  }

  @Test
  void attemptsThatAreNotLookedAtDoNotCount() {
    fail("desk", "10.0.0.1", 4);
    fail("desk", "10.0.0.1", 60);
    assertThat(delay("desk", "10.0.0.1")).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void guessingManyNamesFromOneAddressSlowsTheAddress() {
    for (int i = 0; i < 71; i++) {
      fail("name-" + i, "10.0.0.1", 1);
    }
    assertThat(delay("another", "10.0.0.1")).isPositive();
    assertThat(delay("another", "10.0.0.2")).isZero();
  }

  @Test
  void aSuccessForgivesTheName() {
    fail("desk", "10.0.0.1", 3);
    assertThat(
            throttle
                .attempt("desk", "10.0.0.1", () -> Uni.createFrom().item(1))
                .await()
                .indefinitely())
        .isEqualTo(1);
    fail("desk", "10.0.0.1", 3);
    assertThat(delay("desk", "10.0.0.1")).isZero();
  }

  @Test
  void theDelayHasAnEndAndFailuresAreForgotten() {
    for (int i = 0; i < 20; i++) {
      fail("desk", "10.0.0.1", 1);
      now = now.plus(delay("desk", "10.0.0.1"));
    }
    fail("desk", "10.0.0.1", 1);
    assertThat(delay("desk", "10.0.0.1")).isEqualTo(Duration.ofMinutes(15));
    now = now.plus(Duration.ofMinutes(16));
    fail("desk", "10.0.0.1", 1);
    assertThat(delay("desk", "10.0.0.1")).isZero();
  }

  @Test
  void onlySoManyOfTheSameAreLookedAtAtOnce() {
    List<Cancellable> running = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      running.add(
          throttle
              .attempt("desk", "10.0.0.1", () -> Uni.createFrom().nothing())
              .subscribe()
              .with(item -> {}));
    }
    assertThatThrownBy(() -> delay("desk", "10.0.0.1"))
        .isInstanceOf(SignInsExhaustedException.class);
    assertThat(delay("other", "10.0.0.1")).isZero();
    running.forEach(Cancellable::cancel);
    assertThat(delay("desk", "10.0.0.1")).isZero();
  }

  @Test
  void whatIsRememberedIsBounded() {
    for (int i = 0; i < 10_000; i++) {
      fail("name-" + i, "10.0." + i / 256 + "." + i % 256, 1);
    }
    assertThat(throttle.size()).isEqualTo(200);
  }

  /** How long a sign-in would have to wait; the attempt itself ends without a word. */
  private Duration delay(String name, String address) {
    try {
      throttle
          .attempt(name, address, () -> Uni.createFrom().failure(new IllegalStateException()))
          .await()
          .indefinitely();
      throw new AssertionError("the attempt fails in any case");
    } catch (SignInDelayedException e) {
      return e.delay();
    } catch (IllegalStateException e) {
      return Duration.ZERO;
    }
  }

  private void fail(String name, String address, int times) {
    for (int i = 0; i < times; i++) {
      assertThatThrownBy(
              () ->
                  throttle
                      .attempt(
                          name,
                          address,
                          () ->
                              Uni.createFrom().failure(new NotAuthenticatedException(Cause.WRONG)))
                      .await()
                      .indefinitely())
          .isInstanceOfAny(NotAuthenticatedException.class, SignInDelayedException.class);
    }
  }

  private record Settings(int freeFailures, int freeFailuresOfAddress, int atOnce, int remembered)
      implements SignInConfig {
    @Override
    public Duration delay() {
      return Duration.ofSeconds(15);
    }

    @Override
    public Duration delayMax() {
      return Duration.ofMinutes(15);
    }

    @Override
    public int passwordIterations() {
      throw new UnsupportedOperationException("failures are counted, nothing is hashed");
    }
  }
}
