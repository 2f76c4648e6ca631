// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

import java.io.PrintStream;
import java.util.List;

/** Plain lines, so that the output reads the same in a terminal, a pipe and a log. */
final class Screen {

  private static final int BAR_WIDTH = 24;
  private static final String INDENT = "  ";

  private final PrintStream out;

  Screen(PrintStream out) {
    this.out = out;
  }

  void heading(String text) {
    out.println();
    out.println(text);
    out.println("-".repeat(text.length()));
  }

  void line(String text) {
    out.println(text.isEmpty() ? "" : INDENT + text);
  }

  /** The request that the following lines answer. */
  void request(String method, String path) {
    out.println();
    out.println(INDENT + "> " + method + " " + path);
  }

  /** One line of progress: how many of the total are through, and what just happened. */
  void progress(int done, int total, String text) {
    int filled = total == 0 ? BAR_WIDTH : BAR_WIDTH * done / total;
    line(
        "[%s%s] %d/%d  %s"
            .formatted("#".repeat(filled), "-".repeat(BAR_WIDTH - filled), done, total, text));
  }

  /**
   * A table. Columns whose name begins with {@code >} are aligned to the right.
   *
   * @param rows as many cells each as there are columns
   */
  void table(List<String> columns, List<List<String>> rows) {
    if (rows.isEmpty()) {
      line("(none)");
      return;
    }
    int[] widths = new int[columns.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = name(columns.get(column)).length();
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    line(format(columns, columns.stream().map(Screen::name).toList(), widths));
    rows.forEach(row -> line(format(columns, row, widths)));
  }

  private static String format(List<String> columns, List<String> cells, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      String space = " ".repeat(widths[column] - cell.length());
      boolean right = columns.get(column).startsWith(">");
      text.append(column == 0 ? "" : "  ").append(right ? space + cell : cell + space);
    }
    return text.toString().stripTrailing();
  }

  private static String name(String column) {
    return column.startsWith(">") ? column.substring(1) : column;
  }
}
