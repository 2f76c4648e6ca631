// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.CloseRequestBuilder;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A book with a clock that moves, and a venue that says what a test lets it say. */
final class MovingBook {
  static final InstrumentId SHARE = ABook.SHARE.id();
  static final InstrumentId FUTURE = ABook.FUTURE.id();

  private final Map<UUID, OrderId> keys = new HashMap<>();
  private final Set<LiquidationId> closes = new LinkedHashSet<>();
  private final boolean pairsLinked;
  private AccountBook book;
  private Instant now = ABook.NOW;
  private int executions;

  private MovingBook(AccountBook book, boolean pairsLinked) {
    this.book = book;
    this.pairsLinked = pairsLinked;
    pass(Duration.ZERO);
  }

  static MovingBook of(PositionMode mode) {
    return of(mode, true);
  }

  static MovingBook of(PositionMode mode, boolean pairsLinked) {
    return new MovingBook(
        ABook.of(ABook.account(mode, "USD"), "100", ABook.SHARE, ABook.FUTURE), pairsLinked);
  }

  /** One on which this instrument never trades. */
  static MovingBook closed(InstrumentId instrument) {
    Sessions sessions =
        new ABook.AlwaysOpen() {
          @Override
          public boolean isOpen(Instrument asked, Instant at) {
            return !asked.id().equals(instrument);
          }
        };
    return new MovingBook(
        ABook.of(
            ABook.account(PositionMode.NETTING, "USD"),
            List.of(),
            "100",
            List.of(ABook.SHARE, ABook.FUTURE),
            sessions),
        true);
  }

  AccountBook book() {
    return book;
  }

  Instant now() {
    return now;
  }

  /** The same book so much later, with quotes of that moment. */
  void pass(Duration time) {
    pass(time, slice -> slice);
  }

  /**
   * @param left what it is found as then
   */
  void pass(Duration time, UnaryOperator<BookSlice> left) {
    now = now.plus(time);
    BookContext then = book.context();
    List<LiquidationItem> items = new ArrayList<>();
    closes.forEach(id -> items.addAll(book.items(id)));
    book.orders().forEach(order -> keys.put(order.terms().uid(), order.id()));
    AccountBook before = book;
    BookSlice slice =
        BookSlice.of(book.account(), 1_000, now)
            .with(
                to ->
                    to.positions(before.positions())
                        .orders(before.orders())
                        .orderKeys(keys)
                        .liquidations(closes.stream().map(id -> liquidation(before, id)).toList())
                        .items(items));
    book =
        new AccountBook(
            left.apply(slice),
            new BookContext(
                now,
                then.actor(),
                then.dialect(),
                null,
                then.ids(),
                then.sessions(),
                pairsLinked,
                then.settings(),
                then.instruments(),
                quotes(then)));
  }

  private Map<InstrumentId, Quote> quotes(BookContext then) {
    Map<InstrumentId, Quote> quotes = new HashMap<>();
    then.quotes()
        .forEach(
            (id, quote) ->
                quotes.put(
                    id,
                    new Quote(id, quote.last(), Price.of("99.99"), Price.of("100.01"), null, now)));
    return quotes;
  }

  /** Looks at a close when it wants to be looked at; says whether it wants to. */
  boolean look(Liquidation close) {
    Instant due = liquidation(close).dueAt();
    if (due == null) {
      return false;
    }
    pass(due.isAfter(now) ? Duration.between(now, due) : Duration.ZERO);
    book.advance(close.id(), CancelsTold.AT_ONCE);
    return true;
  }

  /** Looks at it as often as it wants until then. */
  void lookFor(Liquidation close, Duration time) {
    Instant end = now.plus(time);
    for (int looks = 0; looks < 100; looks++) {
      Instant due = liquidation(close).dueAt();
      if (due == null || due.isAfter(end)) {
        pass(Duration.between(now, end));
        return;
      }
      look(close);
    }
    throw new AssertionError("it is looked at again and again: " + liquidation(close));
  }

  void hold(InstrumentId instrument, String qty) {
    trade(place(instrument, Side.BUY, qty), qty);
  }

  Order placed(InstrumentId instrument, Side side, String qty) {
    return book.place(NewOrder.limit(instrument, side, Quantity.of(qty), Price.of("100")).build());
  }

  Order place(InstrumentId instrument, Side side, String qty) {
    return working(placed(instrument, side, qty));
  }

  Order working(Order order) {
    record(new ExecutionReport.Working(ABook.ACCOUNT, key(order), now));
    return order(order);
  }

  Liquidation close(InstrumentId instrument, UnaryOperator<CloseRequestBuilder> how) {
    return close(
        how.apply(CloseRequest.one(instrument).positions(Set.of(position(instrument).id())))
            .build());
  }

  Liquidation close(CloseRequest request) {
    Liquidation made = book.close(request);
    closes.add(made.id());
    return made;
  }

  void trade(Order order, String qty) {
    executions++;
    record(
        new ExecutionReport.Trade(
            ABook.ACCOUNT,
            key(order),
            "sim",
            "x" + executions,
            Quantity.of(qty),
            Price.of("100"),
            order(order).filledQty().plus(Quantity.of(qty)),
            now));
  }

  void canceled(Order order, String cumQty) {
    record(new ExecutionReport.Canceled(ABook.ACCOUNT, key(order), Quantity.of(cumQty), "", now));
  }

  /** A little later, so that it answers the last cancel. */
  void refuseCancel(Order order) {
    pass(Duration.ofMillis(1));
    record(
        new ExecutionReport.CancelRejected(
            ABook.ACCOUNT, key(order), "no", now.plus(Duration.ofMillis(1))));
  }

  void record(ExecutionReport report) {
    if (!book.record(List.of(report)).isEmpty()) {
      throw new AssertionError("unknown: " + report);
    }
  }

  void adjust(InstrumentId instrument, String qty) {
    book.reconciling()
        .adjust(
            Adjustment.Wanted.holding(instrument, Quantity.of(qty), Price.of("100")),
            new Adjustment.Cause(AdjustmentReason.TRANSFER, "test", null));
  }

  private UUID key(Order order) {
    return order(order).terms().uid();
  }

  Position position(InstrumentId instrument) {
    return book.positions().stream()
        .filter(p -> p.instrumentId().equals(instrument))
        .findFirst()
        .orElseThrow();
  }

  Order order(Order order) {
    return book.order(order.id()).orElseThrow();
  }

  LiquidationItem item(Liquidation close) {
    return book.items(close.id()).get(0);
  }

  LiquidationItem item(Liquidation close, InstrumentId instrument) {
    return book.items(close.id()).stream()
        .filter(item -> item.instrumentId().equals(instrument))
        .findFirst()
        .orElseThrow();
  }

  Liquidation liquidation(Liquidation close) {
    return liquidation(book, close.id());
  }

  private static Liquidation liquidation(AccountBook of, LiquidationId id) {
    return of.liquidation(id).orElseThrow();
  }

  Order orderOf(Liquidation close) {
    return orderOf(item(close));
  }

  Order orderOf(LiquidationItem item) {
    return book.order(Objects.requireNonNull(item.orderId())).orElseThrow();
  }

  /** Closing orders that may trade. */
  List<Order> out() {
    return book.orders().stream()
        .filter(o -> o.isLiquidation() && o.isOpen() && !o.status().isUnsent())
        .toList();
  }
}
