// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * New terms for an order; what is null stays.
 *
 * @param trail a new distance for a trailing stop, which keeps its mark
 * @param requiresCash refuse terms under which the order costs more than the cash covers
 */
public record Replacement(
    @Nullable OrderType type,
    @Nullable TimeInForce timeInForce,
    @Nullable Quantity qty,
    @Nullable Price limitPrice,
    @Nullable Price stopPrice,
    @Nullable Trail trail,
    @Nullable Instant expiresAt,
    @Nullable String clientOrderId,
    boolean requiresCash) {}
