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

  public LiquidationItem awaiting(Instant now) {
    return new LiquidationItem(
        id,
        liquidationId,
        positionId,
        instrumentId,
        positionQty,
        ItemStatus.AWAITING_CANCELS,
        qty,
        filledQty,
        filledValue,
        cashEffect,
        orderId,
        attempt,
        reason,
        reasonText,
        blocked,
        null,
        null,
        createdAt,
        now,
        null);
  }

  public LiquidationItem active(Instant since) {
    return new LiquidationItem(
        id,
        liquidationId,
        positionId,
        instrumentId,
        positionQty,
        status,
        qty,
        filledQty,
        filledValue,
        cashEffect,
        orderId,
        attempt,
        reason,
        reasonText,
        blocked,
        since,
        escalatedAt,
        createdAt,
        since,
        endedAt);
  }

  public LiquidationItem escalated(Reason why, Instant now) {
    return new LiquidationItem(
        id,
        liquidationId,
        positionId,
        instrumentId,
        positionQty,
        status,
        qty,
        filledQty,
        filledValue,
        cashEffect,
        orderId,
        attempt,
        why,
        reasonText,
        blocked,
        activeSince,
        now,
        createdAt,
        now,
        endedAt);
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
