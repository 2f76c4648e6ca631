// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows turned into one array parameter for each column, for {@code unnest}. */
final class Columns<T> {
  private final List<T> rows;
  private final Tuple tuple;

  private Columns(List<T> rows, Tuple tuple) {
    this.rows = rows;
    this.tuple = tuple;
  }

  static <T> Columns<T> of(List<T> rows) {
    return new Columns<>(rows, Tuple.tuple());
  }

  /** Adds to the parameters that a statement has already. */
  static <T> Columns<T> of(List<T> rows, Tuple tuple) {
    return new Columns<>(rows, tuple);
  }

  Columns<T> longs(Function<T, @Nullable Long> column) {
    tuple.addArrayOfLong(rows.stream().map(column).toArray(Long[]::new));
    return this;
  }

  Columns<T> integers(Function<T, Integer> column) {
    tuple.addArrayOfInteger(rows.stream().map(column).toArray(Integer[]::new));
    return this;
  }

  Columns<T> flags(Function<T, Boolean> column) {
    tuple.addArrayOfBoolean(rows.stream().map(column).toArray(Boolean[]::new));
    return this;
  }

  Columns<T> texts(Function<T, String> column) {
    tuple.addArrayOfString(rows.stream().map(column).toArray(String[]::new));
    return this;
  }

  Columns<T> uuids(Function<T, @Nullable UUID> column) {
    tuple.addArrayOfUUID(rows.stream().map(column).toArray(UUID[]::new));
    return this;
  }

  Columns<T> decimals(Function<T, @Nullable BigDecimal> column) {
    tuple.addArrayOfBigDecimal(rows.stream().map(column).toArray(BigDecimal[]::new));
    return this;
  }

  Columns<T> times(Function<T, @Nullable Instant> column) {
    tuple.addArrayOfOffsetDateTime(
        rows.stream().map(column).map(Columns::time).toArray(OffsetDateTime[]::new));
    return this;
  }

  Tuple tuple() {
    return tuple;
  }

  static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
