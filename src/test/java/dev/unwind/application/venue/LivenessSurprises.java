// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.EnteredOrder;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a venue does by itself, or others do there. */
abstract class LivenessSurprises extends LivenessBook {
  LivenessSurprises(long seed) {
    super(seed);
  }

  void adjust() {
    if (!hedging) {
      adjust(anInstrument().id(), Quantity.of(random.nextInt(21) - 10));
      counts.adjustments++;
    }
  }

  /** The venue states another holding than the ledger, or agrees again. */
  void differ() {
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
  void correct() {
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
  void enter() {
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

  void tradeOrEnd() {
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

  void deliver() {
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
}
