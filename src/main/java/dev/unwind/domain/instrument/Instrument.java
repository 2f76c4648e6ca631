// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.instrument;

import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is traded.
 *
 * @param symbol canonical spelling; crypto pairs with a slash
 * @param exchange the venue's code as clients know it; may be empty
 * @param multiplier money per point and unit
 * @param initialMargin money that opening one futures contract needs; null where it is not known
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
    @Nullable Money initialMargin,
    List<String> aliases) {

  public Instrument {
    aliases = List.copyOf(aliases);
  }

  /** An instrument of which no initial margin is known. */
  public Instrument(
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
    this(
        id,
        uid,
        symbol,
        assetClass,
        exchange,
        currency,
        quantityIncrement,
        priceIncrement,
        multiplier,
        isin,
        fractionable,
        shortable,
        marginable,
        session,
        contract,
        null,
        aliases);
  }

  /** When it trades for the last time; null for what does not expire. */
  public @Nullable Instant expiresAt() {
    if (contract != null) {
      return contract.expirationDate();
    }
    return assetClass == AssetClass.US_OPTION ? OptionSymbol.expiry(symbol) : null;
  }

  /** Whether it has traded for the last time. */
  public boolean hasExpired(Instant now) {
    Instant end = expiresAt();
    return end != null && !end.isAfter(now);
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
