// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.table;

import static dev.unwind.importing.book.Mistakes.quoted;

import dev.unwind.importing.book.ImportConfig;
import dev.unwind.importing.book.ImportRefusedException;
import dev.unwind.importing.book.Mistakes;
import dev.unwind.importing.plan.RowKind;
import dev.unwind.importing.table.CsvText.Row;
import dev.unwind.importing.table.PositionFile.Format;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the table of positions in a file: behind title lines, among sections, in whatever separator
 * it is written, and without the rows that are no positions.
 */
final class TableFile {
  /** Lines among which the header is looked for. */
  private static final int HEADER_LINES_MAX = 200;

  private static final char[] SEPARATORS = {',', ';', '\t', '|'};
  private static final int SHOWN_CHARS = 60;
  private static final Set<String> FRAMES =
      Set.of("BOF", "BOA", "BOS", "EOS", "EOA", "EOF", "HEADER", "TRAILER");

  private final PositionFile file;
  private final CsvText csv;
  private final ImportConfig limits;
  private final Mistakes mistakes;
  private final List<SkippedRow> skipped = new ArrayList<>();
  private final List<TableRow> rows = new ArrayList<>();
  private final List<String> unread = new ArrayList<>();
  private final Set<String> skipsUsed = new HashSet<>();
  private char separator = ',';
  private @Nullable TableHeader header;
  private String account = "";

  /** Whether rows begin with the section that they belong to. */
  private boolean statement;

  /**
   * One row that should be a position.
   *
   * @param account the account whose rows it stands among, where the file says that by title lines
   */
  record TableRow(int line, List<String> cells, TableHeader header, String account) {
    String path() {
      return "line " + line;
    }

    String cell(Column column) {
      return header.cell(cells, column);
    }

    String name(Column column) {
      return header.name(column);
    }
  }

  TableFile(PositionFile file, CsvText csv, ImportConfig limits, Mistakes mistakes) {
    this.file = file;
    this.csv = csv;
    this.limits = limits;
    this.mistakes = mistakes;
  }

  char separator() {
    return separator;
  }

  List<TableRow> rows() {
    return rows;
  }

  /** In the order of the file. */
  List<SkippedRow> skipped() {
    return skipped.stream().sorted(Comparator.comparingInt(SkippedRow::line)).toList();
  }

  /** Names of columns that were not read. */
  List<String> unread() {
    return unread;
  }

  void skip(TableRow row, RowKind kind) {
    String symbol = row.cell(Column.SYMBOL);
    skip(row.line(), symbol.isEmpty() ? row.cells() : List.of(symbol), kind);
  }

  void read(byte[] bytes) {
    for (String word : file.options().columns().keySet()) {
      if (Column.ofWord(word).isEmpty()) {
        mistakes.add("--map", quoted(word) + " must be one of " + Column.words());
      }
    }
    String text = decode(bytes);
    List<String> lines = text.lines().limit(HEADER_LINES_MAX).toList();
    requireTable(text, lines);
    requireWithin(text);
    int headerLine = header(lines);
    if (!mistakes.isEmpty()) {
      return;
    }
    CsvText.Rows split = csv.read(text, separator);
    for (int i = 0; i < split.rows().size(); i++) {
      Row row = split.rows().get(i);
      Row next = i + 1 < split.rows().size() ? split.rows().get(i + 1) : null;
      if (row.line() < headerLine) {
        title(row);
      } else if (!read(row, next, row.line() == headerLine)) {
        break;
      }
    }
    if (split.broken() != null) {
      mistakes.add(split.broken().path(), split.broken().message());
    }
    for (String name : file.options().skip()) {
      if (!skipsUsed.contains(plain(name))) {
        mistakes.add("--skip", quoted(name) + " is the symbol of no row");
      }
    }
  }

