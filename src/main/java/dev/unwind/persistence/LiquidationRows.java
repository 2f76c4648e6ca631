// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationBuilder;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationItemBuilder;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.liquidation.Progress;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import io.vertx.mutiny.sqlclient.Row;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Liquidations and their items from rows. */
public final class LiquidationRows {
  private LiquidationRows() {}

  public static Liquidation liquidation(Row row) {
    BigDecimal proceeds = row.getBigDecimal("proceeds");
    return LiquidationBuilder.builder()
        .id(new LiquidationId(row.getLong("liquidation_id")))
        .uid(row.getUUID("uid"))
        .accountId(new AccountId(row.getLong("account_id")))
        .dialect(row.getString("dialect"))
        .actor(row.getString("actor"))
        .requestId(row.getString("request_id"))
        .scope(LiquidationScope.valueOf(row.getString("scope")))
        .amount(amount(row))
        .cancelOrders(row.getBoolean("cancel_orders"))
        .heldPolicy(HeldPolicy.valueOf(row.getString("held_policy")))
        .exclusive(row.getBoolean("exclusive"))
        .clientOrderId(row.getString("client_order_id"))
        .conduct(ConductJson.read(row.getValue("conduct")))
        .status(LiquidationStatus.valueOf(row.getString("status")))
        .reason(Rows.reason(row, "reason"))
        .items(
            new Liquidation.ItemCounts(
                row.getInteger("open_items"),
                row.getInteger("filled_items"),
                row.getInteger("partial_items"),
                row.getInteger("canceled_items"),
                row.getInteger("failed_items")))
        .executedValue(Rows.money(row, "executed_value"))
        .proceeds(proceeds == null ? null : new Money(proceeds))
        .cancelRequested(row.getBoolean("cancel_requested"))
        .cancelDeadlineAt(Rows.instant(row, "cancel_deadline_at"))
        .dueAt(Rows.instant(row, "due_at"))
        .tags(Rows.tags(row))
        .createdAt(Rows.time(row, "created_at"))
        .updatedAt(Rows.time(row, "updated_at"))
        .endedAt(Rows.instant(row, "ended_at"))
        .settledAt(Rows.instant(row, "settled_at"))
        .build();
  }

  private static CloseAmount amount(Row row) {
    BigDecimal units = row.getBigDecimal("requested_qty");
    BigDecimal percentage = row.getBigDecimal("requested_percentage");
    BigDecimal target = row.getBigDecimal("requested_target");
    if (units != null) {
      return new CloseAmount.Units(new Quantity(units));
    }
    if (target != null) {
      return new CloseAmount.Target(new Quantity(target));
    }
    return percentage == null ? CloseAmount.ALL : new CloseAmount.Percentage(percentage);
  }

  public static LiquidationItem item(Row row) {
    BigDecimal existing = row.getBigDecimal("existing_qty");
    Long[] blocking = row.getArrayOfLongs("blocking_order_ids");
    return LiquidationItemBuilder.builder()
        .id(new LiquidationItemId(row.getLong("liquidation_item_id")))
        .liquidationId(new LiquidationId(row.getLong("liquidation_id")))
        .positionId(new PositionId(row.getLong("position_id")))
        .instrumentId(new InstrumentId(row.getLong("instrument_id")))
        .positionQty(Rows.quantity(row, "position_qty"))
        .status(ItemStatus.valueOf(row.getString("status")))
        .qty(Rows.quantity(row, "qty"))
        .filledQty(Rows.quantity(row, "filled_qty"))
        .filledValue(Rows.money(row, "filled_value"))
        .cashEffect(Rows.money(row, "cash_effect"))
        .orderId(Rows.id(row, "order_id", OrderId::new))
        .attempt(row.getInteger("attempt"))
        .reason(Rows.reason(row, "reason"))
        .reasonText(row.getString("reason_text"))
        .blocked(
            existing == null
                ? null
                : new LiquidationItem.Blocked(
                    new Quantity(existing),
                    Rows.quantity(row, "held_qty"),
                    blocking == null ? List.of() : Stream.of(blocking).map(OrderId::new).toList()))
        .activeSince(Rows.instant(row, "active_since"))
        .escalatedAt(Rows.instant(row, "escalated_at"))
        .progress(progress(row))
        .createdAt(Rows.time(row, "created_at"))
        .updatedAt(Rows.time(row, "updated_at"))
        .endedAt(Rows.instant(row, "ended_at"))
        .build();
  }

  /** Of an item that is closed in steps. */
  private static @Nullable Progress progress(Row row) {
    Integer begun = row.getInteger("steps_begun");
    BigDecimal from = row.getBigDecimal("step_price_from");
    String pause = row.getString("step_pause");
    return begun == null
        ? null
        : new Progress(
            row.getInteger("step_place"),
            begun,
            Rows.instant(row, "step_due_at"),
            Rows.instant(row, "steps_since"),
            from == null ? null : new Price(from),
            pause == null ? null : Progress.Pause.valueOf(pause));
  }
}
