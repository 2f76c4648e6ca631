// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.calendar;

import dev.unwind.domain.instrument.Instrument;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Sessions by the public calendar of each instrument's market. */
public record CalendarSessions() implements Sessions {
  @Override
  public boolean isOpen(Instrument instrument, Instant now) {
    return TradingCalendar.isOpen(instrument.session(), now);
  }

  @Override
  public LocalDate tradeDate(Instrument instrument, Instant now) {
    return TradingCalendar.tradeDate(instrument.session(), now);
  }

  @Override
  public @Nullable Instant dayOrderExpiry(Instrument instrument, Instant now) {
    return TradingCalendar.dayOrderExpiry(instrument.session(), now);
  }

  @Override
  public @Nullable Instant nextOpen(Instrument instrument, Instant now) {
    return TradingCalendar.nextOpen(instrument.session(), now);
  }

  @Override
  public Duration openTime(Instrument instrument, Instant from, Instant to) {
    return TradingCalendar.openTime(instrument.session(), from, to);
  }
}
