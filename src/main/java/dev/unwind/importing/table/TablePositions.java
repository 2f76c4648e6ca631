// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.table;

import static dev.unwind.importing.book.Mistakes.quoted;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Uids;
import dev.unwind.importing.book.BookDocument;
import dev.unwind.importing.book.BookDocument.AccountEntry;
import dev.unwind.importing.book.BookDocument.Mention;
import dev.unwind.importing.book.BookDocument.PositionEntry;
import dev.unwind.importing.book.BookDocument.QuoteEntry;
import dev.unwind.importing.book.BookReader;
import dev.unwind.importing.book.ImportConfig;
import dev.unwind.importing.book.Mistakes;
import dev.unwind.importing.book.Unreadable;
import dev.unwind.importing.plan.PositionFileDefaults;
import dev.unwind.importing.plan.RowKind;
import dev.unwind.importing.plan.Spellings;
import dev.unwind.importing.table.PositionFile.Format;
import dev.unwind.importing.table.TableFile.TableRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes positions of the rows of a table, with their instruments and quotes. */
public final class TablePositions {
  private final PositionFile file;
  private final @Nullable AccountEntry newAccount;
  private final String currency;
  private final Mistakes mistakes;
  private final TableFile table;
  private final List<Mention> mentions = new ArrayList<>();
  private final Map<String, QuoteEntry> quotes = new LinkedHashMap<>();
  private final List<PositionEntry> positions = new ArrayList<>();
  private final Unreadable unreadable = new Unreadable();

  /**
   * @param newAccount the account, where it is made
   * @param currency the account's
   */
  public TablePositions(
      PositionFile file,
      @Nullable AccountEntry newAccount,
      String currency,
      CsvText csv,
      ImportConfig limits,
      Mistakes mistakes) {
    this.file = file;
    this.newAccount = newAccount;
    this.currency = currency;
    this.mistakes = mistakes;
    table = new TableFile(file, csv, limits, mistakes);
  }

  public BookDocument read(byte[] bytes) {
    table.read(bytes);
    List<TableRow> rows = ofThePosition(ofTheCurrency(ofTheAccount(withoutLots(table.rows()))));
    CellNumbers numbers = CellNumbers.of(rows, table.separator(), file.options(), mistakes);
    if (numbers.isConsistent()) {
      rows.forEach(row -> read(row, numbers));
    }
    return PositionFileDefaults.document(
        newAccount, mentions, List.copyOf(quotes.values()), positions, unreadable);
  }

  public List<SkippedRow> skipped() {
    return table.skipped();
  }

  public List<String> unread() {
    return table.unread();
  }

  /** Interactive Brokers can list a position's purchases below it. */
  private List<TableRow> withoutLots(List<TableRow> rows) {
    List<TableRow> kept = new ArrayList<>();
    Set<String> summed = new HashSet<>();
    Map<String, TableRow> lots = new LinkedHashMap<>();
    for (TableRow row : rows) {
      if (row.cell(Column.DETAIL).equalsIgnoreCase("lot")) {
        lots.putIfAbsent(row.cell(Column.SYMBOL), row);
        table.skip(row, RowKind.LOT);
      } else {
        summed.add(row.cell(Column.SYMBOL));
        kept.add(row);
      }
    }
    lots.forEach(
        (symbol, row) -> {
          if (!summed.contains(symbol)) {
            mistakes.add(
                row.path(),
                quoted(symbol)
                    + " has lots, but no row of the position; export with the level of detail"
                    + " \"Summary\"");
          }
        });
    return kept;
  }

