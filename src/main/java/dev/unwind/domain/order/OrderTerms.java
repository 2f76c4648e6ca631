// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import dev.unwind.domain.Stepwise;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
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
 * @param stopPrice of a trailing stop: where it starts, if that was told
 * @param expiresAt when it stops working, where that is known
 * @param ordered {@code qty} before anything was taken off; what the venue is told
 * @param trail how a trailing stop follows the market, and how far it has come
 */
@Stepwise
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
    Quantity ordered,
    @Nullable Trail trail)
    implements OrderTermsBuilder.With {

  /** Terms as they are first placed, off which nothing was taken. */
  public static OrderTermsBuilder asking(Quantity qty) {
    return OrderTermsBuilder.builder().version(1).qty(qty).ordered(qty);
  }

  /** What the other legs of its pair had traded when the quantity was last adapted. */
  public Quantity taken() {
    return ordered.minus(qty);
  }

  /** Where its stop is, as far as that is known. */
  public @Nullable Price currentStop() {
    return trail == null || trail.stop() == null ? stopPrice : trail.stop();
  }

  /** The same order as if what is left to it were all that it ever asked for. */
  public OrderTerms asOrdered() {
    return of(qty);
  }

  /** The same order for this quantity, as if it had never been another. */
  public OrderTerms of(Quantity quantity) {
    return with(terms -> terms.qty(quantity).ordered(quantity));
  }

  /** The same order after the market has traded at a price, where it follows the market. */
  public OrderTerms follow(Side side, Price last, Instrument instrument) {
    return trail == null
        ? this
        : withTrail(trail.follow(side, last, stopPrice, instrument.priceIncrement()));
  }
}
