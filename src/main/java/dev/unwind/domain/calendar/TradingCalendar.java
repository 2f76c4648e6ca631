// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.calendar;

import dev.unwind.domain.instrument.SessionKind;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When markets trade, by session kind.
 *
 * <ul>
 *   <li>{@code US_EQUITY}: 09:30 to 16:00 New York on business days, to 13:00 on the published
 *       short days. No extended hours.
 *   <li>{@code CME_GLOBEX}: Sunday 17:00 to Friday 16:00 Chicago with a break from 16:00 to 17:00
 *       each day. Closed for the whole session of New Year's Day, Good Friday and Christmas; halted
 *       at 12:00 on the other US holidays, whose trades belong to the next business day; closed at
 *       12:15 on the short days of the stock market. This is the usual pattern of equity index
 *       products; 9 January 2025 and 3 April 2026 had hours of their own (docs/calendars.md).
 *       Simplified: product groups with other hours.
 *   <li>{@code ALWAYS}: never closes; its trade date is the date in UTC.
 * </ul>
 *
 * <p>Holidays and short days are known for 2024 through 2027. Before and after, the weekly hours
 * hold without any holiday. Days that the exchanges have announced since come before all of it.
 */
public final class TradingCalendar {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");

  private static final LocalTime STOCK_OPEN = LocalTime.of(9, 30);
  private static final LocalTime STOCK_CLOSE = LocalTime.of(16, 0);
  private static final LocalTime STOCK_SHORT_CLOSE = LocalTime.of(13, 0);

  private static final LocalTime GLOBEX_OPEN = LocalTime.of(17, 0);
  private static final LocalTime GLOBEX_CLOSE = LocalTime.of(16, 0);
  private static final LocalTime GLOBEX_HOLIDAY_HALT = LocalTime.of(12, 0);
  private static final LocalTime GLOBEX_SHORT_CLOSE = LocalTime.of(12, 15);
  private static final LocalTime GLOBEX_MOURNING_CLOSE = LocalTime.of(8, 30);
  private static final LocalTime GLOBEX_REPORT_CLOSE = LocalTime.of(8, 15);

  /** The first date whose holidays are known. */
  public static final LocalDate FIRST_KNOWN = LocalDate.of(UsHolidays.FIRST_YEAR, 1, 1);

  /** The last one. */
  public static final LocalDate LAST_KNOWN = LocalDate.of(UsHolidays.LAST_YEAR, 12, 31);

  /** Set once, before anything asks; like the rules of a time zone, they are the same for all. */
  private static volatile Map<SessionKind, Map<LocalDate, AnnouncedDay>> announced = Map.of();

  private TradingCalendar() {}

  /** Has these days go before those that are known here, in place of any announced before. */
  public static void announce(Map<SessionKind, Map<LocalDate, AnnouncedDay>> days) {
    Map<SessionKind, Map<LocalDate, AnnouncedDay>> copy = new EnumMap<>(SessionKind.class);
    days.forEach((kind, each) -> copy.put(kind, Map.copyOf(each)));
    announced = copy;
  }

  private static @Nullable AnnouncedDay announced(SessionKind kind, LocalDate date) {
    return announced.getOrDefault(kind, Map.of()).get(date);
  }

  /**
   * One unbroken span of trading.
   *
   * @param open first moment of it
   * @param close first moment after it
   */
  public record Session(Instant open, Instant close) {
    boolean contains(Instant moment) {
      return !moment.isBefore(open) && moment.isBefore(close);
    }
  }

  public static boolean isOpen(SessionKind kind, Instant now) {
    if (kind == SessionKind.ALWAYS) {
      return true;
    }
    return firstEndingAfter(kind, now).contains(now);
  }

  /** The first opening after this moment; null where the market never closes. */
  public static @Nullable Instant nextOpen(SessionKind kind, Instant now) {
    if (kind == SessionKind.ALWAYS) {
      return null;
    }
    LocalDate date = localDate(kind, now);
    while (true) {
      Optional<Session> session = sessionOn(kind, date);
      if (session.isPresent() && session.get().open().isAfter(now)) {
        return session.get().open();
      }
      date = date.plusDays(1);
    }
  }

  /**
   * The first close after this moment, of the running session or of the next one; null where the
   * market never closes.
   */
  public static @Nullable Instant nextClose(SessionKind kind, Instant now) {
    return kind == SessionKind.ALWAYS ? null : firstEndingAfter(kind, now).close();
  }

  /**
   * The session date that a trade of this moment belongs to: on Globex the evening from 17:00
   * belongs to the next day; days that are no business days belong to the next one.
   */
  public static LocalDate tradeDate(SessionKind kind, Instant now) {
    LocalDate date = localDate(kind, now);
    if (kind == SessionKind.CME_GLOBEX
        && !now.atZone(CHICAGO).toLocalTime().isBefore(GLOBEX_OPEN)) {
      date = date.plusDays(1);
    }
    while (!isBusinessDay(kind, date)) {
      date = date.plusDays(1);
    }
    return date;
  }

  /**
   * When a DAY order placed now stops working: at the close of the business day that runs or comes
   * next; null where the market never closes.
   */
  public static @Nullable Instant dayOrderExpiry(SessionKind kind, Instant now) {
    if (kind == SessionKind.ALWAYS) {
      return null;
    }
    LocalDate date = localDate(kind, now);
    while (true) {
      Optional<Session> session = sessionOn(kind, date);
      if (isBusinessDay(kind, date) && session.isPresent() && session.get().close().isAfter(now)) {
        return session.get().close();
      }
      date = date.plusDays(1);
    }
  }

