// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an order would still trade, new or under new terms.
 *
 * @param qty unsigned
 * @param limit the limit price, else null
 * @param replaced the order whose terms these are to be; null for a new one
 * @param requiresCash whether the account's cash must cover it
 * @param cashBuffer factor by which it must
 */
public record WantedOrder(
    Instrument instrument,
    Side side,
    Quantity qty,
    @Nullable Money notional,
    @Nullable Price limit,
    @Nullable Price stop,
    @Nullable Order replaced,
    boolean requiresCash,
    Quantity cashBuffer) {

  public static WantedOrder of(NewOrder order, Instrument instrument) {
    return new WantedOrder(
        instrument,
        order.side(),
        order.qty(),
        order.notional(),
        order.limitPrice(),
        order.currentStop(),
        null,
        order.policy().requiresCash(),
        order.policy().cashBuffer());
  }

  public static WantedOrder of(Order order, OrderTerms next, Instrument instrument, boolean cash) {
    return new WantedOrder(
        instrument,
        order.side(),
        next.qty().minus(order.filledQty()),
        null,
        next.limitPrice(),
        next.currentStop(),
        order,
        cash,
        Quantity.ONE);
  }

  /** What of it would not reduce the position. */
  public Quantity opens(@Nullable Position position) {
    return position != null && position.isReducedBy(side)
        ? qty.minus(position.qty().abs()).max(Quantity.ZERO)
        : qty;
  }

  /** Orders for an amount of money count as fractional, whatever they come to. */
  public boolean isFractional() {
    return notional != null || !qty.isWhole();
  }

  /** What it is expected to trade at: its limit, else the market. */
  @Nullable
  public Price price(@Nullable Quote quote) {
    return limit != null ? limit : quote != null ? quote.touch(side) : stop;
  }

  /** The highest price that is known of it; zero where none is. */
  public BigDecimal highest(@Nullable Quote quote) {
    BigDecimal highest = BigDecimal.ZERO;
    highest = limit == null ? highest : highest.max(limit.value());
    highest = stop == null ? highest : highest.max(stop.value());
    if (quote != null) {
      highest = highest.max(quote.last().value()).max(quote.touch(side).value());
    }
    return highest;
  }
}
