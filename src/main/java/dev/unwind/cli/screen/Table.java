// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.screen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table that fits the width there is. Where it is too wide, columns that are marked as less
 * needed go first, then texts get shorter; figures are shown whole or not at all. Where that is not
 * enough, each row is told on several lines.
 */
public final class Table {
  private static final int TEXT_MIN = 8;
  private static final String GAP = "  ";

  /** How a column is treated. */
  public enum Kind {
    /** A name that tells the rows apart: never left out. */
    NAME,
    /** Right-aligned, never cut. */
    FIGURE,
    /** Right-aligned, never cut, left out where there is no room. */
    MINOR_FIGURE,
    /** Cut where there is no room. */
    TEXT
  }

  private record Column(String name, Kind kind) {
    boolean right() {
      return kind == Kind.FIGURE || kind == Kind.MINOR_FIGURE;
    }
  }

  private record Row(Tone tone, List<String> cells) {}

  private record Line(Tone tone, String text) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();

  public Table column(String name, Kind kind) {
    columns.add(new Column(name, kind));
    return this;
  }

  /**
   * Adds a row.
   *
   * @param cells as many as there are columns
   */
  public void row(Tone tone, String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(Arrays.toString(cells));
    }
    rows.add(new Row(tone, Arrays.stream(cells).map(Cells::clean).toList()));
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  public void print(Screen screen) {
    shown(screen.width()).forEach(line -> screen.line(line.tone(), line.text()));
  }

  List<String> lines(int width) {
    return shown(width).stream().map(Line::text).toList();
  }

  private List<Line> shown(int width) {
    int[] widths = fitted(width);
    List<Line> lines = new ArrayList<>();
    if (total(widths, false) > width) {
      rows.forEach(row -> entry(row, width, lines));
      return lines;
    }
    lines.add(new Line(Tone.HEAD, line(columns.stream().map(Column::name).toList(), widths)));
    rows.forEach(row -> lines.add(new Line(row.tone(), line(row.cells(), widths))));
    return lines;
  }

  /** A row under its first name, with a line for each cell that says something. */
  private void entry(Row row, int width, List<Line> lines) {
    int names = columns.stream().mapToInt(column -> column.name().length()).max().orElse(0);
    lines.add(new Line(row.tone(), row.cells().get(0)));
    for (int i = 1; i < columns.size(); i++) {
      String cell = row.cells().get(i);
      if (!cell.isEmpty()) {
        String name = columns.get(i).name();
        String before = GAP + name + " ".repeat(names - name.length()) + GAP;
        boolean cuts = columns.get(i).kind() == Kind.TEXT;
        int room = Math.max(TEXT_MIN, width - before.length());
        lines.add(new Line(row.tone(), before + (cuts ? Cells.cut(cell, room) : cell)));
      }
    }
  }

  /** Below 0 for columns that are left out. */
  private int[] fitted(int most) {
    int[] widths =
        IntStream.range(0, columns.size())
            .map(
                column ->
                    rows.stream()
                        .mapToInt(row -> row.cells().get(column).length())
                        .reduce(columns.get(column).name().length(), Math::max))
            .toArray();
    for (int i = columns.size() - 1; i >= 0 && total(widths, true) > most; i--) {
      if (columns.get(i).kind() == Kind.MINOR_FIGURE) {
        widths[i] = -1;
      }
    }
    for (int i = columns.size() - 1; i >= 0; i--) {
      int over = total(widths, false) - most;
      if (over > 0 && columns.get(i).kind() == Kind.TEXT) {
        widths[i] = Math.max(Math.min(TEXT_MIN, widths[i]), widths[i] - over);
      }
    }
    return widths;
  }

  private int total(int[] widths, boolean shortest) {
    int total = -GAP.length();
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] >= 0) {
        boolean shrinks = shortest && columns.get(i).kind() == Kind.TEXT;
        total += GAP.length() + (shrinks ? Math.min(TEXT_MIN, widths[i]) : widths[i]);
      }
    }
    return total;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] >= 0) {
        String cell = Cells.cut(cells.get(i), widths[i]);
        String space = " ".repeat(widths[i] - cell.length());
        line.append(line.length() == 0 ? "" : GAP)
            .append(columns.get(i).right() ? space + cell : cell + space);
      }
    }
    return line.toString().stripTrailing();
  }
}