  private static String decode(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new ImportRefusedException(
          "", "the file is not UTF-8 text; save it as \"CSV UTF-8\" where it was made");
    }
  }

  private static void requireTable(String text, List<String> lines) {
    String begin = text.stripLeading();
    if (begin.isEmpty()) {
      throw new ImportRefusedException("line 1", "a header row is required");
    }
    if (begin.startsWith("{") || begin.startsWith("[")) {
      throw new ImportRefusedException(
          "line 1", "the file is JSON: give --format alpaca, or no --format for a book document");
    }
    if (begin.startsWith("PK\u0003\u0004") || lines.get(0).indexOf('\0') >= 0) {
      throw new ImportRefusedException("line 1", "the file is a workbook: export it as CSV");
    }
    if (begin.startsWith("<")) {
      throw new ImportRefusedException(
          "line 1", "the file is XML or a web page: export the positions as CSV");
    }
  }

  private void requireWithin(String text) {
    int line = 1;
    int begin = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i < text.length() && text.charAt(i) != '\n') {
        continue;
      }
      if (i - begin > limits.maxLineLength()) {
        mistakes.add(
            "line " + line,
            "has "
                + (i - begin)
                + " characters, more than the "
                + limits.maxLineLength()
                + " of unwind.import.max-line-length");
      }
      begin = i + 1;
      line++;
    }
    if (line - 2 > limits.maxRows()) {
      throw new ImportRefusedException(
          "",
          "the file has "
              + (line - 1)
              + " lines, more than the "
              + limits.maxRows()
              + " of unwind.import.max-rows; split it");
    }
  }

  /** Finds the header's line and with it the separator. */
  private int header(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      for (char candidate : SEPARATORS) {
        List<Row> row = csv.read(lines.get(i), candidate).rows();
        if (row.size() == 1 && begins(row.get(0).cells())) {
          separator = candidate;
          return i + 1;
        }
      }
    }
    mistakes.add(
        "line 1",
        "no header line with a symbol and a quantity is among the first "
            + HEADER_LINES_MAX
            + " lines; line 1 reads "
            + quoted(shown(lines.get(0)))
            + ". Columns symbol, qty and avg_entry_price are required: name them with"
            + " --map symbol=... --map qty=..., or give the --format of the broker");
    return 0;
  }

  private boolean begins(List<String> cells) {
    // The other sections of a statement have headers with symbols and quantities, too.
    boolean section =
        file.format() == Format.IBKR && cells.size() > 2 && cells.get(1).equals("Header");
    return new TableHeader(cells, file).isTable() && (!section || isActivity(cells));
  }

  private static boolean isActivity(List<String> cells) {
    return cells.size() > 2 && cells.get(0).endsWith("Open Positions");
  }

  private void title(Row row) {
    String text = row.cells().get(0);
    int as = text.indexOf(" as of ");
    if (text.startsWith("Positions for account ") && as > 0) {
      account = text.substring("Positions for account ".length(), as).strip();
    } else if (file.format() == Format.SCHWAB) {
      account = text;
    }
    if (file.format() != Format.IBKR) {
      skip(row.line(), row.cells(), RowKind.TEXT);
    }
  }

  /** Gives false where the table ends. */
  private boolean read(Row row, @Nullable Row next, boolean first) {
    List<String> cells = row.cells();
    if (first) {
      statement = file.format() == Format.IBKR && isActivity(cells);
      begin(row);
      return true;
    }
    if (statement) {
      section(row);
      return true;
    }
    TableHeader current = header;
    if (current == null) {
      return false;
    }
    if (current.isSame(cells)) {
      return true;
    }
    if (!cells.get(0).isEmpty() && cells.get(0).equals(current.first())) {
      return anotherTable(row);
    }
    boolean title = cells.stream().filter(cell -> !cell.isEmpty()).count() == 1;
    if (title && next != null && current.isSame(next.cells())) {
      account = cells.get(0);
      skip(row.line(), cells, RowKind.TEXT);
      return true;
    }
    classify(row, current);
    return true;
  }

  private void begin(Row row) {
    List<String> names = new ArrayList<>(row.cells());
    if (statement) {
      // The section and the kind of row are no columns.
      names.set(0, "");
      names.set(1, "");
    }
    TableHeader begun = new TableHeader(names, file);
    begun.check("line " + row.line(), mistakes);
    begun.unread().stream().filter(name -> !unread.contains(name)).forEach(unread::add);
    header = begun;
  }

  /** A row of an activity statement: section, kind of row, cells. */
  private void section(Row row) {
    List<String> cells = row.cells();
    if (!isActivity(cells)) {
      return;
    }
    TableHeader current = header;
    switch (cells.get(1)) {
      case "Header" -> begin(row);
      case "Data" -> {
        if (current != null) {
          classify(row, current);
        }
      }
      default -> skip(row.line(), cells.subList(2, cells.size()), RowKind.TOTAL);
    }
  }

  private boolean anotherTable(Row row) {
    if (new TableHeader(row.cells(), file).isTable()) {
      mistakes.add(
          "line " + row.line(),
          "another table with symbols and quantities begins here; export the open positions"
              + " alone");
    } else {
      skip(row.line(), row.cells(), RowKind.TABLE);
    }
    return false;
  }

  private void classify(Row row, TableHeader current) {
    TableRow made = new TableRow(row.line(), row.cells(), current, account);
    String symbol = made.cell(Column.SYMBOL);
    String first = row.cells().get(0);
    RowKind kind = kind(made, symbol.isEmpty() ? first : symbol, first);
    if (kind == null) {
      rows.add(made);
    } else if (file.format().isBrokers() || kind == RowKind.NAMED) {
      skip(made, kind);
    } else if (made.cell(Column.ASSET_CLASS).isEmpty() || isIncomplete(made)) {
      mistakes.add(made.path(), String.valueOf(RowKind.hint(symbol.isEmpty() ? first : symbol)));
    } else {
      rows.add(made);
    }
  }

  private static boolean isIncomplete(TableRow row) {
    return Numerals.isAbsent(row.cell(Column.QTY))
        || (Numerals.isAbsent(row.cell(Column.AVG_ENTRY_PRICE))
            && Numerals.isAbsent(row.cell(Column.COST)));
  }

  private @Nullable RowKind kind(TableRow row, String name, String first) {
    for (String skip : file.options().skip()) {
      if (plain(skip).equals(plain(name)) || plain(skip).equals(plain(first))) {
        skipsUsed.add(plain(skip));
        return RowKind.NAMED;
      }
    }
    RowKind byName = RowKind.ofName(name);
    // A share has the symbol CASH; only a row without quantity or cost is surely money.
    boolean holding = plain(name).equals("cash") && !isIncomplete(row);
    if ((byName != null && !holding) || !file.format().isBrokers()) {
      return byName;
    }
    if (FRAMES.contains(first)) {
      return RowKind.TEXT;
    }
    if (RowKind.isMoney(row.cell(Column.DESCRIPTION), row.cell(Column.ASSET_CLASS))) {
      return RowKind.CASH;
    }
    boolean noNumber =
        Numerals.isAbsent(row.cell(Column.QTY))
            && Numerals.isAbsent(row.cell(Column.AVG_ENTRY_PRICE))
            && Numerals.isAbsent(row.cell(Column.COST));
    return noNumber && first.indexOf(' ') > 0 ? RowKind.TEXT : null;
  }

  private void skip(int line, List<String> cells, RowKind kind) {
    String text =
        cells.stream().filter(cell -> !cell.isEmpty()).findFirst().orElse("").replace('\n', ' ');
    skipped.add(new SkippedRow(line, shown(text), kind.words()));
  }

  private static String shown(String text) {
    return text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "..." : text;
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
