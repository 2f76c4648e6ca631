// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.position;

import dev.unwind.domain.Stepwise;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Net open quantity of one instrument in one account; on hedging accounts, of one opening order.
 * Rows stay at zero.
 *
 * @param externalId NeuraTrade's position id, where one was given
 * @param exchange where a hedging position was opened
 * @param openingOrderId the order that opened a hedging position
 * @param qty positive long, negative short
 * @param held what open reducing orders reserve of it; {@code 0 <= held <= |qty|}
 * @param cost signed sum of quantity times price of what is open, without the multiplier
 * @param realizedPl sum of its fills' realised profit
 * @param openedQty what was opened in this episode, signed; kept when flat. Of a hedging position
 *     what was ordered, until its opening order is final
 * @param entryPrice average entry price of this episode; kept when flat
 * @param liveItem the liquidation item that is closing it
 */
@Stepwise
public record Position(
    PositionId id,
    UUID uid,
    AccountId accountId,
    InstrumentId instrumentId,
    boolean netting,
    @Nullable String externalId,
    @Nullable String exchange,
    @Nullable OrderId openingOrderId,
    Quantity qty,
    Quantity held,
    Money cost,
    Money realizedPl,
    Quantity openedQty,
    Price entryPrice,
    Instant openedAt,
    Instant updatedAt,
    @Nullable Instant closedAt,
    @Nullable ClosedBy closedBy,
    @Nullable LiquidationItemId liveItem,
    DayTotals day,
    long version)
    implements PositionBuilder.With {

  /** A netting position that nothing has been traded of yet. */
  public static Position flat(
      PositionId id,
      UUID uid,
      AccountId account,
      InstrumentId instrument,
      @Nullable OrderId opening,
      Instant now) {
    return PositionBuilder.builder()
        .id(id)
        .uid(uid)
        .accountId(account)
        .instrumentId(instrument)
        .netting(true)
        .openingOrderId(opening)
        .qty(Quantity.ZERO)
        .held(Quantity.ZERO)
        .cost(Money.ZERO)
        .realizedPl(Money.ZERO)
        .openedQty(Quantity.ZERO)
        .entryPrice(new Price(BigDecimal.ZERO))
        .openedAt(now)
        .updatedAt(now)
        .day(DayTotals.none(Quantity.ZERO))
        .version(0)
        .build();
  }

  public PositionSide side() {
    return switch (qty.signum()) {
      case 1 -> PositionSide.LONG;
      case -1 -> PositionSide.SHORT;
      default -> PositionSide.FLAT;
    };
  }

  public boolean isFlat() {
    return qty.isZero();
  }

  /** What is free to be closed, unsigned. */
  public Quantity available() {
    return qty.abs().minus(held);
  }

  /** Whether an order of this side would reduce it. */
  public boolean isReducedBy(Side side) {
    return qty.signum() * side.sign() < 0;
  }

  public Position closed(Instant at, ClosedBy by) {
    return with(position -> position.closedAt(at).closedBy(by).updatedAt(at));
  }
}
