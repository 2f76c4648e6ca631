// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.application.venue.DispatchQueue.Kind;
import dev.unwind.application.venue.DispatchQueue.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * What waits for one venue, so that a slow or silent one holds up its own accounts only. A venue
 * that counts requests gets the urgent ones first: cancels, questions about unknown outcomes,
 * closes, the rest; every tenth batch is of the rest, so that it is never starved.
 */
final class VenueLane {
  private static final Logger LOG = Logger.getLogger(VenueLane.class);
  private static final int URGENCIES = 4;
  private static final int REST = URGENCIES - 1;
  private static final int RESERVED_OF = 10;

  /**
   * Batches of an account: where a batch is as many requests of which each takes its time, the next
   * ones leave while the answers to the one before are recorded.
   */
  private static final int PACED_AT_ONCE = 3;

  private final ExecutionVenue venue;
  private final DispatchConfig config;
  private final List<DispatchQueue> queues;
  private final List<Task> resting = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private int running;
  private int batches;

  VenueLane(ExecutionVenue venue, DispatchConfig config) {
    this.venue = venue;
    this.config = config;
    boolean isPaced = venue.capabilities().paced();
    int ofAccount = Math.max(config.concurrencyPerAccount(), isPaced ? PACED_AT_ONCE : 1);
    queues =
        IntStream.range(0, isPaced ? URGENCIES : 1)
            .mapToObj(i -> new DispatchQueue(config.queueMax(), ofAccount))
            .toList();
  }

  ExecutionVenue venue() {
    return venue;
  }

  /**
   * Takes out what a cancel overtakes, and says whether the venue need not be told of that either:
   * the order has waited here for its turn since it was handed out first.
   */
  boolean takeOutUnsent(Task cancel, Instant now) {
    return cancel.kind() == Kind.CANCEL
        && queues.size() > 1
        && queues.stream()
            .flatMap(queue -> queue.drop(cancel.order()).stream())
            // Each is emptied of it, whichever it was in.
            .toList()
            .stream()
            .anyMatch(dropped -> dropped.isUnsent(now));
  }

  /** False when too many wait. */
  boolean add(Task told) {
    if (told.kind() == Kind.CANCEL) {
      if (queues.size() > 1) {
        // It may overtake the order that it cancels, which then need not go out any more.
        queues.forEach(queue -> queue.drop(told.order()));
        synchronized (resting) {
          resting.removeIf(rests -> rests.kind() == Kind.SEND && isOf(rests, told));
        }
      } else if (restsBehind(told)) {
        return true;
      }
    }
    boolean added = queues.get(urgency(told)).add(told);
    if (!added) {
      LOG.warnf(
          "queue full, left to be claimed orderId=%s accountId=%s",
          told.order().id(), told.order().accountId());
    }
    return added;
  }

  void rest(List<Task> batch) {
    batch.forEach(told -> rest(told.as(told.kind())));
  }

  /** The same of what could not be told whether it may go out. */
  void rest(List<Task> batch, Throwable failure) {
    LOG.debugf("not told before it is known whether it may be: %s", failure);
    rest(batch);
  }

  private boolean restsBehind(Task told) {
    synchronized (resting) {
      boolean behind = resting.stream().anyMatch(rests -> isOf(rests, told));
      if (behind) {
        rest(told);
      }
      return behind;
    }
  }

  private static boolean isOf(Task one, Task other) {
    return one.order().id().equals(other.order().id());
  }

  /**
   * What the venue did not take now is not told again before the next {@link #resume}. Where too
   * many rest it is left to be claimed after its lease.
   */
  void rest(Task untold) {
    synchronized (resting) {
      if (resting.size() < config.queueMax()) {
        resting.add(untold);
      }
    }
  }

  void resume() {
    List<Task> all;
    synchronized (resting) {
      all = List.copyOf(resting);
      resting.clear();
    }
    all.forEach(this::add);
  }

  /**
   * Runs it until it was run after each call, never within itself: what answers at once calls again
   * before it has returned.
   *
   * @param round never throws: the lane would stand still for good
   */
  void drain(Runnable round) {
    int known = 1;
    if (calls.getAndIncrement() > 0) {
      return;
    }
    do {
      round.run();
      known = calls.addAndGet(-known);
    } while (known > 0);
  }

  private int urgency(Task told) {
    if (queues.size() == 1) {
      return 0;
    }
    return switch (told.kind()) {
      case CANCEL -> 0;
      case ASK -> 1;
      case SEND -> told.order().isLiquidation() ? 2 : REST;
      case REPLACE -> REST;
    };
  }

  /** A batch to be told now; it is under way until it is {@link #done}. */
  synchronized Batch next() {
    int most =
        Math.min(venue.room(), Math.min(config.batchSize(), venue.capabilities().batchSizeMax()));
    if (running >= config.concurrency() || most <= 0) {
      return Batch.NONE;
    }
    for (int index : turns()) {
      DispatchQueue queue = queues.get(index);
      List<Task> tasks = queue.next(most);
      if (!tasks.isEmpty()) {
        running++;
        batches++;
        return new Batch(queue, tasks);
      }
    }
    return Batch.NONE;
  }

  private List<Integer> turns() {
    List<Integer> turns = new ArrayList<>(IntStream.range(0, queues.size()).boxed().toList());
    if (queues.size() > 1 && batches % RESERVED_OF == RESERVED_OF - 1) {
      turns.remove(REST);
      turns.add(0, REST);
    }
    return turns;
  }

  void done(Batch batch) {
    batch.queue().done(batch.tasks());
    synchronized (this) {
      running--;
    }
  }

  int size() {
    synchronized (resting) {
      return queues.stream().mapToInt(DispatchQueue::size).sum() + resting.size();
    }
  }

  List<Task> endingBy(Instant time) {
    List<Task> rest;
    synchronized (resting) {
      rest = resting.stream().filter(told -> !told.isLeasedPast(time)).toList();
    }
    return Stream.concat(
            rest.stream(), queues.stream().flatMap(queue -> queue.endingBy(time).stream()))
        .toList();
  }

  /** Tasks of one account and kind. */
  record Batch(DispatchQueue queue, List<Task> tasks) {
    private static final Batch NONE = new Batch(new DispatchQueue(0, 0), List.of());

    boolean isEmpty() {
      return tasks.isEmpty();
    }
  }
}
