// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.position;

import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.CurrencyUnit;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Average-cost arithmetic: a reduction takes its share of the cost, the remainder is gone at zero,
 * and a fill that crosses zero closes first and opens the rest at its own price.
 */
public final class PositionArithmetic {
  private PositionArithmetic() {}

  /**
   * What a fill made of a position.
   *
   * @param position the next state; {@code held} is not yet adapted to it
   * @param cashEffect change of the account's cash, rounded once to its currency's unit
   * @param realizedPl profit realised, rounded alike
   */
  public record Outcome(Position position, Money cashEffect, Money realizedPl, boolean opened) {}

  /**
   * Changes a position without a trade. What is taken away takes its share of the cost along, and
   * realises nothing.
   *
   * @param change signed
   * @param price at which what is added stands in the cost; null for what is there on average, or
   *     nothing
   */
  public static Position adjust(
      Position before, Quantity change, @Nullable Price price, Instant now) {
    Quantity after = before.qty().plus(change);
    boolean reduces = before.qty().signum() * change.signum() < 0;
    Quantity closed = reduces ? change.abs().min(before.qty().abs()) : Quantity.ZERO;
    Money closedCost =
        closed.isZero()
            ? Money.ZERO
            : closed.equals(before.qty().abs())
                ? before.cost()
                : before.cost().share(closed, before.qty().abs());
    Quantity opened = change.plus(before.qty().signum() > 0 ? closed : closed.negate());
    Price at = price == null ? before.entryPrice() : price;
    Money cost = before.cost().minus(closedCost).plus(opened.at(at));
    boolean opens = !opened.isZero();
    boolean newEpisode = opens && (before.isFlat() || closed.isPositive());
    return before
        .with()
        .qty(after)
        .cost(after.isZero() ? Money.ZERO : cost)
        .openedQty(
            !opens ? before.openedQty() : newEpisode ? opened : before.openedQty().plus(opened))
        .entryPrice(opens ? cost.per(after) : before.entryPrice())
        .openedAt(newEpisode ? now : before.openedAt())
        .updatedAt(now)
        .closedAt(after.isZero() ? now : null)
        .closedBy(after.isZero() ? before.closedBy() : null)
        .day(before.day().shifted(change))
        .version(before.version() + 1)
        .build();
  }

  /**
   * Puts other shares in the place of those that are held. They have cost together what the former
   * have; nothing is realised. Where all of the former are sold, their cost is gone with them.
   *
   * @param change signed
   */
  public static Position split(Position before, Quantity change, Instant now) {
    Quantity after = before.qty().plus(change);
    if (after.signum() * before.qty().signum() <= 0) {
      return adjust(before, change, before.isFlat() ? new Price(BigDecimal.ZERO) : null, now);
    }
    return before
        .with()
        .qty(after)
        .openedQty(before.openedQty().share(after, before.qty()))
        .entryPrice(before.cost().per(after))
        .updatedAt(now)
        .day(before.day().shifted(change))
        .version(before.version() + 1)
        .build();
  }

  /**
   * Books a trade of {@code qty} (unsigned) at {@code price}.
   *
   * @param tradeDate the session date of the trade at its venue
   */
  public static Outcome apply(
      Position before,
      Instrument instrument,
      CurrencyUnit currency,
      Side side,
      Quantity qty,
      Price price,
      LocalDate tradeDate,
      Instant now) {
    Quantity signed = side == Side.BUY ? qty : qty.negate();
    Quantity after = before.qty().plus(signed);
    boolean reduces = before.isReducedBy(side);
    Quantity closed = reduces ? qty.min(before.qty().abs()) : Quantity.ZERO;

    Money closedCost =
        closed.isZero()
            ? Money.ZERO
            : closed.equals(before.qty().abs())
                ? before.cost()
                : before.cost().share(closed, before.qty().abs());
    Quantity closedSigned = side == Side.BUY ? closed : closed.negate();
    Money realizedPoints =
        closed.isZero() ? Money.ZERO : closedSigned.at(price).negate().minus(closedCost);
    Quantity openedSigned = signed.minus(closedSigned);
    Money cost = before.cost().minus(closedCost).plus(openedSigned.at(price));
    Money realized = realizedPoints.times(instrument.multiplier()).roundedTo(currency);
    Money cashEffect =
        instrument.isFuture()
            ? realized
            : signed.at(price).times(instrument.multiplier()).negate().roundedTo(currency);

    boolean opens = !openedSigned.isZero();
    boolean newEpisode = opens && (before.isFlat() || closed.isPositive());
    // A hedging position began when its order was accepted, with what was ordered.
    Quantity openedQty =
        !opens || !before.netting()
            ? before.openedQty()
            : newEpisode ? openedSigned : before.openedQty().plus(openedSigned);
    Price entryPrice = opens ? cost.per(after) : before.entryPrice();
    Position position =
        before
            .with()
            .qty(after)
            .cost(after.isZero() ? Money.ZERO : cost)
            .realizedPl(before.realizedPl().plus(realized))
            .openedQty(openedQty)
            .entryPrice(entryPrice)
            .openedAt(newEpisode && before.netting() ? now : before.openedAt())
            .updatedAt(now)
            .closedAt(after.isZero() ? now : null)
            .closedBy(after.isZero() ? before.closedBy() : null)
            .day(before.day().add(tradeDate, side, qty, qty.at(price), before.qty()))
            .version(before.version() + 1)
            .build();
    return new Outcome(position, cashEffect, realized, newEpisode);
  }
}
