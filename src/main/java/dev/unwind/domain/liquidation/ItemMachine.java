// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import dev.unwind.domain.Reason;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of one position in a liquidation, as a pure function of its state and what happened. It
 * never sizes by itself: events bring the {@link Sizing} that holds at that moment, so no closing
 * order can exceed the holding.
 */
public final class ItemMachine {
  private ItemMachine() {}

  /** What happened. */
  public sealed interface Event {}

  /** The working orders of the instrument are final, and nothing of them is unbooked. */
  public record CancelsSettled(Sizing sizing) implements Event {}

  /** Waiting for cancels has lasted long enough. */
  public record CancelDeadlinePassed(Sizing sizing, List<OrderId> blocking) implements Event {}

  /**
   * The closing order is final, and nothing of it is unbooked.
   *
   * @param reason why, where we or the venue know; {@code text} in the venue's words
   * @param remaining the sizing of what the item still wants
   * @param untilFlat the item ends only when nothing of the position is left
   * @param goesOn another order may follow, or where it is closed in steps another step
   */
  public record OrderEnded(
      OrderStatus status,
      @Nullable Reason reason,
      @Nullable String text,
      Sizing remaining,
      boolean untilFlat,
      boolean goesOn)
      implements Event {}

  /**
   * The time for closing it has passed.
   *
   * @param blocking working orders that it waits for
   * @param text what else it waits for
   */
  public record DeadlinePassed(LiquidationItem.@Nullable Blocked blocking, @Nullable String text)
      implements Event {}

  /** The venue has not even confirmed the cancel in time. */
  public record EscalationPassed() implements Event {}

  /** The caller wants it stopped. */
  public record CancelAsked() implements Event {}

  /** A close of the whole position takes the place of this one. */
  public record Superseded() implements Event {}

  /** What must be done now. */
  public sealed interface Effect {}

  /** Place a closing order of this size. */
  public record Place(Quantity qty) implements Effect {}

  /** Cancel the closing order; the item ends when the cancel is final. */
  public record CancelOrder(Reason reason) implements Effect {}

  /** No closing order for now: the next step follows when it is due. */
  public record Pause() implements Effect {}

  /** The item has ended. */
  public record End(
      ItemStatus status,
      @Nullable Reason reason,
      @Nullable String text,
      LiquidationItem.@Nullable Blocked blocked)
      implements Effect {}

  /** Nothing; wait for the next event. */
  public record Wait() implements Effect {}

  /** No closing order for now: wait until working orders free what they hold. */
  public record Await() implements Effect {}

  /**
   * Decides what an event means for an item.
   *
   * @param attemptsMax closing orders per item, for those that the venue cancels by itself
   */
  public static Effect on(LiquidationItem item, Event event, int attemptsMax) {
    if (item.hasEnded()) {
      return new Wait();
    }
    if (item.reason() == Reason.FLIPPED_BY_OTHERS
        && (event instanceof OrderEnded || !hasOrder(item))) {
      // What is held now is somebody else's doing, and was never to be closed.
      return item.filledQty().isPositive() && item.filledQty().compareTo(item.qty()) >= 0
          ? new End(ItemStatus.FILLED, item.reason(), item.reasonText(), null)
          : end(item, item.reason(), item.reasonText(), null);
    }
    if (event instanceof CancelsSettled settled) {
      return item.status() == ItemStatus.AWAITING_CANCELS
          ? size(item, settled.sizing(), null, List.of())
          : new Wait();
    }
    if (event instanceof CancelDeadlinePassed passed) {
      return item.status() == ItemStatus.AWAITING_CANCELS
          ? size(item, passed.sizing(), Reason.CANCEL_DEADLINE_PASSED, passed.blocking())
          : new Wait();
    }
    if (event instanceof OrderEnded ended) {
      return orderEnded(item, ended, attemptsMax);
    }
    if (event instanceof DeadlinePassed passed) {
      if (!hasOrder(item)) {
        return end(item, Reason.LIQUIDATION_DEADLINE_PASSED, passed.text(), passed.blocking());
      }
      return item.escalatedAt() == null
          ? new CancelOrder(Reason.LIQUIDATION_DEADLINE_PASSED)
          : new Wait();
    }
    if (event instanceof EscalationPassed) {
      return end(item, Reason.VENUE_UNAVAILABLE, null, null);
    }
    if (event instanceof Superseded) {
      return hasOrder(item) ? new CancelOrder(Reason.SUPERSEDED) : superseded(item, null);
    }
    return hasOrder(item)
        ? new CancelOrder(Reason.CANCELED_BY_CLIENT)
        : new End(ItemStatus.CANCELED, Reason.CANCELED_BY_CLIENT, null, null);
  }

