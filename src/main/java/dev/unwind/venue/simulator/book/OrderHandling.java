// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One order in the hands of the venue: what becomes of it, and what is reported about it. Used by
 * one request only.
 */
public final class OrderHandling {
  private final boolean isUnannounced;
  private final Instant now;
  private final Supplier<Instant> dueAt;
  private final List<BookReport> reports = new ArrayList<>(2);
  private BookOrder order;
  private boolean isChanged;
  private boolean hasMoved;

  private OrderHandling(
      BookOrder order, boolean isUnannounced, Instant now, Supplier<Instant> dueAt) {
    this.order = order;
    this.isUnannounced = isUnannounced;
    this.now = now;
    this.dueAt = dueAt;
  }

  /** A new order, of which nothing has been said yet. */
  public static OrderHandling ofNew(BookOrder order, Instant now, Supplier<Instant> dueAt) {
    return new OrderHandling(order, true, now, dueAt);
  }

  /** An order that the other side knows to be working. */
  public static OrderHandling ofKnown(BookOrder order, Instant now, Supplier<Instant> dueAt) {
    return new OrderHandling(order, false, now, dueAt);
  }

  public BookOrder order() {
    return order;
  }

  /** New reports, in the order in which things happened. */
  public List<BookReport> reports() {
    return reports;
  }

  /** Whether anything became of it that must be written. */
  boolean isChanged() {
    return isChanged;
  }

  /** Whether its mark has gone on. */
  public boolean hasMoved() {
    return hasMoved;
  }

  /** A trailing stop goes on with the market. */
  void follow(Quote quote, Price tick) {
    VenueOrder terms = order.terms();
    Trail trail = terms.trail();
    if (trail == null) {
      return;
    }
    Trail next = trail.follow(terms.side(), quote.last(), terms.stopPrice(), tick);
    if (!next.equals(trail)) {
      isChanged = true;
      hasMoved = true;
      order = order.withTerms(terms.trailing(next));
    }
  }

  void trigger() {
    isChanged = true;
    order = order.withTriggered();
  }

  void trade(Quantity qty, Quote quote) {
    order = order.withTrade(qty, quote);
    if (order.leaves().isZero()) {
      order = order.withStatus(BookStatus.FILLED);
    }
    Price price = quote.touch(order.terms().side());
    add(ReportKind.TRADE, UUID.randomUUID(), qty, price, null, "");
  }

  /**
   * Notes what the other orders of its pair have traded by now. Nothing of it is written: the pair
   * keeps the sum.
   */
  void take(Quantity taken) {
    order = order.withTaken(taken);
  }

  public void acknowledge() {
    add(ReportKind.WORKING, null, null, null, null, "");
  }

  public void refuse(String text) {
    order = order.withStatus(BookStatus.REJECTED);
    add(ReportKind.REJECTED, null, null, null, null, text);
  }

  public void cancel(String text) {
    order = order.withStatus(BookStatus.CANCELED);
    add(ReportKind.CANCELED, null, null, null, null, text);
  }

  public void expire() {
    order = order.withStatus(BookStatus.EXPIRED);
    add(ReportKind.EXPIRED, null, null, null, null, "");
  }

  public void refuseCancel(String text) {
    add(ReportKind.CANCEL_REJECTED, null, null, null, null, text);
  }

  public void replace(UUID newKey) {
    order = order.withStatus(BookStatus.REPLACED);
    add(ReportKind.REPLACED, null, null, null, newKey, "");
  }

  public void refuseReplacement(UUID newKey, String text) {
    add(ReportKind.REPLACE_REJECTED, null, null, null, newKey, text);
  }

  private void add(
      ReportKind kind,
      @Nullable UUID execId,
      @Nullable Quantity qty,
      @Nullable Price price,
      @Nullable UUID newKey,
      String text) {
    int seq = order.reports() + 1;
    boolean announces =
        isUnannounced
            && reports.isEmpty()
            && kind != ReportKind.WORKING
            && kind != ReportKind.REJECTED;
    order = order.withReports(seq);
    isChanged = true;
    reports.add(
        new BookReport(
            order.orderNo(),
            seq,
            order.account(),
            order.key(),
            kind,
            announces,
            execId,
            qty,
            price,
            order.cumQty(),
            newKey,
            text,
            now,
            dueAt.get()));
  }
}
