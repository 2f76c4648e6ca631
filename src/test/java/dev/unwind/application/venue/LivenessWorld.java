// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.book.DeniedException;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.EnteredOrder;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.domain.value.VenueName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One account whose closes, orders and reports come in any order, until the venue answers all that
 * it was told. In every third world it hedges, in every fourth the venue cannot link pairs, and in
 * every fifth markets close at times.
 */
final class LivenessWorld {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(25);
  private static final Price PRICE = Price.of("10");
  private static final Adjustment.Cause CAUSE =
      new Adjustment.Cause(AdjustmentReason.TRANSFER, "test", null);

  /** What has happened, summed over worlds. */
  static final class Counts {
    int liquidations;
    int items;
    int quiet;
    int waitedForOrders;
    int waitedForTurns;
    int refusedCancels;
    int adjustments;
    int corrections;
    int denials;

    void add(Counts other) {
      liquidations += other.liquidations;
      items += other.items;
      quiet += other.quiet;
      waitedForOrders += other.waitedForOrders;
      waitedForTurns += other.waitedForTurns;
      refusedCancels += other.refusedCancels;
      adjustments += other.adjustments;
      corrections += other.corrections;
      denials += other.denials;
    }

    @Override
    public String toString() {
      return ("liquidations=%d items=%d quiet=%d waitedForOrders=%d waitedForTurns=%d"
              + " refusedCancels=%d adjustments=%d corrections=%d denials=%d")
          .formatted(
              liquidations,
              items,
              quiet,
              waitedForOrders,
              waitedForTurns,
              refusedCancels,
              adjustments,
              corrections,
              denials);
    }
  }

  private final Random random;
  private final boolean hedging;
  private final boolean closesMarkets;
  private final MemoryLedger ledger;
  private final FaultyVenue venue;
  private final Telling telling;
  private final CloseMix mix;
  private final SimulatedPairs pairs;
  private final List<Instrument> instruments = new ArrayList<>();
  private final Set<String> corrected = new HashSet<>();
  private final List<Object> history = new ArrayList<>();
  private final Counts counts = new Counts();

  LivenessWorld(long seed) {
    random = new Random(seed);
    hedging = seed % 3 == 0;
    closesMarkets = seed % 5 == 0;
    ledger =
        new MemoryLedger(
            random,
            hedging ? PositionMode.HEDGING : PositionMode.NETTING,
            seed % 7 == 0 ? new VenueName("paper") : VenueName.SIMULATOR);
    ledger.pairsLinked = seed % 4 != 0;
    // What only this would end hangs.
    ledger.deadline = Duration.ofDays(1_000);
    venue = new FaultyVenue(random, ledger.pairsLinked);
    telling = new Telling(ledger, venue, LEASE);
    mix = new CloseMix(random);
    pairs = new SimulatedPairs(random, ledger, venue);
    instrument(1, AssetClass.US_EQUITY);
    instrument(2, AssetClass.FUTURE);
  }

  Counts counts() {
    return counts;
  }

  String history() {
    return history.stream().map(String::valueOf).collect(Collectors.joining("\n"));
  }

  private void instrument(long id, AssetClass assetClass) {
    InstrumentId key = new InstrumentId(id);
    Instrument instrument =
        new Instrument(
            key,
            new UUID(1, id),
            "I" + id,
            assetClass,
            "",
            "USD",
            Quantity.ONE,
            Price.of("0.01"),
            Quantity.ONE,
            null,
            true,
            true,
            true,
            SessionKind.ALWAYS,
            null,
            List.of());
    instruments.add(instrument);
    ledger.instruments.put(key, instrument);
    quote(key);
    if (!hedging) {
      // CloseMix names a position as its instrument.
      int qty = random.nextInt(41) - 20;
      ledger.positions.put(
          new PositionId(id),
          Position.flat(
              new PositionId(id), new UUID(2, id), ledger.account().id(), key, null, ledger.now));
      if (qty != 0) {
        adjust(key, Quantity.of(qty));
      }
    }
  }

