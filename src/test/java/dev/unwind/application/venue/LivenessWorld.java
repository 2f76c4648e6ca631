// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * One account whose closes, orders and reports come in any order, until the venue answers all that
 * it was told. In every third world it hedges, in every fourth the venue cannot link pairs, and in
 * every fifth markets close at times.
 */
final class LivenessWorld extends LivenessSurprises {
  LivenessWorld(long seed) {
    super(seed);
  }

  void run() {
    for (int i = 0; i < 40; i++) {
      step();
      Liveness.checkOrders(ledger);
      if (random.nextInt(10) == 0) {
        settle();
      }
    }
    ledger.open = true;
    settle();
    // One order after the other ends, so that whatever waited for it alone is seen to go on.
    for (int i = 0; i < 200 && !haveAllEnded(); i++) {
      tradeOrEnd();
      settle();
    }
    if (!haveAllEnded()) {
      throw new AssertionError("these go on and on: " + open());
    }
  }

  private void step() {
    if (haveAllEnded() && random.nextInt(3) == 0) {
      // While a position is being closed it takes no orders.
      place();
      return;
    }
    switch (random.nextInt(22)) {
      case 0, 1, 2 -> place();
      case 3, 4, 5, 6 -> liquidate();
      case 7 -> cancel();
      case 8 -> cancelLiquidation();
      case 9 -> attempt("change a leg", pairs::change);
      case 10 -> replace();
      case 11 -> pair();
      case 12 -> adjust();
      case 13 -> correct();
      case 14 -> enter();
      case 15 -> differ();
      case 16 -> attempt("move the price", pairs::movePrice);
      case 17 -> dispatch(false);
      case 18 -> deliver();
      case 19 -> pass(Duration.ofMillis(random.nextInt(random.nextInt(8) == 0 ? 99_000 : 12_000)));
      default -> tradeOrEnd();
    }
    if (closesMarkets && random.nextInt(6) == 0) {
      ledger.open = !ledger.open;
      history.add("open " + ledger.open);
    }
  }

  private void place() {
    Instrument instrument = anInstrument();
    Side side = aSide();
    Quantity qty = Quantity.of(1 + random.nextInt(15));
    NewOrder order = NewOrder.limit(instrument.id(), side, qty, PRICE).build();
    attempt(
        "place " + side + " " + qty + " " + instrument.symbol(),
        () -> ledger.decide(b -> b.place(order)));
  }

  private void pair() {
    Instrument instrument = anInstrument();
    Side side = aSide();
    if (random.nextBoolean()) {
      attempt("pair " + side + instrument.symbol(), () -> pairs.placePair(instrument, side));
    } else {
      attempt("bracket " + side + instrument.symbol(), () -> pairs.placeBracket(instrument, side));
    }
  }

  private void liquidate() {
    Instrument instrument = anInstrument();
    CloseRequest request = random.nextBoolean() ? mix.next(instrument) : aClose(instrument);
    if (hedging && request.scope() == LiquidationScope.POSITION && !ledger.positions.isEmpty()) {
      List<Position> all = List.copyOf(ledger.positions.values());
      Position one = all.get(random.nextInt(all.size()));
      request = request.withPositions(Set.of(one.id())).withInstrument(one.instrumentId());
    }
    CloseRequest asked = request;
    attempt(
        "liquidate",
        () -> {
          history.add(asked);
          Liquidation made = ledger.decide(b -> b.close(asked));
          history.add("  " + made.id());
          counts.liquidations++;
          counts.items += made.items().total();
        });
  }

  /** One that leaves orders as they are, so that it waits for them and for others. */
  private CloseRequest aClose(Instrument instrument) {
    CloseAmount amount =
        random.nextBoolean()
            ? CloseAmount.ALL
            : new CloseAmount.Units(Quantity.of(1 + random.nextInt(5)));
    HeldPolicy policy = HeldPolicy.values()[random.nextInt(HeldPolicy.values().length)];
    return CloseRequest.one(instrument.id())
        .positions(Set.of(new PositionId(instrument.id().value())))
        .amount(amount)
        .cancelOrders(random.nextInt(4) == 0)
        .heldPolicy(policy)
        .build();
  }

