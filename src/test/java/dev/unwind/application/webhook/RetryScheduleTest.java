// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
  @Test
  void waitsGrowAsTheContractCountsThem() {
    assertThat(IntStream.rangeClosed(1, 16).mapToObj(i -> RetrySchedule.after(i).toSeconds()))
        .containsExactly(
            1L, 2L, 3L, 5L, 8L, 13L, 21L, 34L, 55L, 89L, 144L, 233L, 377L, 600L, 600L, 600L);
  }

  @Test
  void repeatingNeverEnds() {
    assertThat(RetrySchedule.after(Integer.MAX_VALUE).toSeconds()).isEqualTo(600);
  }

  @Test
  void withoutAFailureThereIsNoWait() {
    assertThatThrownBy(() -> RetrySchedule.after(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
