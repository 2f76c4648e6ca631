// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unwind.dialect.wire.JsonFaults;
import dev.unwind.dialect.wire.Moments;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON request body, read field by field. Unknown fields are ignored and an explicit null counts
 * as absent. What is missing, of the wrong type or out of range is a 400 that names the field.
 */
public final class TradovateBody {
  static final int TEXT_CHARS_MAX = 64;
  public static final int LONG_TEXT_CHARS_MAX = 8192;

  private static final ObjectReader READER =
      new ObjectMapper()
          .reader()
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private final ObjectNode json;
  private final String path;

  private TradovateBody(ObjectNode json, String path) {
    this.json = json;
    this.path = path;
  }

  /** Reads a body; an empty one counts as an object without fields. */
  public static TradovateBody parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return new TradovateBody(JsonNodeFactory.instance.objectNode(), "");
    }
    JsonNode json;
    try {
      json = READER.readTree(text);
    } catch (JsonProcessingException | NumberFormatException | ArithmeticException e) {
      // Numbers beyond what a decimal can be are no failures of the parser.
      throw TradovateFault.invalid(JsonFaults.of(e));
    }
    if (!(json instanceof ObjectNode object)) {
      throw TradovateFault.invalid("the body is not a JSON object");
    }
    return new TradovateBody(object, "");
  }

  /** The same with one more text field. */
  public TradovateBody with(String name, String value) {
    ObjectNode more = json.deepCopy();
    return new TradovateBody(more.put(name, value), path);
  }

  public boolean has(String name) {
    return json.hasNonNull(name);
  }

  public String text(String name) {
    return text(name, TEXT_CHARS_MAX).orElseThrow(() -> invalid(name));
  }

  public Optional<String> optionalText(String name) {
    return text(name, TEXT_CHARS_MAX);
  }

  public Optional<String> text(String name, int charsMax) {
    JsonNode value = json.get(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()
        || value.textValue().isEmpty()
        || value.textValue().length() > charsMax
        || value.textValue().indexOf('\0') >= 0) {
      throw invalid(name);
    }
    return Optional.of(value.textValue());
  }

  /** A positive 64-bit id. */
  public long id(String name) {
    return optionalId(name).orElseThrow(() -> invalid(name));
  }

  public Optional<Long> optionalId(String name) {
    JsonNode value = json.get(name);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(id(value, name));
  }

  /** Distinct ids in the order given. */
  public Set<Long> ids(String name, int max) {
    JsonNode value = json.get(name);
    if (value == null || !value.isArray() || value.isEmpty() || value.size() > max) {
      throw invalid(name);
    }
    Set<Long> ids = new LinkedHashSet<>();
    for (JsonNode element : value) {
      ids.add(id(element, name));
    }
    return ids;
  }

  /** The same; absent counts as none. */
  public Set<Long> optionalIds(String name, int max) {
    JsonNode value = json.get(name);
    boolean none = value == null || value.isNull() || (value.isArray() && value.isEmpty());
    return none ? Set.of() : ids(name, max);
  }

  private long id(JsonNode value, String name) {
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() <= 0) {
      throw invalid(name);
    }
    return value.longValue();
  }

  /** A whole number from 1 to 2^31 - 1. */
  public int quantity(String name) {
    return optionalQuantity(name).orElseThrow(() -> invalid(name));
  }

  public Optional<Integer> optionalQuantity(String name) {
    JsonNode value = json.get(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    BigDecimal number = value.isNumber() ? value.decimalValue() : null;
    if (number == null
        || number.signum() <= 0
        || number.precision() - number.scale() > 10
        || number.stripTrailingZeros().scale() > 0
        || number.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
      throw invalid(name);
    }
    return Optional.of(number.intValueExact());
  }

  /** A number; its size is checked by what it is for. */
  public Optional<BigDecimal> decimal(String name) {
    JsonNode value = json.get(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isNumber()) {
      throw invalid(name);
    }
    BigDecimal number = value.decimalValue();
    // Digits beyond what any price or amount has; they would only cost.
    if (number.precision() > 60 || Math.abs(number.scale()) > 60) {
      throw invalid(name);
    }
    return Optional.of(number);
  }

  public boolean flag(String name) {
    return optionalFlag(name).orElseThrow(() -> invalid(name));
  }

  public Optional<Boolean> optionalFlag(String name) {
    JsonNode value = json.get(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw invalid(name);
    }
    return Optional.of(value.booleanValue());
  }

  public Optional<Instant> moment(String name) {
    return optionalText(name)
        .map(
            text -> {
              try {
                return Moments.parse(text).toInstant();
              } catch (DateTimeException e) {
                throw invalid(name);
              }
            });
  }

  /** One of the values of an enumeration, as spelled there in any case. */
  public <E extends Enum<E>> E oneOf(String name, Class<E> values) {
    return optionalOneOf(name, values).orElseThrow(() -> invalid(name));
  }

  public <E extends Enum<E>> Optional<E> optionalOneOf(String name, Class<E> values) {
    Optional<String> text = optionalText(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    for (E value : values.getEnumConstants()) {
      if (value.name().equalsIgnoreCase(text.get())) {
        return Optional.of(value);
      }
    }
    throw invalid(name);
  }

  public TradovateBody object(String name) {
    return optionalObject(name).orElseThrow(() -> invalid(name));
  }

  public Optional<TradovateBody> optionalObject(String name) {
    JsonNode value = json.get(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!(value instanceof ObjectNode object)) {
      throw invalid(name);
    }
    return Optional.of(new TradovateBody(object, path + name + "."));
  }

  /** A list of objects; absent counts as empty. */
  public List<TradovateBody> objects(String name, int max) {
    JsonNode value = json.get(name);
    if (value == null || value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.size() > max) {
      throw invalid(name);
    }
    List<TradovateBody> objects = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      if (!(value.get(i) instanceof ObjectNode object)) {
        throw invalid(name);
      }
      objects.add(new TradovateBody(object, path + name + "[" + i + "]."));
    }
    return objects;
  }

  /** Texts of a list; absent counts as empty. */
  public List<String> texts(String name, int max) {
    JsonNode value = json.get(name);
    if (value == null || value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.size() > max) {
      throw invalid(name);
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value) {
      if (!element.isTextual()) {
        throw invalid(name);
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  public TradovateFault invalid(String name) {
    return TradovateFault.invalid(path + name);
  }
}
