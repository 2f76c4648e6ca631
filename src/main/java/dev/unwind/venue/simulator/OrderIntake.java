// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import dev.unwind.application.market.Market;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.venue.simulator.book.MarketView;
import dev.unwind.venue.simulator.book.Matching;
import dev.unwind.venue.simulator.book.OrderHandling;
import dev.unwind.venue.simulator.book.QuoteBoard;
import dev.unwind.venue.simulator.book.SimulatorBook;
import dev.unwind.venue.simulator.book.Transactions;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the venue knows of the market when orders arrive, and whether it takes them. */
final class OrderIntake {
  private final Transactions transactions;
  private final SimulatorBook book;
  private final QuoteBoard board;
  private final Market market;
  private final SimulatorSessions sessions;
  private final SimulatorScenario scenario;

  OrderIntake(
      Transactions transactions,
      SimulatorBook book,
      QuoteBoard board,
      Market market,
      SimulatorSessions sessions,
      SimulatorScenario scenario) {
    this.transactions = transactions;
    this.book = book;
    this.board = board;
    this.market = market;
    this.sessions = sessions;
    this.scenario = scenario;
  }

  /**
   * The market around a batch at one moment.
   *
   * @param firstNo the first of as many order numbers as there are orders
   */
  record Surroundings(
      Map<InstrumentId, Instrument> instruments, Map<InstrumentId, Quote> quotes, long firstNo) {}

  Uni<Surroundings> surroundings(Collection<VenueOrder> orders) {
    Set<InstrumentId> ids = orders.stream().map(VenueOrder::instrument).collect(Collectors.toSet());
    return market
        .byIds(ids)
        .chain(
            instruments ->
                transactions.statement(
                    pool ->
                        Uni.combine()
                            .all()
                            .unis(board.quotes(pool, ids), book.numbers(orders.size()))
                            .with(
                                (quotes, firstNo) ->
                                    new Surroundings(instruments, quotes, firstNo))));
  }

  /**
   * The terms under which an order works: a DAY order ends with its session, others only when they
   * say so.
   */
  VenueOrder admitted(VenueOrder order, Surroundings around, Instant now) {
    Instrument instrument = around.instruments().get(order.instrument());
    Instant expiresAt =
        switch (order.timeInForce()) {
          case GTD -> order.expiresAt();
          case DAY ->
              order.expiresAt() != null || instrument == null
                  ? order.expiresAt()
                  : sessions.dayOrderExpiry(instrument, now);
          case GTC, IOC, FOK -> null;
        };
    return order.until(expiresAt);
  }

  /** Why the venue does not take an order; null when it does. */
  @Nullable String refusal(VenueOrder order, Surroundings around) {
    Instrument instrument = around.instruments().get(order.instrument());
    if (instrument == null) {
      return "unknown instrument";
    }
    if (scenario.rejectSymbols().contains(instrument.symbol())) {
      return instrument.symbol() + " is not accepted";
    }
    if (!order.qty().isPositive()) {
      return "quantity is not positive";
    }
    if (order.type().hasLimit() == (order.limitPrice() == null)) {
      return "limit price does not fit the order type";
    }
    boolean trails = order.type() == OrderType.TRAILING_STOP;
    if (!trails && order.type().hasStop() == (order.stopPrice() == null)) {
      return "stop price does not fit the order type";
    }
    if (trails == (order.trail() == null)) {
      return "trail does not fit the order type";
    }
    if (order.timeInForce() == TimeInForce.GTD && order.expiresAt() == null) {
      return "no expiry";
    }
    return null;
  }

  /** Lets an order meet the market as it is. */
  void match(OrderHandling handling, Surroundings around, Instant now) {
    VenueOrder terms = handling.order().terms();
    Instant expiresAt = terms.expiresAt();
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      handling.expire();
      return;
    }
    Instrument instrument = around.instruments().get(terms.instrument());
    if (instrument != null) {
      Quote quote = around.quotes().get(terms.instrument());
      Matching.match(handling, view(instrument, quote, now));
    }
  }

  boolean isOpen(Instrument instrument, Instant now) {
    return sessions.isOpen(instrument, now);
  }

  MarketView view(Instrument instrument, @Nullable Quote quote, Instant now) {
    return new MarketView(
        quote,
        isOpen(instrument, now),
        scenario.fill(),
        instrument.quantityIncrement(),
        instrument.priceIncrement());
  }

  /** What a new order came to at the moment of its arrival. */
  void receive(OrderHandling handling, Surroundings around, Instant now) {
    String refusal = refusal(handling.order().terms(), around);
    if (refusal != null) {
      handling.refuse(refusal);
      return;
    }
    match(handling, around, now);
    if (handling.reports().isEmpty()) {
      handling.acknowledge();
    }
  }
}
