// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.table;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.importing.book.Mistakes;
import dev.unwind.importing.plan.RowKind;
import dev.unwind.importing.table.PositionFile.Format;
import dev.unwind.importing.table.TableFile.TableRow;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brokers' words for classes of instruments. */
final class AssetWords {
  static final String LIST =
      Arrays.stream(AssetClass.values()).map(AssetWords::word).collect(Collectors.joining(", "));

  private static final Map<String, AssetClass> WORDS =
      Map.ofEntries(
          Map.entry("equity", AssetClass.US_EQUITY),
          Map.entry("equities", AssetClass.US_EQUITY),
          Map.entry("stock", AssetClass.US_EQUITY),
          Map.entry("stocks", AssetClass.US_EQUITY),
          Map.entry("commonstock", AssetClass.US_EQUITY),
          Map.entry("stk", AssetClass.US_EQUITY),
          Map.entry("etf", AssetClass.US_EQUITY),
          Map.entry("etfs", AssetClass.US_EQUITY),
          Map.entry("etfsclosedendfunds", AssetClass.US_EQUITY),
          Map.entry("adr", AssetClass.US_EQUITY),
          Map.entry("option", AssetClass.US_OPTION),
          Map.entry("options", AssetClass.US_OPTION),
          Map.entry("opt", AssetClass.US_OPTION),
          Map.entry("equityandindexoptions", AssetClass.US_OPTION),
          Map.entry("cryptocurrency", AssetClass.CRYPTO),
          Map.entry("cryptocurrencies", AssetClass.CRYPTO),
          Map.entry("futures", AssetClass.FUTURE),
          Map.entry("fut", AssetClass.FUTURE),
          Map.entry("funds", AssetClass.FUND),
          Map.entry("mutualfund", AssetClass.FUND),
          Map.entry("mutualfunds", AssetClass.FUND));

  /** Five letters with an X behind are a mutual fund. */
  private static final Pattern MUTUAL_FUND = Pattern.compile("[A-Z]{4}X");

  private static final Pattern TICKER = Pattern.compile("[A-Z]{1,5}([./ -][A-Z])?");

  private AssetWords() {}

  /**
   * What a row says.
   *
   * @param exactly in our own words
   * @param assumed in the broker's
   */
  record Said(@Nullable AssetClass exactly, @Nullable AssetClass assumed) {}

  static Said of(TableRow row, Format format, Mistakes mistakes) {
    String cell = row.cell(Column.ASSET_CLASS);
    AssetClass exact = exact(cell);
    AssetClass read = exact != null ? exact : WORDS.get(RowKind.letters(cell));
    if (read == null && !cell.isEmpty()) {
      mistakes.add(
          row.path() + ".asset_class",
          Mistakes.quoted(cell)
              + " must be one of "
              + LIST
              + "; --skip "
              + Mistakes.quoted(row.cell(Column.SYMBOL))
              + " leaves the row out");
    }
    return new Said(format == Format.CSV ? exact : null, read);
  }

  static @Nullable AssetClass exact(String word) {
    return Arrays.stream(AssetClass.values())
        .filter(c -> word(c).equals(word))
        .findFirst()
        .orElse(null);
  }

  /** What a symbol without more is, where a broker lists it among its positions. */
  static @Nullable AssetClass listed(String symbol) {
    if (MUTUAL_FUND.matcher(symbol).matches()) {
      return AssetClass.FUND;
    }
    return TICKER.matcher(symbol).matches() ? AssetClass.US_EQUITY : null;
  }

  private static String word(AssetClass assetClass) {
    return assetClass.name().toLowerCase(Locale.ROOT);
  }
}
