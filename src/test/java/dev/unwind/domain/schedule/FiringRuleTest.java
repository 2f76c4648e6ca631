// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.domain.instrument.SessionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FiringRuleTest {
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final FiringRule ONCE = new FiringRule.BeforeClose(QUARTER, Duration.ZERO, false);
  private static final FiringRule ALWAYS = new FiringRule.BeforeClose(QUARTER, Duration.ZERO, true);

  @Test
  void aMomentComesOnce() {
    Instant moment = Instant.parse("2026-11-20T20:45:00Z");
    FiringRule at = new FiringRule.At(moment, moment.plusSeconds(60));
    Firing only = at.next(moment.minusSeconds(5), Instant.EPOCH).orElseThrow();
    assertThat(only).isEqualTo(new Firing(moment, moment, moment.plusSeconds(60), Set.of()));
    assertThat(only.isMissed(moment.plusSeconds(60))).isFalse();
    assertThat(only.isMissed(moment.plusSeconds(61))).isTrue();
    assertThat(at.next(moment.minusSeconds(5), moment)).isEmpty();
    // The ledger keeps microseconds: what it remembers as done is the moment itself.
    FiringRule fine = new FiringRule.At(moment.plusNanos(1_234), moment.plusSeconds(60));
    assertThat(fine.next(moment, moment.plusNanos(1_000))).isEmpty();
  }

  @Test
  void aMomentIsLateByDefaultWhenTheFirstSessionAfterItEnds() {
    // The stock market closes at 16:00 New York, Globex an hour later; on the day after
    // Thanksgiving at 13:00 and at 12:15 Chicago.
    assertThat(FiringRule.At.of(Instant.parse("2026-11-20T20:45:00Z")).lateUntil())
        .isEqualTo(Instant.parse("2026-11-20T21:00:00Z"));
    assertThat(FiringRule.At.of(Instant.parse("2026-11-20T21:30:00Z")).lateUntil())
        .isEqualTo(Instant.parse("2026-11-20T22:00:00Z"));
    assertThat(FiringRule.At.of(Instant.parse("2026-11-27T17:45:00Z")).lateUntil())
        .isEqualTo(Instant.parse("2026-11-27T18:00:00Z"));
  }

  @Test
  void eachMarketHasItsOwnNextCloseAndNoMoreThanOne() {
    Instant made = Instant.parse("2026-11-20T15:00:00Z");
    Firing stocks = ONCE.next(made, Instant.EPOCH).orElseThrow();
    assertThat(stocks.due()).isEqualTo(Instant.parse("2026-11-20T20:45:00Z"));
    assertThat(stocks.lateUntil()).isEqualTo(Instant.parse("2026-11-20T21:00:00Z"));
    assertThat(stocks.sessions()).containsExactly(SessionKind.US_EQUITY);
    Firing futures = ONCE.next(made, stocks.close()).orElseThrow();
    assertThat(futures.due()).isEqualTo(Instant.parse("2026-11-20T21:45:00Z"));
    assertThat(futures.sessions()).containsExactly(SessionKind.CME_GLOBEX);
    assertThat(ONCE.next(made, futures.close())).isEmpty();
  }

  @Test
  void theDueTimeFollowsTheClockOfTheMarketThroughDaylightSaving() {
    // New York leaves daylight saving time on 1 November 2026 and enters it on 14 March 2027.
    assertThat(stockCloses("2026-10-29T12:00:00Z", 4))
        .containsExactly(
            "2026-10-29T19:45:00Z",
            "2026-10-30T19:45:00Z",
            "2026-11-02T20:45:00Z",
            "2026-11-03T20:45:00Z");
    assertThat(stockCloses("2027-03-11T12:00:00Z", 3))
        .containsExactly("2027-03-11T20:45:00Z", "2027-03-12T20:45:00Z", "2027-03-15T19:45:00Z");
  }

  @Test
  void holidaysAreNoSessionsAndShortDaysCloseEarly() {
    // Thanksgiving and the day after it; Christmas Eve, Christmas and the weekend.
    assertThat(stockCloses("2026-11-25T12:00:00Z", 3))
        .containsExactly("2026-11-25T20:45:00Z", "2026-11-27T17:45:00Z", "2026-11-30T20:45:00Z");
    assertThat(stockCloses("2026-12-23T12:00:00Z", 3))
        .containsExactly("2026-12-23T20:45:00Z", "2026-12-24T17:45:00Z", "2026-12-28T20:45:00Z");
  }

  @Test
  void aFuturesMarketThatHaltsOnAHolidayClosesThen() {
    // Thanksgiving: halted at 12:00 Chicago.
    List<String> dues = new ArrayList<>();
    Instant made = Instant.parse("2026-11-26T12:00:00Z");
    for (Firing firing : firings(made, 3)) {
      if (firing.sessions().contains(SessionKind.CME_GLOBEX)) {
        dues.add(firing.due().toString());
      }
    }
    assertThat(dues).startsWith("2026-11-26T17:45:00Z");
  }

  @Test
  void whatIsMadeWithinTheLastMinutesIsDueAtOnceAndWhatIsTooLateIsLeftOut() {
    Instant made = Instant.parse("2026-11-20T20:50:00Z");
    Firing now = ONCE.next(made, Instant.EPOCH).orElseThrow();
    assertThat(now.due()).isBefore(made);
    assertThat(now.isMissed(made)).isFalse();
    FiringRule early = new FiringRule.BeforeClose(QUARTER, Duration.ofMinutes(12), false);
    Firing later = early.next(made, Instant.EPOCH).orElseThrow();
    assertThat(later.close()).isEqualTo(Instant.parse("2026-11-20T22:00:00Z"));
    assertThat(later.lateUntil()).isEqualTo(Instant.parse("2026-11-20T21:48:00Z"));
  }

  @Test
  void nothingIsLateBeforeItIsDue() {
    Instant now = Instant.parse("2026-11-20T20:50:00Z");
    assertThatThrownBy(() -> new FiringRule.At(now, now.minusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FiringRule.BeforeClose(QUARTER, QUARTER.plusSeconds(1), true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FiringRule.BeforeClose(Duration.ZERO, Duration.ZERO, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(FiringRule.hasClose(SessionKind.ALWAYS)).isFalse();
  }

  private static List<String> stockCloses(String made, int count) {
    return firings(Instant.parse(made), 3 * count).stream()
        .filter(firing -> firing.sessions().contains(SessionKind.US_EQUITY))
        .limit(count)
        .map(firing -> firing.due().toString())
        .toList();
  }

  private static List<Firing> firings(Instant made, int count) {
    List<Firing> firings = new ArrayList<>();
    Instant done = Instant.EPOCH;
    for (int i = 0; i < count; i++) {
      Optional<Firing> next = ALWAYS.next(made, done);
      assertThat(next).isPresent();
      assertThat(next.get().close()).isAfter(done);
      firings.add(next.get());
      done = next.get().close();
    }
    return firings;
  }
}
