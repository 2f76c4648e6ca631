// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.schedule;

import dev.unwind.domain.calendar.TradingCalendar;
import dev.unwind.domain.instrument.SessionKind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * When a schedule fires. Sessions are those of the public calendar of each market, so that daylight
 * saving, short days and holidays move what follows them.
 */
public sealed interface FiringRule {
  /**
   * The first time that is not done with.
   *
   * @param since when the rule was made
   * @param done the close of the last time that was fired or missed; before it where there was none
   */
  Optional<Firing> next(Instant since, Instant done);

  /** Once, at a moment, to the microsecond: that is what the ledger keeps of it. */
  record At(Instant moment, Instant lateUntil) implements FiringRule {
    public At {
      moment = moment.truncatedTo(ChronoUnit.MICROS);
      lateUntil = lateUntil.truncatedTo(ChronoUnit.MICROS);
      if (lateUntil.isBefore(moment)) {
        throw new IllegalArgumentException("late before it is due: " + lateUntil);
      }
    }

    /** Late at most until the first session of a market ends that runs then or comes next. */
    public static At of(Instant moment) {
      return new At(
          moment, closesAfter(moment).keySet().stream().min(Instant::compareTo).orElse(moment));
    }

    @Override
    public Optional<Firing> next(Instant since, Instant done) {
      return done.isBefore(moment)
          ? Optional.of(new Firing(moment, moment, lateUntil, Set.of()))
          : Optional.empty();
    }
  }

  /**
   * Before the sessions of the markets close: before the next close of each, or before every one.
   *
   * @param lateBefore how long before the close it may be at the latest
   */
  record BeforeClose(Duration before, Duration lateBefore, boolean repeats) implements FiringRule {
    public BeforeClose {
      if (before.isNegative() || before.isZero() || lateBefore.isNegative()) {
        throw new IllegalArgumentException("before=" + before + " late=" + lateBefore);
      }
      if (lateBefore.compareTo(before) > 0) {
        throw new IllegalArgumentException("late before it is due: " + lateBefore);
      }
    }

    /** A close that is too near when the rule is made is left out. */
    @Override
    public Optional<Firing> next(Instant since, Instant done) {
      Instant first = since.plus(lateBefore);
      Instant from = repeats && done.isAfter(first) ? done : first;
      return closesAfter(from).entrySet().stream()
          .filter(each -> each.getKey().isAfter(done))
          .findFirst()
          .map(
              each ->
                  new Firing(
                      each.getKey(),
                      each.getKey().minus(before),
                      each.getKey().minus(lateBefore),
                      each.getValue()));
    }
  }

  /** Whether the sessions of such instruments end at all. */
  static boolean hasClose(SessionKind kind) {
    return kind != SessionKind.ALWAYS;
  }

  private static SortedMap<Instant, Set<SessionKind>> closesAfter(Instant moment) {
    SortedMap<Instant, Set<SessionKind>> closes = new TreeMap<>();
    for (SessionKind kind : SessionKind.values()) {
      Instant close = TradingCalendar.nextClose(kind, moment);
      if (close != null) {
        closes.computeIfAbsent(close, k -> EnumSet.noneOf(SessionKind.class)).add(kind);
      }
    }
    return closes;
  }
}
