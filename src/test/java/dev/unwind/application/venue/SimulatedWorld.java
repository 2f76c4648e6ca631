// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.book.DeniedException;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.PositionBuilder;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * One account, one faulty venue, and the rules by which this service speaks to venues, driven by
 * one seed.
 */
final class SimulatedWorld {
  private static final Duration LEASE = Duration.ofSeconds(10);

  /** What has happened, summed over worlds. */
  static final class Counts {
    int liquidations;
    int fills;
    int lateFills;
    int takeOvers;
    int crashes;
    int denials;
    int steps;

    void add(Counts other) {
      liquidations += other.liquidations;
      fills += other.fills;
      lateFills += other.lateFills;
      takeOvers += other.takeOvers;
      crashes += other.crashes;
      denials += other.denials;
      steps += other.steps;
    }

    @Override
    public String toString() {
      return "liquidations=%d fills=%d lateFills=%d takeOvers=%d crashes=%d denials=%d steps=%d"
          .formatted(liquidations, fills, lateFills, takeOvers, crashes, denials, steps);
    }
  }

  private final Random random;
  private final MemoryLedger ledger;
  private final FaultyVenue venue;
  private final List<Instrument> instruments = new ArrayList<>();
  private final Map<InstrumentId, Quantity> start = new HashMap<>();
  private final Invariants invariants;
  private final SimulatedPairs pairs;
  private final Telling telling;
  private final CloseMix mix;
  private final List<String> history = new ArrayList<>();
  private final Counts counts = new Counts();

  /** In every third world the venue cannot link pairs. */
  SimulatedWorld(long seed) {
    boolean linksPairs = seed % 3 != 0;
    random = new Random(seed);
    mix = new CloseMix(random);
    ledger = new MemoryLedger(random);
    ledger.pairsLinked = linksPairs;
    venue = new FaultyVenue(random, linksPairs);
    invariants = new Invariants(ledger, venue, start);
    pairs = new SimulatedPairs(random, ledger, venue);
    telling = new Telling(ledger, venue, LEASE);
    instrument(1, AssetClass.US_EQUITY);
    instrument(2, AssetClass.CRYPTO);
    instrument(3, AssetClass.FUTURE);
  }

  Counts counts() {
    return counts;
  }

