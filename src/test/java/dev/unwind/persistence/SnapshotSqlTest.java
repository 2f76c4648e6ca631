// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.domain.book.EventKind;
import dev.unwind.domain.book.LedgerEvent;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The database writes the same snapshot as the service. */
class SnapshotSqlTest {
  private static final int ROWS = 300;

  @Test
  void aFreshClosingOrderIsWrittenAlike() throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      for (long seed = 1; seed <= ROWS; seed++) {
        Order order = new LedgerSamples(seed).freshClosingOrder();
        Map<String, @Nullable Object> o = new LinkedHashMap<>();
        o.put("order_id::bigint", order.id().value());
        o.put("instrument_id::bigint", order.instrumentId().value());
        o.put(
            "position_id::bigint", order.positionId() == null ? null : order.positionId().value());
        o.put("side::text", order.side().name());
        o.put("status::text", order.status().name());
        o.put(
            "liquidation_id::bigint",
            order.liquidationId() == null ? null : order.liquidationId().value());
        o.put(
            "liquidation_item_id::bigint", order.itemId() == null ? null : order.itemId().value());
        o.put("attempt::integer", order.attempt());
        o.put("actor::text", order.actor());
        o.put("dialect::text", order.dialect());
        o.put("command_id::bigint", order.commandId());
        o.put("tags::json", tags(order.tags()));
        o.put("created_at::timestamptz", order.times().createdAt().toString());
        o.put("updated_at::timestamptz", order.times().updatedAt().toString());
        o.put("submitted_at::timestamptz", order.times().submittedAt().toString());
        o.put("venue_action::text", order.action() == null ? null : order.action().name());
        o.put("lease_epoch::bigint", order.leaseEpoch());
        o.put("version::integer", order.terms().version());
        o.put("version_id::bigint", order.terms().versionId());
        o.put("uid::uuid", order.terms().uid().toString());
        o.put("client_order_id::text", order.terms().clientOrderId());
        o.put("type::text", order.terms().type().name());
        o.put("time_in_force::text", order.terms().timeInForce().name());
        o.put("qty::numeric(38,18)", order.qty().value());
        o.put(
            "expires_at::timestamptz",
            order.terms().expiresAt() == null ? null : order.terms().expiresAt().toString());
        JsonObject written =
            write(
                connection,
                SnapshotSql.freshClosingOrder(
                    "o",
                    SnapshotSql.time("o.created_at"),
                    SnapshotSql.time("o.submitted_at"),
                    SnapshotSql.time("o.expires_at")),
                Map.of("o", o));
        assertThat(new SnapshotReader(order.accountId(), written).order())
            .as("seed %d", seed)
            .isEqualTo(order);
        assertThat(withoutNulls(written).getJsonObject("order"))
            .as("seed %d", seed)
            .isEqualTo(LedgerJson.snapshot(event(order, null)).getJsonObject("order"));
      }
    }
    System.out.printf("SnapshotSqlTest: %d orders%n", ROWS);
  }

  @Test
  void aFreshLiquidationIsWrittenAlike() throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      for (long seed = 1; seed <= ROWS; seed++) {
        Liquidation liquidation = new LedgerSamples(seed).freshLiquidation();
        Map<String, @Nullable Object> l = new LinkedHashMap<>();
        l.put("liquidation_id::bigint", liquidation.id().value());
        l.put("uid::uuid", liquidation.uid().toString());
        l.put("dialect::text", liquidation.dialect());
        l.put("actor::text", liquidation.actor());
        l.put("request_id::text", liquidation.requestId());
        l.put("scope::text", liquidation.scope().name());
        l.put(
            "requested_qty::numeric(38,18)",
            liquidation.amount() instanceof CloseAmount.Units u ? u.qty().value() : null);
        l.put(
            "requested_percentage::numeric(38,18)",
            liquidation.amount() instanceof CloseAmount.Percentage p ? p.percent() : null);
        l.put("cancel_orders::boolean", liquidation.cancelOrders());
        l.put("held_policy::text", liquidation.heldPolicy().name());
        l.put("exclusive::boolean", liquidation.exclusive());
        l.put("client_order_id::text", liquidation.clientOrderId());
        l.put("status::text", liquidation.status().name());
        l.put("open_items::integer", liquidation.items().open());
        l.put("filled_items::integer", liquidation.items().filled());
        l.put("partial_items::integer", liquidation.items().partiallyFilled());
        l.put("canceled_items::integer", liquidation.items().canceled());
        l.put("failed_items::integer", liquidation.items().failed());
        l.put("executed_value::numeric(38,18)", liquidation.executedValue().value());
        l.put("cancel_requested::boolean", liquidation.cancelRequested());
        l.put(
            "cancel_deadline_at::timestamptz",
            liquidation.cancelDeadlineAt() == null
                ? null
                : liquidation.cancelDeadlineAt().toString());
        l.put(
            "due_at::timestamptz",
            liquidation.dueAt() == null ? null : liquidation.dueAt().toString());
        l.put("tags::json", tags(liquidation.tags()));
        l.put("created_at::timestamptz", liquidation.createdAt().toString());
        l.put("updated_at::timestamptz", liquidation.updatedAt().toString());
        JsonObject written = write(connection, SnapshotSql.FRESH_LIQUIDATION, Map.of("l", l));
        assertThat(new SnapshotReader(liquidation.accountId(), written).liquidation())
            .as("seed %d", seed)
            .isEqualTo(liquidation);
        assertThat(withoutNulls(written).getJsonObject("liquidation"))
            .as("seed %d", seed)
            .isEqualTo(LedgerJson.snapshot(event(null, liquidation)).getJsonObject("liquidation"));
      }
    }
    System.out.printf("SnapshotSqlTest: %d liquidations%n", ROWS);
  }

  private static LedgerEvent event(@Nullable Order order, @Nullable Liquidation liquidation) {
    return new LedgerEvent(
        new AccountId(77),
        1,
        1,
        Instant.EPOCH,
        EventKind.ORDER_PENDING_NEW,
        order,
        null,
        null,
        liquidation,
        null,
        null,
        null,
        "a",
        "d",
        null);
  }

  /** Evaluates the fragment over one row of each alias. */
  private static JsonObject write(
      Connection connection, String fragment, Map<String, Map<String, @Nullable Object>> rows)
      throws SQLException {
    List<String> froms = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    rows.forEach(
        (alias, columns) -> {
          List<String> selected = new ArrayList<>();
          columns.forEach(
              (column, value) -> {
                String[] parts = column.split("::", 2);
                selected.add("cast(? as " + parts[1] + ") as " + parts[0]);
                values.add(value);
              });
          froms.add("(select " + String.join(", ", selected) + ") " + alias);
        });
    String sql = "select " + fragment + "::text from " + String.join(", ", froms);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      try (ResultSet result = statement.executeQuery()) {
        assertThat(result.next()).isTrue();
        return new JsonObject(result.getString(1));
      }
    }
  }

  private static @Nullable String tags(Map<String, String> tags) {
    return tags.isEmpty() ? null : new JsonObject(new LinkedHashMap<>(tags)).encode();
  }

  private static JsonObject withoutNulls(JsonObject json) {
    JsonObject copy = new JsonObject();
    json.forEach(
        member -> {
          Object value = member.getValue();
          if (value instanceof JsonObject object) {
            copy.put(member.getKey(), withoutNulls(object));
          } else if (value != null) {
            copy.put(member.getKey(), value);
          }
        });
    return copy;
  }
}
