// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import dev.unwind.domain.Reason;
import dev.unwind.domain.Stepwise;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One position in a liquidation.
 *
 * @param positionQty signed quantity of the position when the request was accepted
 * @param qty what is to be closed, unsigned; zero until sized
 * @param filledQty what all its closing orders have traded
 * @param cashEffect sum of its fills' cash effects
 * @param orderId the present or last closing order
 * @param attempt number of closing orders so far
 * @param blocked what stood in the way, when something did
 * @param activeSince when its closing order could first trade; the deadline counts from here, in
 *     open session time
 * @param reason why it ended as it did; on an open one, why its closing order is being cancelled
 * @param escalatedAt when the deadline, or the next step, made us cancel it
 * @param progress of a close in steps; null where one order does all
 */
@Stepwise
public record LiquidationItem(
    LiquidationItemId id,
    LiquidationId liquidationId,
    PositionId positionId,
    InstrumentId instrumentId,
    Quantity positionQty,
    ItemStatus status,
    Quantity qty,
    Quantity filledQty,
    Money filledValue,
    Money cashEffect,
    @Nullable OrderId orderId,
    int attempt,
    @Nullable Reason reason,
    @Nullable String reasonText,
    @Nullable Blocked blocked,
    @Nullable Instant activeSince,
    @Nullable Instant escalatedAt,
    @Nullable Progress progress,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant endedAt)
    implements LiquidationItemBuilder.With {

  /** What stood in the way of a close: unsigned quantities, and the orders that hold. */
  public record Blocked(Quantity existing, Quantity held, List<OrderId> orders) {
    public Blocked {
      orders = List.copyOf(orders);
    }

    public Quantity available() {
      return existing.minus(held);
    }
  }

  public boolean hasEnded() {
    return status.hasEnded();
  }

  /** How much it will close is not known before other orders are final. */
  public boolean isUnsized() {
    return status == ItemStatus.AWAITING_CANCELS
        || (status == ItemStatus.WAITING && orderId == null);
  }

  /** No order of it is out, because the next step is still to come. */
  public boolean isPaused() {
    return status == ItemStatus.AWAITING_CANCELS && progress != null && progress.pause() != null;
  }

  /**
   * @param rest what is to be closed from now on, by this order and by those after it
   */
  public LiquidationItem closing(
      OrderId order, Quantity rest, @Nullable Instant active, Instant now) {
    return with()
        .status(ItemStatus.CLOSING)
        .qty(filledQty.plus(rest))
        .orderId(order)
        .attempt(attempt + 1)
        .reason(null)
        .reasonText(null)
        .blocked(null)
        .activeSince(active)
        .escalatedAt(null)
        .updatedAt(now)
        .endedAt(null)
        .build();
  }

  public LiquidationItem filled(Quantity more, Money value, Money cash, Instant now) {
    return with()
        .filledQty(filledQty.plus(more))
        .filledValue(filledValue.plus(value))
        .cashEffect(cashEffect.plus(cash))
        .updatedAt(now)
        .build();
  }

  /** Its closing order waits inside the ledger until another close of the position has ended. */
  public LiquidationItem waiting(OrderId order, Quantity size, Instant now) {
    return closing(order, size, null, now).inState(ItemStatus.WAITING, now);
  }

  /** The same in another open state. */
  public LiquidationItem inState(ItemStatus open, Instant now) {
    return with().status(open).updatedAt(now).endedAt(null).build();
  }

  /** The order that waited goes out. */
  public LiquidationItem itsTurn(@Nullable Instant active, Instant now) {
    return inState(ItemStatus.CLOSING, now)
        .with(item -> item.reason(null).activeSince(active).escalatedAt(null));
  }

  /** A close of the whole position takes its place as soon as its own order is final. */
  public LiquidationItem superseded(Instant now) {
    return inState(status, now).withReason(Reason.SUPERSEDED);
  }

  /** Without an order; behind another close it keeps its place, and is sized in its turn. */
  public LiquidationItem awaiting(Instant now) {
    boolean behind = status == ItemStatus.WAITING;
    return inState(behind ? status : ItemStatus.AWAITING_CANCELS, now)
        .with(item -> item.orderId(behind ? null : orderId).activeSince(null).escalatedAt(null));
  }

  /** Without an order, until its next step. */
  public LiquidationItem paused(Progress then, Instant now) {
    return awaiting(now).with(item -> item.reason(null).reasonText(null).progress(then));
  }

  public LiquidationItem active(Instant since) {
    return inState(status, since).withActiveSince(since);
  }

  public LiquidationItem escalated(Reason why, Instant now) {
    return inState(status, now).with(item -> item.reason(why).escalatedAt(now));
  }

  public LiquidationItem ended(
      ItemStatus end,
      @Nullable Reason why,
      @Nullable String text,
      @Nullable Blocked by,
      Instant now) {
    return with()
        .status(end)
        .reason(why)
        .reasonText(text)
        .blocked(by)
        .updatedAt(now)
        .endedAt(now)
        .build();
  }
}
