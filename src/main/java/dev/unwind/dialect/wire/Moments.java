// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.wire;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Times in the words of RFC 3339. */
public final class Moments {
  private static final int YEAR_MAX = 9_999;

  private Moments() {}

  /**
   * A time with its offset. Java reads years of nine digits too, which no ledger can keep and no
   * sum of times holds.
   *
   * @throws DateTimeParseException where it is none of these
   */
  public static OffsetDateTime parse(String text) {
    OffsetDateTime time = OffsetDateTime.parse(text);
    if (time.getYear() < 0 || time.getYear() > YEAR_MAX) {
      throw new DateTimeParseException("a year has four digits", text, 0);
    }
    return time;
  }
}
