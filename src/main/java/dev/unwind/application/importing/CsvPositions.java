// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.importing;

import dev.unwind.application.importing.BookDocument.AccountEntry;
import dev.unwind.application.importing.BookDocument.InstrumentEntry;
import dev.unwind.application.importing.BookDocument.PositionEntry;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads positions from comma-separated text: a header row, columns in any order, {@code symbol},
 * {@code qty} and {@code avg_entry_price} required; {@code asset_class}, {@code currency} and
 * {@code exchange} make instruments that are absent.
 */
final class CsvPositions {
  private static final List<String> REQUIRED = List.of("symbol", "qty", "avg_entry_price");
  private static final Set<String> KNOWN =
      Set.of("symbol", "qty", "avg_entry_price", "asset_class", "currency", "exchange");

  private final String account;
  private final @Nullable AccountEntry newAccount;
  private final String currency;
  private final Mistakes mistakes;
  private final Unreadable unreadable = new Unreadable();

  /**
   * @param newAccount the account, where it is made
   * @param currency the account's
   */
  CsvPositions(
      String account, @Nullable AccountEntry newAccount, String currency, Mistakes mistakes) {
    this.account = account;
    this.newAccount = newAccount;
    this.currency = currency;
    this.mistakes = mistakes;
  }

  BookDocument read(byte[] bytes) {
    List<CsvRows.Row> rows = CsvRows.read(decode(bytes), mistakes);
    List<PositionEntry> positions = new ArrayList<>();
    Map<String, InstrumentEntry> instruments = new LinkedHashMap<>();
    if (rows.isEmpty()) {
      mistakes.add("line 1", "a header row is required");
    } else if (isHeader(rows.get(0))) {
      List<String> header = columns(rows.get(0));
      for (CsvRows.Row row : rows.subList(1, rows.size())) {
        read(header, row, positions, instruments);
      }
    }
    return PositionFileDefaults.document(
        newAccount, List.copyOf(instruments.values()), List.of(), positions, unreadable);
  }

  private String decode(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new ImportRefusedException("", "the file is not UTF-8 text");
    }
  }

  private static List<String> columns(CsvRows.Row header) {
    return header.cells().stream().map(cell -> cell.toLowerCase(Locale.ROOT)).toList();
  }

  private boolean isHeader(CsvRows.Row row) {
    List<String> columns = columns(row);
    String path = "line " + row.line();
    boolean complete = true;
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!KNOWN.contains(column)) {
        mistakes.add(path, "\"" + column + "\" is not a known column");
      } else if (!seen.add(column)) {
        mistakes.add(path, "column " + column + " stands twice");
      }
    }
    for (String column : REQUIRED) {
      if (!columns.contains(column)) {
        mistakes.add(path, "column " + column + " is required");
        complete = false;
      }
    }
    return complete;
  }

  private void read(
      List<String> header,
      CsvRows.Row row,
      List<PositionEntry> positions,
      Map<String, InstrumentEntry> instruments) {
    String path = "line " + row.line();
    if (row.cells().size() != header.size()) {
      mistakes.add(
          path, "has " + row.cells().size() + " cells where the header has " + header.size());
      return;
    }
    Map<String, Object> cells = new LinkedHashMap<>();
    for (int i = 0; i < header.size(); i++) {
      if (!row.cells().get(i).isEmpty()) {
        cells.put(header.get(i), row.cells().get(i));
      }
    }
    Fields in = new Fields(cells, path, mistakes);
    String symbol = in.requiredText("symbol");
    Quantity qty = in.required("qty", in.quantity("qty"));
    if (qty != null && qty.isZero()) {
      in.mistake("qty", "must not be zero");
    }
    Price price = in.required("avg_entry_price", in.price("avg_entry_price"));
    if (price != null && price.value().signum() < 0) {
      in.mistake("avg_entry_price", "must not be negative");
    }
    AssetClass assetClass = in.word("asset_class", AssetClass.values(), true);
    String ownCurrency = BookReader.orElse(in.text("currency"), currency);
    String exchange = in.text("exchange");
    if (symbol == null || qty == null || price == null) {
      return;
    }
    if (!BookReader.isValuable(qty, price)) {
      in.mistake("qty", "times avg_entry_price is out of range");
      return;
    }
    if (assetClass == AssetClass.FUTURE) {
      in.mistake("asset_class", "a future needs a book document, which tells its multiplier");
      unreadable.symbols().add(symbol);
    } else if (assetClass != null) {
      instruments.putIfAbsent(
          symbol,
          PositionFileDefaults.instrument(
              path, symbol, assetClass, exchange, ownCurrency, List.of(), null));
    }
    positions.add(new PositionEntry(path, account, symbol, qty, price, null, null, null));
  }
}