  private void quote(InstrumentId id) {
    ledger.quotes.put(
        id, new Quote(id, PRICE, Price.of("9.99"), Price.of("10.01"), null, ledger.now));
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

  private boolean haveAllEnded() {
    return open().isEmpty();
  }

  private List<Liquidation> open() {
    return ledger.liquidations.values().stream().filter(l -> !l.status().hasEnded()).toList();
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

  private Instrument anInstrument() {
    // Mostly the one whose orders reserve: what waits, waits there.
    return instruments.get(random.nextInt(4) == 0 ? 1 : 0);
  }

  private Side aSide() {
    return random.nextBoolean() ? Side.BUY : Side.SELL;
  }

  private void attempt(String what, Runnable action) {
    history.add(what);
    try {
      action.run();
    } catch (DeniedException denied) {
      history.add("  denied " + denied.denial().reason());
      counts.denials++;
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

  private void adjust() {
    if (!hedging) {
      adjust(anInstrument().id(), Quantity.of(random.nextInt(21) - 10));
      counts.adjustments++;
    }
  }

  private void adjust(InstrumentId id, Quantity qty) {
    history.add("adjust " + id + " by " + qty);
    ledger.decide(b -> b.reconciling().adjust(Adjustment.Wanted.holding(id, qty, PRICE), CAUSE));
  }

  /** The venue states another holding than the ledger, or agrees again. */
  private void differ() {
    Instrument instrument = anInstrument();
    Position position = ledger.positions.get(new PositionId(instrument.id().value()));
    if (hedging || position == null) {
      return;
    }
    Quantity there = position.qty().plus(Quantity.of(random.nextInt(9) - 4));
    history.add("the venue holds " + there + " of " + instrument.symbol());
    Difference found =
        new Difference(
            Difference.Subject.POSITION,
            instrument.symbol(),
            instrument.id(),
            position.qty(),
            there,
            ledger.now);
    ledger.decide(
        b ->
            b.reconciling()
                .note(
                    found.amount().isZero() || random.nextBoolean() ? List.of() : List.of(found),
                    Statement.NOTHING,
                    OnDifference.REPORT,
                    CAUSE));
  }

  /** The venue takes a trade back, after all that it has said of the order has arrived. */
  private void correct() {
    if (ledger.fills.isEmpty()) {
      return;
    }
    Fill fill = ledger.fills.get(random.nextInt(ledger.fills.size()));
    for (FaultyVenue.Known known : venue.orders.values()) {
      boolean isOf = ledger.orderOf(known.key).equals(fill.orderId());
      boolean told =
          venue.undelivered.stream().noneMatch(r -> r.report().orderKey().equals(known.key));
      if (isOf
          && told
          && (known.state == FaultyVenue.State.WORKING || isOver(fill.orderId()))
          && known.state != FaultyVenue.State.REPLACED
          && known.filled.compareTo(fill.qty()) >= 0
          && corrected.add(fill.execId())) {
        history.add("take back " + fill.execId() + " " + fill.qty() + " of " + fill.orderId());
        known.filled = known.filled.minus(fill.qty());
        counts.corrections++;
        record(
            List.of(
                new ExecutionReport.Corrected(
                    known.account,
                    known.key,
                    fill.venue(),
                    fill.execId(),
                    "c" + fill.execId(),
                    Quantity.ZERO,
                    null,
                    ledger.now)));
        return;
      }
    }
  }

  private boolean isOver(OrderId id) {
    Order order = ledger.orders.get(id);
    return order != null && order.status().isTerminal();
  }

  /** Somebody else enters an order at the venue. */
  private void enter() {
    if (hedging) {
      return;
    }
    UUID key = new UUID(random.nextLong(), random.nextLong());
    InstrumentId instrument = anInstrument().id();
    Side side = aSide();
    Quantity qty = Quantity.of(1 + random.nextInt(10));
    history.add("another enters " + side + " " + qty + " of " + instrument);
    EnteredOrder order =
        new EnteredOrder(
            instrument,
            side,
            OrderType.LIMIT,
            TimeInForce.GTC,
            qty,
            PRICE,
            null,
            null,
            null,
            null,
            null,
            null,
            false,
            Map.of());
    Instant now = ledger.now;
    record(List.of(new ExecutionReport.Entered(ledger.account().id(), key, order, now)));
    venue.submit(
        new VenueOrder(
            ledger.account().id(),
            key,
            instrument,
            side,
            OrderType.LIMIT,
            TimeInForce.GTC,
            qty,
            PRICE,
            null,
            null,
            null,
            null),
        now);
  }

  private void tradeOrEnd() {
    List<FaultyVenue.Known> working = venue.working();
    if (working.isEmpty()) {
      return;
    }
    FaultyVenue.Known order = working.get(random.nextInt(working.size()));
    if (random.nextInt(5) == 0) {
      history.add("venue ends " + ledger.orderOf(order.key));
      venue.end(order, ledger.now);
      return;
    }
    long left = venue.left(order).value().longValueExact();
    long qty = random.nextBoolean() ? left : 1 + random.nextInt((int) left);
    history.add("trade " + qty + " of " + ledger.orderOf(order.key));
    venue.fill(order, Quantity.of(qty), PRICE, ledger.now);
  }

  private void deliver() {
    List<VenueReport> some = new ArrayList<>();
    for (VenueReport report : List.copyOf(venue.undelivered)) {
      if (random.nextBoolean()) {
        some.add(report);
        venue.undelivered.remove(report);
      }
    }
    Collections.shuffle(some, random);
    record(some.stream().map(VenueReport::report).toList());
  }

  private void record(List<ExecutionReport> reports) {
    if (reports.isEmpty()) {
      return;
    }
    for (ExecutionReport report : reports) {
      history.add(report);
      if (report instanceof ExecutionReport.CancelRejected) {
        counts.refusedCancels++;
      }
    }
    ledger.decide(b -> b.record(reports));
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