  private static boolean hasOrder(LiquidationItem item) {
    return item.status() == ItemStatus.CLOSING
        || (item.status() == ItemStatus.WAITING && item.orderId() != null);
  }

  private static End superseded(LiquidationItem item, @Nullable String text) {
    return new End(
        item.filledQty().isZero() ? ItemStatus.CANCELED : ItemStatus.PARTIALLY_FILLED,
        Reason.SUPERSEDED,
        text,
        null);
  }

  private static Effect size(
      LiquidationItem item, Sizing sizing, @Nullable Reason lateReason, List<OrderId> blocking) {
    if (sizing instanceof Sizing.Close close) {
      return new Place(close.qty());
    }
    if (sizing instanceof Sizing.Later) {
      return new Await();
    }
    Sizing.Denied refusal = (Sizing.Denied) sizing;
    if (refusal.reason() == Reason.POSITION_NOT_FOUND && blocking.isEmpty()) {
      // A working order closed it, or never opened it: there is nothing left to do.
      boolean byItself =
          item.filledQty().isPositive() && item.filledQty().compareTo(item.qty()) >= 0;
      return new End(
          ItemStatus.FILLED, byItself ? null : Reason.POSITION_ALREADY_CLOSED, null, null);
    }
    Reason reason = lateReason == null ? refusal.reason() : lateReason;
    return end(
        item,
        reason,
        null,
        new LiquidationItem.Blocked(refusal.existing(), refusal.held(), blocking));
  }

  private static Effect orderEnded(LiquidationItem item, OrderEnded ended, int attemptsMax) {
    boolean inSteps = item.progress() != null;
    boolean complete = item.filledQty().compareTo(item.qty()) >= 0;
    if (complete || (ended.status() == OrderStatus.FILLED && !inSteps)) {
      if (!ended.untilFlat()) {
        return new End(ItemStatus.FILLED, null, null, null);
      }
      return ended.goesOn() || ended.remaining() instanceof Sizing.Denied
          ? size(item, ended.remaining(), null, List.of())
          : new End(ItemStatus.CANCELED, Reason.CANCELED_BY_CLIENT, null, null);
    }
    if (item.reason() == Reason.SUPERSEDED) {
      return superseded(item, ended.text());
    }
    Reason reason = ended.reason();
    if (reason == Reason.CANCELED_BY_CLIENT) {
      return new End(ItemStatus.CANCELED, reason, ended.text(), null);
    }
    if (inSteps) {
      boolean leads = leadsOn(ended) || isSmaller(reason, item, ended.remaining());
      return ended.goesOn() && leads ? new Pause() : end(item, reason, ended.text(), null);
    }
    boolean again =
        reason == Reason.LATE_FILL
            || reason == Reason.REDUCED_BY_OTHERS
            || reason == Reason.REDUCED_BY_ADJUSTMENT
            || isSmaller(reason, item, ended.remaining())
            || (ended.status() == OrderStatus.CANCELED
                && reason == Reason.VENUE_CANCELED
                && item.attempt() < attemptsMax);
    if (again && !ended.goesOn()) {
      return new End(ItemStatus.CANCELED, Reason.CANCELED_BY_CLIENT, ended.text(), null);
    }
    if (again && item.escalatedAt() == null) {
      return size(item, ended.remaining(), null, List.of());
    }
    return end(item, reason, ended.text(), null);
  }

  /** Whether an order has ended in a way that another may follow. */
  private static boolean leadsOn(OrderEnded ended) {
    Reason reason = ended.reason();
    return ended.status() == OrderStatus.FILLED
        || reason == Reason.NEXT_STEP
        || reason == Reason.LATE_FILL
        || reason == Reason.REDUCED_BY_OTHERS
        || reason == Reason.REDUCED_BY_ADJUSTMENT
        || reason == Reason.VENUE_CANCELED
        || reason == Reason.ORDER_EXPIRED;
  }

  /** What the venue holds less of is closed as far as it holds it. */
  private static boolean isSmaller(
      @Nullable Reason reason, LiquidationItem item, Sizing remaining) {
    return reason == Reason.BOOKS_DIFFER
        && remaining instanceof Sizing.Close close
        && item.qty().minus(item.filledQty()).isMoreThan(close.qty());
  }

  private static End end(
      LiquidationItem item,
      @Nullable Reason reason,
      @Nullable String text,
      LiquidationItem.@Nullable Blocked blocked) {
    return new End(
        item.filledQty().isZero() ? ItemStatus.FAILED : ItemStatus.PARTIALLY_FILLED,
        reason,
        text,
        blocked);
  }
}
