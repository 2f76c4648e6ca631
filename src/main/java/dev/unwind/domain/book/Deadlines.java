// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a liquidation must be looked at again; deadlines count open session time only, and of that
 * the regular one: what trades before and after it is too little to be late for.
 */
final class Deadlines {
  private final AccountBook book;
  private final BookState state;
  private final BookContext context;
  private CancelsTold told = CancelsTold.AT_ONCE;

  Deadlines(AccountBook book) {
    this.book = book;
    state = book.state;
    context = book.context;
  }

  /** What is known, for this decision, of the cancels that items wait for. */
  void know(CancelsTold cancels) {
    told = cancels;
  }

  /**
   * When waiting for cancels ends: at the liquidation's deadline, or as much later as the venue got
   * to know of a cancel, for a long queue of ours is no answer of the venue. Nothing waits longer
   * than by {@code escalation}, whatever keeps cancels from being told.
   */
  Instant cancelsEnd(Liquidation liquidation, LiquidationItem item) {
    Instant asked = liquidation.cancelDeadlineAt();
    if (asked == null) {
      return context.now();
    }
    Duration most = context.settings().cancelDeadline(liquidation.conduct());
    Instant latest = asked.plus(context.settings().escalation());
    Instant end = asked;
    for (Order order : state.openOrders(state.position(item.positionId()))) {
      if (order.status() != OrderStatus.PENDING_CANCEL || order.isLiquidation()) {
        continue;
      }
      if (!told.isTold(order.id())) {
        return latest;
      }
      Instant since = told.at(order.id());
      Instant own = since == null ? asked : since.plus(most);
      end = own.isAfter(end) ? own : end;
    }
    return end.isAfter(latest) ? latest : end;
  }

  /** Who goes on until flat fails for no cancel, but waits for none longer than others do. */
  boolean waitsNoLonger(Liquidation liquidation, LiquidationItem item) {
    return ClosingOrderEntry.closesUntilFlat(liquidation)
        && !cancelsEnd(liquidation, item).isAfter(context.now());
  }

  boolean isOver(Liquidation liquidation, LiquidationItem item, Instant now) {
    Instant since = since(liquidation, item);
    return since != null
        && !item.hasEnded()
        && item.escalatedAt() == null
        && context
                .sessions()
                .openTime(context.instrument(item.instrumentId()), since, now)
                .compareTo(context.settings().deadline())
            >= 0;
  }

  /** From when the deadline counts; what waits for others to trade has one too. */
  private static @Nullable Instant since(Liquidation liquidation, LiquidationItem item) {
    return item.status() != ItemStatus.AWAITING_CANCELS
        ? item.activeSince()
        : ClosingOrderEntry.closesUntilFlat(liquidation) ? liquidation.createdAt() : null;
  }

  /** Sets when to look next: never, while all that is open is parked for a later session. */
  void reschedule(LiquidationId id) {
    Liquidation liquidation = state.liquidation(id);
    if (liquidation.status().hasEnded()) {
      return;
    }
    Instant next = null;
    for (LiquidationItem item : book.items(id)) {
      Instant due = dueAt(liquidation, item);
      if (due != null && (next == null || due.isBefore(next))) {
        next = due;
      }
    }
    if (next == null ? liquidation.dueAt() != null : !next.equals(liquidation.dueAt())) {
      state.put(liquidation.with().dueAt(next).updatedAt(context.now()).build());
    }
  }

  /** Brings the next look forward to what this item needs. */
  void lookAgain(LiquidationItem item) {
    Liquidation liquidation = state.liquidation(item.liquidationId());
    Instant due = dueAt(liquidation, item);
    Instant known = liquidation.dueAt();
    if (due != null && (known == null || due.isBefore(known))) {
      state.put(liquidation.at(context.now(), to -> to.dueAt(due)));
    }
  }

  private @Nullable Instant dueAt(Liquidation liquidation, LiquidationItem item) {
    if (item.hasEnded()) {
      return null;
    }
    Instant due = book.closing().steps().dueAt(liquidation, item, othersDueAt(liquidation, item));
    Instant again = context.now().plus(context.settings().cancelDeadline());
    boolean isRefused = refusedStop(liquidation, item) != null;
    return isRefused && (due == null || again.isBefore(due)) ? again : due;
  }

  /** Whether its order is to end, and nothing to follow it. */
  static boolean isToStop(Liquidation liquidation, LiquidationItem item) {
    return item.reason() == Reason.SUPERSEDED || liquidation.cancelRequested();
  }

  /**
   * The venue has refused to cancel what is to stop: whoever waits for that waits for the venue.
   */
  private @Nullable Order refusedStop(Liquidation liquidation, LiquidationItem item) {
    OrderId id = item.status() == ItemStatus.CLOSING ? item.orderId() : null;
    Order order = id == null ? null : state.orders.get(id);
    boolean refused =
        order != null && order.isOpen() && order.status() != OrderStatus.PENDING_CANCEL;
    return refused && isToStop(liquidation, item) ? order : null;
  }

  /** Asks once more for a cancel that the venue has refused, after a while. */
  void stopAgain(Liquidation liquidation, LiquidationItem item) {
    Order order = refusedStop(liquidation, item);
    Duration pause = context.settings().cancelDeadline();
    if (order != null && !order.times().updatedAt().plus(pause).isAfter(context.now())) {
      boolean isSuperseded = item.reason() == Reason.SUPERSEDED;
      book.requestCancel(order, isSuperseded ? Reason.SUPERSEDED : Reason.CANCELED_BY_CLIENT);
    }
  }

  private @Nullable Instant othersDueAt(Liquidation liquidation, LiquidationItem item) {
    if (item.status() == ItemStatus.AWAITING_CANCELS) {
      Instant due = cancelsDueAt(liquidation, item);
      if (due != null) {
        return due;
      }
    }
    if (item.status() == ItemStatus.WAITING && item.orderId() == null) {
      return context.now().plus(context.settings().cancelDeadline());
    }
    if (item.escalatedAt() != null) {
      return item.escalatedAt().plus(context.settings().escalation());
    }
    Instant since = since(liquidation, item);
    if (since == null) {
      return null;
    }
    Instrument instrument = context.instrument(item.instrumentId());
    Duration spent = context.sessions().openTime(instrument, since, context.now());
    Duration left = context.settings().deadline().minus(spent);
    return context.now().plus(left.isNegative() ? Duration.ZERO : left);
  }

  /** When to look whether cancels have come; null where only the liquidation's own time counts. */
  private @Nullable Instant cancelsDueAt(Liquidation liquidation, LiquidationItem item) {
    Instant now = context.now();
    Instant next = now.plus(context.settings().cancelDeadline());
    Instant deadline = liquidation.cancelDeadlineAt();
    boolean untilFlat = ClosingOrderEntry.closesUntilFlat(liquidation);
    if (deadline == null) {
      return untilFlat ? null : next;
    }
    if (deadline.isAfter(now)) {
      return deadline;
    }
    Instant end = cancelsEnd(liquidation, item);
    if (end.isAfter(now)) {
      return end.isBefore(next) ? end : next;
    }
    return untilFlat ? null : deadline;
  }
}
