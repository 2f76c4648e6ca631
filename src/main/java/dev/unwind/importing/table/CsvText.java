// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.table;

import dev.unwind.importing.book.ImportMistake;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Port: splits separated text into cells, as RFC 4180 describes it. */
public interface CsvText {
  /**
   * Every row that has a cell with something in it. A cell is without the blanks around it.
   *
   * @param separator between cells
   */
  Rows read(String text, char separator);

  /**
   * One row.
   *
   * @param line where it begins, 1 for the first line of the text
   */
  record Row(int line, List<String> cells) {}

  /**
   * What could be split.
   *
   * @param broken why the text behind the last row could not be, if so
   */
  record Rows(List<Row> rows, @Nullable ImportMistake broken) {}
}
