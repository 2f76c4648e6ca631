// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import org.jspecify.annotations.Nullable;

/** What a keyed request has made. */
public record KeyedEffect(@Nullable LiquidationId liquidation, @Nullable OrderId order) {}