  private void cancel() {
    List<Order> open = ledger.orders.values().stream().filter(Order::isOpen).toList();
    if (!open.isEmpty()) {
      Order order = open.get(random.nextInt(open.size()));
      attempt(
          "cancel " + order.id(),
          () -> ledger.decide(b -> b.cancel(order.id(), Reason.CANCELED_BY_CLIENT)));
    }
  }

  private void cancelLiquidation() {
    List<Liquidation> open = open();
    if (!open.isEmpty()) {
      Liquidation one = open.get(random.nextInt(open.size()));
      attempt("cancel " + one.id(), () -> ledger.decide(b -> b.cancelLiquidation(one.id())));
    }
  }

  private void replace() {
    List<Order> open = ledger.orders.values().stream().filter(Order::isOpen).toList();
    if (!open.isEmpty()) {
      Order order = open.get(random.nextInt(open.size()));
      Quantity qty = Quantity.of(1 + random.nextInt(15));
      attempt(
          "replace " + order.id() + " by " + qty,
          () ->
              ledger.decide(
                  b ->
                      b.replace(
                          order.id(),
                          new Replacement(null, null, qty, null, null, null, null, null, false))));
    }
  }

  private void dispatch(boolean all) {
    for (Order known : List.copyOf(ledger.orders.values())) {
      Order order = ledger.orders.getOrDefault(known.id(), known);
      if (order.action() == null
          || order.status() == OrderStatus.ACCEPTED
          || (!all && random.nextBoolean())) {
        continue;
      }
      ledger.now = ledger.now.plusMillis(1);
      history.add("tell " + order.action() + " " + order.id());
      Conclusions.Conclusion conclusion = telling.tell(order);
      record(conclusion.reports().stream().map(VenueReport::report).toList());
    }
  }

  private void pass(Duration time) {
    ledger.now = ledger.now.plus(time);
    look();
  }

  private boolean look() {
    List<Liquidation> due =
        open().stream().filter(l -> l.dueAt() != null && !l.dueAt().isAfter(ledger.now)).toList();
    for (Liquidation one : due) {
      history.add("look at " + one.id());
      ledger.decide(
          b -> {
            b.advance(one.id(), CancelsTold.AT_ONCE);
            return 0;
          });
    }
    return !due.isEmpty();
  }

  private void openSession() {
    List<OrderId> parked =
        ledger.orders.values().stream()
            .filter(o -> o.status() == OrderStatus.ACCEPTED)
            .map(Order::id)
            .toList();
    if (ledger.open && !parked.isEmpty()) {
      ledger.decide(b -> b.openSession(parked));
    }
  }

  /**
   * The venue answers all that it is told, and each close is looked at when it wants to be, until
   * there is nothing more to tell, to answer or to look at.
   */
  private void settle() {
    history.add("settle");
    Instant end = ledger.now.plus(Duration.ofMinutes(10));
    for (int round = 0; ; round++) {
      if (round > 500) {
        throw new AssertionError("it never comes to rest: " + open());
      }
      ledger.instruments.keySet().forEach(this::quote);
      openSession();
      long before = ledger.seq();
      dispatch(true);
      List<ExecutionReport> all = venue.undelivered.stream().map(VenueReport::report).toList();
      venue.undelivered.clear();
      record(all);
      ledger.now = ledger.now.plusMillis(1);
      if (look() || ledger.seq() != before || !venue.undelivered.isEmpty()) {
        continue;
      }
      boolean untold =
          ledger.orders.values().stream()
              .anyMatch(o -> o.action() != null && o.status() != OrderStatus.ACCEPTED);
      Instant next = untold ? ledger.now.plus(UNKNOWN_FOR) : null;
      for (Liquidation one : open()) {
        Instant due = one.dueAt();
        next = due != null && (next == null || due.isBefore(next)) ? due : next;
      }
      if (next == null || next.isAfter(end)) {
        break;
      }
      history.add("now " + next);
      ledger.now = next;
    }
    counts.quiet++;
    new Liveness(ledger, venue, counts).check();
  }
}
