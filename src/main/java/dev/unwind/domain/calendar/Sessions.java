// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.calendar;

import dev.unwind.domain.instrument.Instrument;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** When an instrument's venue trades. Pure: the moment asked about is a parameter. */
public interface Sessions {
  boolean isOpen(Instrument instrument, Instant now);

  /** The session date that a trade of this moment belongs to. */
  LocalDate tradeDate(Instrument instrument, Instant now);

  /**
   * When a DAY order placed now stops working; null where the session never ends or is not known.
   */
  @Nullable Instant dayOrderExpiry(Instrument instrument, Instant now);

  /** The first opening after a moment; null where the session never ends or is not known. */
  @Nullable Instant nextOpen(Instrument instrument, Instant now);

  /** How much of a span of time the session was open. */
  Duration openTime(Instrument instrument, Instant from, Instant to);

  /** When closes trade; where that is not always when anything does, another one. */
  default Sessions closing() {
    return this;
  }
}
