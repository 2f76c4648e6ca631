// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix.session;

import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message as it came, read without a dictionary: of each field its first value. None of the
 * fields that are read here stands within a repeating group. What a venue adds of its own is no
 * reason not to book what it reports.
 */
public final class RawMessage {
  private static final char SOH = '\u0001';
  private static final int MILLIS = 3;
  private static final int NANOS = 9;

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyyMMdd-HH:mm:ss")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, NANOS, true)
          .toFormatter();

  private static final DateTimeFormatter WRITTEN =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyyMMdd-HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, MILLIS, MILLIS, true)
          .toFormatter();

  /** Fields that may contain anything, and the ones that say how long they are. */
  private static final Map<Integer, Integer> LENGTHS =
      Map.ofEntries(
          Map.entry(89, 93),
          Map.entry(91, 90),
          Map.entry(96, 95),
          Map.entry(213, 212),
          Map.entry(349, 348),
          Map.entry(351, 350),
          Map.entry(353, 352),
          Map.entry(355, 354),
          Map.entry(357, 356),
          Map.entry(359, 358),
          Map.entry(361, 360),
          Map.entry(363, 362),
          Map.entry(365, 364),
          Map.entry(446, 445));

  /** A field of our own, before all others, of messages that name ours by their numbers. */
  private static final int GENERATION = 20_049;

  private static final String STAMP = GENERATION + "=";

  private final Map<Integer, String> fields;

  private RawMessage(Map<Integer, String> fields) {
    this.fields = fields;
  }

  /** What is no field is passed over. */
  public static RawMessage of(String text) {
    Map<Integer, String> fields = new HashMap<>();
    int at = 0;
    while (at < text.length()) {
      int equals = text.indexOf('=', at);
      if (equals < 0) {
        break;
      }
      int tag = number(text, at, equals);
      int end = end(text, equals + 1, fields.get(LENGTHS.getOrDefault(tag, -1)));
      if (tag > 0) {
        fields.putIfAbsent(tag, text.substring(equals + 1, end));
      }
      at = end + 1;
    }
    return new RawMessage(fields);
  }

  /** Noted on a message: of which generation the numbers are that it names. */
  static String stamped(long generation, String text) {
    return STAMP + generation + SOH + text;
  }

  /** A message without what was noted on it here. */
  public static String asItCame(String text) {
    return text.startsWith(STAMP) ? text.substring(text.indexOf(SOH) + 1) : text;
  }

  /** Of which generation the numbers are that it names; empty where nobody has noted that. */
  public Optional<Long> generation() {
    return number(GENERATION).map(Integer::longValue);
  }

  private static int end(String text, int from, @Nullable String length) {
    if (length != null) {
      int told = from + number(length, 0, length.length());
      if (told >= from && told < text.length() && text.charAt(told) == SOH) {
        return told;
      }
    }
    int end = text.indexOf(SOH, from);
    return end < 0 ? text.length() : end;
  }

  private static int number(String text, int from, int to) {
    try {
      return Integer.parseInt(text, from, to, 10);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  public Optional<String> text(int tag) {
    return Optional.ofNullable(fields.get(tag));
  }

  public String text(int tag, String otherwise) {
    return fields.getOrDefault(tag, otherwise);
  }

  public boolean is(int tag, String value) {
    return value.equals(fields.get(tag));
  }

  public Optional<Integer> number(int tag) {
    return text(tag).map(text -> number(text, 0, text.length())).filter(n -> n >= 0);
  }

  public Quantity quantity(int tag) {
    return new Quantity(decimal(tag).orElse(BigDecimal.ZERO));
  }

  public Optional<Price> price(int tag) {
    return decimal(tag).map(Price::new);
  }

  private Optional<BigDecimal> decimal(int tag) {
    try {
      return text(tag).map(BigDecimal::new);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("field " + tag + " is no number", e);
    }
  }

  /** When it happened there, else when it was sent. */
  public Optional<Instant> at() {
    return text(Tag.TRANSACT_TIME)
        .flatMap(RawMessage::time)
        .or(() -> text(Tag.SENDING_TIME).flatMap(RawMessage::time));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A moment as messages have it. */
  public static String time(Instant moment) {
    return WRITTEN.format(LocalDateTime.ofInstant(moment, ZoneOffset.UTC));
  }
}
