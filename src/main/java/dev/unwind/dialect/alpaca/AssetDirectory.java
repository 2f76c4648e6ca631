// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.application.market.Market;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finds assets under every spelling that clients use: asset id, symbol, crypto pair with or without
 * slash, and the long forms {@code SYM:EXCHANGE} and {@code SYM:EXCHANGE:class}.
 */
@ApplicationScoped
public class AssetDirectory {
  /** Ends of pairs that are written without slash, the longer ones first. */
  private static final List<String> QUOTE_CURRENCIES =
      List.of("USDT", "USDC", "USD", "EUR", "GBP", "BTC", "ETH");

  private static final int SPELLING_MAX = 64;

  private final Market market;

  AssetDirectory(Market market) {
    this.market = market;
  }

  /** Finds what a path names. */
  public Uni<Optional<Instrument>> find(String spelling) {
    if (spelling.isEmpty() || spelling.length() > SPELLING_MAX || spelling.indexOf('\0') >= 0) {
      return Uni.createFrom().item(Optional.empty());
    }
    Optional<UUID> uid = AlpacaParameters.uuid(spelling);
    if (uid.isPresent()) {
      // An id of Alpaca's own is kept as a spelling where the ledger has another.
      return market.byUid(uid.get()).chain(orElse(() -> market.bySymbol(uid.get().toString())));
    }
    String[] parts = spelling.split(":", -1);
    if (parts.length > 3) {
      return Uni.createFrom().item(Optional.empty());
    }
    return bySymbol(parts[0]).map(found -> found.filter(i -> matches(i, parts)));
  }

  /** Finds a currency pair whose slash has cut a path in two. */
  public Uni<Optional<Instrument>> findPair(String base, String quote) {
    return find(base + "/" + quote).map(f -> f.filter(i -> i.assetClass() == AssetClass.CRYPTO));
  }

  /** Finds an equity by CUSIP. */
  public Uni<Optional<Instrument>> findByCusip(String cusip) {
    return Cusips.isin(cusip)
        .map(market::byIsin)
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
  }

  private Uni<Optional<Instrument>> bySymbol(String symbol) {
    return market.bySymbol(symbol).chain(orElse(() -> otherSpelling(symbol)));
  }

  private static Function<Optional<Instrument>, Uni<? extends Optional<Instrument>>> orElse(
      Supplier<Uni<Optional<Instrument>>> next) {
    return found -> found.isPresent() ? Uni.createFrom().item(found) : next.get();
  }

  private Uni<Optional<Instrument>> otherSpelling(String symbol) {
    if (symbol.indexOf('/') >= 0) {
      return crypto(symbol.replace("/", ""));
    }
    for (String currency : QUOTE_CURRENCIES) {
      if (symbol.length() > currency.length() && symbol.endsWith(currency)) {
        String base = symbol.substring(0, symbol.length() - currency.length());
        return crypto(base + "/" + currency);
      }
    }
    return Uni.createFrom().item(Optional.empty());
  }

  private Uni<Optional<Instrument>> crypto(String symbol) {
    return market
        .bySymbol(symbol)
        .map(found -> found.filter(i -> i.assetClass() == AssetClass.CRYPTO));
  }

  private static boolean matches(Instrument instrument, String[] parts) {
    boolean exchange =
        parts.length < 2
            || parts[1].equalsIgnoreCase(AlpacaWords.exchange(instrument))
            || parts[1].equalsIgnoreCase(instrument.exchange());
    boolean assetClass =
        parts.length < 3
            || parts[2].toLowerCase(Locale.ROOT).equals(AlpacaWords.assetClass(instrument));
    return exchange && assetClass;
  }
}
