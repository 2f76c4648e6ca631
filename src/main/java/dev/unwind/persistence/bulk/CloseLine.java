// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import dev.unwind.persistence.Rows;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the set-based close made of one position: an item, and an order unless it was refused.
 *
 * @param refusal name of a reason
 * @param blocking orders that hold a refused position
 */
record CloseLine(
    long positionId,
    long instrumentId,
    BigDecimal positionQty,
    BigDecimal held,
    BigDecimal existing,
    BigDecimal size,
    @Nullable String refusal,
    UUID uid,
    boolean open,
    long itemId,
    @Nullable Long orderId,
    long commandId,
    List<Long> blocking,
    @Nullable Long versionId,
    @Nullable String clientOrderId,
    @Nullable String timeInForce,
    @Nullable Instant expiresAt,
    @Nullable Instant submittedAt) {

  /** Of a row of {@link CloseSql#CLOSE} that has an item. */
  static CloseLine of(Row row) {
    Long[] blocking = row.getArrayOfLongs("blocking");
    return new CloseLine(
        row.getLong("position_id"),
        row.getLong("instrument_id"),
        row.getBigDecimal("position_qty"),
        row.getBigDecimal("held"),
        row.getBigDecimal("existing"),
        row.getBigDecimal("size"),
        row.getString("refusal"),
        row.getUUID("uid"),
        row.getBoolean("open"),
        row.getLong("item_id"),
        row.getLong("order_id"),
        row.getLong("command_id"),
        blocking == null ? List.of() : List.of(blocking),
        row.getLong("version_id"),
        row.getString("client_order_id"),
        row.getString("time_in_force"),
        Rows.instant(row, "expires_at"),
        Rows.instant(row, "event_at"));
  }

  /** Of the texts that {@link CloseSql#CLOSE_ALL} returns, each read when it is asked for. */
  static Stream<CloseLine> all(List<String> texts) {
    return texts.stream()
        .map(JsonArray::new)
        .flatMap(lines -> IntStream.range(0, lines.size()).mapToObj(lines::getJsonArray))
        .map(CloseLine::of);
  }

  private static CloseLine of(JsonArray line) {
    List<Long> blocking = new ArrayList<>();
    for (Object order : line.getJsonArray(12)) {
      blocking.add(((Number) order).longValue());
    }
    String expiresAt = line.getString(16);
    String submittedAt = line.getString(17);
    return new CloseLine(
        line.getLong(0),
        line.getLong(1),
        new BigDecimal(line.getString(2)),
        new BigDecimal(line.getString(3)),
        new BigDecimal(line.getString(4)),
        new BigDecimal(line.getString(5)),
        line.getString(6),
        UUID.fromString(line.getString(7)),
        line.getBoolean(8),
        line.getLong(9),
        line.getLong(10),
        line.getLong(11),
        blocking,
        line.getLong(13),
        line.getString(14),
        line.getString(15),
        expiresAt == null ? null : Instant.parse(expiresAt),
        submittedAt == null ? null : Instant.parse(submittedAt));
  }
}
