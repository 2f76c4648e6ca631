// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.calendar;

import static dev.unwind.domain.instrument.SessionKind.ALWAYS;
import static dev.unwind.domain.instrument.SessionKind.CME_GLOBEX;
import static dev.unwind.domain.instrument.SessionKind.US_EQUITY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TradingCalendarTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");

  @Test
  void stockHolidaysAreThoseThatTheExchangePublished() {
    Set<LocalDate> expected =
        dates(
            "2024-01-01 2024-01-15 2024-02-19 2024-03-29 2024-05-27 2024-06-19 2024-07-04"
                + " 2024-09-02 2024-11-28 2024-12-25 2025-01-01 2025-01-09 2025-01-20 2025-02-17"
                + " 2025-04-18 2025-05-26 2025-06-19 2025-07-04 2025-09-01 2025-11-27 2025-12-25"
                + " 2026-01-01 2026-01-19 2026-02-16 2026-04-03 2026-05-25 2026-06-19 2026-07-03"
                + " 2026-09-07 2026-11-26 2026-12-25 2027-01-01 2027-01-18 2027-02-15 2027-03-26"
                + " 2027-05-31 2027-06-18 2027-07-05 2027-09-06 2027-11-25 2027-12-24");
    Set<LocalDate> closed = new TreeSet<>();
    for (LocalDate date = day("2024-01-01"); date.getYear() < 2028; date = date.plusDays(1)) {
      boolean isWeekday = date.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0;
      if (isWeekday && TradingCalendar.sessionOn(US_EQUITY, date).isEmpty()) {
        closed.add(date);
      }
    }
    assertThat(closed).isEqualTo(expected);
  }

  @Test
  void shortDaysAreThoseThatTheExchangePublished() {
    Set<LocalDate> expected =
        dates(
            "2024-07-03 2024-11-29 2024-12-24 2025-07-03 2025-11-28 2025-12-24 2026-11-27"
                + " 2026-12-24 2027-11-26");
    Set<LocalDate> early = new TreeSet<>();
    for (LocalDate date = day("2024-01-01"); date.getYear() < 2028; date = date.plusDays(1)) {
      LocalDate session = date;
      TradingCalendar.sessionOn(US_EQUITY, date)
          .filter(s -> s.close().atZone(NEW_YORK).toLocalTime().equals(LocalTime.of(13, 0)))
          .ifPresent(s -> early.add(session));
    }
    assertThat(early).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T09:29:59, false",
    "2026-11-20T09:30:00, true",
    "2026-11-20T15:59:59, true",
    "2026-11-20T16:00:00, false",
    "2026-11-21T12:00:00, false",
    "2026-11-26T12:00:00, false",
    "2026-11-27T12:59:59, true",
    "2026-11-27T13:00:00, false",
    "2026-03-09T09:30:00, true"
  })
  void stocksTradeFromHalfPastNineToFour(LocalDateTime newYork, boolean open) {
    assertThat(TradingCalendar.isOpen(US_EQUITY, at(newYork, NEW_YORK))).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T16:59:59, false",
    "2026-11-22T17:00:00, true",
    "2026-11-23T15:59:59, true",
    "2026-11-23T16:00:00, false",
    "2026-11-23T16:59:59, false",
    "2026-11-23T17:00:00, true",
    "2026-11-20T16:00:00, false",
    "2026-11-20T17:00:00, false",
    "2026-11-21T12:00:00, false",
    // Thanksgiving: the session halts at noon and goes on in the evening; the day after closes
    // early
    "2026-11-26T11:59:59, true",
    "2026-11-26T12:00:00, false",
    "2026-11-26T17:00:00, true",
    "2026-11-27T12:14:59, true",
    "2026-11-27T12:15:00, false",
    // Christmas
    "2025-12-24T12:15:00, false",
    "2025-12-24T18:00:00, false",
    "2025-12-25T11:00:00, false",
    "2025-12-25T17:00:00, true",
    // Good Friday
    "2026-04-02T17:00:00, true",
    "2026-04-03T08:14:59, true",
    "2026-04-03T08:15:00, false",
    "2026-04-05T17:00:00, true",
    // New Year
    "2026-01-01T10:00:00, false",
    "2026-01-01T17:00:00, true"
  })
  void globexTradesFromSundayEveningWithADailyBreak(LocalDateTime chicago, boolean open) {
    assertThat(TradingCalendar.isOpen(CME_GLOBEX, at(chicago, CHICAGO))).isEqualTo(open);
  }

  @Test
  void nextOpenAndCloseSkipWeekendsAndHolidays() {
    Instant thanksgivingEve = at(LocalDateTime.parse("2026-11-25T16:00:00"), NEW_YORK);
    assertThat(TradingCalendar.nextOpen(US_EQUITY, thanksgivingEve))
        .isEqualTo(at(LocalDateTime.parse("2026-11-27T09:30:00"), NEW_YORK));
    assertThat(TradingCalendar.nextClose(US_EQUITY, thanksgivingEve))
        .isEqualTo(at(LocalDateTime.parse("2026-11-27T13:00:00"), NEW_YORK));
    Instant whileOpen = at(LocalDateTime.parse("2026-11-20T10:00:00"), NEW_YORK);
    assertThat(TradingCalendar.nextOpen(US_EQUITY, whileOpen))
        .isEqualTo(at(LocalDateTime.parse("2026-11-23T09:30:00"), NEW_YORK));
    assertThat(TradingCalendar.nextClose(US_EQUITY, whileOpen))
        .isEqualTo(at(LocalDateTime.parse("2026-11-20T16:00:00"), NEW_YORK));
    Instant saturday = at(LocalDateTime.parse("2026-11-21T10:00:00"), CHICAGO);
    assertThat(TradingCalendar.nextOpen(CME_GLOBEX, saturday))
        .isEqualTo(at(LocalDateTime.parse("2026-11-22T17:00:00"), CHICAGO));
    assertThat(TradingCalendar.nextOpen(ALWAYS, saturday)).isNull();
    assertThat(TradingCalendar.nextClose(ALWAYS, saturday)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T15:00:00, 2026-11-23",
    "2026-11-23T16:30:00, 2026-11-23",
    "2026-11-23T17:00:00, 2026-11-24",
    "2026-11-22T17:00:00, 2026-11-23",
    "2026-11-20T17:00:00, 2026-11-23",
    "2026-11-26T10:00:00, 2026-11-27",
    "2026-11-25T18:00:00, 2026-11-27",
    "2026-11-26T18:00:00, 2026-11-27"
  })
  void globexEveningsAndHolidaysBelongToTheNextBusinessDay(LocalDateTime chicago, LocalDate date) {
    assertThat(TradingCalendar.tradeDate(CME_GLOBEX, at(chicago, CHICAGO))).isEqualTo(date);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T18:00:00, 2026-11-20",
    "2026-11-21T10:00:00, 2026-11-23",
    "2026-11-26T10:00:00, 2026-11-27"
  })
  void stockTradesOfAHolidayBelongToTheNextBusinessDay(LocalDateTime newYork, LocalDate date) {
    assertThat(TradingCalendar.tradeDate(US_EQUITY, at(newYork, NEW_YORK))).isEqualTo(date);
  }

  @Test
  void dayOrdersEndWithTheBusinessDayThatRunsOrComesNext() {
    assertThat(
            TradingCalendar.dayOrderExpiry(
                US_EQUITY, at(LocalDateTime.parse("2026-11-20T16:00:00"), NEW_YORK)))
        .isEqualTo(at(LocalDateTime.parse("2026-11-23T16:00:00"), NEW_YORK));
    assertThat(
            TradingCalendar.dayOrderExpiry(
                CME_GLOBEX, at(LocalDateTime.parse("2026-11-25T18:00:00"), CHICAGO)))
        .as("placed for Thanksgiving, whose trades belong to the Friday")
        .isEqualTo(at(LocalDateTime.parse("2026-11-27T12:15:00"), CHICAGO));
    assertThat(TradingCalendar.dayOrderExpiry(ALWAYS, Instant.EPOCH)).isNull();
  }

  @Test
  void openTimeCountsSessionsOnly() {
    Instant friday = at(LocalDateTime.parse("2026-11-20T15:00:00"), NEW_YORK);
    Instant monday = at(LocalDateTime.parse("2026-11-23T10:00:00"), NEW_YORK);
    assertThat(TradingCalendar.openTime(US_EQUITY, friday, monday))
        .isEqualTo(Duration.ofMinutes(90));
    assertThat(TradingCalendar.openTime(US_EQUITY, monday, friday)).isZero();
    assertThat(TradingCalendar.openTime(ALWAYS, friday, monday)).isEqualTo(Duration.ofHours(67));
    Instant sunday = at(LocalDateTime.parse("2026-11-22T12:00:00"), CHICAGO);
    assertThat(TradingCalendar.openTime(CME_GLOBEX, sunday, sunday.plus(Duration.ofDays(1))))
        .isEqualTo(Duration.ofHours(19));
  }

  @Test
  void aSessionHasItsLengthOnDaysThatChangeTheClocks() {
    assertThat(TradingCalendar.sessionOn(CME_GLOBEX, day("2026-03-09")).orElseThrow())
        .satisfies(
            s -> assertThat(Duration.between(s.open(), s.close())).isEqualTo(Duration.ofHours(23)));
    assertThat(TradingCalendar.sessionOn(US_EQUITY, day("2026-03-09")).orElseThrow().open())
        .isEqualTo(Instant.parse("2026-03-09T13:30:00Z"));
    assertThat(TradingCalendar.sessionOn(US_EQUITY, day("2026-03-06")).orElseThrow().open())
        .isEqualTo(Instant.parse("2026-03-06T14:30:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2023-12-25", "2028-12-25"})
  void outsideTheKnownYearsOnlyTheWeekCounts(LocalDate christmas) {
    assertThat(TradingCalendar.sessionOn(US_EQUITY, christmas)).isPresent();
  }

  private static Instant at(LocalDateTime local, ZoneId zone) {
    return local.atZone(zone).toInstant();
  }

  private static LocalDate day(String text) {
    return LocalDate.parse(text);
  }

  /** docs/calendars.md has the same table, with where each row is from. */
  @ParameterizedTest
  @CsvSource({
    "2025-01-09, 08:30, true",
    "2025-04-18, , false",
    "2025-07-03, 12:15, true",
    "2025-07-04, 12:00, false",
    "2025-11-28, 12:15, true",
    "2025-12-24, 12:15, true",
    "2026-04-03, 08:15, true",
    "2026-07-03, 12:00, false",
    "2026-11-26, 12:00, false",
    "2026-11-27, 12:15, true",
    "2026-12-24, 12:15, true",
    "2027-03-26, , false",
    "2027-07-05, 12:00, false",
    "2027-11-26, 12:15, true",
    "2027-12-24, , false",
    "2026-11-20, 16:00, true"
  })
  void globexDaysEndWhenTheTableSays(LocalDate date, LocalTime chicago, boolean tradeDate) {
    assertThat(
            TradingCalendar.sessionOn(CME_GLOBEX, date)
                .map(s -> s.close().atZone(CHICAGO).toLocalTime()))
        .isEqualTo(Optional.ofNullable(chicago));
    assertThat(TradingCalendar.isBusinessDay(CME_GLOBEX, date)).isEqualTo(tradeDate);
  }

  private static Set<LocalDate> dates(String text) {
    Set<LocalDate> dates = new TreeSet<>();
    for (String date : text.split(" ")) {
      dates.add(day(date));
    }
    return dates;
  }
}
