// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.domain.order.Fill;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.value.Uids;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Ids of account activities: {@code 20220202135509981::<uuid>}. The uuid carries the microseconds,
 * so that ids sort by time, what it is of, and its number, so that a page token names its place
 * without a search.
 */
public final class ActivityIds {
  private static final DateTimeFormatter MILLISECOND =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Version 8 (custom) in the upper half, behind the microseconds; the variant in the lower. */
  private static final long UPPER = 0x8000L;

  /** Behind it, for what is no fill: how many ids one of them has. */
  private static final int LEGS_MAX = 2;

  private static final int MICROS_SHIFT = 32;

  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long NUMBER = 0x3FFF_FFFF_FFFF_FFFFL;

  private ActivityIds() {}

  static String of(Fill fill) {
    return of(fill.bookedAt(), UPPER, fill.id());
  }

  /**
   * @param leg from 1 on
   */
  public static String of(Adjustment adjustment, int leg) {
    return of(adjustment.bookedAt(), UPPER + leg, adjustment.id());
  }

  private static String of(Instant at, long kind, long number) {
    long micros = at.getNano() / 1000 % 1000;
    UUID uuid = new UUID(micros << MICROS_SHIFT | kind, VARIANT | number);
    return MILLISECOND.format(at) + "::" + uuid;
  }

  /**
   * Where an id stands.
   *
   * @param isFill otherwise it is of a change without a trade
   * @param number of the fill, or of the change
   */
  public record Place(Instant at, boolean isFill, long number) {}

  /** Empty where it cannot be read. */
  public static Optional<Place> place(String id) {
    int separator = id.indexOf("::");
    if (separator < 0) {
      return Optional.empty();
    }
    try {
      UUID uuid = Uids.read(id.substring(separator + 2)).orElseThrow(IllegalArgumentException::new);
      long kind = uuid.getMostSignificantBits() & 0xFFFF;
      long micros = uuid.getMostSignificantBits() >>> MICROS_SHIFT;
      if (kind < UPPER || kind > UPPER + LEGS_MAX || micros > 999) {
        return Optional.empty();
      }
      Instant at =
          MILLISECOND.parse(id.substring(0, separator), Instant::from).plusNanos(micros * 1000);
      return Optional.of(new Place(at, kind == UPPER, uuid.getLeastSignificantBits() & NUMBER));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
