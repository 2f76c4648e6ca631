// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * What an order meets when it is judged.
 *
 * @param quote null where there is no market yet
 * @param open whether the instrument trades at this moment
 * @param increment smallest quantity step of the instrument
 * @param tick smallest price step of the instrument
 */
public record MarketView(
    @Nullable Quote quote, boolean open, FillMode fill, Quantity increment, Price tick) {}
