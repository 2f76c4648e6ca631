// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import dev.unwind.domain.Reason;
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
 * @param escalatedAt when the deadline made us cancel it
 */
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
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant endedAt) {

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

  public LiquidationItem closing(
      OrderId order, Quantity size, @Nullable Instant active, Instant now) {
    return new LiquidationItem(
        id,
        liquidationId,
        positionId,
        instrumentId,
        positionQty,
        ItemStatus.CLOSING,
        filledQty.plus(size),
        filledQty,
        filledValue,
        cashEffect,
        order,
        attempt + 1,
        null,
        null,
        null,
        active,
        null,
        createdAt,
        now,
        null);
  }

  public LiquidationItem filled(Quantity more, Money value, Money cash, Instant now) {
    return new LiquidationItem(
        id,
        liquidationId,
        positionId,
        instrumentId,
        positionQty,
        status,
        qty,
        filledQty.plus(more),
        filledValue.plus(value),
        cashEffect.plus(cash),
        orderId,
        attempt,
        reason,
        reasonText,
        blocked,
        activeSince,
        escalatedAt,
        createdAt,
        now,
        endedAt);
  }

  /** Its closing order waits inside the ledger until another close of the position has ended. */
  public LiquidationItem waiting(OrderId order, Quantity size, Instant now) {
    return closing(order, size, null, now).withStatus(ItemStatus.WAITING, now);
  }

  /** The same in another open state. */
  public LiquidationItem withStatus(ItemStatus open, Instant now) {
    return with(open, reason, activeSince, escalatedAt, now);
  }

  /** The order that waited goes out. */
  public LiquidationItem itsTurn(@Nullable Instant active, Instant now) {
    return with(ItemStatus.CLOSING, null, active, null, now);
  }

  /** A close of the whole position takes its place as soon as its own order is final. */
  public LiquidationItem superseded(Instant now) {
    return with(status, Reason.SUPERSEDED, activeSince, escalatedAt, now);
  }

  private LiquidationItem with(
      ItemStatus open,
      @Nullable Reason why,
      @Nullable Instant active,
      @Nullable Instant escalated,
      Instant now) {
    return new LiquidationItem(
        id,
        liquidationId,
        positionId,
        instrumentId,
        positionQty,
        open,
        qty,
        filledQty,
        filledValue,
        cashEffect,
        orderId,
        attempt,
        why,
        reasonText,
        blocked,
        active,
        escalated,
        createdAt,
        now,
        null);
  }

  public LiquidationItem awaiting(Instant now) {
    return with(ItemStatus.AWAITING_CANCELS, reason, null, null, now);
  }

  public LiquidationItem active(Instant since) {
    return with(status, reason, since, escalatedAt, since);
  }

  public LiquidationItem escalated(Reason why, Instant now) {
    return with(status, why, activeSince, now, now);
  }

  public LiquidationItem ended(
      ItemStatus end,
      @Nullable Reason why,
      @Nullable String text,
      @Nullable Blocked by,
      Instant now) {
    return new LiquidationItem(
        id,
        liquidationId,
        positionId,
        instrumentId,
        positionQty,
        end,
        qty,
        filledQty,
        filledValue,
        cashEffect,
        orderId,
        attempt,
        why,
        text,
        by,
        activeSince,
        escalatedAt,
        createdAt,
        now,
        now);
  }
}
