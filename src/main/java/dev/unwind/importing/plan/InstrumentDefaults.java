// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.importing.book.BookDocument.InstrumentEntry;
import dev.unwind.importing.book.BookReader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What an instrument is where its document does not say. */
final class InstrumentDefaults {
  private InstrumentDefaults() {}

  static Instrument complete(
      InstrumentEntry entry, InstrumentId id, UUID uid, List<String> aliases) {
    AssetClass assetClass = entry.assetClass();
    boolean divisible = !entry.quantityIncrement().isWhole();
    return new Instrument(
        id,
        uid,
        entry.symbol(),
        assetClass,
        BookReader.orElse(entry.exchange(), ""),
        entry.currency(),
        entry.quantityIncrement(),
        entry.priceIncrement(),
        BookReader.orElse(entry.multiplier(), Quantity.ONE),
        entry.isin(),
        BookReader.orElse(entry.fractionable(), divisible),
        BookReader.orElse(
            entry.shortable(), assetClass != AssetClass.CRYPTO && assetClass != AssetClass.FUND),
        BookReader.orElse(
            entry.marginable(),
            assetClass == AssetClass.US_EQUITY || assetClass == AssetClass.FUTURE),
        BookReader.orElse(entry.session(), session(assetClass)),
        entry.contract(),
        entry.initialMargin(),
        aliases);
  }

  private static SessionKind session(AssetClass assetClass) {
    return switch (assetClass) {
      case US_EQUITY, US_OPTION -> SessionKind.US_EQUITY;
      case FUTURE -> SessionKind.CME_GLOBEX;
      // No calendar of ours fits the exchanges that list funds.
      case CRYPTO, FUND -> SessionKind.ALWAYS;
    };
  }

  /**
   * The document's aliases, and a crypto pair's other spelling. The symbol itself is not among
   * them.
   */
  static Set<String> aliases(InstrumentEntry entry) {
    Set<String> aliases = new LinkedHashSet<>(entry.aliases());
    otherSpelling(entry).ifPresent(aliases::add);
    aliases.remove(entry.symbol());
    return aliases;
  }

  /**
   * {@code BTCUSD} for {@code BTC/USD}, and the other way round where the quote currency ends the
   * symbol.
   */
  static Optional<String> otherSpelling(InstrumentEntry entry) {
    String symbol = entry.symbol();
    String currency = entry.currency();
    if (entry.assetClass() != AssetClass.CRYPTO) {
      return Optional.empty();
    }
    if (symbol.indexOf('/') >= 0) {
      return Optional.of(symbol.replace("/", ""));
    }
    return symbol.length() > currency.length() && symbol.endsWith(currency)
        ? Optional.of(symbol.substring(0, symbol.length() - currency.length()) + "/" + currency)
        : Optional.empty();
  }
}
