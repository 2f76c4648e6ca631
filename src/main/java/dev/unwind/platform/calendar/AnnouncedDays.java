// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.calendar;

import dev.unwind.domain.calendar.AnnouncedDay;
import dev.unwind.domain.calendar.TradingCalendar;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes the operator's days known at start, before anything asks when a market trades. */
@ApplicationScoped
class AnnouncedDays {
  private static final int FIRST = 0;

  private final CalendarConfig config;

  AnnouncedDays(CalendarConfig config) {
    this.config = config;
  }

  void start(@Observes @Priority(FIRST) StartupEvent event) {
    config.overrides().filter(file -> !file.isBlank()).ifPresent(AnnouncedDays::announce);
  }

  static void announce(String file) {
    Map<SessionKind, Map<LocalDate, AnnouncedDay>> days;
    try {
      days = CalendarFile.read(lines(file));
    } catch (MalformedInputException e) {
      throw refused(file, ": is not text in UTF-8");
    } catch (IOException e) {
      throw refused(file, ": cannot be read: " + e.getMessage());
    } catch (CalendarFile.MistakeException e) {
      throw refused(file, ", " + e.getMessage());
    }
    TradingCalendar.announce(days);
    Log.infof(
        "Days of the calendars overridden file=%s days=%d",
        file, days.values().stream().mapToInt(Map::size).sum());
  }

  private static List<String> lines(String file) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines.limit(CalendarFile.LINES_MAX + 1L).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static StartRefusedException refused(String file, String why) {
    return new StartRefusedException(StartFault.SETTING, "UNWIND_CALENDAR_OVERRIDES=" + file + why);
  }
}
