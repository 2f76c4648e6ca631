// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.position.Position;
import dev.unwind.postgres.Columns;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The columns of {@code event} that hold what an event has changed; the rest of what it tells is
 * read from rows that stay as they are. Not every event fits: of orders only those that close
 * positions, for the terms of others may still be adapted. {@link EventRows} reads them.
 */
public final class EventColumns {
  public static final String INSERT =
      """
      insert into event (account_id, seq, event_id, at, kind, order_id, liquidation_id, position_id, actor, dialect, request_id,
        moment, order_status, command_id, venue_action, lease_epoch, order_reason, order_reason_text, filled_qty, filled_value,
        fill_id, position_qty, position_held, position_cost, position_realized_pl, position_opened_qty, position_entry_price,
        position_opened_at, position_closed_by, position_item_id, trade_date, day_bought, day_bought_value, day_sold,
        day_sold_value, previous_qty, position_version, liquidation_status, liquidation_reason, open_items, filled_items,
        partial_items, canceled_items, failed_items, executed_value, due_at, cancel_requested, cash)
      select $1, * from unnest($2::bigint[], $3::bigint[], $4::timestamptz[], $5::text[], $6::bigint[], $7::bigint[],
        $8::bigint[], $9::text[], $10::text[], $11::text[], $12::timestamptz[], $13::text[], $14::bigint[], $15::text[],
        $16::bigint[], $17::text[], $18::text[], $19::numeric[], $20::numeric[], $21::bigint[], $22::numeric[], $23::numeric[],
        $24::numeric[], $25::numeric[], $26::numeric[], $27::numeric[], $28::timestamptz[], $29::text[], $30::bigint[],
        $31::date[], $32::numeric[], $33::numeric[], $34::numeric[], $35::numeric[], $36::numeric[], $37::bigint[], $38::text[],
        $39::text[], $40::int[], $41::int[], $42::int[], $43::int[], $44::int[], $45::numeric[], $46::timestamptz[],
        $47::boolean[], $48::numeric[])
      """;

  private EventColumns() {}

  /** Whether the columns hold all of it, so that what is read is what was written. */
  public static boolean hold(LedgerEvent event) {
    Instant moment = moment(event);
    return moment != null
        && event.latch() == null
        && event.standing() == null
        && event.adjustment() == null
        && event.difference() == null
        && holds(event.order(), moment)
        && holds(event.position(), moment)
        && holds(event.liquidation(), moment)
        && holds(event.fill(), event, moment);
  }

  /** When what it tells was decided. */
  private static @Nullable Instant moment(LedgerEvent event) {
    Order order = event.order();
    Liquidation liquidation = event.liquidation();
    Fill fill = event.fill();
    if (order != null) {
      return order.times().updatedAt();
    }
    if (liquidation != null) {
      return liquidation.updatedAt();
    }
    return fill == null ? null : fill.settledAt();
  }

  private static boolean holds(@Nullable Order order, Instant moment) {
    return order == null
        || (order.isLiquidation()
            && order.status() != OrderStatus.HELD
            && order.terms().version() == 1
            && order.terms().type() == OrderType.MARKET
            && order.terms().taken().isZero()
            && order.pending() == null
            && order.ocoGroup() == null
            && order.reportedQty().equals(order.filledQty())
            && order.times().equals(timesOf(order.times(), order.status(), moment)));
  }

  /** Those of an order that reaches this state at that moment. */
  static OrderTimes timesOf(OrderTimes times, OrderStatus status, Instant moment) {
    return new OrderTimes(times.createdAt(), moment, times.submittedAt(), null, null, null, null)
        .reached(status, moment);
  }

  private static boolean holds(@Nullable Position position, Instant moment) {
    return position == null
        || (position.updatedAt().equals(moment)
            && (position.closedBy() == null
                ? position.closedAt() == null
                : moment.equals(position.closedAt())));
  }

  private static boolean holds(@Nullable Liquidation liquidation, Instant moment) {
    if (liquidation == null) {
      return true;
    }
    boolean ended = liquidation.status().hasEnded();
    return liquidation.updatedAt().equals(moment)
        && liquidation.status() != LiquidationStatus.SETTLED
        && liquidation.settledAt() == null
        && (ended
            ? moment.equals(liquidation.endedAt())
                && liquidation.executedValue().equals(liquidation.proceeds())
            : liquidation.endedAt() == null && liquidation.proceeds() == null);
  }

  /** Beside an order it is new; alone it has settled. */
  private static boolean holds(@Nullable Fill fill, LedgerEvent event, Instant moment) {
    return fill == null
        || (event.order() == null
            ? moment.equals(fill.settledAt()) && event.position() == null
            : fill.settledAt() == null);
  }

