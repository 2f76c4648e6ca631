// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.book;

import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Uids;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys of one JSON object and notes every mistake with its path. A value that is absent
 * or wrong reads as null; after the last read {@link #end} notes the keys that nobody asked for.
 */
public final class Fields {
  static final int TEXT_CHARS_MAX = 200;
  private static final long ID_MAX = (1L << 53) - 1;
  private static final int DECIMAL_CHARS_MAX = 64;
  private static final int EXPONENT_MAX = 60;
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");

  private final Map<?, ?> object;
  private final String path;
  private final Mistakes mistakes;
  private final boolean shows;
  private final Set<String> asked = new HashSet<>();

  public Fields(Map<?, ?> object, String path, Mistakes mistakes) {
    this(object, path, mistakes, false);
  }

  /**
   * @param shows whether mistakes show the value, which a document with secrets must not
   */
  public Fields(Map<?, ?> object, String path, Mistakes mistakes, boolean shows) {
    this.object = object;
    this.path = path;
    this.mistakes = mistakes;
    this.shows = shows;
  }

  public String path() {
    return path;
  }

  public String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  public void mistake(String key, String message) {
    mistakes.add(path(key), message);
  }

  /** Whether the key is there and not null. */
  boolean has(String key) {
    return object.get(key) != null;
  }

  /** Whether the key has this text and no other value. */
  public boolean isText(String key, String text) {
    return text.equals(object.get(key));
  }

  @Nullable
  public String text(String key) {
    return text(key, TEXT_CHARS_MAX);
  }

  @Nullable
  public String text(String key, int charsMax) {
    Object value = value(key);
    if (value == null) {
      return null;
    }
    if (!(value instanceof String text)) {
      return wrong(key, "must be a string");
    }
    if (text.isBlank()) {
      return wrong(key, "must not be empty");
    }
    if (text.length() > charsMax) {
      return wrong(key, "must have at most " + charsMax + " characters");
    }
    boolean controls = text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' || c == 127);
    return controls ? wrong(key, "must not contain control characters") : text;
  }

  @Nullable
  public String requiredText(String key) {
    return required(key, text(key));
  }

  @Nullable Boolean bool(String key) {
    Object value = value(key);
    return value == null || value instanceof Boolean
        ? (Boolean) value
        : wrong(key, "must be true or false");
  }

  @Nullable
  public BigDecimal decimal(String key) {
    Object value = value(key);
    if (value instanceof BigDecimal number) {
      return inRange(key, number);
    }
    if (value instanceof String text) {
      return text.length() <= DECIMAL_CHARS_MAX && DECIMAL.matcher(text).matches()
          ? inRange(key, new BigDecimal(text))
          : wrong(key, "must be a decimal");
    }
    return value == null ? null : wrong(key, "must be a decimal");
  }

  @Nullable
  public Quantity quantity(String key) {
    return exact(key, Quantity::new);
  }

  @Nullable Price price(String key) {
    return exact(key, Price::new);
  }

  @Nullable Money money(String key) {
    return exact(key, Money::new);
  }

  /** A price above zero. */
  @Nullable Price positivePrice(String key) {
    Price price = price(key);
    return price == null || price.isPositive() ? price : wrong(key, "must be above zero");
  }

  /** A quantity above zero. */
  @Nullable Quantity positiveQuantity(String key) {
    Quantity quantity = quantity(key);
    return quantity == null || quantity.isPositive() ? quantity : wrong(key, "must be above zero");
  }

  /** An id that every client can hold. */
  @Nullable Long id(String key) {
    Long id = integer(key);
    return id == null || id >= 1 && id <= ID_MAX
        ? id
        : wrong(key, "must be between 1 and 2^53 - 1");
  }

  @Nullable Long integer(String key) {
    BigDecimal number = decimal(key);
    if (number == null) {
      return null;
    }
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      return wrong(key, "must be an integer");
    }
  }

  @Nullable
  public UUID uuid(String key) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    return Uids.read(text).orElseGet(() -> wrong(key, "must be a uuid"));
  }

  @Nullable Instant instant(String key) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    try {
      OffsetDateTime at = OffsetDateTime.parse(text);
      return at.getYear() >= 1900 && at.getYear() <= 9999
          ? at.toInstant()
          : wrong(key, "must be a time between the years 1900 and 9999");
    } catch (DateTimeException e) {
      return wrong(key, "must be a time such as 2026-03-03T12:00:00Z");
    }
  }

  /**
   * One of an enum's words.
   *
   * @param lowerCase whether the document spells them in lower case
   */
  public <E extends Enum<E>> @Nullable E word(String key, E[] words, boolean lowerCase) {
    String text = text(key);
    return text == null ? null : word(key, text, words, lowerCase);
  }

  /** A list of an enum's words. */
  <E extends Enum<E>> List<E> words(String key, E[] words) {
    List<E> read = new ArrayList<>();
    List<String> texts = texts(key, TEXT_CHARS_MAX);
    for (int i = 0; i < texts.size(); i++) {
      E word = word(key + "[" + i + "]", texts.get(i), words, true);
      if (word != null) {
        read.add(word);
      }
    }
    return read;
  }

  /** A list of strings; empty where absent. */
  List<String> texts(String key, int charsMax) {
    List<String> read = new ArrayList<>();
    List<?> list = list(key);
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof String text && !text.isBlank() && text.length() <= charsMax) {
        read.add(text);
      } else {
        mistake(key + "[" + i + "]", "must be a string of 1 to " + charsMax + " characters");
      }
    }
    return read;
  }

  /** A list of objects; empty where absent. */
  List<Fields> objects(String key) {
    List<Fields> read = new ArrayList<>();
    List<?> list = list(key);
    for (int i = 0; i < list.size(); i++) {
      String at = path(key + "[" + i + "]");
      if (list.get(i) instanceof Map<?, ?> map) {
        read.add(new Fields(map, at, mistakes));
      } else {
        mistakes.add(at, "must be an object");
      }
    }
    return read;
  }

  @Nullable Fields object(String key) {
    Object value = value(key);
    if (value == null) {
      return null;
    }
    return value instanceof Map<?, ?> map
        ? new Fields(map, path(key), mistakes)
        : wrong(key, "must be an object");
  }

  /** Notes a required key that is absent; one with a wrong value has been noted already. */
  public <T> @Nullable T required(String key, @Nullable T value) {
    if (value == null && object.get(key) == null) {
      mistake(key, "is required");
    }
    return value;
  }

  /** Notes the keys that are not known: a typo must not lose a position. */
  void end() {
    for (Object key : object.keySet()) {
      if (!asked.contains(key)) {
        mistake(String.valueOf(key), "is not a known key");
      }
    }
  }

  private List<?> list(String key) {
    Object value = value(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    mistake(key, "must be a list");
    return List.of();
  }

  private @Nullable Object value(String key) {
    asked.add(key);
    return object.get(key);
  }

  private <E extends Enum<E>> @Nullable E word(
      String key, String text, E[] words, boolean lowerCase) {
    List<String> known = new ArrayList<>();
    for (E word : words) {
      String spelled = lowerCase ? word.name().toLowerCase(Locale.ROOT) : word.name();
      if (spelled.equals(text)) {
        return word;
      }
      known.add(spelled);
    }
    return wrong(key, "must be one of " + String.join(", ", known));
  }

  private @Nullable BigDecimal inRange(String key, BigDecimal number) {
    boolean far = Math.abs((long) number.scale()) > EXPONENT_MAX;
    return far || number.precision() > DECIMAL_CHARS_MAX ? wrong(key, "is out of range") : number;
  }

  private <T> @Nullable T exact(String key, Function<BigDecimal, T> type) {
    BigDecimal number = decimal(key);
    if (number == null) {
      return null;
    }
    try {
      return type.apply(number);
    } catch (ArithmeticException e) {
      return wrong(key, "has " + e.getMessage());
    }
  }

  private <T> @Nullable T wrong(String key, String message) {
    Object value = object.get(key);
    if (shows && value != null && !(value instanceof Map)) {
      String text = String.valueOf(value);
      mistake(key, Mistakes.quoted(text.substring(0, Math.min(60, text.length()))) + " " + message);
    } else {
      mistake(key, message);
    }
    return null;
  }
}
