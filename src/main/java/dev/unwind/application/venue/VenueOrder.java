// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A new order as a venue sees it.
 *
 * @param key the order's identity at the venue; a retry has the same (I4)
 * @param qty of an order in a pair: what the pair may trade at most through this order, trades of
 *     its other orders included
 * @param stopPrice of a trailing stop: where it starts, if that is told
 * @param trail of a trailing stop; where it has come to already, its mark says
 * @param pair orders of one account with the same number are one to a venue that links them: what
 *     one of them executes is in the same step no longer available to the others, and one that has
 *     executed all that it could, or that ends otherwise, ends the others
 * @param closes whether it is of a liquidation
 */
public record VenueOrder(
    AccountId account,
    UUID key,
    InstrumentId instrument,
    Side side,
    OrderType type,
    TimeInForce timeInForce,
    Quantity qty,
    @Nullable Price limitPrice,
    @Nullable Price stopPrice,
    @Nullable Trail trail,
    @Nullable Instant expiresAt,
    @Nullable Long pair,
    boolean closes) {
  /** One that is of no liquidation. */
  public VenueOrder(
      AccountId account,
      UUID key,
      InstrumentId instrument,
      Side side,
      OrderType type,
      TimeInForce timeInForce,
      Quantity qty,
      @Nullable Price limitPrice,
      @Nullable Price stopPrice,
      @Nullable Trail trail,
      @Nullable Instant expiresAt,
      @Nullable Long pair) {
    this(
        account,
        key,
        instrument,
        side,
        type,
        timeInForce,
        qty,
        limitPrice,
        stopPrice,
        trail,
        expiresAt,
        pair,
        false);
  }

  /** The same order in this pair, or in none. */
  public VenueOrder inPair(@Nullable Long number) {
    return with(expiresAt, trail, number);
  }

  public VenueOrder until(@Nullable Instant end) {
    return with(end, trail, pair);
  }

  public VenueOrder trailing(@Nullable Trail like) {
    return with(expiresAt, like, pair);
  }

  private VenueOrder with(@Nullable Instant end, @Nullable Trail like, @Nullable Long number) {
    return new VenueOrder(
        account,
        key,
        instrument,
        side,
        type,
        timeInForce,
        qty,
        limitPrice,
        stopPrice,
        like,
        end,
        number,
        closes);
  }
}
