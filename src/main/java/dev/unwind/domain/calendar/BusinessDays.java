// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.calendar;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * Time that counts from Monday to Friday only. Holidays are not known and count as business days.
 */
public final class BusinessDays {
  private BusinessDays() {}

  /**
   * The moment this much business time after another: whole days skip Saturdays and Sundays (UTC),
   * and what is left of the span is added as it is.
   */
  public static Instant after(Instant start, Duration span) {
    ZonedDateTime at = start.atZone(ZoneOffset.UTC);
    for (long days = span.toDays(); days > 0; days--) {
      at = at.plusDays(1);
      while (isWeekend(at)) {
        at = at.plusDays(1);
      }
    }
    return at.toInstant().plus(span.minusDays(span.toDays()));
  }

  private static boolean isWeekend(ZonedDateTime at) {
    return at.getDayOfWeek() == DayOfWeek.SATURDAY || at.getDayOfWeek() == DayOfWeek.SUNDAY;
  }
}
