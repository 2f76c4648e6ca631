// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.domain.order.Fill;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Ids of account activities: {@code 20220202135509981::<uuid>}. The uuid carries the microseconds,
 * so that ids sort by time, and the fill's number, so that a page token names its place without a
 * search.
 */
public final class ActivityIds {
  private static final DateTimeFormatter MILLISECOND =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Version 8 (custom) in the upper half, behind the microseconds; the variant in the lower. */
  private static final long UPPER = 0x8000L;

  private static final int MICROS_SHIFT = 32;

  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long NUMBER = 0x3FFF_FFFF_FFFF_FFFFL;

  private ActivityIds() {}

  static String of(Fill fill) {
    long micros = fill.bookedAt().getNano() / 1000 % 1000;
    UUID uuid = new UUID(micros << MICROS_SHIFT | UPPER, VARIANT | fill.id());
    return MILLISECOND.format(fill.bookedAt()) + "::" + uuid;
  }

  /** The number of the fill that an id names; empty where it cannot be read. */
  public static OptionalLong fill(String id) {
    int separator = id.indexOf("::");
    if (separator < 0) {
      return OptionalLong.empty();
    }
    try {
      UUID uuid = UUID.fromString(id.substring(separator + 2));
      return (uuid.getMostSignificantBits() & 0xFFFF) == UPPER
          ? OptionalLong.of(uuid.getLeastSignificantBits() & NUMBER)
          : OptionalLong.empty();
    } catch (IllegalArgumentException e) {
      return OptionalLong.empty();
    }
  }
}
