// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an order says, and what a replacement changes.
 *
 * @param version 1 for the order as placed
 * @param versionId numeric id of this version (Tradovate's orderVersion)
 * @param uid Alpaca's order id of this version, and the key under which the venue knows it
 * @param clientOrderId what the client calls it, unique in the account
 * @param qty unsigned; what the other legs of its pair have traded is taken off
 * @param notional the amount of money that the client asked for instead of a quantity
 * @param expiresAt when it stops working, where that is known
 * @param ordered {@code qty} before anything was taken off; what the venue is told
 */
public record OrderTerms(
    int version,
    long versionId,
    UUID uid,
    String clientOrderId,
    OrderType type,
    TimeInForce timeInForce,
    Quantity qty,
    @Nullable Money notional,
    @Nullable Price limitPrice,
    @Nullable Price stopPrice,
    @Nullable Instant expiresAt,
    Instant createdAt,
    Quantity ordered) {

  /** Terms off which nothing was taken. */
  public OrderTerms(
      int version,
      long versionId,
      UUID uid,
      String clientOrderId,
      OrderType type,
      TimeInForce timeInForce,
      Quantity qty,
      @Nullable Money notional,
      @Nullable Price limitPrice,
      @Nullable Price stopPrice,
      @Nullable Instant expiresAt,
      Instant createdAt) {
    this(
        version,
        versionId,
        uid,
        clientOrderId,
        type,
        timeInForce,
        qty,
        notional,
        limitPrice,
        stopPrice,
        expiresAt,
        createdAt,
        qty);
  }

  /** What the other legs of its pair had traded when the quantity was last adapted. */
  public Quantity taken() {
    return ordered.minus(qty);
  }

  /** The same order for what the other legs have left to it. */
  public OrderTerms leaving(Quantity left) {
    return with(left, ordered);
  }

  /** The same order as if what is left to it were all that it ever asked for. */
  public OrderTerms asOrdered() {
    return with(qty, qty);
  }

  private OrderTerms with(Quantity left, Quantity asked) {
    return new OrderTerms(
        version,
        versionId,
        uid,
        clientOrderId,
        type,
        timeInForce,
        left,
        notional,
        limitPrice,
        stopPrice,
        expiresAt,
        createdAt,
        asked);
  }
}