  public static Tuple tuple(List<LedgerEvent> rows, @Nullable Object... scalars) {
    Columns<LedgerEvent> columns =
        Columns.of(rows, scalars)
            .longs(LedgerEvent::seq)
            .longs(LedgerEvent::id)
            .times(LedgerEvent::at)
            .names(LedgerEvent::kind)
            .longs(e -> e.order() == null ? null : e.order().id().value())
            .longs(e -> e.liquidation() == null ? null : e.liquidation().id().value())
            .longs(e -> e.position() == null ? null : e.position().id().value())
            .texts(LedgerEvent::actor)
            .texts(LedgerEvent::dialect)
            .texts(LedgerEvent::requestId)
            .times(EventColumns::moment)
            .names(of(LedgerEvent::order, Order::status))
            .longs(e -> commandOf(e))
            .names(of(LedgerEvent::order, Order::action))
            .longs(of(LedgerEvent::order, Order::leaseEpoch))
            .names(of(LedgerEvent::order, Order::reason))
            .texts(of(LedgerEvent::order, Order::reasonText))
            .decimals(amount(LedgerEvent::order, o -> o.filledQty().value()))
            .decimals(amount(LedgerEvent::order, o -> o.filledValue().value()))
            .longs(of(LedgerEvent::fill, Fill::id));
    return account(liquidation(position(columns))).tuple();
  }

  private static @Nullable Long commandOf(LedgerEvent event) {
    Order order = event.order();
    return order == null || order.commandId() == event.id() ? null : order.commandId();
  }

  private static Columns<LedgerEvent> position(Columns<LedgerEvent> columns) {
    return columns
        .decimals(amount(LedgerEvent::position, p -> p.qty().value()))
        .decimals(amount(LedgerEvent::position, p -> p.held().value()))
        .decimals(amount(LedgerEvent::position, p -> p.cost().value()))
        .decimals(amount(LedgerEvent::position, p -> p.realizedPl().value()))
        .decimals(amount(LedgerEvent::position, p -> p.openedQty().value()))
        .decimals(amount(LedgerEvent::position, p -> p.entryPrice().value()))
        .times(of(LedgerEvent::position, Position::openedAt))
        .names(of(LedgerEvent::position, Position::closedBy))
        .longs(of(LedgerEvent::position, p -> p.liveItem() == null ? null : p.liveItem().value()))
        .dates(of(LedgerEvent::position, p -> p.day().tradeDate()))
        .decimals(amount(LedgerEvent::position, p -> p.day().bought().value()))
        .decimals(amount(LedgerEvent::position, p -> p.day().boughtValue().value()))
        .decimals(amount(LedgerEvent::position, p -> p.day().sold().value()))
        .decimals(amount(LedgerEvent::position, p -> p.day().soldValue().value()))
        .decimals(amount(LedgerEvent::position, p -> p.day().previousQty().value()))
        .longs(of(LedgerEvent::position, Position::version));
  }

  private static Columns<LedgerEvent> liquidation(Columns<LedgerEvent> columns) {
    return columns
        .names(of(LedgerEvent::liquidation, Liquidation::status))
        .names(of(LedgerEvent::liquidation, Liquidation::reason))
        .ints(count(Liquidation.ItemCounts::open))
        .ints(count(Liquidation.ItemCounts::filled))
        .ints(count(Liquidation.ItemCounts::partiallyFilled))
        .ints(count(Liquidation.ItemCounts::canceled))
        .ints(count(Liquidation.ItemCounts::failed))
        .decimals(amount(LedgerEvent::liquidation, l -> l.executedValue().value()))
        .times(of(LedgerEvent::liquidation, Liquidation::dueAt))
        .truths(of(LedgerEvent::liquidation, l -> l.cancelRequested() ? Boolean.TRUE : null));
  }

  private static Columns<LedgerEvent> account(Columns<LedgerEvent> columns) {
    return columns.amounts(LedgerEvent::cash);
  }

  private static <P, T> Function<LedgerEvent, @Nullable T> of(
      Function<LedgerEvent, @Nullable P> part, Function<P, @Nullable T> value) {
    return event -> {
      P found = part.apply(event);
      return found == null ? null : value.apply(found);
    };
  }

  /** Null for nothing. */
  private static <P> Function<LedgerEvent, @Nullable BigDecimal> amount(
      Function<LedgerEvent, @Nullable P> part, Function<P, BigDecimal> value) {
    return of(
        part,
        p -> {
          BigDecimal amount = value.apply(p);
          return amount.signum() == 0 ? null : amount;
        });
  }

  private static Function<LedgerEvent, @Nullable Integer> count(
      ToIntFunction<Liquidation.ItemCounts> count) {
    return of(
        LedgerEvent::liquidation,
        l -> {
          int value = count.applyAsInt(l.items());
          return value == 0 ? null : value;
        });
  }
}
