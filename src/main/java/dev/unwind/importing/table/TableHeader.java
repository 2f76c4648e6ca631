// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.table;

import static dev.unwind.importing.book.Mistakes.quoted;

import dev.unwind.importing.book.Mistakes;
import dev.unwind.importing.table.PositionFile.Format;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which column of a table says what. */
final class TableHeader {
  private final PositionFile file;
  private final List<String> names;
  private final Map<Column, Integer> at = new EnumMap<>(Column.class);
  private final Map<Column, List<String>> claims = new LinkedHashMap<>();
  private final List<String> others = new ArrayList<>();
  private final List<String> doubtful = new ArrayList<>();
  private final List<String> unread = new ArrayList<>();

  /**
   * @param names of the columns, in their order
   */
  TableHeader(List<String> names, PositionFile file) {
    this.names = names;
    this.file = file;
    for (int i = 0; i < names.size(); i++) {
      place(names.get(i), i);
    }
  }

  private void place(String name, int index) {
    if (name.isEmpty()) {
      return;
    }
    Optional<Column> mapped = mapped(name);
    Optional<Column> column = mapped.or(() -> known(name));
    if (column.isEmpty()) {
      if (isDoubtful(name)) {
        doubtful.add(name);
      } else if (Column.isRepeated(name)) {
        unread.add(name);
      } else {
        others.add(name);
      }
      return;
    }
    boolean isTaken = mapped.isEmpty() && file.options().columns().containsKey(column.get().word());
    boolean second = column.get() == Column.ACCOUNT && at.containsKey(Column.ACCOUNT);
    if (isTaken || second) {
      unread.add(name);
      return;
    }
    claims.computeIfAbsent(column.get(), c -> new ArrayList<>()).add(name);
    at.putIfAbsent(column.get(), index);
  }

  private Optional<Column> mapped(String name) {
    return file.options().columns().entrySet().stream()
        .filter(entry -> entry.getValue().strip().equalsIgnoreCase(name))
        .flatMap(entry -> Column.ofWord(entry.getKey()).stream())
        .findFirst();
  }

  private Optional<Column> known(String name) {
    if (file.format() == Format.SCHWAB && Column.plain(name).equals("price")) {
      return Optional.of(Column.LAST_PRICE);
    }
    return Column.ofName(name);
  }

  private boolean isDoubtful(String name) {
    return !file.format().isBrokers()
        && Column.doubt(name).isPresent()
        && !file.options().ignoreOthers();
  }

  /** Whether a table of positions begins here. */
  boolean isTable() {
    return has(Column.SYMBOL) && (has(Column.QTY) || has(Column.LONG_QTY) || has(Column.SHORT_QTY));
  }

  /** Whether a position's cost can be told; if not, that has been noted once. */
  boolean saysCost() {
    return has(Column.AVG_ENTRY_PRICE) || has(Column.COST);
  }

  boolean has(Column column) {
    return at.containsKey(column);
  }

  /** The cell of a column; empty where there is none. */
  String cell(List<String> cells, Column column) {
    Integer index = at.get(column);
    return index == null || index >= cells.size() ? "" : unquoted(cells.get(index));
  }

  /** A spreadsheet's formula for a text is that text. */
  private static String unquoted(String cell) {
    boolean formula = cell.length() > 3 && cell.startsWith("=\"") && cell.endsWith("\"");
    return formula ? cell.substring(2, cell.length() - 1).strip() : cell;
  }

  int size() {
    return names.size();
  }

  String first() {
    return names.get(0);
  }

  boolean isSame(List<String> cells) {
    return cells.equals(names);
  }

  /** The name of a column in the file. */
  String name(Column column) {
    Integer index = at.get(column);
    return index == null ? column.word() : names.get(index);
  }

  /** Columns that were left unread. */
  List<String> unread() {
    return names.stream().filter(name -> unread.contains(name) || others.contains(name)).toList();
  }

  /** Notes everything that keeps the table from being read. */
  void check(String path, Mistakes mistakes) {
    for (Map.Entry<String, String> entry : file.options().columns().entrySet()) {
      if (names.stream().noneMatch(name -> name.equalsIgnoreCase(entry.getValue().strip()))) {
        mistakes.add(
            path,
            "there is no column "
                + quoted(entry.getValue())
                + " for "
                + entry.getKey()
                + "; the columns are "
                + list());
      }
    }
    claims.forEach(
        (column, claimed) -> {
          if (claimed.size() > 1) {
            mistakes.add(
                path,
                "columns "
                    + claimed.stream().map(Mistakes::quoted).collect(Collectors.joining(", "))
                    + " all read as "
                    + column.word()
                    + "; name the right one with --map "
                    + column.word()
                    + "="
                    + quoted(claimed.get(0)));
          }
        });
    for (String name : doubtful) {
      mistakes.add(
          path,
          quoted(name)
              + " could be "
              + Column.doubt(name).orElse("")
              + "; say which with --map, or leave it unread with --ignore-other-columns");
    }
    if (!file.format().isBrokers() && !file.options().ignoreOthers()) {
      for (String name : others) {
        mistakes.add(
            path,
            quoted(name)
                + " is not a known column; name what it is with --map COLUMN="
                + quoted(name)
                + ", or leave such columns unread with --ignore-other-columns");
      }
    }
    if (!saysCost()) {
      mistakes.add(
          path,
          "column avg_entry_price is required, or cost for the cost of the whole position; name it"
              + " with --map avg_entry_price=... or --map cost=...; the columns are "
              + list());
    }
  }

  private String list() {
    return names.stream()
        .filter(name -> !name.isEmpty())
        .map(Mistakes::quoted)
        .collect(Collectors.joining(", "));
  }
}
