// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import dev.unwind.domain.value.Price;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far an item has come that is closed in steps.
 *
 * @param place of the item in its liquidation, from 1: which comes first
 * @param begun steps that have been begun
 * @param dueAt when the next one is due; null where its time is not what it waits for
 * @param since when the first one was due; null before that
 * @param from the price that limits are measured from; null until it is known
 * @param pause why no order is out; null while one is, or cancels are awaited
 */
public record Progress(
    int place,
    int begun,
    @Nullable Instant dueAt,
    @Nullable Instant since,
    @Nullable Price from,
    @Nullable Pause pause) {

  /** Of an item that has not begun. */
  public static Progress at(int place) {
    return new Progress(place, 0, null, null, null, null);
  }

  /** Why an item has no order out, though nothing but its own way of closing is in the way. */
  public enum Pause {
    /** As many orders are out as may be. */
    TURN("as many closing orders are out as maxConcurrent allows"),
    /** The next step comes when its time has come. */
    STEP("its next step is not due yet"),
    QUOTE_MISSING("there is no quote to measure its limit from"),
    QUOTE_STALE("the last quote is too old to measure its limit from"),
    /** All steps are done; the rest goes to the market when the deadline passes. */
    DEADLINE("its steps are done; the rest goes to the market at the deadline");

    private final String meaning;

    Pause(String meaning) {
      this.meaning = meaning;
    }

    public String meaning() {
      return meaning;
    }
  }

  /** No order is out until then. */
  public Progress paused(Pause why, @Nullable Instant due) {
    return new Progress(place, begun, due, since, from, why);
  }

  /** Something else than its next step keeps an order from being out. */
  public Progress unpaused() {
    return new Progress(place, begun, dueAt, since, from, null);
  }

  /** The same, with the moment that its first step was due. */
  public Progress due(Instant first) {
    return since == null ? new Progress(place, begun, dueAt, first, from, pause) : this;
  }

  /** One more step is begun, after which the next one is due then. */
  public Progress step(@Nullable Price measuredFrom, @Nullable Instant next) {
    return new Progress(place, begun + 1, next, since, measuredFrom, null);
  }

  /** The next step, or the first one, is due then. */
  public Progress next(@Nullable Instant due) {
    return new Progress(place, begun, due, since, from, pause);
  }
}
