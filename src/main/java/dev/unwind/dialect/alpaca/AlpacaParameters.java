// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.dialect.wire.Fingerprint;
import dev.unwind.dialect.wire.Moments;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Uids;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what clients write into queries, headers and bodies. What cannot be read fails with
 * REQUEST_MALFORMED and the message that the caller sees; what is out of range with its own reason.
 */
public final class AlpacaParameters {
  /** Fractional digits of quantities and percentages. */
  static final int QUANTITY_DIGITS_MAX = 9;

  private static final int NOTIONAL_DIGITS_MAX = 2;
  private static final int TEXT_MAX = 128;
  private static final int LIST_MAX = 1000;
  private static final Map<String, Boolean> FLAGS =
      Map.of("true", true, "t", true, "1", true, "false", false, "f", false, "0", false);
  private static final Quantity HUNDRED = Quantity.of(100);

  private AlpacaParameters() {}

  /**
   * How much of a position is to be closed: all, where the query has neither {@code qty} nor {@code
   * percentage}. Read from the query as it came, for to REST a parameter without a value is an
   * absent one, and all would be closed by mistake.
   */
  public static CloseAmount amount(MultivaluedMap<String, String> query) {
    return amount(once(query, "qty"), once(query, "percentage"));
  }

  private static @Nullable String once(MultivaluedMap<String, String> query, String name) {
    List<String> values = query.get(name);
    if (values == null || values.isEmpty()) {
      return null;
    }
    if (values.size() > 1) {
      throw malformed(name + " is given more than once");
    }
    return values.get(0);
  }

  /** The same of values that are known to be there or not. */
  public static CloseAmount amount(@Nullable String qty, @Nullable String percentage) {
    if (qty != null && percentage != null) {
      throw refused(Reason.QUANTITY_AMBIGUOUS, "only one of qty or percentage is accepted");
    }
    if (qty != null) {
      return new CloseAmount.Units(quantity("qty", qty));
    }
    if (percentage == null) {
      return CloseAmount.ALL;
    }
    Quantity percent = decimal("percentage", percentage, Quantity::of);
    requireDigits("percentage", percent);
    if (!percent.isPositive() || percent.isMoreThan(HUNDRED)) {
      throw new TradingException(Reason.PERCENTAGE_INVALID);
    }
    return CloseAmount.percentage(percent.value());
  }

  /** A positive quantity of at most nine decimals. */
  public static Quantity quantity(String name, String text) {
    Quantity quantity = decimal(name, text, Quantity::of);
    requireDigits(name, quantity);
    if (!quantity.isPositive()) {
      throw refused(Reason.QUANTITY_INVALID, name + " must be > 0");
    }
    return quantity;
  }

  public static Money notional(String text) {
    Money notional = decimal("notional", text, Money::of);
    if (notional.signum() <= 0) {
      throw refused(Reason.QUANTITY_INVALID, "notional must be > 0");
    }
    if (notional.value().scale() > NOTIONAL_DIGITS_MAX) {
      throw refused(
          Reason.QUANTITY_INVALID,
          "notional value must be limited to " + NOTIONAL_DIGITS_MAX + " decimal places");
    }
    return notional;
  }

  public static Price price(String name, String text) {
    Price price = decimal(name, text, Price::of);
    if (!price.isPositive()) {
      throw refused(Reason.PRICE_INVALID, name);
    }
    return price;
  }

  private static void requireDigits(String name, Quantity value) {
    if (value.fractionDigits() > QUANTITY_DIGITS_MAX) {
      throw refused(
          Reason.QUANTITY_INVALID,
          name + " must have at most " + QUANTITY_DIGITS_MAX + " decimal places");
    }
  }

  private static <T> T decimal(String name, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (NumberFormatException e) {
      throw malformed(name + " is not a decimal number");
    } catch (ArithmeticException e) {
      throw refused(Reason.QUANTITY_INVALID, name + " has too many digits");
    }
  }

  /** Clients write {@code true}, {@code True}, {@code 1} and {@code t}. */
  public static boolean flag(String name, @Nullable String text) {
    return choice(lower(text), false, FLAGS, name + " must be true or false");
  }

  /** One of the values that a parameter may have, or what it means to leave it out. */
  public static <T> T choice(
      @Nullable String text, T otherwise, Map<String, T> choices, String refusal) {
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    T chosen = choices.get(text);
    if (chosen == null) {
      throw malformed(refusal);
    }
    return chosen;
  }

  public static @Nullable String lower(@Nullable String text) {
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  public static int limit(String name, @Nullable String text, int otherwise, int most) {
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    int limit;
    try {
      limit = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw malformed(name + " is not a number");
    }
    if (limit < 1 || limit > most) {
      throw refused(Reason.QUANTITY_INVALID, name + " must be between 1 and " + most);
    }
    return limit;
  }

  /** RFC 3339, or a date, which means its first moment in UTC. */
  public static @Nullable Instant time(String name, @Nullable String text) {
    return moment(
        name,
        text,
        date -> date.atStartOfDay(ZoneOffset.UTC).toInstant(),
        OffsetDateTime::toInstant);
  }

  /** A date, or RFC 3339, which means the date of that moment in a zone. */
  public static @Nullable LocalDate date(String name, @Nullable String text, ZoneId zone) {
    return moment(
        name, text, Function.identity(), time -> time.atZoneSameInstant(zone).toLocalDate());
  }

  private static <T> @Nullable T moment(
      String name,
      @Nullable String text,
      Function<LocalDate, T> ofDate,
      Function<OffsetDateTime, T> ofTime) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    // A plus sign that a client has not escaped arrives as a blank.
    String repaired = text.replace(' ', '+');
    try {
      return repaired.length() == 10
          ? ofDate.apply(LocalDate.parse(repaired))
          : ofTime.apply(Moments.parse(repaired));
    } catch (DateTimeParseException e) {
      throw malformed("failed to parse " + name);
    }
  }

  public static Optional<UUID> uuid(String text) {
    return Uids.read(text);
  }

  /** A comma-separated list; empty where nothing is asked for. */
  public static List<String> list(String name, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return List.of();
    }
    List<String> parts =
        Arrays.stream(text.split(",")).map(String::strip).filter(p -> !p.isEmpty()).toList();
    if (parts.size() > LIST_MAX) {
      throw malformed(name + " must have at most " + LIST_MAX + " entries");
    }
    return parts;
  }

  public static @Nullable String clientOrderId(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (text.isBlank() || text.length() > TEXT_MAX || hasControls(text)) {
      throw new TradingException(Reason.CLIENT_ORDER_ID_INVALID);
    }
    return text;
  }

  /**
   * The key under which a request has one effect: the header, else the client order id of a close.
   *
   * @param payload everything that the key covers
   */
  public static @Nullable IdempotencyKey key(
      @Nullable String header, @Nullable String clientOrderId, String payload) {
    byte[] hash = Fingerprint.of(payload);
    if (header != null) {
      if (header.isBlank() || header.length() > TEXT_MAX || hasControls(header)) {
        throw malformed("Idempotency-Key must be 1 to " + TEXT_MAX + " characters");
      }
      return new IdempotencyKey("alpaca", "key:" + header, hash);
    }
    return clientOrderId == null
        ? null
        : new IdempotencyKey("alpaca", "client_order_id:" + clientOrderId, hash);
  }

  private static boolean hasControls(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  public static TradingException malformed(String message) {
    return refused(Reason.REQUEST_MALFORMED, message);
  }

  public static TradingException refused(Reason reason, String message) {
    return new TradingException(Denial.of(reason, message));
  }
}
