// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;

/**
 * An instrument as a venue states it.
 *
 * @param quantityIncrement the smallest step of a quantity
 */
public record StatedAsset(
    String symbol,
    AssetClass assetClass,
    String exchange,
    String currency,
    Quantity quantityIncrement,
    Price priceIncrement,
    boolean fractionable,
    boolean shortable,
    boolean marginable) {}
