// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.calendar;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.THURSDAY;
import static java.time.temporal.TemporalAdjusters.dayOfWeekInMonth;
import static java.time.temporal.TemporalAdjusters.firstInMonth;
import static java.time.temporal.TemporalAdjusters.lastInMonth;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.util.HashSet;
import java.util.Set;

/**
 * The holidays of the US exchanges, 2024 through 2027, by the rules that the NYSE publishes: a
 * holiday on a Saturday is kept on the Friday before, one on a Sunday on the Monday after; New
 * Year's Day on a Saturday is not kept at all. Outside these years there are none.
 */
final class UsHolidays {
  static final int FIRST_YEAR = 2024;
  static final int LAST_YEAR = 2027;

  /**
   * Mourning for President Carter: the stock exchanges stayed closed, index futures stopped before
   * the cash opening.
   */
  static final LocalDate DAY_OF_MOURNING = LocalDate.of(2025, Month.JANUARY, 9);

  /**
   * The Good Friday with a labour market report, for which index futures traded until 08:15. The
   * exchange says so in its notice for the day; there is no rule.
   */
  static final LocalDate GOOD_FRIDAY_WITH_REPORT = LocalDate.of(2026, Month.APRIL, 3);

  /** Days on which banks and the cash market rest, but futures trade until noon. */
  private static final Set<LocalDate> PARTIAL = new HashSet<>();

  /** Days on which nothing trades. */
  private static final Set<LocalDate> FULL = new HashSet<>();

  /** Days on which the cash market closes at 13:00 New York time. */
  private static final Set<LocalDate> SHORT = new HashSet<>();

  static {
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
      addYear(year);
    }
  }

  private UsHolidays() {}

  /** Whether the stock exchanges stay closed on a weekday. */
  static boolean isStockHoliday(LocalDate date) {
    return isFull(date) || isPartial(date) || date.equals(DAY_OF_MOURNING);
  }

  /** Whether everything stays closed: New Year's Day, Good Friday, Christmas. */
  static boolean isFull(LocalDate date) {
    return FULL.contains(date);
  }

  /**
   * Whether it is one of the other holidays, on which futures trade until noon for the next trade
   * date.
   */
  static boolean isPartial(LocalDate date) {
    return PARTIAL.contains(date);
  }

  /** Whether it is a business day that closes early. */
  static boolean isShort(LocalDate date) {
    return SHORT.contains(date);
  }

  private static void addYear(int year) {
    LocalDate newYear = LocalDate.of(year, Month.JANUARY, 1);
    if (newYear.getDayOfWeek() != SATURDAY) {
      FULL.add(observed(newYear));
    }
    FULL.add(easterSunday(year).minusDays(2));
    FULL.add(observed(LocalDate.of(year, Month.DECEMBER, 25)));

    PARTIAL.add(newYear.with(dayOfWeekInMonth(3, MONDAY)));
    PARTIAL.add(LocalDate.of(year, Month.FEBRUARY, 1).with(dayOfWeekInMonth(3, MONDAY)));
    PARTIAL.add(LocalDate.of(year, Month.MAY, 1).with(lastInMonth(MONDAY)));
    PARTIAL.add(observed(LocalDate.of(year, Month.JUNE, 19)));
    PARTIAL.add(observed(LocalDate.of(year, Month.JULY, 4)));
    PARTIAL.add(LocalDate.of(year, Month.SEPTEMBER, 1).with(firstInMonth(MONDAY)));
    LocalDate thanksgiving =
        LocalDate.of(year, Month.NOVEMBER, 1).with(dayOfWeekInMonth(4, THURSDAY));
    PARTIAL.add(thanksgiving);

    SHORT.add(thanksgiving.plusDays(1));
    addShort(LocalDate.of(year, Month.JULY, 3));
    addShort(LocalDate.of(year, Month.DECEMBER, 24));
  }

  /** The eve of a holiday is short when it and the holiday itself are weekdays. */
  private static void addShort(LocalDate eve) {
    DayOfWeek day = eve.getDayOfWeek();
    if (day != FRIDAY && day != SATURDAY && day != SUNDAY) {
      SHORT.add(eve);
    }
  }

  private static LocalDate observed(LocalDate date) {
    return switch (date.getDayOfWeek()) {
      case SATURDAY -> date.minusDays(1);
      case SUNDAY -> date.plusDays(1);
      default -> date;
    };
  }

  /** Gregorian computus (Meeus, Jones and Butcher). */
  static LocalDate easterSunday(int year) {
    int golden = year % 19;
    int century = year / 100;
    int ofCentury = year % 100;
    int correction = (century - (century + 8) / 25 + 1) / 3;
    int epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    int weekday = (32 + 2 * (century % 4) + 2 * (ofCentury / 4) - epact - ofCentury % 4) % 7;
    int shift = (golden + 11 * epact + 22 * weekday) / 451;
    int march = epact + weekday - 7 * shift + 114;
    return LocalDate.of(year, march / 31, march % 31 + 1);
  }
}
