// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.table;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as brokers write them: {@code $1,234.50}, {@code (24)}, {@code 24-}, {@code 1.234,50}. A
 * file has one decimal mark; a number that could be meant with either is read only when the rest of
 * the file, or whoever imports it, says which.
 */
final class Numerals {
  private static final int CHARS_MAX = 64;
  private static final int EXPONENT_MAX = 60;
  private static final Set<String> ABSENT = Set.of("", "-", "--", "n/a", "na", "nan", "null");
  private static final Pattern CURRENCY =
      Pattern.compile("[$\u20ac\u00a3\u00a5]|\\b(USD|EUR|GBP|CHF|JPY|CAD|US)\\b");
  private static final Pattern BLANK = Pattern.compile("[\\s\u00a0\u202f']");
  private static final Pattern BLANK_GROUPS =
      Pattern.compile("\\d{1,3}([\\s\u00a0\u202f']\\d{3})+([.,]\\d*)?");
  private static final Pattern POINT =
      Pattern.compile(
          "\\d{1,3}(,\\d{3})+\\.\\d*|\\d{1,3}(,\\d{3}){2,}|\\d*\\.\\d{1,2}|\\d*\\.\\d{4,}|0?\\.\\d+|\\d{4,}\\.\\d*");
  private static final Pattern COMMA =
      Pattern.compile(
          "\\d{1,3}(\\.\\d{3})+,\\d*|\\d{1,3}(\\.\\d{3}){2,}|\\d*,\\d{1,2}|\\d*,\\d{4,}|0?,\\d+|\\d{4,},\\d*");
  private static final Pattern EITHER = Pattern.compile("[1-9]\\d{0,2}[.,]\\d{3}");
  private static final Pattern PLAIN =
      Pattern.compile("(\\d{1,3}(,\\d{3})+(\\.\\d*)?|\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?");

  private Numerals() {}

  /** What a number says about the decimal mark of its file. */
  enum Evidence {
    /** It has no mark. */
    NONE,
    /** The mark is a point. */
    POINT,
    /** The mark is a comma. */
    COMMA,
    /** Three digits follow one mark: thousandths or thousands. */
    EITHER
  }

  /** Whether a cell stands for a number that is not there. */
  static boolean isAbsent(String cell) {
    return ABSENT.contains(cell.strip().toLowerCase(Locale.ROOT));
  }

  static Evidence evidence(String cell) {
    String digits = Signed.of(cell).digits;
    if (EITHER.matcher(digits).matches()) {
      return Evidence.EITHER;
    }
    if (POINT.matcher(digits).matches()) {
      return Evidence.POINT;
    }
    return COMMA.matcher(digits).matches() ? Evidence.COMMA : Evidence.NONE;
  }

  /**
   * Reads a number.
   *
   * @return null when it is none
   */
  static @Nullable BigDecimal read(String cell, boolean commaIsDecimal) {
    if (cell.length() > CHARS_MAX) {
      return null;
    }
    Signed signed = Signed.of(cell);
    String digits = signed.digits;
    if (commaIsDecimal) {
      digits = digits.replace('.', ';').replace(',', '.').replace(';', ',');
    }
    if (!PLAIN.matcher(digits).matches()) {
      return null;
    }
    BigDecimal number = new BigDecimal(digits.replace(",", ""));
    if (Math.abs((long) number.scale()) > EXPONENT_MAX) {
      return null;
    }
    return signed.negative ? number.negate() : number;
  }

  /** A number without what stands around its digits. */
  private record Signed(String digits, boolean negative) {
    static Signed of(String cell) {
      String text = CURRENCY.matcher(cell.strip().replace('\u2212', '-')).replaceAll("").strip();
      boolean negative = false;
      if (text.startsWith("(") && text.endsWith(")")) {
        negative = true;
        text = text.substring(1, text.length() - 1).strip();
      } else if (text.startsWith("-")) {
        negative = true;
        text = text.substring(1).strip();
      } else if (text.startsWith("+")) {
        text = text.substring(1).strip();
      } else if (text.endsWith("-")) {
        negative = true;
        text = text.substring(0, text.length() - 1).strip();
      }
      // $(24) and -$24 have the currency inside or outside of the sign.
      text = CURRENCY.matcher(text).replaceAll("").strip();
      if (BLANK_GROUPS.matcher(text).matches()) {
        text = BLANK.matcher(text).replaceAll("");
      }
      return new Signed(text, negative);
    }
  }
}
