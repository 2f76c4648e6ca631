// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.rest;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Who waits for a request that nothing hurries, one behind the other: of many that wait, each comes
 * to its end, and none takes from those that were there before.
 */
final class Line {
  private static final int MOST = 100;
  private static final long NONE = 0;
  private static final Duration LOOKED_AT = Duration.ofMillis(50);

  /** Of what has begun: well within the time that an answer may take. */
  private static final Duration BEGUN_WAITS = Duration.ofMillis(1_500);

  private static final Duration PATIENCE_MIN = Duration.ofMillis(2_500);
  private static final Duration PATIENCE_MAX = Duration.ofSeconds(30);

  private final RequestBudget budget;

  /** Of who is first: others wait for those before them. */
  private final Duration patience;

  private final TreeSet<Long> waiting = new TreeSet<>();
  private long last;

  Line(RequestBudget budget) {
    this.budget = budget;
    Duration reserved = budget.untilReserved();
    Duration most = reserved.compareTo(PATIENCE_MAX) < 0 ? reserved : PATIENCE_MAX;
    patience = most.compareTo(PATIENCE_MIN) > 0 ? most : PATIENCE_MIN;
  }

  /**
   * Waits for a request that leaves so many, or for one of those that are reserved.
   *
   * @return false where none came in time, or too many wait
   */
  Uni<Boolean> turn(int others) {
    return Uni.createFrom()
        .deferred(
            () -> {
              long place = enter();
              return place == NONE
                  ? Uni.createFrom().item(false)
                  : waiting(
                          () -> isFirst(place) && budget.takeLeavingOrReserved(others),
                          () -> isFirst(place),
                          patience)
                      .onTermination()
                      .invoke(() -> leave(place));
            });
  }

  /** The same for who does not wait, and takes nothing from those that do. */
  boolean takeWithoutWaiting(int others) {
    return isEmpty() ? budget.takeLeavingOrReserved(others) : budget.takeLeaving(others);
  }

  /** A request that leaves none, in a moment if not now. */
  Uni<Boolean> begun() {
    return waiting(budget::take, () -> true, BEGUN_WAITS);
  }

  /**
   * @param isNext whether the time passes that may be waited for
   */
  private Uni<Boolean> waiting(BooleanSupplier take, BooleanSupplier isNext, Duration longest) {
    AtomicLong left = new AtomicLong(longest.toMillis());
    Look first = look(take, isNext, left);
    return first == Look.AGAIN
        ? Uni.createFrom()
            .item(() -> look(take, isNext, left))
            .repeat()
            .withDelay(LOOKED_AT)
            .whilst(Look.AGAIN::equals)
            .collect()
            .last()
            .map(Look.TAKEN::equals)
            .emitOn(caller())
        : Uni.createFrom().item(first == Look.TAKEN);
  }

  /** Who has waited goes on where he was, and not where the time is kept. */
  private static Executor caller() {
    Context context = Vertx.currentContext();
    return context == null ? Runnable::run : work -> context.runOnContext(ignored -> work.run());
  }

  private enum Look {
    TAKEN,
    AGAIN,
    IN_VAIN
  }

  private Look look(BooleanSupplier take, BooleanSupplier isNext, AtomicLong left) {
    if (take.getAsBoolean()) {
      return Look.TAKEN;
    }
    if (!isNext.getAsBoolean()) {
      return Look.AGAIN;
    }
    long longest = left.getAndAdd(-LOOKED_AT.toMillis());
    return longest < 0 || budget.isPausedFor(Duration.ofMillis(longest))
        ? Look.IN_VAIN
        : Look.AGAIN;
  }

  private synchronized long enter() {
    if (waiting.size() >= MOST) {
      return NONE;
    }
    waiting.add(++last);
    return last;
  }

  private synchronized boolean isFirst(long place) {
    return !waiting.isEmpty() && waiting.first() == place;
  }

  private synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  private synchronized void leave(long place) {
    waiting.remove(place);
  }
}
