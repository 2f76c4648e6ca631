// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a set-based statement: one array per column, in the order of the statement's {@code
 * unnest}.
 *
 * @param <T> what a row is made of
 */
public final class Columns<T> {
  private final List<T> rows;
  private final Tuple tuple;

  private Columns(List<T> rows, Tuple tuple) {
    this.rows = rows;
    this.tuple = tuple;
  }

  /** Starts with scalar parameters that come before the arrays. */
  public static <T> Columns<T> of(List<T> rows, @Nullable Object... scalars) {
    Tuple tuple = Tuple.tuple();
    for (@Nullable Object scalar : scalars) {
      tuple.addValue(scalar);
    }
    return new Columns<>(rows, tuple);
  }

  /** Adds to the parameters that a statement has already. */
  public static <T> Columns<T> of(List<T> rows, Tuple tuple) {
    return new Columns<>(rows, tuple);
  }

  public Columns<T> longs(Function<T, @Nullable Long> column) {
    tuple.addArrayOfLong(rows.stream().map(column).toArray(Long[]::new));
    return this;
  }

  public Columns<T> ints(Function<T, @Nullable Integer> column) {
    tuple.addArrayOfInteger(rows.stream().map(column).toArray(Integer[]::new));
    return this;
  }

  public Columns<T> texts(Function<T, @Nullable String> column) {
    tuple.addArrayOfString(rows.stream().map(column).toArray(String[]::new));
    return this;
  }

  public Columns<T> names(Function<T, ? extends @Nullable Enum<?>> column) {
    return texts(
        row -> {
          Enum<?> value = column.apply(row);
          return value == null ? null : value.name();
        });
  }

  public Columns<T> uuids(Function<T, @Nullable UUID> column) {
    tuple.addArrayOfUUID(rows.stream().map(column).toArray(UUID[]::new));
    return this;
  }

  public Columns<T> flags(Function<T, Boolean> column) {
    tuple.addArrayOfBoolean(rows.stream().map(column).toArray(Boolean[]::new));
    return this;
  }

  /** True, or nothing. */
  public Columns<T> truths(Function<T, @Nullable Boolean> column) {
    tuple.addArrayOfBoolean(rows.stream().map(column).toArray(Boolean[]::new));
    return this;
  }

  public Columns<T> decimals(Function<T, @Nullable BigDecimal> column) {
    tuple.addArrayOfBigDecimal(rows.stream().map(column).toArray(BigDecimal[]::new));
    return this;
  }

  public Columns<T> quantities(Function<T, @Nullable Quantity> column) {
    return decimals(
        row -> {
          Quantity value = column.apply(row);
          return value == null ? null : value.value();
        });
  }

  public Columns<T> amounts(Function<T, @Nullable Money> column) {
    return decimals(
        row -> {
          Money value = column.apply(row);
          return value == null ? null : value.value();
        });
  }

  public Columns<T> prices(Function<T, @Nullable Price> column) {
    return decimals(
        row -> {
          Price value = column.apply(row);
          return value == null ? null : value.value();
        });
  }

  public Columns<T> times(Function<T, @Nullable Instant> column) {
    tuple.addArrayOfOffsetDateTime(
        rows.stream().map(column).map(Columns::time).toArray(OffsetDateTime[]::new));
    return this;
  }

  public Columns<T> dates(Function<T, @Nullable LocalDate> column) {
    tuple.addArrayOfLocalDate(rows.stream().map(column).toArray(LocalDate[]::new));
    return this;
  }

  public Columns<T> json(Function<T, @Nullable JsonObject> column) {
    tuple.addArrayOfJsonObject(rows.stream().map(column).toArray(JsonObject[]::new));
    return this;
  }

  /** A time as the driver takes it. */
  public static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  public Tuple tuple() {
    return tuple;
  }
}