  /** How much of a span the market was open; zero when {@code to} is not after {@code from}. */
  public static Duration openTime(SessionKind kind, Instant from, Instant to) {
    if (!to.isAfter(from)) {
      return Duration.ZERO;
    }
    if (kind == SessionKind.ALWAYS) {
      return Duration.between(from, to);
    }
    Duration open = Duration.ZERO;
    // the session named after a date may have begun on the evening before
    LocalDate last = localDate(kind, to).plusDays(1);
    for (LocalDate date = localDate(kind, from); !date.isAfter(last); date = date.plusDays(1)) {
      Optional<Session> session = sessionOn(kind, date);
      if (session.isPresent()) {
        open = open.plus(overlap(session.get(), from, to));
      }
    }
    return open;
  }

  /**
   * The session that ends on a date, in the market's own zone; on Globex it began on the evening
   * before. Empty on weekends and holidays. A market that never closes has one from midnight to
   * midnight UTC.
   */
  public static Optional<Session> sessionOn(SessionKind kind, LocalDate date) {
    AnnouncedDay day = announced(kind, date);
    if (day != null) {
      return Optional.ofNullable(day.hours()).map(hours -> session(hours, date, zone(kind)));
    }
    return switch (kind) {
      case ALWAYS ->
          Optional.of(
              new Session(
                  date.atStartOfDay(ZoneOffset.UTC).toInstant(),
                  date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()));
      case US_EQUITY -> stockSession(date);
      case CME_GLOBEX -> globexSession(date);
    };
  }

  /** Whether a date is a trade date of the market. */
  public static boolean isBusinessDay(SessionKind kind, LocalDate date) {
    AnnouncedDay day = announced(kind, date);
    if (day != null) {
      return day.tradeDate();
    }
    return switch (kind) {
      case ALWAYS -> true;
      case US_EQUITY -> !isWeekend(date) && !UsHolidays.isStockHoliday(date);
      case CME_GLOBEX ->
          !isWeekend(date)
              && (!UsHolidays.isFull(date) || date.equals(UsHolidays.GOOD_FRIDAY_WITH_REPORT))
              && !UsHolidays.isPartial(date);
    };
  }

  private static Session session(AnnouncedDay.Hours hours, LocalDate date, ZoneId zone) {
    LocalDate begins = hours.beginsTheEveningBefore() ? date.minusDays(1) : date;
    return new Session(
        begins.atTime(hours.open()).atZone(zone).toInstant(),
        date.atTime(hours.close()).atZone(zone).toInstant());
  }

  private static Optional<Session> stockSession(LocalDate date) {
    if (!isBusinessDay(SessionKind.US_EQUITY, date)) {
      return Optional.empty();
    }
    LocalTime close = UsHolidays.isShort(date) ? STOCK_SHORT_CLOSE : STOCK_CLOSE;
    return Optional.of(
        new Session(
            date.atTime(STOCK_OPEN).atZone(NEW_YORK).toInstant(),
            date.atTime(close).atZone(NEW_YORK).toInstant()));
  }

  private static Optional<Session> globexSession(LocalDate date) {
    boolean report = date.equals(UsHolidays.GOOD_FRIDAY_WITH_REPORT);
    if (isWeekend(date) || UsHolidays.isFull(date) && !report) {
      return Optional.empty();
    }
    LocalTime close = GLOBEX_CLOSE;
    if (report) {
      close = GLOBEX_REPORT_CLOSE;
    } else if (UsHolidays.isPartial(date)) {
      close = GLOBEX_HOLIDAY_HALT;
    } else if (UsHolidays.isShort(date)) {
      close = GLOBEX_SHORT_CLOSE;
    } else if (date.equals(UsHolidays.DAY_OF_MOURNING)) {
      close = GLOBEX_MOURNING_CLOSE;
    }
    return Optional.of(
        new Session(
            date.minusDays(1).atTime(GLOBEX_OPEN).atZone(CHICAGO).toInstant(),
            date.atTime(close).atZone(CHICAGO).toInstant()));
  }

  private static Session firstEndingAfter(SessionKind kind, Instant now) {
    LocalDate date = localDate(kind, now);
    while (true) {
      Optional<Session> session = sessionOn(kind, date);
      if (session.isPresent() && session.get().close().isAfter(now)) {
        return session.get();
      }
      date = date.plusDays(1);
    }
  }

  private static Duration overlap(Session session, Instant from, Instant to) {
    Instant start = session.open().isAfter(from) ? session.open() : from;
    Instant end = session.close().isBefore(to) ? session.close() : to;
    return end.isAfter(start) ? Duration.between(start, end) : Duration.ZERO;
  }

  private static LocalDate localDate(SessionKind kind, Instant now) {
    return LocalDate.ofInstant(now, zone(kind));
  }

  private static ZoneId zone(SessionKind kind) {
    return switch (kind) {
      case ALWAYS -> ZoneOffset.UTC;
      case US_EQUITY -> NEW_YORK;
      case CME_GLOBEX -> CHICAGO;
    };
  }

  private static boolean isWeekend(LocalDate date) {
    return date.getDayOfWeek() == DayOfWeek.SATURDAY || date.getDayOfWeek() == DayOfWeek.SUNDAY;
  }
}
