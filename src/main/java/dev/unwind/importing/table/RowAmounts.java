// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.table;

import static dev.unwind.importing.book.Mistakes.quoted;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.importing.book.Mistakes;
import dev.unwind.importing.plan.PositionFileDefaults;
import dev.unwind.importing.plan.Spellings;
import dev.unwind.importing.table.TableFile.TableRow;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How much one row holds and what it cost. Whatever a row says twice must agree: the side with the
 * sign, the price of one with the cost of all.
 */
final class RowAmounts {
  private static final int SCALE = 18;

  private final TableRow row;
  private final CellNumbers numbers;
  private final Mistakes mistakes;
  private @Nullable Quantity saidMultiplier;
  private boolean isCertain;

  RowAmounts(TableRow row, CellNumbers numbers, Mistakes mistakes) {
    this.row = row;
    this.numbers = numbers;
    this.mistakes = mistakes;
  }

  /** Signed; null, with a mistake noted, where the row does not say it. */
  @Nullable Quantity qty() {
    int before = mistakes.count();
    BigDecimal qty = numbers.read(row, Column.QTY);
    BigDecimal longs = numbers.read(row, Column.LONG_QTY);
    BigDecimal shorts = numbers.read(row, Column.SHORT_QTY);
    if (mistakes.count() > before) {
      return null;
    }
    boolean isLong = longs != null && longs.signum() != 0;
    boolean isShort = shorts != null && shorts.signum() != 0;
    if (isLong && isShort) {
      return wrong(
          Column.QTY, "is both long " + row.cell(Column.LONG_QTY) + " and short; net the row");
    }
    if (qty == null && longs != null && !isShort) {
      qty = longs;
    } else if (qty == null && shorts != null) {
      qty = shorts.abs().negate();
    }
    if (qty == null) {
      return wrong(
          Column.QTY,
          "is required; "
              + quoted(row.cell(Column.SYMBOL))
              + " has none. --skip leaves out a row that is no position");
    }
    if (qty.signum() == 0) {
      return wrong(Column.QTY, "must not be zero; --skip leaves the row out");
    }
    BigDecimal sided = Sides.signed(qty, row.cell(Column.SIDE));
    if (sided == null) {
      return wrong(Column.SIDE, Sides.contradiction(row.cell(Column.SIDE), row.cell(Column.QTY)));
    }
    return exact(Column.QTY, sided, Quantity::new);
  }

  /**
   * Money per point and unit by which a cost of the whole position is divided.
   *
   * @param assetClass null where nothing tells
   */
  Quantity multiplier(@Nullable AssetClass assetClass, String symbol) {
    BigDecimal said = numbers.read(row, Column.MULTIPLIER);
    if (said != null) {
      if (said.signum() > 0) {
        Quantity multiplier = exact(Column.MULTIPLIER, said, Quantity::new);
        saidMultiplier = multiplier;
        isCertain = true;
        return multiplier == null ? Quantity.ONE : multiplier;
      }
      mistakes.add(
          path(Column.MULTIPLIER), quoted(row.cell(Column.MULTIPLIER)) + " must be above zero");
      return Quantity.ONE;
    }
    isCertain = assetClass != null && assetClass != AssetClass.FUTURE;
    boolean option =
        assetClass == AssetClass.US_OPTION
            || Spellings.option(symbol.toUpperCase(Locale.ROOT)).isPresent();
    Quantity usual = option ? PositionFileDefaults.OPTION_MULTIPLIER : Quantity.ONE;
    if (Numerals.isAbsent(row.cell(Column.AVG_ENTRY_PRICE))) {
      // The cost will be divided by it, so the instrument must have it.
      saidMultiplier = usual;
    }
    return usual;
  }

  /** What the instrument must have. */
  @Nullable Quantity saidMultiplier() {
    return saidMultiplier;
  }

  /** What one unit cost, by its own column or as the whole cost by the quantity. */
  @Nullable Price entry(@Nullable Quantity qty, Quantity multiplier) {
    int before = mistakes.count();
    BigDecimal each = numbers.read(row, Column.AVG_ENTRY_PRICE);
    BigDecimal whole = numbers.read(row, Column.COST);
    if (mistakes.count() > before || qty == null) {
      return null;
    }
    if (each != null && each.signum() < 0) {
      return wrong(
          Column.AVG_ENTRY_PRICE,
          quoted(row.cell(Column.AVG_ENTRY_PRICE)) + " must not be negative");
    }
    if (whole != null && whole.signum() < 0 && qty.signum() > 0) {
      return wrong(
          Column.COST,
          quoted(row.cell(Column.COST)) + " is negative, but the quantity is long; correct one");
    }
    if (each == null && whole == null) {
      if (!row.header().saysCost()) {
        return null;
      }
      return wrong(
          Column.AVG_ENTRY_PRICE,
          "is required for "
              + quoted(row.cell(Column.SYMBOL))
              + ", and so is "
              + row.name(Column.COST)
              + " in its place; "
              + quoted(row.cell(Column.AVG_ENTRY_PRICE))
              + " says neither");
    }
    BigDecimal units = qty.value().abs().multiply(multiplier.value());
    if (each == null) {
      BigDecimal cost = whole == null ? BigDecimal.ZERO : whole.abs();
      return price(Column.COST, cost.divide(units, SCALE, RoundingMode.HALF_EVEN));
    }
    if (whole != null && isCertain && !agree(each, whole.abs(), units)) {
      if (agree(each, whole.abs(), qty.value().abs())) {
        // The price of a contract instead of that of one of its shares.
        BigDecimal one = each.divide(multiplier.value(), SCALE, RoundingMode.HALF_EVEN);
        return price(Column.AVG_ENTRY_PRICE, one);
      }
      return wrong(
          Column.AVG_ENTRY_PRICE,
          quoted(row.cell(Column.AVG_ENTRY_PRICE))
              + " times the quantity is not "
              + row.name(Column.COST)
              + " "
              + quoted(row.cell(Column.COST))
              + "; correct one, or map only the right one with --map");
    }
    return price(Column.AVG_ENTRY_PRICE, each);
  }

  /** A price above zero, as far as the row has one. */
  @Nullable Price quote(Column column) {
    BigDecimal number = numbers.read(row, column);
    return number == null || number.signum() <= 0 ? null : price(column, number);
  }

  /** Within what both were rounded by. */
  private static boolean agree(BigDecimal each, BigDecimal whole, BigDecimal units) {
    BigDecimal step = BigDecimal.ONE.movePointLeft(Math.max(2, each.scale()));
    BigDecimal margin = step.multiply(units).add(new BigDecimal("0.01"));
    return each.multiply(units).subtract(whole).abs().compareTo(margin) <= 0;
  }

  private @Nullable Price price(Column column, BigDecimal number) {
    BigDecimal rounded =
        number.scale() > SCALE ? number.setScale(SCALE, RoundingMode.HALF_EVEN) : number;
    return exact(column, rounded, Price::new);
  }

  private <T> @Nullable T exact(Column column, BigDecimal number, Function<BigDecimal, T> type) {
    try {
      return type.apply(number);
    } catch (ArithmeticException e) {
      return wrong(column, quoted(row.cell(column)) + " has " + e.getMessage());
    }
  }

  private <T> @Nullable T wrong(Column column, String message) {
    mistakes.add(path(column), message);
    return null;
  }

  private String path(Column column) {
    return row.path() + "." + column.word();
  }
}
