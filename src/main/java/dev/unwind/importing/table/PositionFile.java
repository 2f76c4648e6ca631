// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.table;

import dev.unwind.domain.instrument.AssetClass;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of positions that another system wrote.
 *
 * @param account name of the account that gets them
 * @param createIn currency in which the account is made when there is none; null when it must exist
 */
public record PositionFile(
    Format format, String account, @Nullable String createIn, Options options) {

  public PositionFile(Format format, String account, @Nullable String createIn) {
    this(format, account, createIn, Options.NONE);
  }

  /** What the file looks like. */
  public enum Format {
    /** A table with a header row, whoever wrote it. */
    CSV,
    /** The JSON that Alpaca's {@code GET /v2/positions} answers. */
    ALPACA,
    /** The table that Schwab's positions page exports. */
    SCHWAB,
    /** The table that Fidelity's positions page exports. */
    FIDELITY,
    /** An activity statement or the result of a flex query of Interactive Brokers, as CSV. */
    IBKR,
    /** The table of positions that Tradovate exports. */
    TRADOVATE;

    public boolean isTable() {
      return this != ALPACA;
    }

    /** A known broker's export is read by that broker's rules; a mere table has none. */
    boolean isBrokers() {
      return isTable() && this != CSV;
    }
  }

  /** The decimal mark of a file's numbers. */
  public enum DecimalMark {
    /** {@code 1,234.50}. */
    POINT,
    /** {@code 1.234,50}. */
    COMMA
  }

  /**
   * What whoever imports a table says about it.
   *
   * @param columns names in the file by our names
   * @param ignoreOthers whether columns that are not known may stay unread
   * @param skip symbols, or first cells, of rows to leave out
   * @param sourceAccount which of the accounts in the file
   * @param assetClass of instruments of which the file does not say it
   * @param decimalMark null where the file shows it
   * @param skipOtherCurrencies whether rows in other currencies than the account's are left out
   */
  public record Options(
      Map<String, String> columns,
      boolean ignoreOthers,
      List<String> skip,
      @Nullable String sourceAccount,
      @Nullable AssetClass assetClass,
      @Nullable DecimalMark decimalMark,
      boolean skipOtherCurrencies) {
    public static final Options NONE =
        new Options(Map.of(), false, List.of(), null, null, null, false);

    public Options {
      columns = Map.copyOf(columns);
      skip = List.copyOf(skip);
    }
  }
}
