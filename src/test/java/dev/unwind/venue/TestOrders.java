// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue;

import dev.unwind.application.venue.VenueOrder;
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

/** Makes orders of one account in one instrument, each under a key of its own. */
public record TestOrders(AccountId account, InstrumentId instrument) {
  public VenueOrder market(Side side, String qty) {
    return order(side, OrderType.MARKET, TimeInForce.GTC, qty, null, null);
  }

  public VenueOrder limit(Side side, String qty, String price) {
    return order(side, OrderType.LIMIT, TimeInForce.GTC, qty, price, null);
  }

  /** A limit that works until then. */
  public VenueOrder until(Instant end, Side side, String qty, String price) {
    return order(side, OrderType.LIMIT, TimeInForce.GTD, qty, price, null, end);
  }

  public VenueOrder order(
      Side side,
      OrderType type,
      TimeInForce timeInForce,
      String qty,
      @Nullable String limit,
      @Nullable String stop) {
    return order(side, type, timeInForce, qty, limit, stop, null);
  }

  private VenueOrder order(
      Side side,
      OrderType type,
      TimeInForce timeInForce,
      String qty,
      @Nullable String limit,
      @Nullable String stop,
      @Nullable Instant end) {
    return new VenueOrder(
        account,
        UUID.randomUUID(),
        instrument,
        side,
        type,
        timeInForce,
        Quantity.of(qty),
        limit == null ? null : Price.of(limit),
        stop == null ? null : Price.of(stop),
        null,
        end,
        null);
  }

  /** A stop that trails by a price. */
  public VenueOrder trailing(Side side, String qty, String offset) {
    return new VenueOrder(
        account,
        UUID.randomUUID(),
        instrument,
        side,
        OrderType.TRAILING_STOP,
        TimeInForce.GTC,
        Quantity.of(qty),
        null,
        null,
        Trail.by(Price.of(offset)),
        null,
        null);
  }
}
