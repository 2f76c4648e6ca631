// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.importing.table.PositionFile;
import dev.unwind.importing.table.PositionFile.DecimalMark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the command line says about a table of positions. */
final class ImportOptions {
  /** Classes of instruments, spelt as everywhere. */
  enum ClassWord {
    /** A share or exchange-traded fund of the United States. */
    us_equity,
    /** An option on one. */
    us_option,
    /** A pair. */
    crypto,
    /** A fund that is priced once a day, or is listed elsewhere. */
    fund
  }

  /** Decimal marks. */
  enum MarkWord {
    /** As in 1,234.50. */
    point,
    /** As in 1.234,50. */
    comma
  }

  @Option(
      names = "--map",
      paramLabel = "COLUMN=NAME",
      description = "The file's name of a column, such as qty=\"Open Quantity\"; may be repeated.")
  Map<String, String> map = new LinkedHashMap<>();

  @Option(
      names = "--ignore-other-columns",
      description = "Leave columns unread that are not known.")
  boolean ignoreOtherColumns;

  @Option(
      names = "--skip",
      paramLabel = "SYMBOL",
      description = "Leave out the rows of this symbol, or of this first cell; may be repeated.")
  List<String> skip = new ArrayList<>();

  @Option(
      names = "--source-account",
      paramLabel = "NAME",
      description = "Which of the accounts in the file.")
  @Nullable String sourceAccount;

  @Option(
      names = "--asset-class",
      description = "Class of instruments that the file has none for: ${COMPLETION-CANDIDATES}.")
  @Nullable ClassWord assetClass;

  @Option(
      names = "--decimal",
      description = "Decimal mark where the file does not show it: ${COMPLETION-CANDIDATES}.")
  @Nullable MarkWord decimal;

  @Option(
      names = "--skip-other-currencies",
      description = "Leave out rows in other currencies than the account's.")
  boolean skipOtherCurrencies;

  boolean isEmpty() {
    return write().isEmpty();
  }

  /** As arguments of the application, which starts after the command line is read. */
  List<String> write() {
    List<String> words = new ArrayList<>();
    map.forEach((column, name) -> words.add("map=" + column + "=" + name));
    skip.forEach(symbol -> words.add("skip=" + symbol));
    if (ignoreOtherColumns) {
      words.add("ignore-other-columns=true");
    }
    if (sourceAccount != null) {
      words.add("source-account=" + sourceAccount);
    }
    if (assetClass != null) {
      words.add("asset-class=" + assetClass);
    }
    if (decimal != null) {
      words.add("decimal=" + decimal);
    }
    if (skipOtherCurrencies) {
      words.add("skip-other-currencies=true");
    }
    return words;
  }

  /** What {@link #write} wrote. */
  static PositionFile.Options read(List<String> words) {
    Map<String, String> columns = new LinkedHashMap<>();
    List<String> skip = new ArrayList<>();
    Map<String, String> single = new LinkedHashMap<>();
    for (String word : words) {
      String[] parts = word.split("=", 2);
      switch (parts[0]) {
        case "map" -> {
          String[] column = parts[1].split("=", 2);
          columns.put(column[0], column[1]);
        }
        case "skip" -> skip.add(parts[1]);
        default -> single.put(parts[0], parts[1]);
      }
    }
    String assetClass = single.get("asset-class");
    String decimal = single.get("decimal");
    return new PositionFile.Options(
        columns,
        single.containsKey("ignore-other-columns"),
        skip,
        single.get("source-account"),
        assetClass == null ? null : AssetClass.valueOf(assetClass.toUpperCase(Locale.ROOT)),
        decimal == null ? null : DecimalMark.valueOf(decimal.toUpperCase(Locale.ROOT)),
        single.containsKey("skip-other-currencies"));
  }
}
