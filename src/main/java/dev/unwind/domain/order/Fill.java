// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import dev.unwind.domain.Stepwise;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Quantity and price executed; the only thing that moves a position.
 *
 * @param version the order's version under which it was traded
 * @param uid a uuid derived from venue and execution id
 * @param qty unsigned
 * @param cashEffect what it did to the cash, rounded once to the currency's unit
 * @param realizedPl profit it realised, rounded alike
 * @param orderFilledQty the order's filled quantity after it
 * @param orderLeavesQty the order's open quantity after it
 * @param positionQty signed quantity of the position after it
 * @param late the order was final already when it was booked (I14)
 * @param settlesAt when it settles, on accounts that settle
 */
@Stepwise
public record Fill(
    long id,
    AccountId accountId,
    OrderId orderId,
    int version,
    InstrumentId instrumentId,
    PositionId positionId,
    @Nullable LiquidationId liquidationId,
    String venue,
    String execId,
    UUID uid,
    Side side,
    Quantity qty,
    Price price,
    Money cashEffect,
    Money realizedPl,
    Quantity orderFilledQty,
    Quantity orderLeavesQty,
    Quantity positionQty,
    boolean late,
    Instant executedAt,
    Instant bookedAt,
    @Nullable Instant settlesAt,
    @Nullable Instant settledAt)
    implements FillBuilder.With {
  /** The uid of the fill that books an execution. */
  public static UUID uid(String venue, String execId) {
    return UUID.nameUUIDFromBytes((venue + "/" + execId).getBytes(StandardCharsets.UTF_8));
  }
}