  private List<TableRow> ofTheAccount(List<TableRow> rows) {
    Map<String, Integer> accounts = new LinkedHashMap<>();
    for (TableRow row : rows) {
      accounts.putIfAbsent(account(row), row.line());
    }
    String wanted = file.options().sourceAccount();
    if (wanted == null) {
      if (accounts.size() > 1) {
        mistakes.add(
            "",
            "the file has rows of several accounts, "
                + String.join(", ", accounts.keySet().stream().map(Mistakes::quoted).toList())
                + "; say which one with --source-account");
        return List.of();
      }
      return rows;
    }
    List<TableRow> kept = new ArrayList<>();
    for (TableRow row : rows) {
      if (account(row).equals(wanted)) {
        kept.add(row);
      } else {
        table.skip(row, RowKind.OTHER_ACCOUNT);
      }
    }
    if (kept.isEmpty()) {
      mistakes.add(
          "--source-account",
          quoted(wanted)
              + " has no rows; the accounts of the file are "
              + String.join(", ", accounts.keySet().stream().map(Mistakes::quoted).toList()));
    }
    return kept;
  }

  private static String account(TableRow row) {
    String cell = row.cell(Column.ACCOUNT);
    return cell.isEmpty() ? row.account() : cell;
  }

  private List<TableRow> ofTheCurrency(List<TableRow> rows) {
    if (!file.options().skipOtherCurrencies()) {
      return rows;
    }
    List<TableRow> kept = new ArrayList<>();
    for (TableRow row : rows) {
      String own = row.cell(Column.CURRENCY);
      if (own.isEmpty() || own.equalsIgnoreCase(currency)) {
        kept.add(row);
      } else {
        table.skip(row, RowKind.OTHER_CURRENCY);
      }
    }
    return kept;
  }

  /** Tradovate repeats a position for each pair of its fills, and keeps those that are flat. */
  private List<TableRow> ofThePosition(List<TableRow> rows) {
    if (!file.format().isBrokers()) {
      return rows;
    }
    List<TableRow> kept = new ArrayList<>();
    Map<String, TableRow> seen = new HashMap<>();
    for (TableRow row : rows) {
      String id = row.cell(Column.POSITION_ID);
      TableRow before = id.isEmpty() ? null : seen.putIfAbsent(id, row);
      if (row.cell(Column.QTY).matches("[-+]?0+([.,]0*)?")) {
        table.skip(row, RowKind.FLAT);
      } else if (before == null) {
        kept.add(row);
      } else if (isSame(before, row)) {
        table.skip(row, RowKind.LOT);
      } else {
        mistakes.add(
            row.path(),
            "position "
                + id
                + " stands in line "
                + before.line()
                + " with other values; export the open positions anew");
      }
    }
    return kept;
  }

  private static boolean isSame(TableRow a, TableRow b) {
    return List.of(Column.SYMBOL, Column.QTY, Column.AVG_ENTRY_PRICE).stream()
        .allMatch(column -> a.cell(column).equals(b.cell(column)));
  }

  private void read(TableRow row, CellNumbers numbers) {
    int before = mistakes.count();
    if (hasStrayCells(row)) {
      return;
    }
    String symbol = symbol(row);
    AssetClass said = row.cell(Column.UNWIND_ASSET_CLASS).isEmpty() ? null : own(row);
    AssetWords.Said words = AssetWords.of(row, file.format(), mistakes);
    AssetClass explicit = said != null ? said : words.exactly();
    AssetClass assumed = assumed(symbol, words.assumed());
    RowAmounts amounts = new RowAmounts(row, numbers, mistakes);
    Quantity qty = amounts.qty();
    Quantity multiplier = amounts.multiplier(explicit != null ? explicit : assumed, symbol);
    Price entry = amounts.entry(qty, multiplier);
    String ownCurrency = currency(row);
    Price last = amounts.quote(Column.LAST_PRICE);
    Price close = amounts.quote(Column.PREVIOUS_CLOSE);
    UUID assetId = assetId(row);
    if (symbol.isEmpty() || qty == null || entry == null) {
      unreadable.symbols().add(symbol);
      return;
    }
    if (!BookReader.isValuable(qty, entry)) {
      mistakes.add(row.path() + ".qty", "times avg_entry_price is out of range");
    }
    if (mistakes.count() > before) {
      unreadable.symbols().add(symbol);
      return;
    }
    mentions.add(
        new Mention(
            row.path(),
            symbol,
            explicit,
            assumed,
            emptyToNull(row.cell(Column.EXCHANGE)),
            ownCurrency,
            currency,
            amounts.saidMultiplier(),
            isin(row),
            assetId));
    if (last != null) {
      quotes.putIfAbsent(symbol, new QuoteEntry(row.path(), symbol, last, null, null, close, null));
    }
    positions.add(
        new PositionEntry(row.path(), file.account(), symbol, qty, entry, null, null, null));
  }

