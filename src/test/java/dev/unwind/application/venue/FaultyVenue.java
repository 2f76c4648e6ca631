// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A venue that a seed drives: it fills, cancels, refuses and reports when the simulation says so.
 */
final class FaultyVenue {
  /** How an order stands there. */
  enum State {
    WORKING,
    DONE,
    REPLACED
  }

  /** An order as the venue knows it. */
  static final class Known {
    final AccountId account;
    final UUID key;
    final InstrumentId instrument;
    final Side side;
    final Quantity qty;
    final @Nullable Long pair;
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
      pair = order.pair();
    }
  }

  final Map<UUID, Known> orders = new LinkedHashMap<>();
  final List<VenueReport> undelivered = new ArrayList<>();
  private final Random random;
  private final boolean linksPairs;
  private final Set<Long> endedPairs = new HashSet<>();
  private int executions;

  FaultyVenue(Random random, boolean linksPairs) {
    this.random = random;
    this.linksPairs = linksPairs;
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
      endOthers(fresh, now);
    } else {
      report(fresh, new ExecutionReport.Working(fresh.account, fresh.key, now));
      if (fresh.pair != null && (endedPairs.contains(fresh.pair) || !left(fresh).isPositive())) {
        end(fresh, now);
      }
    }
    return new VenueOutcome.Accepted(List.copyOf(fresh.reports));
  }

  VenueOutcome query(Order order) {
    Known known = orders.get(order.terms().uid());
    return known == null
        ? new VenueOutcome.NotKnown()
        : new VenueOutcome.Accepted(List.copyOf(known.reports));
  }

  VenueOutcome replace(VenueReplacement request, Instant now) {
    Known original = orders.get(request.original());
    Known repeated = orders.get(request.replacement().key());
    if (repeated != null) {
      List<VenueReport> all = new ArrayList<>(Objects.requireNonNull(original).reports);
      all.addAll(repeated.reports);
      return new VenueOutcome.Accepted(all);
    }
    if (original == null) {
      return new VenueOutcome.NotKnown();
    }
    Known successor = new Known(request.replacement());
    successor.filled = original.filled;
    boolean enough = successor.qty.isMoreThan(original.qty.minus(left(original)));
    if (original.state != State.WORKING || !enough || random.nextInt(10) == 0) {
      report(
          original,
          new ExecutionReport.ReplaceRejected(
              original.account, original.key, successor.key, "no", now));
      return new VenueOutcome.Accepted(List.copyOf(original.reports));
    }
    original.state = State.REPLACED;
    orders.put(successor.key, successor);
    report(
        original, new ExecutionReport.Replaced(original.account, original.key, successor.key, now));
    return new VenueOutcome.Accepted(List.copyOf(original.reports));
  }

  VenueOutcome cancel(VenueOrderRef order, Instant now) {
    Known known = orders.get(order.key());
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
    endOthers(known, now);
  }

  /** What it may still trade: in a pair, what nobody else of it has traded. */
  Quantity left(Known known) {
    return known.qty.minus(
        linked(known).stream()
            .filter(o -> o.state != State.REPLACED)
            .map(o -> o.filled)
            .reduce(Quantity.ZERO, Quantity::plus));
  }

  private List<Known> linked(Known known) {
    return known.pair == null || !linksPairs
        ? List.of(known)
        : orders.values().stream().filter(o -> known.pair.equals(o.pair)).toList();
  }

  private void endOthers(Known known, Instant now) {
    if (known.pair == null || !linksPairs || !endedPairs.add(known.pair)) {
      return;
    }
    for (Known other : linked(known)) {
      if (other != known && other.state == State.WORKING) {
        end(other, now);
      }
    }
  }

  void fill(Known known, Quantity qty, Price price, Instant now) {
    known.filled = known.filled.plus(qty);
    boolean complete = left(known).isZero();
    if (complete) {
      known.state = State.DONE;
    }
    executions++;
    report(
        known,
        new ExecutionReport.Trade(
            known.account, known.key, "faulty", "e" + executions, qty, price, known.filled, now));
    if (complete) {
      endOthers(known, now);
    }
    for (Known other : linked(known)) {
      if (other.state == State.WORKING && !left(other).isPositive()) {
        other.state = State.DONE;
        report(
            other, new ExecutionReport.Canceled(other.account, other.key, other.filled, "", now));
      }
    }
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
