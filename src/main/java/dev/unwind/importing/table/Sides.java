// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.table;

import static dev.unwind.importing.book.Mistakes.quoted;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The side of a position beside its quantity. */
final class Sides {
  private static final Set<String> LONG = Set.of("long", "buy", "b", "l", "bot", "bought");
  private static final Set<String> SHORT = Set.of("short", "sell", "s", "sld", "sold");

  private Sides() {}

  /**
   * The quantity with the sign of the side. A short may be written with a sign or without; a long
   * has none.
   *
   * @param side empty where the file does not say it
   * @return null when the two contradict each other, or the side is no word for one
   */
  static @Nullable BigDecimal signed(BigDecimal qty, String side) {
    String word = side.strip().toLowerCase(Locale.ROOT);
    if (word.isEmpty()) {
      return qty;
    }
    if (SHORT.contains(word)) {
      return qty.abs().negate();
    }
    return LONG.contains(word) && qty.signum() > 0 ? qty : null;
  }

  static String contradiction(String side, String qty) {
    return LONG.contains(side.strip().toLowerCase(Locale.ROOT))
        ? quoted(side) + " contradicts the quantity " + quoted(qty) + "; correct one of them"
        : quoted(side) + " must be long or short, or buy or sell";
  }
}
