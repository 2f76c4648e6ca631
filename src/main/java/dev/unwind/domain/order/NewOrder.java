// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import dev.unwind.domain.Stepwise;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An order that a client asks for.
 *
 * @param qty unsigned; where {@code notional} is given, what that buys at the quote
 * @param stopPrice of a trailing stop: where it starts, if that is told
 * @param trail of a trailing stop
 * @param expiresAt with GTD
 * @param clientOrderId generated when absent
 * @param parent wait for this order's fill before working
 * @param exchange where a hedging position is opened
 * @param externalId NeuraTrade's name of the position that it opens
 */
@Stepwise
public record NewOrder(
    InstrumentId instrument,
    Side side,
    OrderType type,
    TimeInForce timeInForce,
    Quantity qty,
    @Nullable Money notional,
    @Nullable Price limitPrice,
    @Nullable Price stopPrice,
    @Nullable Trail trail,
    @Nullable Instant expiresAt,
    @Nullable String clientOrderId,
    @Nullable OrderId parent,
    @Nullable String exchange,
    @Nullable String externalId,
    Map<String, String> tags,
    Policy policy)
    implements NewOrderBuilder.With {

  public NewOrder {
    tags = Map.copyOf(tags);
  }

  /** One for the day that says nothing else. */
  public static NewOrderBuilder of(
      InstrumentId instrument, Side side, OrderType type, Quantity qty) {
    return NewOrderBuilder.builder()
        .instrument(instrument)
        .side(side)
        .type(type)
        .timeInForce(TimeInForce.DAY)
        .qty(qty)
        .tags(Map.of())
        .policy(Policy.LIBERAL);
  }

  /** A limit order that works until it is cancelled. */
  public static NewOrderBuilder limit(
      InstrumentId instrument, Side side, Quantity qty, Price price) {
    return of(instrument, side, OrderType.LIMIT, qty)
        .timeInForce(TimeInForce.GTC)
        .limitPrice(price);
  }

  /** Where its stop is as far as that is known. */
  public @Nullable Price currentStop() {
    return trail == null || trail.stop() == null ? stopPrice : trail.stop();
  }

  /**
   * What a dialect's users expect of order entry beyond the rules of the ledger.
   *
   * @param preventsWashTrades refuse an opening order against a working one of the other side
   * @param requiresCash refuse buys that the cash does not cover, and futures whose initial margin
   *     it does not cover
   * @param cashBuffer factor by which the cash must exceed a buy by quantity, 1 for none
   * @param admitsShorts whether a flat position may be sold, where the instrument allows it
   * @param reducesOnly refuse an order that does not reduce a position
   * @param exitsReduce refuse an order with exits that does not open or add to a position, and a
   *     pair that does not reduce one
   */
  public record Policy(
      boolean preventsWashTrades,
      boolean requiresCash,
      Quantity cashBuffer,
      boolean admitsShorts,
      boolean reducesOnly,
      boolean exitsReduce) {
    public static final Policy LIBERAL = new Policy(false, false, Quantity.ONE, true, false, false);

    /** As {@link #LIBERAL}, but what is bought is paid, and futures are margined. */
    public static final Policy CASH_BACKED =
        new Policy(false, true, Quantity.ONE, true, false, false);
  }
}
