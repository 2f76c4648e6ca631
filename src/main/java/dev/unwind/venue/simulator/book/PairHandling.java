// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import dev.unwind.domain.value.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The orders of a pair in the hands of the venue, its row locked: what one of them trades is taken
 * from the others in the same step, and one that is complete or ends otherwise ends the others.
 * Used by one request only.
 */
public final class PairHandling {
  private static final String ENDED = "the other order of its pair has ended";
  private static final String SPENT = "the other order of its pair has traded the rest";

  private final BookPair found;
  private final List<Leg> legs = new ArrayList<>(2);
  private Quantity traded;
  private boolean ended;

  public PairHandling(BookPair found) {
    this.found = found;
    this.traded = found.traded();
    this.ended = found.ended();
  }

  private static final class Leg {
    private final OrderHandling handling;
    private Quantity counted;

    /** It ended because the others have traded the rest, which ends nobody else. */
    private boolean isSpent;

    Leg(OrderHandling handling) {
      this.handling = handling;
      this.counted = handling.order().cumQty();
    }

    boolean isWorking() {
      return handling.order().isWorking();
    }

    boolean hasEnded() {
      return !isWorking() && !isSpent && handling.order().status() != BookStatus.REPLACED;
    }

    void spend(String text) {
      isSpent = true;
      handling.cancel(text);
    }
  }

  /** What has become of the pair. */
  public BookPair pair() {
    return new BookPair(found.ref(), traded, ended);
  }

  public boolean isChanged() {
    return ended != found.ended() || !traded.equals(found.traded());
  }

  /** The orders that were put into these hands. */
  public List<OrderHandling> handlings() {
    return legs.stream().map(leg -> leg.handling).toList();
  }

  /** Adds an order that works, or one that takes the place of such. */
  public void add(OrderHandling handling) {
    legs.add(new Leg(handling));
    handling.take(traded.minus(handling.order().cumQty()));
  }

  /**
   * Adds an order that arrives.
   *
   * @param step what becomes of it where the pair has something left for it
   */
  public void receive(OrderHandling handling, Consumer<OrderHandling> step) {
    add(handling);
    Leg leg = legs.get(legs.size() - 1);
    if (ended) {
      leg.spend(ENDED);
    } else if (handling.order().leaves().isZero()) {
      leg.spend(SPENT);
    } else {
      happen(handling, step);
    }
  }

  /** Lets something happen to each order that works, one after the other. */
  public void happen(Consumer<OrderHandling> step) {
    if (ended) {
      // Only of pairs that were linked after one of their orders had ended.
      endAll();
      return;
    }
    for (Leg leg : List.copyOf(legs)) {
      if (leg.isWorking()) {
        happen(leg.handling, step);
      }
    }
  }

  public void happen(OrderHandling handling, Consumer<OrderHandling> step) {
    step.accept(handling);
    settle();
  }

  /** Draws the consequences of what has happened to its orders. */
  public void settle() {
    boolean ends = false;
    for (Leg leg : legs) {
      BookOrder order = leg.handling.order();
      traded = traded.plus(order.cumQty().minus(leg.counted));
      leg.counted = order.cumQty();
      ends |= leg.hasEnded();
    }
    for (Leg leg : legs) {
      leg.handling.take(traded.minus(leg.counted));
    }
    if (ends) {
      endAll();
    }
    for (Leg leg : legs) {
      if (leg.isWorking() && leg.handling.order().leaves().isZero()) {
        leg.spend(SPENT);
      }
    }
  }

  private void endAll() {
    ended = true;
    for (Leg leg : legs) {
      if (leg.isWorking()) {
        leg.spend(ENDED);
      }
    }
  }
}
