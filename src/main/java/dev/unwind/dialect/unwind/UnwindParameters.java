// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.dialect.wire.Fingerprint;
import dev.unwind.dialect.wire.Moments;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Uids;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parameters and members as their types; what cannot be read is refused by its name. */
public final class UnwindParameters {
  public static final int PAGE_MAX = 1_000;
  private static final int KEY_CHARS_MAX = 255;
  private static final int NAME_CHARS_MAX = 128;

  /** Paths lose the first two, and where accounts are granted the third is all of them. */
  private static final Set<String> UNSAYABLE = Set.of(".", "..", "*");

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private static final Pattern ENTITY_TAG =
      Pattern.compile("(W/)?\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\"");
  private static final Pattern DIGEST = Pattern.compile("\"?([0-9a-f]{64})\"?");
  private static final Pattern BRIEF = Pattern.compile("([0-9]{1,6})([smh])");
  private static final Pattern WAIT =
      Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,18})\\b", Pattern.CASE_INSENSITIVE);

  private UnwindParameters() {}

  public static int limit(@Nullable String text, int otherwise, int most) {
    long limit = number("limit", text, otherwise);
    if (limit < 1 || limit > most) {
      throw UnwindBodies.malformed("limit must be 1 to " + most);
    }
    return (int) limit;
  }

  public static int offset(@Nullable String text) {
    long offset = number("offset", text, 0);
    if (offset < 0 || offset > Integer.MAX_VALUE) {
      throw UnwindBodies.malformed("offset must be 0 to " + Integer.MAX_VALUE);
    }
    return (int) offset;
  }

  /** A number from 0 on. */
  public static long number(String name, @Nullable String text, long otherwise) {
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw UnwindBodies.malformed(name + " must be a number from 0 on");
  }

  public static @Nullable Instant time(String name, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return Moments.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw UnwindBodies.malformed(name + " must be an ISO-8601 time with its offset");
    }
  }

  /** As 15m, 90s, 1h or PT15M; from 0 on. */
  public static Duration duration(String name, @Nullable String text) {
    Matcher brief = BRIEF.matcher(text == null ? "" : text);
    try {
      Duration duration =
          Duration.parse(
              brief.matches()
                  ? "PT" + brief.group(1) + brief.group(2).toUpperCase(Locale.ROOT)
                  : text == null ? "" : text);
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // refused below
    }
    throw UnwindBodies.malformed(name + " must be a duration like 15m, 90s, 1h or PT15M");
  }

  public static <E extends Enum<E>> E oneOf(String name, Class<E> type, @Nullable String text) {
    for (E value : type.getEnumConstants()) {
      if (value.name().equals(text)) {
        return value;
      }
    }
    throw UnwindBodies.malformed(name + " must be one of " + EnumSet.allOf(type));
  }

  /** Values separated by commas or given repeatedly. */
  public static <E extends Enum<E>> Set<E> anyOf(String name, Class<E> type, List<String> texts) {
    Set<E> values = EnumSet.noneOf(type);
    for (String text : texts) {
      for (String one : text.split(",", -1)) {
        if (!one.isBlank()) {
          values.add(oneOf(name, type, one.strip().toUpperCase(Locale.ROOT)));
        }
      }
    }
    return values;
  }

  public static PositionId position(String id) {
    if (!id.matches("[0-9]{1,18}")) {
      throw new TradingException(Reason.POSITION_NOT_FOUND);
    }
    return new PositionId(Long.parseLong(id));
  }

  public static UUID liquidation(String id) {
    return uid(id, Reason.LIQUIDATION_NOT_FOUND);
  }

  public static UUID act(String id) {
    return uid(id, Reason.ACT_NOT_FOUND);
  }

  /** An id in a path; what is none names nothing. */
  public static UUID uid(String id, Reason absent) {
    return Uids.read(id).orElseThrow(() -> new TradingException(absent));
  }

  public static Quantity quantity(String text) {
    try {
      Quantity quantity = Quantity.of(text);
      if (quantity.isPositive()) {
        return quantity;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // refused below
    }
    throw new TradingException(Reason.QUANTITY_INVALID);
  }

  public static Quantity target(String text) {
    try {
      Quantity quantity = Quantity.of(text);
      if (quantity.signum() >= 0) {
        return quantity;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // refused below
    }
    throw new TradingException(
        Denial.of(Reason.QUANTITY_INVALID, "target must be a plain decimal from 0 on"));
  }

  /** Free text of a caller's; null where there is none. */
  public static @Nullable String text(String name, @Nullable String text, int most) {
    if (text != null && (text.length() > most || text.indexOf('\0') >= 0)) {
      throw UnwindBodies.malformed(name + " must be a text of at most " + most);
    }
    return text;
  }

  /** Of a value as it is; the same on all replicas. */
  public static String digestOf(Object value) {
    return HexFormat.of().formatHex(Fingerprint.of(value.toString()));
  }

  /**
   * The digest that an If-Match header names; null where there is none. An entity tag that no
   * digest has is returned as it is, and equals none.
   */
  public static @Nullable String digest(@Nullable String ifMatch) {
    if (ifMatch == null) {
      return null;
    }
    Matcher digest = DIGEST.matcher(ifMatch.strip());
    if (digest.matches()) {
      return digest.group(1);
    }
    // Of something else, or weak: it is not what the caller has seen, which is for 412 to say.
    if (ENTITY_TAG.matcher(ifMatch.strip()).matches()) {
      return ifMatch.strip();
    }
    throw UnwindBodies.malformed("If-Match must be one ETag, in quotes");
  }

  /** How long the caller would wait for an outcome; zero where it would not. */
  public static Duration wait(@Nullable List<String> prefer, Duration most) {
    for (String header : prefer == null ? List.<String>of() : prefer) {
      Matcher wait = WAIT.matcher(header);
      if (wait.find()) {
        Duration asked = Duration.ofSeconds(Long.parseLong(wait.group(1)));
        return asked.compareTo(most) < 0 ? asked : most;
      }
    }
    return Duration.ZERO;
  }

  public static BigDecimal percentage(String text) {
    try {
      Quantity percentage = Quantity.of(text);
      if (percentage.isPositive() && percentage.value().compareTo(HUNDRED) <= 0) {
        return percentage.value();
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // refused below
    }
    throw new TradingException(Reason.PERCENTAGE_INVALID);
  }

  static @Nullable Price price(String name, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      Price price = Price.of(text);
      if (price.isPositive()) {
        return price;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // refused below
    }
    throw new TradingException(
        Denial.of(Reason.PRICE_INVALID, name + " must be a positive plain decimal"));
  }

  public static @Nullable String clientOrderId(@Nullable String text) {
    if (text != null && (text.isBlank() || !isName(text))) {
      throw new TradingException(Reason.CLIENT_ORDER_ID_INVALID);
    }
    return text;
  }

  static String symbol(@Nullable String text) {
    if (text == null || text.isBlank() || !isName(text)) {
      throw UnwindBodies.malformed("symbols must be names of at most 128 characters");
    }
    return text;
  }

  private static boolean isName(String text) {
    return text.length() <= NAME_CHARS_MAX
        && text.codePoints().noneMatch(UnwindParameters::isNoCharacter);
  }

  /** Controls, and halves of characters, which nothing keeps as they are. */
  private static boolean isNoCharacter(int codePoint) {
    return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
  }

  /** The caller's key over what it covers; null where there is none. */
  public static @Nullable IdempotencyKey key(@Nullable String header, Object payload) {
    if (header == null) {
      return null;
    }
    boolean printable = header.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    if (header.isEmpty() || header.length() > KEY_CHARS_MAX || !printable) {
      throw UnwindBodies.malformed(
          "Idempotency-Key must be 1 to 255 printable ASCII characters without spaces");
    }
    return new IdempotencyKey("unwind", header, Fingerprint.of(payload.toString()));
  }

  /**
   * A name for something new: one that a path can say, that stands for nothing else, and that is
   * the same without the spaces around it.
   */
  public static String newName(String member, String text) {
    String name = name(member, text);
    if (UNSAYABLE.contains(name) || !name.equals(name.strip())) {
      throw UnwindBodies.malformed(
          member + " must be neither ., .. nor *, and have no spaces around it");
    }
    return name;
  }

  /** A name that something may bear. */
  public static String name(String member, String text) {
    if (text.isBlank() || !isName(text)) {
      throw UnwindBodies.malformed(member + " must be a name of at most " + NAME_CHARS_MAX);
    }
    return text;
  }

  /** The names without repetitions, in their order. */
  public static List<String> names(String member, List<@Nullable String> named) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : named) {
      if (name == null || name.isBlank() || !isName(name.strip())) {
        throw UnwindBodies.malformed(member + " must be names of at most " + NAME_CHARS_MAX);
      }
      names.add(name.strip());
    }
    return List.copyOf(names);
  }

  /** The names without repetitions, in their order. */
  public static List<String> symbols(@Nullable List<String> named) {
    List<String> symbols = new ArrayList<>();
    if (named != null) {
      named.stream().map(UnwindParameters::symbol).distinct().forEach(symbols::add);
    }
    return symbols;
  }
}
