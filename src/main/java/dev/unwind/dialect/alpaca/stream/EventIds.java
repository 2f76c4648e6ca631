// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.stream;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Ids of stream events: ULIDs that carry the time and the place in the account's log, so that they
 * sort as the log does and a stream resumes behind one without a search.
 *
 * <p>48 bits of milliseconds, then 72 bits of sequence number and 8 bits for the part, since one
 * entry of the log may be told as two events.
 */
final class EventIds {
  private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final int LENGTH = 26;
  private static final int PART_BITS = 8;

  private EventIds() {}

  /** A place in an account's log. */
  record Place(long seq, int part) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int bySeq = Long.compare(seq, other.seq);
      return bySeq == 0 ? Integer.compare(part, other.part) : bySeq;
    }
  }

  static String of(Instant at, long seq, int part) {
    // 128 bits: 48 time, 16 upper and 64 lower bits of (seq << 8 | part).
    long upper = at.toEpochMilli() << 16 | seq >>> (64 - PART_BITS);
    long lower = seq << PART_BITS | part;
    char[] text = new char[LENGTH];
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = DIGITS[(int) (lower & 31)];
      lower = lower >>> 5 | (upper & 31) << 59;
      upper >>>= 5;
    }
    return new String(text);
  }

  /** The place that an id names, in either case; empty where it is not an id of ours. */
  static Optional<Place> place(String id) {
    if (id.length() != LENGTH) {
      return Optional.empty();
    }
    String upperCase = id.toUpperCase(Locale.ROOT);
    long upper = 0;
    long lower = 0;
    for (int i = 0; i < LENGTH; i++) {
      int digit = digit(upperCase.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      upper = upper << 5 | lower >>> 59;
      lower = lower << 5 | digit;
    }
    long seq = (upper & 0xFF) << (64 - PART_BITS) | lower >>> PART_BITS;
    return seq < 0 ? Optional.empty() : Optional.of(new Place(seq, (int) (lower & 0xFF)));
  }

  private static int digit(char c) {
    for (int i = 0; i < DIGITS.length; i++) {
      if (DIGITS[i] == c) {
        return i;
      }
    }
    return -1;
  }
}
