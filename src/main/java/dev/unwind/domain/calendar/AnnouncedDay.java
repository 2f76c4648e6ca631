// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.calendar;

import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * One day of a market as its exchange has announced it.
 *
 * @param hours in the market's own zone; null for a day without a session
 * @param tradeDate whether trades of that session carry this date, and not the next business day's
 */
public record AnnouncedDay(@Nullable Hours hours, boolean tradeDate) {
  /** Nothing trades. */
  public static final AnnouncedDay CLOSED = new AnnouncedDay(null, false);

  public AnnouncedDay {
    if (hours == null && tradeDate) {
      throw new IllegalArgumentException("a day without a session is no trade date");
    }
  }

  /**
   * From when to when.
   *
   * @param open where it is not before the close, that of the evening before
   */
  public record Hours(LocalTime open, LocalTime close) {
    boolean beginsTheEveningBefore() {
      return !open.isBefore(close);
    }
  }
}
