// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.session;

import dev.unwind.domain.calendar.TradingCalendar;
import dev.unwind.domain.calendar.TradingCalendar.Session;
import dev.unwind.domain.instrument.SessionKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The days on which a broker's market of US equities trades, as its own list has them: on a day
 * between its first and its last that it does not have, nothing trades. What lies outside is the
 * public calendar's.
 */
final class BrokerCalendar {
  static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  static final BrokerCalendar NONE = new BrokerCalendar(LocalDate.MAX, LocalDate.MIN, Map.of());

  /** Beyond this nothing is looked for: a list of holidays alone is none. */
  private static final int DAYS_MAX = 400;

  private static final DateTimeFormatter SHORT_CLOCK =
      DateTimeFormatter.ofPattern("HHmm", Locale.ROOT);

  private final LocalDate first;
  private final LocalDate last;
  private final Map<LocalDate, Day> days;

  private BrokerCalendar(LocalDate first, LocalDate last, Map<LocalDate, Day> days) {
    this.first = first;
    this.last = last;
    this.days = days;
  }

  /**
   * One day of trading.
   *
   * @param extended the session with what comes before and after the regular one
   */
  private record Day(Session regular, Session extended) {}

  /**
   * Reads what a broker lists, as a whole or not at all; empty where that is nothing.
   *
   * @throws ClassCastException where it has other types than the broker documents
   * @throws DateTimeException where a date or a time is none
   */
  static Optional<BrokerCalendar> of(JsonArray listed) {
    TreeMap<LocalDate, Day> days = new TreeMap<>();
    for (int i = 0; i < listed.size(); i++) {
      JsonObject json = listed.getJsonObject(i);
      if (json == null) {
        // Left out it would be a holiday.
        throw new DateTimeException("there is nothing in the place of a day");
      }
      LocalDate date = LocalDate.parse(text(json, "date"));
      Session regular = session(date, LocalTime.parse(text(json, "open")), text(json, "close"));
      days.put(date, new Day(regular, extended(date, json, regular)));
    }
    return days.isEmpty()
        ? Optional.empty()
        : Optional.of(new BrokerCalendar(days.firstKey(), days.lastKey(), Map.copyOf(days)));
  }

  /** The regular one where that is not told, cannot be read, or leaves a part of it out. */
  private static Session extended(LocalDate date, JsonObject json, Session regular) {
    try {
      Session extended =
          new Session(
              at(date, LocalTime.parse(text(json, "session_open"), SHORT_CLOCK)),
              at(date, LocalTime.parse(text(json, "session_close"), SHORT_CLOCK)));
      boolean isWider =
          !extended.open().isAfter(regular.open()) && !extended.close().isBefore(regular.close());
      return isWider ? extended : regular;
    } catch (DateTimeException | ClassCastException e) {
      return regular;
    }
  }

  private static Session session(LocalDate date, LocalTime open, String close) {
    Session session = new Session(at(date, open), at(date, LocalTime.parse(close)));
    if (!session.open().isBefore(session.close())) {
      throw new DateTimeException("a session that ends before it begins");
    }
    return session;
  }

  private static String text(JsonObject json, String name) {
    String text = json.getString(name);
    return text == null ? "" : text;
  }

  private static Instant at(LocalDate date, LocalTime time) {
    return date.atTime(time).atZone(NEW_YORK).toInstant();
  }

  boolean isOpen(Instant now) {
    return regular(date(now)).filter(session -> contains(session, now)).isPresent();
  }

  /** Whether it is open before or after the regular session, or in it, as far as that is known. */
  boolean isOpenExtended(Instant now) {
    return extended(date(now)).filter(session -> contains(session, now)).isPresent();
  }

  LocalDate tradeDate(Instant now) {
    return next(date(now), this::regular, session -> true)
        .map(session -> date(session.open()))
        .orElseGet(() -> TradingCalendar.tradeDate(SessionKind.US_EQUITY, now));
  }

  /** When the session ends that runs or comes next. */
  @Nullable Instant end(Instant now) {
    return end(now, this::regular);
  }

  /** The same of the extended one. */
  @Nullable Instant endExtended(Instant now) {
    return end(now, this::extended);
  }

  private @Nullable Instant end(Instant now, Function<LocalDate, Optional<Session>> sessions) {
    return next(date(now), sessions, session -> session.close().isAfter(now))
        .map(Session::close)
        .orElseGet(() -> TradingCalendar.dayOrderExpiry(SessionKind.US_EQUITY, now));
  }

  @Nullable Instant nextOpen(Instant now) {
    return next(date(now), this::regular, session -> session.open().isAfter(now))
        .map(Session::open)
        .orElseGet(() -> TradingCalendar.nextOpen(SessionKind.US_EQUITY, now));
  }

  Duration openTime(Instant from, Instant to) {
    return openTime(from, to, this::regular);
  }

  Duration openTimeExtended(Instant from, Instant to) {
    return openTime(from, to, this::extended);
  }

  private Duration openTime(
      Instant from, Instant to, Function<LocalDate, Optional<Session>> sessions) {
    Duration open = Duration.ZERO;
    for (LocalDate date = date(from); !date.isAfter(date(to)); date = date.plusDays(1)) {
      Session session = sessions.apply(date).orElse(null);
      if (session != null) {
        Instant begin = session.open().isAfter(from) ? session.open() : from;
        Instant end = session.close().isBefore(to) ? session.close() : to;
        open = end.isAfter(begin) ? open.plus(Duration.between(begin, end)) : open;
      }
    }
    return open;
  }

  private static Optional<Session> next(
      LocalDate from, Function<LocalDate, Optional<Session>> sessions, Predicate<Session> isMeant) {
    for (int ahead = 0; ahead < DAYS_MAX; ahead++) {
      Optional<Session> session = sessions.apply(from.plusDays(ahead)).filter(isMeant);
      if (session.isPresent()) {
        return session;
      }
    }
    return Optional.empty();
  }

  private Optional<Session> regular(LocalDate date) {
    return isKnown(date)
        ? Optional.ofNullable(days.get(date)).map(Day::regular)
        : TradingCalendar.sessionOn(SessionKind.US_EQUITY, date);
  }

  /** Nobody else knows when that is. */
  private Optional<Session> extended(LocalDate date) {
    return isKnown(date)
        ? Optional.ofNullable(days.get(date)).map(Day::extended)
        : TradingCalendar.sessionOn(SessionKind.US_EQUITY, date);
  }

  private boolean isKnown(LocalDate date) {
    return !date.isBefore(first) && !date.isAfter(last);
  }

  private static boolean contains(Session session, Instant moment) {
    return !moment.isBefore(session.open()) && moment.isBefore(session.close());
  }

  private static LocalDate date(Instant moment) {
    return LocalDate.ofInstant(moment, NEW_YORK);
  }
}
