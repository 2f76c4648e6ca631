// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.domain.instrument.AssetClass;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which brokers and people spell one symbol. Share classes are ours with a point
 * ({@code BRK.B}), options in the form of the Options Clearing Corporation without its blanks
 * ({@code AAPL260116C00230000}), crypto pairs with a slash.
 */
public final class Spellings {
  private static final String ROOT = "([A-Z]{1,5}(?:[./][A-Z])?[A-Z]?\\d?)";
  private static final Pattern OCC =
      Pattern.compile("-?" + ROOT + "\\s*(\\d{2})(\\d{2})(\\d{2})([CP])(\\d{8})");
  private static final Pattern SHORT_STRIKE =
      Pattern.compile("-?" + ROOT + "(\\d{2})(\\d{2})(\\d{2})([CP])(\\d{1,5}(?:\\.\\d{1,3})?)");
  private static final Pattern SLASHED_DATE =
      Pattern.compile(
          ROOT + " (\\d{2})/(\\d{2})/\\d{0,2}(\\d{2}) (\\d{1,5}(?:\\.\\d{1,3})?) ([CP])");
  private static final Pattern NAMED_MONTH =
      Pattern.compile(ROOT + " (\\d{2})([A-Z]{3})(\\d{2}) (\\d{1,5}(?:\\.\\d{1,3})?) ([CP])");
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final Pattern SHARE_CLASS = Pattern.compile("([A-Z]{1,5})[ ./'-]([A-Z]{1,2})");

  /** Fidelity joins the class to the few symbols that are known by it. */
  private static final Pattern JOINED_CLASS = Pattern.compile("(BRK|BF)([AB])");

  private static final Pattern PAIR = Pattern.compile("([A-Z0-9]{2,10})[-/ _]([A-Z]{3,5})");
  private static final Pattern EQUITY = Pattern.compile("[A-Z][A-Z0-9]{0,9}(\\.[A-Z0-9]{1,4})?");
  private static final Pattern FUND = Pattern.compile("[A-Z0-9][A-Z0-9.]{0,19}");
  private static final Pattern SLASHED_PAIR = Pattern.compile("[A-Z0-9]{1,20}/[A-Z0-9]{2,10}");
  private static final Pattern OCC_PLAIN = Pattern.compile("[A-Z]{1,6}\\d?\\d{6}[CP]\\d{8}");

  private Spellings() {}

  /** The spelling given, then the others under which the same instrument may be known. */
  static Set<String> of(String given) {
    Set<String> spellings = new LinkedHashSet<>();
    spellings.add(given);
    String upper = given.strip().toUpperCase(Locale.ROOT);
    spellings.add(upper);
    option(upper).ifPresent(spellings::add);
    Matcher joined = JOINED_CLASS.matcher(upper);
    Matcher share = SHARE_CLASS.matcher(upper);
    Matcher parts = share.matches() ? share : joined.matches() ? joined : null;
    if (parts != null) {
      for (String between : List.of(".", "/", " ", "-", "")) {
        spellings.add(parts.group(1) + between + parts.group(2));
      }
    }
    Matcher pair = PAIR.matcher(upper);
    if (pair.matches()) {
      spellings.add(pair.group(1) + "/" + pair.group(2));
      spellings.add(pair.group(1) + pair.group(2));
    }
    return spellings;
  }

  /** Our spelling of a symbol that the ledger does not know; null where it reads as none. */
  static @Nullable String canonical(String given, AssetClass assetClass, String currency) {
    String symbol =
        switch (assetClass) {
          case US_OPTION -> option(given).orElse(given);
          case US_EQUITY -> shareClass(given);
          case CRYPTO -> pair(given, currency);
          case FUND, FUTURE -> given;
        };
    Pattern form =
        switch (assetClass) {
          case US_OPTION -> OCC_PLAIN;
          case US_EQUITY -> EQUITY;
          case CRYPTO -> SLASHED_PAIR;
          case FUND, FUTURE -> FUND;
        };
    return form.matcher(symbol).matches() ? symbol : null;
  }

  /** How symbols of a class are spelt, for whoever spelt one otherwise. */
  static String form(AssetClass assetClass) {
    return switch (assetClass) {
      case US_OPTION -> "root, date, C or P and strike, such as AAPL260116C00230000";
      case US_EQUITY -> "capital letters, such as AAPL or BRK.B";
      case CRYPTO -> "a pair in capital letters, such as BTC/USD";
      case FUND, FUTURE -> "capital letters and digits";
    };
  }

  /** The form of the Options Clearing Corporation without blanks, if it is an option's symbol. */
  public static Optional<String> option(String symbol) {
    Matcher occ = OCC.matcher(symbol);
    if (occ.matches()) {
      return option(occ.group(1), occ.group(2), occ.group(3), occ.group(4), occ.group(5))
          .map(head -> head + occ.group(6));
    }
    Matcher strike = SHORT_STRIKE.matcher(symbol);
    if (strike.matches()) {
      return option(
              strike.group(1), strike.group(2), strike.group(3), strike.group(4), strike.group(5))
          .map(head -> head + thousandths(strike.group(6)));
    }
    Matcher slashed = SLASHED_DATE.matcher(symbol);
    if (slashed.matches()) {
      return option(
              slashed.group(1),
              slashed.group(4),
              slashed.group(2),
              slashed.group(3),
              slashed.group(6))
          .map(head -> head + thousandths(slashed.group(5)));
    }
    Matcher named = NAMED_MONTH.matcher(symbol);
    if (named.matches()) {
      String month = "%02d".formatted(MONTHS.indexOf(named.group(3)) + 1);
      return option(named.group(1), named.group(4), month, named.group(2), named.group(6))
          .map(head -> head + thousandths(named.group(5)));
    }
    return Optional.empty();
  }

  private static Optional<String> option(
      String root, String year, String month, String day, String right) {
    try {
      LocalDate.of(2000 + Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
    return Optional.of(root.replaceAll("[./]", "") + year + month + day + right);
  }

  private static String thousandths(String strike) {
    return "%08d".formatted(new BigDecimal(strike).movePointRight(3).longValueExact());
  }

  private static String shareClass(String given) {
    Matcher joined = JOINED_CLASS.matcher(given);
    Matcher share = SHARE_CLASS.matcher(given);
    Matcher parts = share.matches() ? share : joined.matches() ? joined : null;
    return parts == null ? given : parts.group(1) + "." + parts.group(2);
  }

  private static String pair(String given, String currency) {
    Matcher pair = PAIR.matcher(given);
    if (pair.matches()) {
      return pair.group(1) + "/" + pair.group(2);
    }
    boolean splits =
        given.indexOf('/') < 0 && given.endsWith(currency) && given.length() > currency.length();
    return splits ? given.substring(0, given.length() - currency.length()) + "/" + currency : given;
  }
}
