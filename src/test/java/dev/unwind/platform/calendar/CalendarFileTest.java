// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.calendar;

import static dev.unwind.domain.instrument.SessionKind.CME_GLOBEX;
import static dev.unwind.domain.instrument.SessionKind.US_EQUITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.domain.calendar.TradingCalendar;
import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Days far away from those that other tests look at. */
class CalendarFileTest {
  @TempDir Path directory;

  @AfterEach
  void asPublished() {
    TradingCalendar.announce(Map.of());
  }

  private void announce(String text) throws Exception {
    AnnouncedDays.announce(Files.writeString(directory.resolve("days.txt"), text).toString());
  }

  @Test
  void announcedDaysGoBeforeTheKnownOnes() throws Exception {
    announce(
        """
        # announced in 2031
        us_equity  2032-03-10 closed
        us_equity  2032-03-11 09:30-13:00   # short
        US_EQUITY  2032-03-13 10:00-11:00

        cme_globex 2032-03-26 17:00-08:15
        cme_globex 2032-03-29 17:00-12:00 next
        """);
    assertThat(TradingCalendar.sessionOn(US_EQUITY, day("2032-03-10"))).isEmpty();
    assertThat(TradingCalendar.isBusinessDay(US_EQUITY, day("2032-03-10"))).isFalse();
    assertThat(TradingCalendar.tradeDate(US_EQUITY, at("2032-03-10T17:00:00Z")))
        .isEqualTo("2032-03-11");
    assertThat(TradingCalendar.nextClose(US_EQUITY, at("2032-03-10T17:00:00Z")))
        .isEqualTo("2032-03-11T18:00:00Z");
    assertThat(TradingCalendar.isOpen(US_EQUITY, at("2032-03-13T15:30:00Z")))
        .as("a Saturday")
        .isTrue();
    assertThat(TradingCalendar.sessionOn(CME_GLOBEX, day("2032-03-26")))
        .get()
        .extracting(TradingCalendar.Session::open, TradingCalendar.Session::close)
        .isEqualTo(List.of(at("2032-03-25T22:00:00Z"), at("2032-03-26T13:15:00Z")));
    assertThat(TradingCalendar.isOpen(CME_GLOBEX, at("2032-03-29T16:59:00Z"))).isTrue();
    assertThat(TradingCalendar.isOpen(CME_GLOBEX, at("2032-03-29T17:00:00Z"))).isFalse();
    assertThat(TradingCalendar.tradeDate(CME_GLOBEX, at("2032-03-29T16:59:00Z")))
        .isEqualTo("2032-03-30");
    assertThat(TradingCalendar.sessionOn(CME_GLOBEX, day("2032-03-10")))
        .as("the other market keeps its hours")
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "us_equity 2032-03-10 | expected a market, a date, and hours",
        "nyse 2032-03-10 closed | \"nyse\" is neither us_equity nor cme_globex",
        "us_equity 10.03.2032 closed | \"10.03.2032\" is no date such as 2026-12-24",
        "us_equity 2032-02-30 closed | \"2032-02-30\" is no date",
        "us_equity 2032-03-10 shut | \"shut\" is neither \"closed\" nor hours such as 09:30-13:00",
        "us_equity 2032-03-10 09:30-25:00 | \"09:30-25:00\" is no time of a day",
        "us_equity 2032-03-10 09:30-13:00 early | \"early\": only \"next\" may stand behind",
        "us_equity 2032-03-10 closed next | \"next\" is for days with hours",
        "us_equity 2032-03-09 closed | us_equity 2032-03-09 stands on an earlier line too",
      })
  void aLineThatSaysSomethingElseIsNamedWithItsCause(String line, String cause) {
    assertThatThrownBy(() -> announce("us_equity 2032-03-09 closed\n\n" + line + "\n"))
        .isInstanceOfSatisfying(
            StartRefusedException.class, e -> assertThat(e.fault()).isEqualTo(StartFault.SETTING))
        .hasMessageContaining("UNWIND_CALENDAR_OVERRIDES=")
        .hasMessageContaining("days.txt, line 3: " + cause);
    assertThat(TradingCalendar.sessionOn(US_EQUITY, day("2032-03-09")))
        .as("nothing of it is taken")
        .isPresent();
  }

  private static LocalDate day(String text) {
    return LocalDate.parse(text);
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }
}
