// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LedgerIds;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a decision may know besides the book itself.
 *
 * @param now read once per operation
 * @param actor who causes it; written into events
 * @param dialect through which API
 * @param requestId the caller's request, where there is one
 * @param pairsLinked whether the venue takes the legs of a pair as one; where it does not, one leg
 *     works and the others wait here
 * @param instruments at least those of the book's orders and positions
 * @param quotes where known
 * @param outage why the venue cannot be told anything at the moment; null while it can
 */
public record BookContext(
    Instant now,
    String actor,
    String dialect,
    @Nullable String requestId,
    LedgerIds ids,
    Sessions sessions,
    boolean pairsLinked,
    BookSettings settings,
    Map<InstrumentId, Instrument> instruments,
    Map<InstrumentId, Quote> quotes,
    @Nullable String outage) {

  /** Of a venue that answers. */
  public BookContext(
      Instant now,
      String actor,
      String dialect,
      @Nullable String requestId,
      LedgerIds ids,
      Sessions sessions,
      boolean pairsLinked,
      BookSettings settings,
      Map<InstrumentId, Instrument> instruments,
      Map<InstrumentId, Quote> quotes) {
    this(
        now,
        actor,
        dialect,
        requestId,
        ids,
        sessions,
        pairsLinked,
        settings,
        instruments,
        quotes,
        null);
  }

  /** Whether an order could trade now. */
  boolean isOpen(Order order) {
    return (order.isLiquidation() ? sessions.closing() : sessions)
        .isOpen(instrument(order.instrumentId()), now);
  }

  public Instrument instrument(InstrumentId id) {
    Instrument instrument = instruments.get(id);
    if (instrument == null) {
      throw new IllegalStateException("instrument not loaded: " + id);
    }
    return instrument;
  }
}