  List<String> history() {
    return history;
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
            assetClass == AssetClass.US_EQUITY,
            true,
            SessionKind.ALWAYS,
            null,
            List.of());
    instruments.add(instrument);
    ledger.instruments.put(key, instrument);
    ledger.quotes.put(
        key,
        new Quote(
            key,
            Price.of("10"),
            Price.of("9.99"),
            id == 2 ? null : Price.of("10.01"),
            null,
            ledger.now));
    boolean mayBeShort = assetClass != AssetClass.CRYPTO;
    Quantity qty = Quantity.of(mayBeShort ? random.nextInt(41) - 20 : random.nextInt(21));
    start.put(key, qty);
    ledger.positions.put(
        new PositionId(id),
        PositionBuilder.builder()
            .id(new PositionId(id))
            .uid(new UUID(2, id))
            .accountId(ledger.account().id())
            .instrumentId(key)
            .netting(true)
            .qty(qty)
            .held(Quantity.ZERO)
            .cost(qty.at(Price.of("10")))
            .realizedPl(Money.ZERO)
            .openedQty(qty)
            .entryPrice(Price.of("10"))
            .openedAt(ledger.now)
            .updatedAt(ledger.now)
            .day(DayTotals.none(qty))
            .version(0)
            .build());
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
      invariants.check();
      pairs.check();
    }
    calm();
  }

  private void step() {
    switch (random.nextInt(16)) {
      case 0 -> place();
      case 1 -> liquidate();
      case 2 -> cancelSomething();
      case 3, 4, 5 -> trade();
      case 6, 7 -> deliver();
      case 8, 9 -> dispatch(false);
      case 10 -> venueCancels();
      case 11 -> pair();
      case 12 -> bracket();
      case 13 -> attempt("change a pair", pairs::change);
      case 14 -> attempt("move the price", pairs::movePrice);
      default -> pass(Duration.ofMillis(random.nextInt(20_000)));
    }
  }

  private Instrument anInstrument() {
    return instruments.get(random.nextInt(instruments.size()));
  }

  private void attempt(String what, Runnable action) {
    history.add(what);
    int events = ledger.events.size();
    try {
      action.run();
    } catch (DeniedException denied) {
      counts.denials++;
      assertThat(ledger.events).as("a denial changes nothing").hasSize(events);
    }
  }

  private void place() {
    Instrument instrument = anInstrument();
    Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
    NewOrder order =
        NewOrder.limit(instrument.id(), side, Quantity.of(1 + random.nextInt(15)), Price.of("10"))
            .build();
    if (random.nextInt(4) == 0) {
      attempt(
          "oco " + side + " " + order.qty() + " " + instrument.symbol(),
          () -> ledger.decide(b -> b.placeOneCancelsOther(List.of(order, order))));
    } else {
      attempt(
          "place " + side + " " + order.qty() + " " + instrument.symbol(),
          () -> ledger.decide(b -> b.place(order)));
    }
  }

  private void pair() {
    Instrument instrument = anInstrument();
    Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
    attempt("pair " + side + " " + instrument.symbol(), () -> pairs.placePair(instrument, side));
  }

  private void bracket() {
    Instrument instrument = anInstrument();
    Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
    attempt(
        "bracket " + side + " " + instrument.symbol(), () -> pairs.placeBracket(instrument, side));
  }

  private void liquidate() {
    CloseRequest request = mix.next(anInstrument());
    attempt(
        "liquidate " + request,
        () -> {
          ledger.decide(b -> b.close(request));
          counts.liquidations++;
        });
  }

  private void cancelSomething() {
    List<Order> open = ledger.orders.values().stream().filter(Order::isOpen).toList();
    if (!open.isEmpty()) {
      Order order = open.get(random.nextInt(open.size()));
      attempt(
          "cancel " + order.id(),
          () -> ledger.decide(b -> b.cancel(order.id(), Reason.CANCELED_BY_CLIENT)));
    }
  }

  private void trade() {
    List<FaultyVenue.Known> working = venue.working();
    if (working.isEmpty()) {
      return;
    }
    FaultyVenue.Known order = working.get(random.nextInt(working.size()));
    long left = venue.left(order).value().longValueExact();
    long qty = random.nextBoolean() ? left : 1 + random.nextInt((int) left);
    history.add("trade " + qty + " of " + order.key);
    venue.fill(
        order, Quantity.of(qty), Price.of(Integer.toString(8 + random.nextInt(5))), ledger.now);
  }

  private void venueCancels() {
    List<FaultyVenue.Known> working = venue.working();
    if (!working.isEmpty()) {
      FaultyVenue.Known order = working.get(random.nextInt(working.size()));
      history.add("venue cancels " + order.key);
      venue.end(order, ledger.now);
    }
  }

  /** Delivers some reports, shuffled; some of them stay and come again. */
  private void deliver() {
    if (venue.undelivered.isEmpty()) {
      return;
    }
    List<VenueReport> some = new ArrayList<>();
    for (VenueReport report : List.copyOf(venue.undelivered)) {
      if (random.nextBoolean()) {
        some.add(report);
        if (random.nextInt(3) > 0) {
          venue.undelivered.remove(report);
        }
      }
    }
    Collections.shuffle(some, random);
    history.add("deliver " + some.size());
    record(some.stream().map(VenueReport::report).toList());
  }

  private void record(List<ExecutionReport> reports) {
    int before = ledger.fills.size();
    ledger.decide(b -> b.record(reports));
    List<Fill> booked = ledger.fills.subList(before, ledger.fills.size());
    counts.fills += booked.size();
    counts.lateFills += (int) booked.stream().filter(Fill::late).count();
    // I15: the same reports again change nothing.
    long seq = ledger.seq();
    ledger.decide(b -> b.record(reports));
    assertThat(ledger.seq()).as("replayed reports change nothing").isEqualTo(seq);
  }

  /** Tells the venue what is to be told: by the first owner, or by a later one that asks first. */
  private void dispatch(boolean reliably) {
    for (Order order : List.copyOf(ledger.orders.values())) {
      VenueAction action = order.action();
      if (action == null || (!reliably && random.nextInt(3) == 0)) {
        continue;
      }
      boolean expired = order.times().updatedAt().plus(LEASE).isBefore(ledger.now);
      if (expired && ledger.orders.getOrDefault(order.id(), order).action() == null) {
        // What was told of another leg of its pair has ended it meanwhile.
        continue;
      }
      Order owned = expired ? ledger.claim(order) : order;
      if (expired) {
        counts.takeOvers++;
      }
      tell(owned, reliably);
    }
  }

  private void tell(Order order, boolean reliably) {
    int fault = reliably ? 9 : random.nextInt(10);
    history.add(
        "tell "
            + order.action()
            + " "
            + order.id()
            + " epoch "
            + order.leaseEpoch()
            + " fault "
            + fault);
    if (fault == 0) {
      counts.crashes++;
      ledger.claim(order);
      return;
    }
    Conclusions.Conclusion conclusion = telling.tell(order);
    if (fault == 1) {
      // The answer is lost, or the process dies before it is recorded: the next owner has to ask.
      counts.crashes++;
      ledger.claim(order);
      return;
    }
    record(conclusion.reports().stream().map(VenueReport::report).toList());
    if (conclusion.next() == Conclusions.Next.ASK_AGAIN) {
      Order now = ledger.orders.getOrDefault(order.id(), order);
      if (now.action() != null) {
        ledger.claim(now);
      }
    }
  }

  private void pass(Duration time) {
    history.add("pass " + time);
    ledger.now = ledger.now.plus(time);
    if (random.nextBoolean()) {
      ledger.quotes.replaceAll(
          (id, quote) -> new Quote(id, quote.last(), quote.bid(), quote.ask(), null, ledger.now));
    }
    for (Liquidation liquidation : List.copyOf(ledger.liquidations.values())) {
      if (liquidation.dueAt() != null && !liquidation.dueAt().isAfter(ledger.now)) {
        ledger.decide(
            b -> {
              b.advance(liquidation.id(), CancelsTold.AT_ONCE);
              return 0;
            });
      }
    }
  }

  private boolean haveAllEnded() {
    return ledger.liquidations.values().stream().allMatch(l -> l.status().hasEnded());
  }

  /**
   * Faults stop: everything is told, reported and waited for; then every liquidation has ended
   * (I7).
   */
  private void calm() {
    history.add("calm");
    // Closes that wait for others get their time when those have had theirs.
    for (int round = 0; round < 60 || (round < 600 && !haveAllEnded()); round++) {
      dispatch(true);
      List<ExecutionReport> all = venue.undelivered.stream().map(VenueReport::report).toList();
      venue.undelivered.clear();
      record(all);
      if (round % 4 == 3) {
        pass(Duration.ofMinutes(1));
      }
      invariants.check();
      pairs.check();
    }
    for (Liquidation liquidation : ledger.liquidations.values()) {
      assertThat(liquidation.status().hasEnded())
          .as("I7 %s %s", liquidation, ledger.items)
          .isTrue();
    }
    counts.steps +=
        ledger.items.values().stream()
            .filter(item -> item.progress() != null)
            .mapToInt(LiquidationItem::attempt)
            .sum();
    Map<OrderId, Quantity> traded = new HashMap<>();
    for (Fill fill : ledger.fills) {
      traded.merge(fill.orderId(), fill.qty(), Quantity::plus);
    }
    for (FaultyVenue.Known known : venue.orders.values()) {
      if (known.state != FaultyVenue.State.REPLACED) {
        assertThat(traded.getOrDefault(ledger.orderOf(known.key), Quantity.ZERO))
            .as("everything traded is booked")
            .isEqualTo(known.filled);
      }
    }
  }
}
