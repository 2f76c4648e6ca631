// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.application.observation.Observations;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Orders in memory that the venue is to be told about. Accounts take turns, so that one account's
 * ten thousand orders do not delay another's one. Of an account's, cancels come first: a close that
 * has thousands of orders to send waits for the few that it must cancel before, and not long.
 */
final class DispatchQueue {
  private final ArrayDeque<AccountId> turn = new ArrayDeque<>();
  private final Map<AccountId, Waiting> queues = new HashMap<>();
  private final Set<Task> underWay = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<AccountId, Integer> batchesUnderWay = new HashMap<>();
  private final int most;
  private final int batchesOfAccount;
  private int size;

  /**
   * @param most entries that it takes
   * @param batchesOfAccount that may be under way at once
   */
  DispatchQueue(int most, int batchesOfAccount) {
    this.most = most;
    this.batchesOfAccount = batchesOfAccount;
  }

  /** What is told; ASK comes before SEND where somebody may have sent it already. */
  enum Kind {
    SEND,
    ASK,
    CANCEL,
    REPLACE;

    static Kind of(Order order) {
      if (order.action() == VenueAction.CANCEL) {
        return CANCEL;
      }
      if (order.action() == VenueAction.REPLACE) {
        return REPLACE;
      }
      return order.leaseEpoch() <= 1 ? SEND : ASK;
    }
  }

  /** An order to be told, for whom, and until when this replica may. */
  static final class Task {
    private final Order order;
    private final Kind kind;
    private final Observations.Origin origin;
    private final boolean isTried;
    private volatile Instant leaseUntil;

    Task(Order order, Kind kind, Instant leaseUntil, Observations.Origin origin) {
      this(order, kind, leaseUntil, origin, false);
    }

    private Task(
        Order order, Kind kind, Instant leaseUntil, Observations.Origin origin, boolean isTried) {
      this.isTried = isTried;
      this.order = order;
      this.kind = kind;
      this.leaseUntil = leaseUntil;
      this.origin = origin;
    }

    Order order() {
      return order;
    }

    Kind kind() {
      return kind;
    }

    Observations.Origin origin() {
      return origin;
    }

    boolean isLeasedPast(Instant time) {
      return leaseUntil.isAfter(time);
    }

    void renewed(Instant until) {
      leaseUntil = until;
    }

    /** Whether no replica has ever begun to send it, nor may now. */
    boolean isUnsent(Instant now) {
      return kind == Kind.SEND && !isTried && order.leaseEpoch() <= 1 && isLeasedPast(now);
    }

    /** Whether it is a replacement that makes an order larger which is no close. */
    boolean enlarges() {
      OrderTerms pending = order.pending();
      return !order.isLiquidation() && pending != null && pending.qty().isMoreThan(order.qty());
    }

    /** The same order under the same lease, but told otherwise. */
    Task as(Kind other) {
      return new Task(order, other, leaseUntil, origin, true);
    }
  }

  /** What waits of an account. */
  private static final class Waiting {
    private final ArrayDeque<Task> cancels = new ArrayDeque<>();
    private final ArrayDeque<Task> others = new ArrayDeque<>();
    private final Set<OrderId> amongOthers = new HashSet<>();

    /** A cancel does not overtake what else is to be told of its order. */
    void add(Task told) {
      OrderId order = told.order().id();
      if (told.kind() == Kind.CANCEL && !amongOthers.contains(order)) {
        cancels.add(told);
      } else {
        others.add(told);
        amongOthers.add(order);
      }
    }

    boolean isEmpty() {
      return cancels.isEmpty() && others.isEmpty();
    }

    /** As many of the same kind as stand in a row. */
    List<Task> next(int most) {
      ArrayDeque<Task> queue = cancels.isEmpty() ? others : cancels;
      List<Task> batch = new ArrayList<>();
      while (!queue.isEmpty() && batch.size() < most) {
        if (!batch.isEmpty() && queue.peek().kind() != batch.get(0).kind()) {
          break;
        }
        batch.add(queue.poll());
      }
      if (queue == others) {
        batch.forEach(told -> amongOthers.remove(told.order().id()));
      }
      return batch;
    }

    /** Those that were to send this order. */
    List<Task> drop(OrderId order) {
      List<Task> dropped =
          others.stream()
              .filter(told -> told.kind() == Kind.SEND && told.order().id().equals(order))
              .toList();
      others.removeAll(dropped);
      if (others.stream().noneMatch(told -> told.order().id().equals(order))) {
        amongOthers.remove(order);
      }
      return dropped;
    }

    Stream<Task> all() {
      return Stream.concat(cancels.stream(), others.stream());
    }
  }

  /** Puts an entry at the end of its account's, a cancel before the others; false when full. */
  synchronized boolean add(Task told) {
    if (size >= most) {
      return false;
    }
    AccountId account = told.order().accountId();
    Waiting queue = queues.get(account);
    if (queue == null) {
      queue = new Waiting();
      queues.put(account, queue);
      turn.add(account);
    }
    queue.add(told);
    size++;
    return true;
  }

  /**
   * Takes out the next batch: of the account whose turn it is, as many of the same kind as stand in
   * a row. Its leases are kept until it is {@link #done}. Empty when nothing waits, or only
   * accounts that have enough under way.
   */
  synchronized List<Task> next(int batchSize) {
    AccountId account = nextInTurn();
    if (account == null) {
      return List.of();
    }
    Waiting queue = queues.getOrDefault(account, new Waiting());
    List<Task> batch = queue.next(batchSize);
    size -= batch.size();
    if (queue.isEmpty()) {
      queues.remove(account);
    } else {
      turn.add(account);
    }
    underWay.addAll(batch);
    batchesUnderWay.merge(account, 1, Integer::sum);
    return batch;
  }

  /** Takes an order out that was to be sent, and is not any more. */
  synchronized List<Task> drop(Order order) {
    Waiting queue = queues.get(order.accountId());
    if (queue == null) {
      return List.of();
    }
    List<Task> dropped = queue.drop(order.id());
    size -= dropped.size();
    if (queue.isEmpty()) {
      queues.remove(order.accountId());
      turn.remove(order.accountId());
    }
    return dropped;
  }

  private @Nullable AccountId nextInTurn() {
    for (int waiting = turn.size(); waiting > 0; waiting--) {
      AccountId account = turn.remove();
      if (batchesUnderWay.getOrDefault(account, 0) < batchesOfAccount) {
        return account;
      }
      turn.add(account);
    }
    return null;
  }

  /** What was to be told of a batch is told, and recorded or given up. */
  synchronized void done(List<Task> batch) {
    batch.forEach(underWay::remove);
    batchesUnderWay.computeIfPresent(
        batch.get(0).order().accountId(), (account, count) -> count == 1 ? null : count - 1);
  }

  /** Entries that wait; those under way do not count. */
  synchronized int size() {
    return size;
  }

  /** All, waiting or under way, whose lease does not reach beyond a time. */
  synchronized List<Task> endingBy(Instant time) {
    return Stream.concat(queues.values().stream().flatMap(Waiting::all), underWay.stream())
        .filter(told -> !told.isLeasedPast(time))
        .toList();
  }
}
