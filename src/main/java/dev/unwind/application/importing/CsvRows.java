// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.importing;

import java.util.ArrayList;
import java.util.List;

/** Splits comma-separated text as RFC 4180 describes it. */
final class CsvRows {
  private CsvRows() {}

  /**
   * One row.
   *
   * @param line where it begins, 1 for the first line of the text
   */
  record Row(int line, List<String> cells) {}

  /** Every row that is not empty. */
  static List<Row> read(String text, Mistakes mistakes) {
    List<Row> rows = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    boolean wasQuoted = false;
    int line = 1;
    int begin = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
      }
      if (quoted) {
        if (c != '"') {
          cell.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"' && cell.toString().isBlank() && !wasQuoted) {
        cell.setLength(0);
        quoted = true;
        wasQuoted = true;
      } else if (c == ',') {
        cells.add(cell.toString().strip());
        cell.setLength(0);
        wasQuoted = false;
      } else if (c == '\n') {
        end(rows, begin, cells, cell);
        wasQuoted = false;
        begin = line;
      } else {
        cell.append(c);
      }
    }
    if (quoted) {
      mistakes.add("line " + begin, "a quote is not closed");
    }
    end(rows, begin, cells, cell);
    return rows;
  }

  private static void end(List<Row> rows, int line, List<String> cells, StringBuilder cell) {
    cells.add(cell.toString().strip());
    cell.setLength(0);
    if (cells.size() > 1 || !cells.get(0).isEmpty()) {
      rows.add(new Row(line, List.copyOf(cells)));
    }
    cells.clear();
  }
}
