// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** CUSIPs, which the ISINs of the United States contain. */
final class Cusips {
  private static final String COUNTRY = "US";
  private static final Pattern CUSIP = Pattern.compile("[0-9A-Z]{9}");

  private Cusips() {}

  /** The CUSIP in an ISIN; null where it has none. */
  static @Nullable String of(@Nullable String isin) {
    return isin != null && isin.length() == 12 && isin.startsWith(COUNTRY)
        ? isin.substring(2, 11)
        : null;
  }

  /** The ISIN of a CUSIP; empty where the text is none. */
  static Optional<String> isin(String cusip) {
    return CUSIP.matcher(cusip).matches()
        ? Optional.of(COUNTRY + cusip + checkDigit(COUNTRY + cusip))
        : Optional.empty();
  }

  /** Luhn's check digit over the digits, letters counting as two. */
  private static int checkDigit(String text) {
    StringBuilder digits = new StringBuilder();
    text.chars().forEach(c -> digits.append(Character.digit(c, 36)));
    int sum = 0;
    boolean doubled = true;
    for (int i = digits.length() - 1; i >= 0; i--) {
      int digit = digits.charAt(i) - '0';
      int value = doubled ? digit * 2 : digit;
      sum += value / 10 + value % 10;
      doubled = !doubled;
    }
    return (10 - sum % 10) % 10;
  }
}
