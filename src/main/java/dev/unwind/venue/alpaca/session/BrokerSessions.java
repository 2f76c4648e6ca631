// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.session;

import dev.unwind.domain.calendar.CalendarSessions;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.SessionKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the broker trades: for US equities by its own calendar, its holidays and short days, and
 * before that by its own clock, whose word an unannounced halt is, or an exchange's early end. All
 * else, and what it has not told, is the public calendar's.
 */
public final class BrokerSessions implements Sessions {
  static final int BELIEVED_MINUTES = 5;

  /** Beyond this the clock's word is too old, and the calendar stands alone. */
  private static final Duration BELIEVED = Duration.ofMinutes(BELIEVED_MINUTES);

  private record Told(boolean open, Instant at, @Nullable Instant next) {}

  private final boolean closesExtended;
  private final CalendarSessions others = new CalendarSessions();
  private final Sessions closing = new Closing();
  private volatile BrokerCalendar calendar = BrokerCalendar.NONE;
  private volatile @Nullable Told told;
  private volatile List<Halt> halts = List.of();

  /** When nothing traded although the calendar says so. */
  record Halt(Instant from, Instant to) {}

  /**
   * @param closesExtended whether closes trade before and after the regular session too
   */
  public BrokerSessions(boolean closesExtended) {
    this.closesExtended = closesExtended;
  }

  /**
   * @param next when that changes
   */
  public void tell(boolean open, Instant at, @Nullable Instant next) {
    told = new Told(open, at, next);
  }

  /** Whether what the clock has said since a moment has changed by itself: it is asked anew. */
  public boolean hasChanged(Instant since, Instant now) {
    Told last = told;
    return last != null
        && last.next() != null
        && since.isBefore(last.next())
        && !now.isBefore(last.next());
  }

  /** Whether it is one that the clock says so. */
  boolean isHalt(boolean open, Instant at) {
    return !open && calendar.isOpen(at);
  }

  /** All that are known. */
  void halted(List<Halt> known) {
    halts = List.copyOf(known);
  }

  void follow(BrokerCalendar known) {
    calendar = known;
  }

  @Override
  public boolean isOpen(Instrument instrument, Instant now) {
    if (isElsewhere(instrument)) {
      return others.isOpen(instrument, now);
    }
    Told last = told;
    if (last == null || last.at().plus(BELIEVED).isBefore(now)) {
      return calendar.isOpen(now);
    }
    boolean changed = last.next() != null && !now.isBefore(last.next());
    return last.open() != changed;
  }

  @Override
  public LocalDate tradeDate(Instrument instrument, Instant now) {
    return isElsewhere(instrument) ? others.tradeDate(instrument, now) : calendar.tradeDate(now);
  }

  @Override
  public @Nullable Instant dayOrderExpiry(Instrument instrument, Instant now) {
    return isElsewhere(instrument) ? others.dayOrderExpiry(instrument, now) : calendar.end(now);
  }

  @Override
  public @Nullable Instant nextOpen(Instrument instrument, Instant now) {
    return isElsewhere(instrument) ? others.nextOpen(instrument, now) : calendar.nextOpen(now);
  }

  @Override
  public Duration openTime(Instrument instrument, Instant from, Instant to) {
    return isElsewhere(instrument)
        ? others.openTime(instrument, from, to)
        : calendar.openTime(from, to).minus(haltedTime(from, to));
  }

  private Duration haltedTime(Instant from, Instant to) {
    Duration halted = Duration.ZERO;
    for (Halt halt : halts) {
      Instant begin = halt.from().isAfter(from) ? halt.from() : from;
      Instant end = halt.to().isBefore(to) ? halt.to() : to;
      if (end.isAfter(begin)) {
        halted = halted.plus(calendar.openTime(begin, end));
      }
    }
    return halted;
  }

  @Override
  public Sessions closing() {
    return closesExtended ? closing : this;
  }

  private static boolean isElsewhere(Instrument instrument) {
    return instrument.session() != SessionKind.US_EQUITY;
  }

  /** With what comes before and after, of shares; in the regular session the clock has the say. */
  private final class Closing implements Sessions {
    private boolean isExtended(Instrument instrument) {
      return !isElsewhere(instrument) && instrument.assetClass() == AssetClass.US_EQUITY;
    }

    @Override
    public boolean isOpen(Instrument instrument, Instant now) {
      return BrokerSessions.this.isOpen(instrument, now)
          || isExtended(instrument) && !calendar.isOpen(now) && calendar.isOpenExtended(now);
    }

    @Override
    public LocalDate tradeDate(Instrument instrument, Instant now) {
      return BrokerSessions.this.tradeDate(instrument, now);
    }

    @Override
    public @Nullable Instant dayOrderExpiry(Instrument instrument, Instant now) {
      return isExtended(instrument)
          ? calendar.endExtended(now)
          : BrokerSessions.this.dayOrderExpiry(instrument, now);
    }

    @Override
    public @Nullable Instant nextOpen(Instrument instrument, Instant now) {
      return BrokerSessions.this.nextOpen(instrument, now);
    }

    @Override
    public Duration openTime(Instrument instrument, Instant from, Instant to) {
      return isExtended(instrument)
          ? calendar.openTimeExtended(from, to).minus(haltedTime(from, to))
          : BrokerSessions.this.openTime(instrument, from, to);
    }
  }
}
