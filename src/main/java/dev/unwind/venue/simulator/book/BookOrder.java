// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order as the simulator's book has it.
 *
 * @param orderNo the book's own number of it
 * @param terms as they arrived, the end of a DAY order and the mark of a trailing stop added
 * @param triggered whether its stop has been reached; true from the start where there is none
 * @param cumQty what has traded, trades of the orders that it replaced included
 * @param taken what the other orders of its pair have traded
 * @param tradedQuoteAt time of the quote at which it last traded
 * @param reports how many reports exist of it
 * @param replaces number of the order whose place it took
 */
public record BookOrder(
    long orderNo,
    VenueOrder terms,
    BookStatus status,
    boolean triggered,
    Quantity cumQty,
    Quantity taken,
    @Nullable Instant tradedQuoteAt,
    int reports,
    @Nullable Long replaces) {

  /** An order that arrives and has not been looked at. */
  public static BookOrder arriving(long orderNo, VenueOrder terms) {
    return new BookOrder(
        orderNo,
        terms,
        BookStatus.WORKING,
        !terms.type().waitsForStop(),
        Quantity.ZERO,
        Quantity.ZERO,
        null,
        0,
        null);
  }

  /** An order that takes this one's place under new terms; what has traded counts on. */
  public BookOrder replacedBy(long newOrderNo, VenueOrder newTerms) {
    return new BookOrder(
        newOrderNo,
        newTerms,
        BookStatus.WORKING,
        !newTerms.type().waitsForStop(),
        cumQty,
        taken,
        tradedQuoteAt,
        0,
        orderNo);
  }

  AccountId account() {
    return terms.account();
  }

  UUID key() {
    return terms.key();
  }

  public boolean isWorking() {
    return status == BookStatus.WORKING;
  }

  public boolean isExpiredAt(Instant now) {
    Instant end = terms.expiresAt();
    return end != null && !end.isAfter(now);
  }

  /** What it may still trade. */
  Quantity leaves() {
    return terms.qty().minus(cumQty).minus(taken).max(Quantity.ZERO);
  }

  /** Where its stop is by now; null where it has none, or none yet. */
  @Nullable Price stop() {
    Trail trail = terms.trail();
    return trail == null || trail.stop() == null ? terms.stopPrice() : trail.stop();
  }

  BookOrder withTaken(Quantity value) {
    return new BookOrder(
        orderNo, terms, status, triggered, cumQty, value, tradedQuoteAt, reports, replaces);
  }

  BookOrder withStatus(BookStatus value) {
    return new BookOrder(
        orderNo, terms, value, triggered, cumQty, taken, tradedQuoteAt, reports, replaces);
  }

  BookOrder withTerms(VenueOrder value) {
    return new BookOrder(
        orderNo, value, status, triggered, cumQty, taken, tradedQuoteAt, reports, replaces);
  }

  BookOrder withTriggered() {
    return new BookOrder(
        orderNo, terms, status, true, cumQty, taken, tradedQuoteAt, reports, replaces);
  }

  BookOrder withTrade(Quantity qty, Quote quote) {
    return new BookOrder(
        orderNo, terms, status, triggered, cumQty.plus(qty), taken, quote.at(), reports, replaces);
  }

  BookOrder withReports(int value) {
    return new BookOrder(
        orderNo, terms, status, triggered, cumQty, taken, tradedQuoteAt, value, replaces);
  }
}
