// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.importing;

import dev.unwind.application.importing.BookDocument.AccountEntry;
import dev.unwind.application.importing.BookDocument.InstrumentEntry;
import dev.unwind.application.importing.BookDocument.PositionEntry;
import dev.unwind.application.importing.BookDocument.QuoteEntry;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads positions from what a broker's {@code GET /v2/positions} answered. Prices beyond the
 * ledger's digits are rounded HALF_EVEN; keys that are not used here are ignored, for the file is
 * the broker's and not ours.
 */
final class AlpacaPositions {
  private static final int SCALE = 18;

  private final String account;
  private final @Nullable AccountEntry newAccount;
  private final String currency;
  private final Mistakes mistakes;
  private final List<InstrumentEntry> instruments = new ArrayList<>();
  private final List<QuoteEntry> quotes = new ArrayList<>();
  private final List<PositionEntry> positions = new ArrayList<>();
  private final Unreadable unreadable = new Unreadable();

  /** See {@link CsvPositions}. */
  AlpacaPositions(
      String account, @Nullable AccountEntry newAccount, String currency, Mistakes mistakes) {
    this.account = account;
    this.newAccount = newAccount;
    this.currency = currency;
    this.mistakes = mistakes;
  }

  BookDocument read(@Nullable Object json) {
    if (json instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) instanceof Map<?, ?> map) {
          read(new Fields(map, "[" + i + "]", mistakes));
        } else {
          mistakes.add("[" + i + "]", "must be an object");
        }
      }
    } else {
      mistakes.add("", "must be a JSON list of positions");
    }
    return PositionFileDefaults.document(newAccount, instruments, quotes, positions, unreadable);
  }

  private void read(Fields in) {
    String given = in.requiredText("symbol");
    UUID assetId = in.uuid("asset_id");
    String exchange = in.text("exchange");
    AssetClass assetClass =
        BookReader.orElse(in.word("asset_class", AssetClass.values(), true), AssetClass.US_EQUITY);
    Quantity qty = in.required("qty", in.quantity("qty"));
    if (qty != null && qty.isZero()) {
      in.mistake("qty", "must not be zero");
    }
    Price entry = in.required("avg_entry_price", rounded(in, "avg_entry_price"));
    if (entry != null && entry.value().signum() < 0) {
      in.mistake("avg_entry_price", "must not be negative");
    }
    Price current = rounded(in, "current_price");
    Price lastDay = rounded(in, "lastday_price");
    if (given == null || qty == null || entry == null) {
      return;
    }
    if (!BookReader.isValuable(qty, entry)) {
      in.mistake("qty", "times avg_entry_price is out of range");
      return;
    }
    boolean pair = assetClass == AssetClass.CRYPTO && given.indexOf('/') < 0;
    boolean splits = pair && given.endsWith(currency) && given.length() > currency.length();
    String symbol =
        splits ? given.substring(0, given.length() - currency.length()) + "/" + currency : given;
    if (assetClass == AssetClass.FUTURE) {
      in.mistake("asset_class", "a future needs a book document, which tells its multiplier");
      return;
    }
    instruments.add(
        PositionFileDefaults.instrument(
            in.path(),
            symbol,
            assetClass,
            exchange,
            currency,
            symbol.equals(given) ? List.of() : List.of(given),
            assetId));
    if (current != null && current.isPositive()) {
      Price close = lastDay != null && lastDay.isPositive() ? lastDay : null;
      quotes.add(new QuoteEntry(in.path(), given, current, null, null, close, null));
    }
    positions.add(new PositionEntry(in.path(), account, given, qty, entry, null, null, null));
  }

  private static @Nullable Price rounded(Fields in, String key) {
    BigDecimal number = in.decimal(key);
    if (number == null) {
      return null;
    }
    try {
      return new Price(number.setScale(SCALE, RoundingMode.HALF_EVEN));
    } catch (ArithmeticException e) {
      in.mistake(key, "has " + e.getMessage());
      return null;
    }
  }
}
