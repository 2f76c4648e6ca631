// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.table;

import static dev.unwind.importing.book.Mistakes.quoted;

import dev.unwind.importing.book.Mistakes;
import dev.unwind.importing.table.PositionFile.DecimalMark;
import dev.unwind.importing.table.TableFile.TableRow;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the numbers of one file by the one decimal mark that it has. */
final class CellNumbers {
  private static final List<Column> NUMBERS =
      List.of(
          Column.QTY,
          Column.LONG_QTY,
          Column.SHORT_QTY,
          Column.AVG_ENTRY_PRICE,
          Column.COST,
          Column.LAST_PRICE,
          Column.PREVIOUS_CLOSE,
          Column.MULTIPLIER);

  private final boolean comma;
  private final boolean undecided;
  private final boolean consistent;
  private final Mistakes mistakes;

  private CellNumbers(boolean comma, boolean undecided, boolean consistent, Mistakes mistakes) {
    this.consistent = consistent;
    this.comma = comma;
    this.undecided = undecided;
    this.mistakes = mistakes;
  }

  /** Finds the decimal mark in what the numbers themselves show. */
  static CellNumbers of(
      List<TableRow> rows, char separator, PositionFile.Options options, Mistakes mistakes) {
    DecimalMark said = options.decimalMark();
    if (said != null) {
      return new CellNumbers(said == DecimalMark.COMMA, false, true, mistakes);
    }
    String point = null;
    String comma = null;
    for (TableRow row : rows) {
      for (Column column : NUMBERS) {
        String cell = row.cell(column);
        Numerals.Evidence evidence = Numerals.evidence(cell);
        if (evidence == Numerals.Evidence.POINT && point == null) {
          point = row.path() + " " + quoted(cell);
        } else if (evidence == Numerals.Evidence.COMMA && comma == null) {
          comma = row.path() + " " + quoted(cell);
        }
      }
    }
    boolean contradict = point != null && comma != null;
    if (contradict) {
      mistakes.add(
          "",
          "the decimal mark is a point in "
              + point
              + " and a comma in "
              + comma
              + "; correct the file, or say which with --decimal point or --decimal comma");
    }
    // Between commas a number is written the American way unless it shows otherwise.
    boolean undecided = separator != ',' && point == null && comma == null;
    return new CellNumbers(comma != null, undecided, !contradict, mistakes);
  }

  /** Whether all numbers can have one mark; if not, that has been noted. */
  boolean isConsistent() {
    return consistent;
  }

  /** The number of a cell; null where there is none, with a mistake noted where it is wrong. */
  @Nullable BigDecimal read(TableRow row, Column column) {
    String cell = row.cell(column);
    if (Numerals.isAbsent(cell)) {
      return null;
    }
    if (undecided && Numerals.evidence(cell) == Numerals.Evidence.EITHER) {
      wrong(
          row,
          column,
          quoted(cell)
              + " could be thousands or thousandths; say --decimal point or --decimal comma");
      return null;
    }
    BigDecimal number = Numerals.read(cell, comma);
    if (number == null) {
      wrong(row, column, quoted(cell) + " must be a decimal" + why(cell));
    }
    return number;
  }

  private String why(String cell) {
    if (cell.indexOf('%') >= 0) {
      return ", not a percentage; name the right column with --map";
    }
    boolean hasDigit = cell.chars().anyMatch(Character::isDigit);
    if (!hasDigit) {
      return "; if the row is no position, leave it out with --skip and its symbol";
    }
    return comma
        ? " with a comma, such as 1.234,50; if the file has points, say --decimal point"
        : " with a point, such as 1,234.50; if the file has commas, say --decimal comma";
  }

  private void wrong(TableRow row, Column column, String message) {
    mistakes.add(row.path() + "." + column.word(), message);
  }
}
