// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.importing.book.Mistakes;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a row of a broker's export is when it is no position. */
public enum RowKind {
  /** A sum of other rows. */
  TOTAL("a total"),
  /** Money, or a fund that a broker keeps money in. */
  CASH("cash, or a money market fund that holds it"),
  /** One purchase of a position that has a row of its own. */
  LOT("a lot of a position that has its own row"),
  /** A contract that is held no more. */
  FLAT("flat"),
  /** Words of the broker. */
  TEXT("text, not a position"),
  /** What stands behind it is not about positions. */
  TABLE("the header of another table, which is not read"),
  /** A row of an account that was not asked for. */
  OTHER_ACCOUNT("of another account"),
  /** A row in a currency that was not asked for. */
  OTHER_CURRENCY("in another currency"),
  /** A row that whoever imports it left out by name. */
  NAMED("left out as asked");

  private static final Set<String> TOTALS =
      Set.of("total", "totals", "subtotal", "grandtotal", "sum", "summe", "gesamt", "totalvalue");

  private static final Set<String> MONEY =
      Set.of(
          "cash",
          "cashbalance",
          "cashcashinvestments",
          "cashandcashinvestments",
          "cashandmoneymarket",
          "cashandcashequivalents",
          "cashcashequivalents",
          "moneymarket",
          "moneymarketfund",
          "moneymarketfunds",
          "pendingactivity",
          "forex");

  private static final List<String> MONEY_DESCRIPTIONS =
      List.of("money market", "held in fcash", "cash & cash investments", "bank sweep");

  private final String words;

  RowKind(String words) {
    this.words = words;
  }

  /** Why it is not a position, in words behind "is". */
  public String words() {
    return words;
  }

  /** What a name is that is no symbol; null where it may be one. */
  public static @Nullable RowKind ofName(String name) {
    String plain = letters(name);
    if (TOTALS.contains(plain) || (plain.endsWith("total") && name.strip().indexOf(' ') > 0)) {
      return TOTAL;
    }
    return MONEY.contains(plain) || name.strip().endsWith("**") ? CASH : null;
  }

  /** Whether a broker's description or class of a row speaks of money. */
  public static boolean isMoney(String description, String assetClass) {
    String lower = description.toLowerCase(Locale.ROOT);
    return MONEY.contains(letters(assetClass))
        || MONEY_DESCRIPTIONS.stream().anyMatch(lower::contains);
  }

  /** What to do with a name that reads as no symbol; null where it may be one. */
  public static @Nullable String hint(String name) {
    RowKind kind = ofName(name);
    if (kind == null) {
      return null;
    }
    String what = kind == TOTAL ? "a row of totals" : "a balance of cash";
    return Mistakes.quoted(name)
        + " reads as "
        + what
        + ", not as a symbol: take the row out, or leave it out with --skip "
        + Mistakes.quoted(name);
  }

  public static String letters(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
  }
}
