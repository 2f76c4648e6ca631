// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.Progress;
import dev.unwind.persistence.ConductJson;
import dev.unwind.persistence.Rows;
import dev.unwind.postgres.Columns;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Liquidations and their items as parameters of {@link BookSql}. */
public final class LiquidationColumns {
  private LiquidationColumns() {}

  static Tuple newLiquidation(Liquidation l) {
    return Tuple.tuple()
        .addLong(l.accountId().value())
        .addLong(l.id().value())
        .addUUID(l.uid())
        .addString(l.dialect())
        .addString(l.actor())
        .addString(l.requestId())
        .addString(l.scope().name())
        .addBigDecimal(units(l.amount()))
        .addBigDecimal(percentage(l.amount()))
        .addBoolean(l.cancelOrders())
        .addString(l.heldPolicy().name())
        .addBoolean(l.exclusive())
        .addString(l.clientOrderId())
        .addString(l.status().name())
        .addString(l.reason() == null ? null : l.reason().name())
        .addInteger(l.items().open())
        .addInteger(l.items().filled())
        .addInteger(l.items().partiallyFilled())
        .addInteger(l.items().canceled())
        .addInteger(l.items().failed())
        .addBigDecimal(l.executedValue().value())
        .addBigDecimal(l.proceeds() == null ? null : l.proceeds().value())
        .addBoolean(l.cancelRequested())
        .addOffsetDateTime(Rows.at(l.cancelDeadlineAt()))
        .addOffsetDateTime(Rows.at(l.dueAt()))
        .addValue(tags(l.tags()))
        .addOffsetDateTime(Rows.at(l.createdAt()))
        .addOffsetDateTime(Rows.at(l.updatedAt()))
        .addOffsetDateTime(Rows.at(l.endedAt()))
        .addBigDecimal(target(l.amount()))
        .addValue(ConductJson.write(l.conduct()));
  }

  public static @Nullable BigDecimal units(CloseAmount amount) {
    return amount instanceof CloseAmount.Units units ? units.qty().value() : null;
  }

  public static @Nullable BigDecimal percentage(CloseAmount amount) {
    return amount instanceof CloseAmount.Percentage percentage ? percentage.percent() : null;
  }

  private static @Nullable BigDecimal target(CloseAmount amount) {
    return amount instanceof CloseAmount.Target target ? target.remaining().value() : null;
  }

  static Tuple liquidations(List<Liquidation> rows, @Nullable Object... scalars) {
    return Columns.of(rows, scalars)
        .longs(l -> l.id().value())
        .names(Liquidation::status)
        .names(Liquidation::reason)
        .ints(l -> l.items().open())
        .ints(l -> l.items().filled())
        .ints(l -> l.items().partiallyFilled())
        .ints(l -> l.items().canceled())
        .ints(l -> l.items().failed())
        .amounts(Liquidation::executedValue)
        .amounts(Liquidation::proceeds)
        .flags(Liquidation::cancelRequested)
        .times(Liquidation::dueAt)
        .times(Liquidation::updatedAt)
        .times(Liquidation::endedAt)
        .times(Liquidation::settledAt)
        .tuple();
  }

  static Tuple newItems(List<LiquidationItem> rows, @Nullable Object... scalars) {
    return itemState(
            Columns.of(rows, scalars)
                .longs(i -> i.id().value())
                .longs(i -> i.liquidationId().value())
                .longs(i -> i.positionId().value())
                .longs(i -> i.instrumentId().value())
                .quantities(LiquidationItem::positionQty)
                .ints(of(Progress::place)))
        .times(LiquidationItem::createdAt)
        .times(LiquidationItem::updatedAt)
        .times(LiquidationItem::endedAt)
        .tuple();
  }

  static Tuple items(List<LiquidationItem> rows, @Nullable Object... scalars) {
    return itemState(Columns.of(rows, scalars).longs(i -> i.id().value()))
        .times(LiquidationItem::updatedAt)
        .times(LiquidationItem::endedAt)
        .tuple();
  }

  private static Columns<LiquidationItem> itemState(Columns<LiquidationItem> columns) {
    return columns
        .names(LiquidationItem::status)
        .quantities(LiquidationItem::qty)
        .quantities(LiquidationItem::filledQty)
        .amounts(LiquidationItem::filledValue)
        .amounts(LiquidationItem::cashEffect)
        .longs(i -> i.orderId() == null ? null : i.orderId().value())
        .ints(LiquidationItem::attempt)
        .names(LiquidationItem::reason)
        .texts(LiquidationItem::reasonText)
        .quantities(i -> i.blocked() == null ? null : i.blocked().existing())
        .quantities(i -> i.blocked() == null ? null : i.blocked().held())
        .texts(i -> i.blocked() == null ? null : joined(i.blocked()))
        .times(LiquidationItem::activeSince)
        .times(LiquidationItem::escalatedAt)
        .ints(of(Progress::begun))
        .times(of(Progress::dueAt))
        .times(of(Progress::since))
        .decimals(of(p -> p.from() == null ? null : p.from().value()))
        .names(of(Progress::pause));
  }

  /** Null of an item that is not closed in steps. */
  private static <T> Function<LiquidationItem, @Nullable T> of(
      Function<Progress, @Nullable T> part) {
    return item -> item.progress() == null ? null : part.apply(item.progress());
  }

  private static String joined(LiquidationItem.Blocked blocked) {
    return String.join(",", blocked.orders().stream().map(Object::toString).toList());
  }

  public static @Nullable JsonObject tags(Map<String, String> tags) {
    if (tags.isEmpty()) {
      return null;
    }
    JsonObject json = new JsonObject();
    tags.forEach(json::put);
    return json;
  }
}
