// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.session;

import dev.unwind.domain.calendar.CalendarSessions;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.SessionKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The public calendar, corrected by the broker's own clock for the market of US equities: an
 * unannounced halt, or an exchange's early end, is the broker's to tell.
 */
public final class BrokerSessions implements Sessions {
  /** Beyond this the broker's word is too old, and the calendar stands alone. */
  private static final Duration BELIEVED = Duration.ofMinutes(5);

  private record Told(boolean open, Instant at, @Nullable Instant next) {}

  private final CalendarSessions calendar = new CalendarSessions();
  private volatile @Nullable Told told;

  /**
   * @param next when that changes
   */
  public void tell(boolean open, Instant at, @Nullable Instant next) {
    told = new Told(open, at, next);
  }

  @Override
  public boolean isOpen(Instrument instrument, Instant now) {
    Told last = told;
    if (last == null
        || instrument.session() != SessionKind.US_EQUITY
        || last.at().plus(BELIEVED).isBefore(now)) {
      return calendar.isOpen(instrument, now);
    }
    boolean changed = last.next() != null && !now.isBefore(last.next());
    return last.open() != changed;
  }

  @Override
  public LocalDate tradeDate(Instrument instrument, Instant now) {
    return calendar.tradeDate(instrument, now);
  }

  @Override
  public @Nullable Instant dayOrderExpiry(Instrument instrument, Instant now) {
    return calendar.dayOrderExpiry(instrument, now);
  }

  @Override
  public Duration openTime(Instrument instrument, Instant from, Instant to) {
    return calendar.openTime(instrument, from, to);
  }
}
