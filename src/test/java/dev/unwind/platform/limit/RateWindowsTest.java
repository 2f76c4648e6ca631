// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RateWindowsTest {
  private static final Instant NOW = Instant.parse("2026-03-03T12:00:00Z");

  private final UUID key = new UUID(1, 1);

  @Test
  void aKeyHasItsLimitPerMinuteAndNoMore() {
    RateWindows windows = new RateWindows(3, 10);
    for (int i = 2; i >= 0; i--) {
      RateWindows.Standing standing = windows.take(key, NOW.plusSeconds(1));
      assertThat(standing.admitted()).isTrue();
      assertThat(standing.remaining()).isEqualTo(i);
    }
    RateWindows.Standing refused = windows.take(key, NOW.plusSeconds(60));
    assertThat(refused.admitted()).isFalse();
    assertThat(refused.remaining()).isZero();
    assertThat(refused.resetAt()).isEqualTo(NOW.plusSeconds(61));
  }

  @Test
  void aNewMinuteBeginsWithTheFullLimit() {
    RateWindows windows = new RateWindows(1, 10);
    assertThat(windows.take(key, NOW).admitted()).isTrue();
    assertThat(windows.take(key, NOW.plusSeconds(59)).admitted()).isFalse();
    assertThat(windows.take(key, NOW.plusSeconds(60)).admitted()).isTrue();
  }

  @Test
  void keysDoNotShareALimit() {
    RateWindows windows = new RateWindows(1, 10);
    assertThat(windows.take(key, NOW).admitted()).isTrue();
    assertThat(windows.take(new UUID(2, 2), NOW).admitted()).isTrue();
  }

  @Test
  void lookingDoesNotCount() {
    RateWindows windows = new RateWindows(2, 10);
    windows.take(key, NOW);
    assertThat(windows.peek(key, NOW).remaining()).isEqualTo(1);
    assertThat(windows.peek(key, NOW).remaining()).isEqualTo(1);
    assertThat(windows.peek(null, NOW).remaining()).isEqualTo(2);
  }

  @Test
  void noMoreKeysAreRememberedThanAllowed() {
    RateWindows windows = new RateWindows(2, 10);
    for (int i = 0; i < 1000; i++) {
      windows.take(new UUID(0, i), NOW);
    }
    assertThat(windows.size()).isEqualTo(10);
  }
}
