// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
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
 * @param qty unsigned
 * @param notional the amount of money that the client asked for instead of a quantity
 * @param expiresAt when it stops working, where that is known
 */
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
    Instant createdAt) {}
