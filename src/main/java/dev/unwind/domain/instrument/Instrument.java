// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.instrument;

import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is traded.
 *
 * @param symbol canonical spelling; crypto pairs with a slash
 * @param exchange the venue's code as clients know it; may be empty
 * @param multiplier money per point and unit
 * @param aliases further spellings under which it is found
 */
public record Instrument(
    InstrumentId id,
    UUID uid,
    String symbol,
    AssetClass assetClass,
    String exchange,
    String currency,
    Quantity quantityIncrement,
    Price priceIncrement,
    Quantity multiplier,
    @Nullable String isin,
    boolean fractionable,
    boolean shortable,
    boolean marginable,
    SessionKind session,
    @Nullable FuturesContract contract,
    List<String> aliases) {

  public Instrument {
    aliases = List.copyOf(aliases);
  }

  public boolean isFuture() {
    return assetClass == AssetClass.FUTURE;
  }

  /**
   * Whether ordinary reducing orders reserve the quantity that they may sell; those on futures do
   * not and may flip.
   */
  public boolean reservesHoldings() {
    return !isFuture();
  }
}
