// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DayStartTest {
  @ParameterizedTest
  @CsvSource({
    // Chicago is six hours behind in winter, five in summer.
    "2026-11-20T22:59:59Z, 2026-11-19T23:00:00Z",
    "2026-11-20T23:00:00Z, 2026-11-20T23:00:00Z",
    "2026-07-20T21:59:59Z, 2026-07-19T22:00:00Z",
    "2026-07-20T22:00:00Z, 2026-07-20T22:00:00Z",
    // The clock goes forward on Sunday 8 March 2026, back on Sunday 1 November.
    "2026-03-08T21:59:59Z, 2026-03-07T23:00:00Z",
    "2026-03-08T22:00:00Z, 2026-03-08T22:00:00Z",
    "2026-11-01T22:59:59Z, 2026-10-31T22:00:00Z"
  })
  void theDayOfFuturesBeginsInTheAfternoonBefore(Instant moment, Instant begin) {
    assertThat(DayStart.FUTURES.before(moment)).isEqualTo(begin);
  }

  @Test
  void theDayOfEquitiesBeginsAtMidnightInNewYork() {
    assertThat(DayStart.EQUITIES.before(Instant.parse("2026-11-20T04:59:59Z")))
        .isEqualTo("2026-11-19T05:00:00Z");
    assertThat(DayStart.EQUITIES.before(Instant.parse("2026-11-20T05:00:00Z")))
        .isEqualTo("2026-11-20T05:00:00Z");
  }

  @Test
  void aTimeThatTheClockLeavesOutOrHasTwiceIsOneMoment() {
    DayStart halfPastOne = new DayStart(LocalTime.of(1, 30), ZoneId.of("America/New_York"));
    // 01:30 comes twice on 1 November 2026: the day begins with the first.
    assertThat(halfPastOne.before(Instant.parse("2026-11-01T06:45:00Z")))
        .isEqualTo("2026-11-01T05:30:00Z");
    DayStart halfPastTwo = new DayStart(LocalTime.of(2, 30), ZoneId.of("America/New_York"));
    // 02:30 is left out on 8 March 2026: the day begins at 03:30.
    assertThat(halfPastTwo.before(Instant.parse("2026-03-08T07:29:59Z")))
        .isEqualTo("2026-03-07T07:30:00Z");
    assertThat(halfPastTwo.before(Instant.parse("2026-03-08T07:30:00Z")))
        .isEqualTo("2026-03-08T07:30:00Z");
  }
}
