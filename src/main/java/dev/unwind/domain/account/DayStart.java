// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.account;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** When the day of an account begins: a time on the clock of a place. */
public record DayStart(LocalTime time, ZoneId zone) {
  /** The trading day of futures, which begins the evening before. */
  public static final DayStart FUTURES =
      new DayStart(LocalTime.of(17, 0), ZoneId.of("America/Chicago"));

  /** The day of US equities. */
  public static final DayStart EQUITIES =
      new DayStart(LocalTime.MIDNIGHT, ZoneId.of("America/New_York"));

  /**
   * The beginning of the day that a moment lies in. A time that the clock leaves out in spring is
   * the moment after the gap; of one that comes twice in autumn it is the first.
   */
  public Instant before(Instant moment) {
    ZonedDateTime there = moment.atZone(zone);
    ZonedDateTime today =
        there.toLocalDate().atTime(time).atZone(zone).withEarlierOffsetAtOverlap();
    return today.toInstant().isAfter(moment)
        ? there
            .toLocalDate()
            .minusDays(1)
            .atTime(time)
            .atZone(zone)
            .withEarlierOffsetAtOverlap()
            .toInstant()
        : today.toInstant();
  }
}