  private boolean hasStrayCells(TableRow row) {
    int cells = row.cells().size();
    int columns = row.header().size();
    boolean more =
        cells > columns
            && row.cells().subList(columns, cells).stream().anyMatch(cell -> !cell.isEmpty());
    if (more || (cells < columns && !file.format().isBrokers())) {
      mistakes.add(
          row.path(),
          "has "
              + cells
              + " cells where the header has "
              + columns
              + "; the row begins "
              + quoted(row.cells().get(0))
              + (more
                  ? ". A comma inside of a cell needs quotes around the cell, or another separator"
                  : ". A row that is no position can be left out with --skip "
                      + quoted(row.cells().get(0))));
      return true;
    }
    return false;
  }

  private String symbol(TableRow row) {
    String symbol = row.cell(Column.SYMBOL).strip();
    if (symbol.isEmpty()) {
      mistakes.add(
          row.path() + ".symbol",
          "is required; the row begins "
              + quoted(row.cells().get(0))
              + (row.cells().get(0).isEmpty() ? "" : ", and --skip leaves it out"));
    } else if (symbol.length() > BookReader.SYMBOL_CHARS_MAX
        || symbol.chars().anyMatch(Character::isISOControl)) {
      mistakes.add(
          row.path() + ".symbol",
          "must have at most " + BookReader.SYMBOL_CHARS_MAX + " printable characters");
      return "";
    }
    return symbol;
  }

  private @Nullable AssetClass own(TableRow row) {
    String word = row.cell(Column.UNWIND_ASSET_CLASS);
    AssetClass own = AssetWords.exact(word);
    if (own == null) {
      mistakes.add(
          row.path() + ".unwind_asset_class", quoted(word) + " must be one of " + AssetWords.LIST);
    }
    return own;
  }

  /** What the instrument seems to be, for one that is not known. */
  private @Nullable AssetClass assumed(String symbol, @Nullable AssetClass words) {
    if (words != null) {
      return words;
    }
    if (Spellings.option(symbol.toUpperCase(Locale.ROOT)).isPresent()) {
      return AssetClass.US_OPTION;
    }
    AssetClass option = file.options().assetClass();
    return option == null && file.format() == Format.FIDELITY ? AssetWords.listed(symbol) : option;
  }

  private @Nullable String currency(TableRow row) {
    String cell = row.cell(Column.CURRENCY);
    if (cell.isEmpty()) {
      return null;
    }
    if (!BookReader.CURRENCY.matcher(cell).matches()) {
      mistakes.add(
          row.path() + ".currency", quoted(cell) + " must be an upper-case code such as USD");
      return null;
    }
    if (!cell.equals(currency)) {
      mistakes.add(
          row.path() + ".currency",
          quoted(cell)
              + " of "
              + quoted(row.cell(Column.SYMBOL))
              + " is not the account's currency "
              + currency
              + "; --skip-other-currencies leaves such rows out");
    }
    return cell;
  }

  private static @Nullable String isin(TableRow row) {
    String cell = row.cell(Column.ISIN).toUpperCase(Locale.ROOT);
    return BookReader.ISIN.matcher(cell).matches() ? cell : null;
  }

  private @Nullable UUID assetId(TableRow row) {
    String cell = row.cell(Column.ASSET_ID);
    if (cell.isEmpty()) {
      return null;
    }
    UUID uuid = Uids.read(cell).orElse(null);
    if (uuid == null) {
      mistakes.add(row.path() + ".asset_id", quoted(cell) + " must be a uuid");
    }
    return uuid;
  }

  private static @Nullable String emptyToNull(String cell) {
    return cell.isEmpty() ? null : cell;
  }
}
