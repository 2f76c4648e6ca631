// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.account;

import dev.unwind.dialect.alpaca.AlpacaParameters;
import dev.unwind.domain.calendar.TradingCalendar;
import dev.unwind.domain.instrument.SessionKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The windows of time of a portfolio history.
 *
 * @param begins first moment of each, ascending; of days their end of trading
 * @param ends when each is valued
 * @param days the trading day of each
 * @param frame the timeframe's name
 */
record HistoryWindows(
    List<Instant> begins, List<Instant> ends, List<LocalDate> days, String frame) {
  private static final SessionKind MARKET = SessionKind.US_EQUITY;
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final LocalTime OPEN = LocalTime.of(4, 0);
  private static final LocalTime END = LocalTime.of(20, 0);
  private static final int MINUTES_DAYS_MAX = 7;
  private static final int INTRADAY_DAYS_MAX = 30;

  /** Which moments of a day count, where windows are shorter than one. */
  enum Reporting {
    MARKET_HOURS,
    EXTENDED_HOURS,
    CONTINUOUS
  }

  /** What was asked for, as it came. */
  record Asked(
      @Nullable String period,
      @Nullable String timeframe,
      @Nullable Instant start,
      @Nullable Instant end,
      Reporting reporting) {}

  boolean isDaily() {
    return frame.equals("1D");
  }

  static HistoryWindows of(Asked asked, Instant now) {
    if (asked.start() != null && asked.end() != null && asked.period() != null) {
      throw AlpacaParameters.malformed("only two of start, end and period are accepted");
    }
    Period period = period(asked.period() == null ? "1M" : asked.period());
    Instant start = asked.start();
    Instant end = asked.end();
    if (end == null) {
      end =
          start != null && asked.period() != null
              ? start.atZone(NEW_YORK).plus(period).toInstant()
              : now;
    }
    end = end.isAfter(now) ? now : end;
    if (start == null) {
      start = end.atZone(NEW_YORK).minus(period).toInstant();
    }
    if (!start.isBefore(end)) {
      throw AlpacaParameters.malformed("start must be before end");
    }
    long days = Duration.between(start, end).toDays();
    String frame = frame(asked.timeframe(), days);
    return frame.equals("1D")
        ? daily(start, end, now)
        : intraday(start, end, now, frame, asked.reporting());
  }

  private static String frame(@Nullable String asked, long days) {
    if (asked == null) {
      return days < MINUTES_DAYS_MAX ? "1Min" : days < INTRADAY_DAYS_MAX ? "15Min" : "1D";
    }
    String frame =
        switch (asked.toLowerCase(Locale.ROOT)) {
          case "1min" -> "1Min";
          case "5min" -> "5Min";
          case "15min" -> "15Min";
          case "1h" -> "1H";
          case "1d" -> "1D";
          default -> throw AlpacaParameters.malformed("invalid timeframe");
        };
    long most = frame.equals("1Min") ? MINUTES_DAYS_MAX : INTRADAY_DAYS_MAX + 1L;
    if (!frame.equals("1D") && days > most) {
      throw AlpacaParameters.malformed("invalid timeframe for the period");
    }
    return frame;
  }

  private static Period period(String text) {
    try {
      int number = Integer.parseInt(text.substring(0, text.length() - 1));
      if (number < 1 || number > 10_000) {
        throw AlpacaParameters.malformed("invalid period");
      }
      return switch (text.charAt(text.length() - 1)) {
        case 'D' -> Period.ofDays(number);
        case 'W' -> Period.ofWeeks(number);
        case 'M' -> Period.ofMonths(number);
        case 'A', 'Y' -> Period.ofYears(Math.min(number, 100));
        default -> throw AlpacaParameters.malformed("invalid period");
      };
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      throw AlpacaParameters.malformed("invalid period");
    }
  }

  private static HistoryWindows daily(Instant start, Instant end, Instant now) {
    List<Instant> begins = new ArrayList<>();
    List<Instant> ends = new ArrayList<>();
    List<LocalDate> days = new ArrayList<>();
    LocalDate last = end.atZone(NEW_YORK).toLocalDate();
    for (LocalDate day = first(start); !day.isAfter(last); day = day.plusDays(1)) {
      if (TradingCalendar.isBusinessDay(MARKET, day)) {
        Instant close = endOf(day);
        begins.add(close);
        ends.add(close.isAfter(now) ? now : close);
        days.add(day);
      }
    }
    return new HistoryWindows(begins, ends, days, "1D");
  }

  /** No history reaches behind the calendar. */
  private static LocalDate first(Instant start) {
    LocalDate day = start.atZone(NEW_YORK).toLocalDate();
    return day.isBefore(TradingCalendar.FIRST_KNOWN) ? TradingCalendar.FIRST_KNOWN : day;
  }

  private static HistoryWindows intraday(
      Instant start, Instant end, Instant now, String frame, Reporting reporting) {
    Duration step =
        switch (frame) {
          case "1Min" -> Duration.ofMinutes(1);
          case "5Min" -> Duration.ofMinutes(5);
          case "15Min" -> Duration.ofMinutes(15);
          default -> Duration.ofHours(1);
        };
    List<Instant> begins = new ArrayList<>();
    List<Instant> ends = new ArrayList<>();
    List<LocalDate> days = new ArrayList<>();
    LocalDate last = end.atZone(NEW_YORK).toLocalDate();
    for (LocalDate day = first(start); !day.isAfter(last); day = day.plusDays(1)) {
      TradingCalendar.Session session = session(day, reporting);
      if (session == null) {
        continue;
      }
      for (Instant at = session.open(); !at.isAfter(session.close()); at = at.plus(step)) {
        boolean lastOfDay = reporting == Reporting.CONTINUOUS && at.equals(session.close());
        if (!lastOfDay && !at.isBefore(start.minus(step)) && !at.isAfter(end)) {
          Instant value = at.plus(step);
          begins.add(at);
          ends.add(value.isAfter(now) ? now : value);
          days.add(day);
        }
      }
    }
    return new HistoryWindows(begins, ends, days, frame);
  }

  private static TradingCalendar.@Nullable Session session(LocalDate day, Reporting reporting) {
    if (reporting == Reporting.CONTINUOUS) {
      return new TradingCalendar.Session(
          day.atStartOfDay(NEW_YORK).toInstant(),
          day.plusDays(1).atStartOfDay(NEW_YORK).toInstant());
    }
    TradingCalendar.Session session = TradingCalendar.sessionOn(MARKET, day).orElse(null);
    return session == null || reporting == Reporting.MARKET_HOURS
        ? session
        : new TradingCalendar.Session(day.atTime(OPEN).atZone(NEW_YORK).toInstant(), endOf(day));
  }

  /** When a trading day is over, its extended hours included. */
  static Instant endOf(LocalDate day) {
    return day.atTime(END).atZone(NEW_YORK).toInstant();
  }

  /** The trading day before another. */
  static LocalDate before(LocalDate day) {
    LocalDate earlier = day.minusDays(1);
    while (!TradingCalendar.isBusinessDay(MARKET, earlier)) {
      earlier = earlier.minusDays(1);
    }
    return earlier;
  }

  /** The last trading day that is over. */
  static LocalDate lastClosed(Instant now) {
    LocalDate today = now.atZone(NEW_YORK).toLocalDate();
    return TradingCalendar.isBusinessDay(MARKET, today) && !endOf(today).isAfter(now)
        ? today
        : before(today);
  }
}
