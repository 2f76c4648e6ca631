// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.Side;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * A venue that a seed drives: it fills, cancels, refuses and reports when the simulation says so.
 */
final class FaultyVenue {
  /** How an order stands there. */
  enum State {
    WORKING,
    DONE
  }

  /** An order as the venue knows it. */
  static final class Known {
    final AccountId account;
    final UUID key;
    final InstrumentId instrument;
    final Side side;
    final Quantity qty;
    Quantity filled = Quantity.ZERO;
    State state = State.WORKING;
    int arrivals = 1;
    final List<VenueReport> reports = new ArrayList<>();

    Known(VenueOrder order) {
      account = order.account();
      key = order.key();
      instrument = order.instrument();
      side = order.side();
      qty = order.qty();
    }
  }

  final Map<UUID, Known> orders = new LinkedHashMap<>();
  final List<VenueReport> undelivered = new ArrayList<>();
  private final Random random;
  private int executions;

  FaultyVenue(Random random) {
    this.random = random;
  }

  VenueOutcome submit(VenueOrder order, Instant now) {
    Known known = orders.get(order.key());
    if (known != null) {
      known.arrivals++;
      return new VenueOutcome.Accepted(List.copyOf(known.reports));
    }
    Known fresh = new Known(order);
    orders.put(order.key(), fresh);
    if (random.nextInt(20) == 0) {
      fresh.state = State.DONE;
      report(fresh, new ExecutionReport.Rejected(fresh.account, fresh.key, "no", now));
    } else {
      report(fresh, new ExecutionReport.Working(fresh.account, fresh.key, now));
    }
    return new VenueOutcome.Accepted(List.copyOf(fresh.reports));
  }

  VenueOutcome query(Order order) {
    Known known = orders.get(order.terms().uid());
    return known == null
        ? new VenueOutcome.NotKnown()
        : new VenueOutcome.Accepted(List.copyOf(known.reports));
  }

  VenueOutcome cancel(Order order, Instant now) {
    Known known = orders.get(order.terms().uid());
    if (known == null) {
      return new VenueOutcome.NotKnown();
    }
    if (known.state == State.WORKING && random.nextInt(10) > 0) {
      end(known, now);
    } else {
      report(known, new ExecutionReport.CancelRejected(known.account, known.key, "late", now));
    }
    return new VenueOutcome.Accepted(List.copyOf(known.reports));
  }

  void end(Known known, Instant now) {
    known.state = State.DONE;
    report(known, new ExecutionReport.Canceled(known.account, known.key, known.filled, "", now));
  }

  void fill(Known known, Quantity qty, Price price, Instant now) {
    known.filled = known.filled.plus(qty);
    if (known.filled.equals(known.qty)) {
      known.state = State.DONE;
    }
    executions++;
    report(
        known,
        new ExecutionReport.Trade(
            known.account, known.key, "faulty", "e" + executions, qty, price, known.filled, now));
  }

  List<Known> working() {
    return orders.values().stream().filter(o -> o.state == State.WORKING).toList();
  }

  private void report(Known known, ExecutionReport report) {
    VenueReport entry = new VenueReport(new UUID(random.nextLong(), random.nextLong()), report);
    known.reports.add(entry);
    undelivered.add(entry);
  }
}
