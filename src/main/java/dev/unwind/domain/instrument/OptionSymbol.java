// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.instrument;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of a listed US option: root, date of expiry, C or P, strike price in thousandths. */
final class OptionSymbol {
  private static final Pattern NAME =
      Pattern.compile("[A-Z0-9.]{1,6} *(\\d{2})(\\d{2})(\\d{2})[CP]\\d{8}");
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final LocalTime CLOSE = LocalTime.of(16, 0);
  private static final int CENTURY = 2000;

  private OptionSymbol() {}

  /** The close of its last day; null where the symbol is not such a name. */
  static @Nullable Instant expiry(String symbol) {
    Matcher name = NAME.matcher(symbol);
    if (!name.matches()) {
      return null;
    }
    try {
      LocalDate day =
          LocalDate.of(
              CENTURY + Integer.parseInt(name.group(1)),
              Integer.parseInt(name.group(2)),
              Integer.parseInt(name.group(3)));
      return day.atTime(CLOSE).atZone(NEW_YORK).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
