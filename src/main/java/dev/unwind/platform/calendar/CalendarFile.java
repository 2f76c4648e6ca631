// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.calendar;

import dev.unwind.domain.calendar.AnnouncedDay;
import dev.unwind.domain.instrument.SessionKind;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads announced days, a line each; docs/calendars.md describes them. */
final class CalendarFile {
  /** Some hundred years of exceptions. */
  static final int LINES_MAX = 10_000;

  private static final Pattern HOURS = Pattern.compile("(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)");
  private static final String CLOSED = "closed";
  private static final String NEXT = "next";

  private CalendarFile() {}

  /** A line that cannot be read. */
  static final class MistakeException extends Exception {
    private static final long serialVersionUID = 1L;

    MistakeException(int line, String cause) {
      super("line " + line + ": " + cause);
    }
  }

  static Map<SessionKind, Map<LocalDate, AnnouncedDay>> read(List<String> lines)
      throws MistakeException {
    if (lines.size() > LINES_MAX) {
      throw new MistakeException(LINES_MAX + 1, "more than " + LINES_MAX + " lines");
    }
    Map<SessionKind, Map<LocalDate, AnnouncedDay>> days = new EnumMap<>(SessionKind.class);
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).replaceFirst("#.*", "").strip();
      if (!text.isEmpty()) {
        add(days, i + 1, text.split("\\s+"));
      }
    }
    return days;
  }

  private static void add(
      Map<SessionKind, Map<LocalDate, AnnouncedDay>> days, int line, String[] words)
      throws MistakeException {
    if (words.length < 3) {
      throw new MistakeException(line, "expected a market, a date, and hours or \"closed\"");
    }
    SessionKind market = market(line, words[0]);
    LocalDate date;
    try {
      date = LocalDate.parse(words[1]);
    } catch (DateTimeException e) {
      throw new MistakeException(line, "\"" + words[1] + "\" is no date such as 2026-12-24");
    }
    AnnouncedDay day = day(line, words);
    if (days.computeIfAbsent(market, each -> new HashMap<>()).put(date, day) != null) {
      throw new MistakeException(line, words[0] + " " + date + " stands on an earlier line too");
    }
  }

  private static SessionKind market(int line, String word) throws MistakeException {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "us_equity" -> SessionKind.US_EQUITY;
      case "cme_globex" -> SessionKind.CME_GLOBEX;
      default ->
          throw new MistakeException(line, "\"" + word + "\" is neither us_equity nor cme_globex");
    };
  }

  private static AnnouncedDay day(int line, String[] words) throws MistakeException {
    boolean next = words.length == 4 && words[3].equals(NEXT);
    if (words.length > (next ? 4 : 3)) {
      throw new MistakeException(
          line, "\"" + words[3] + "\": only \"next\" may stand behind the hours");
    }
    if (words[2].equals(CLOSED)) {
      if (next) {
        throw new MistakeException(line, "\"next\" is for days with hours");
      }
      return AnnouncedDay.CLOSED;
    }
    Matcher hours = HOURS.matcher(words[2]);
    if (!hours.matches()) {
      throw new MistakeException(
          line, "\"" + words[2] + "\" is neither \"closed\" nor hours such as 09:30-13:00");
    }
    try {
      return new AnnouncedDay(
          new AnnouncedDay.Hours(LocalTime.parse(hours.group(1)), LocalTime.parse(hours.group(2))),
          !next);
    } catch (DateTimeException e) {
      throw new MistakeException(line, "\"" + words[2] + "\" is no time of a day");
    }
  }
}
