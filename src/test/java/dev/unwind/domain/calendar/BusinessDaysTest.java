// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusinessDaysTest {
  @ParameterizedTest
  @CsvSource({
    "2026-03-02T10:00:00Z, 2026-03-04T10:00:00Z",
    "2026-03-05T10:00:00Z, 2026-03-09T10:00:00Z",
    "2026-03-06T23:59:00Z, 2026-03-10T23:59:00Z",
    "2026-03-07T10:00:00Z, 2026-03-10T10:00:00Z",
    "2026-03-08T10:00:00Z, 2026-03-10T10:00:00Z"
  })
  void twoBusinessDaysSkipTheWeekend(String from, String to) {
    assertThat(BusinessDays.after(Instant.parse(from), Duration.ofDays(2)))
        .isEqualTo(Instant.parse(to));
  }

  @Test
  void nothingIsAddedToNothing() {
    Instant saturday = Instant.parse("2026-03-07T10:00:00Z");
    assertThat(BusinessDays.after(saturday, Duration.ZERO)).isEqualTo(saturday);
  }

  @Test
  void partsOfADayAreAddedAsTheyAre() {
    assertThat(BusinessDays.after(Instant.parse("2026-03-05T10:00:00Z"), Duration.ofHours(36)))
        .isEqualTo(Instant.parse("2026-03-06T22:00:00Z"));
  }
}
