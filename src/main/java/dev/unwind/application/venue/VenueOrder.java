// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.Side;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A new order as a venue sees it.
 *
 * @param key the order's identity at the venue; a retry has the same (I4)
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
    @Nullable Instant expiresAt) {}
