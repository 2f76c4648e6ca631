// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.domain.liquidation.Conduct;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.ConductJson;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a wide row by name. Places are known beforehand: a row that is asked by name looks
 * through all of its columns each time.
 */
record EventCells(Row row, Names names) {
  /** The columns of a query, in its order. */
  static final class Names {
    private final Map<String, Integer> places = new HashMap<>();
    private final List<String> columns = new ArrayList<>();

    /** Columns of one alias, each to be known by its name after this prefix. */
    Names add(String alias, String prefix, String list) {
      for (String column : list.split(", ")) {
        places.put(prefix + column, columns.size());
        columns.add(alias + "." + column + (prefix.isEmpty() ? "" : " as " + prefix + column));
      }
      return this;
    }

    String columns() {
      return String.join(", ", columns);
    }

    private int place(String name) {
      Integer place = places.get(name);
      if (place == null) {
        throw new IllegalArgumentException("no column " + name);
      }
      return place;
    }
  }

  private <T> T present(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalStateException("event without " + name);
    }
    return value;
  }

  @Nullable Long number(String name) {
    return row.getLong(names.place(name));
  }

  long id(String name) {
    return present(number(name), name);
  }

  @Nullable String text(String name) {
    return row.getString(names.place(name));
  }

  /** A text that is never absent. */
  String name(String name) {
    return present(text(name), name);
  }

  UUID uid(String name) {
    return present(row.getUUID(names.place(name)), name);
  }

  /** Null is false. */
  boolean flag(String name) {
    return Boolean.TRUE.equals(row.getBoolean(names.place(name)));
  }

  /** Null is zero. */
  int count(String name) {
    Integer value = row.getInteger(names.place(name));
    return value == null ? 0 : value;
  }

  @Nullable BigDecimal decimal(String name) {
    return row.getBigDecimal(names.place(name));
  }

  /** Null is zero. */
  BigDecimal amount(String name) {
    BigDecimal value = decimal(name);
    return value == null ? BigDecimal.ZERO : value;
  }

  Quantity quantity(String name) {
    return new Quantity(amount(name));
  }

  Money money(String name) {
    return new Money(amount(name));
  }

  @Nullable Instant instant(String name) {
    OffsetDateTime value = row.getOffsetDateTime(names.place(name));
    return value == null ? null : value.toInstant();
  }

  Instant time(String name) {
    return present(instant(name), name);
  }

  @Nullable LocalDate date(String name) {
    return row.getLocalDate(names.place(name));
  }

  Map<String, String> tags(String name) {
    if (!(row.getValue(names.place(name)) instanceof JsonObject json)) {
      return Map.of();
    }
    Map<String, String> tags = new LinkedHashMap<>();
    json.forEach(tag -> tags.put(tag.getKey(), String.valueOf(tag.getValue())));
    return tags;
  }

  Conduct conduct(String name) {
    return ConductJson.read(row.getValue(names.place(name)));
  }
}
