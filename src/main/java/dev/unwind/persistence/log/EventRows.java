// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.domain.Reason;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationBuilder;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.FillBuilder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderBuilder;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.ClosedBy;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.position.PositionBuilder;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import io.vertx.mutiny.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the event log. A row either has a snapshot, or the columns of {@link EventColumns}; then it
 * may tell several events, and what does not change is read from the rows it names.
 */
public final class EventRows {
  /** How many events a row tells, of a row {@code e}. */
  public static final String TOLD =
      "(1 + (e.opens is true)::integer + (e.works is true)::integer + (e.begins is true)::integer +"
          + " (e.end_status is not null)::integer)";

  /** At most so many events stand in a row besides its own. */
  public static final int BESIDES_MAX = 3;

  private static final EventCells.Names NAMES =
      new EventCells.Names()
          .add(
              "e",
              "",
              "account_id, seq, event_id, at, kind, order_id, liquidation_id, position_id, actor,"
                  + " dialect, request_id, snapshot, moment, opens, works, begins, end_status,"
                  + " order_status, command_id, venue_action, lease_epoch, order_reason,"
                  + " order_reason_text, filled_qty, filled_value, fill_id, position_qty,"
                  + " position_held, position_cost, position_realized_pl, position_opened_qty,"
                  + " position_entry_price, position_opened_at, position_closed_by,"
                  + " position_item_id, trade_date, day_bought, day_bought_value, day_sold,"
                  + " day_sold_value, previous_qty, position_version, liquidation_status,"
                  + " liquidation_reason, open_items, filled_items, partial_items, canceled_items,"
                  + " failed_items, executed_value, due_at, cancel_requested, cash")
          .add(
              "o",
              "o_",
              "instrument_id, position_id, side, parent_order_id, liquidation_id,"
                  + " liquidation_item_id, attempt, actor, dialect, tags, created_at, submitted_at")
          .add(
              "v",
              "v_",
              "version_id, uid, client_order_id, time_in_force, qty, expires_at, created_at")
          .add(
              "f",
              "f_",
              "order_id, version, instrument_id, position_id, liquidation_id, venue, exec_id, uid,"
                  + " side, qty, price, cash_effect, realized_pl, order_filled_qty,"
                  + " order_leaves_qty, position_qty, late, executed_at, booked_at, settles_at")
          .add("p", "p_", "uid, instrument_id, netting, external_id, exchange, opening_order_id")
          .add(
              "l",
              "l_",
              "uid, dialect, actor, request_id, scope, requested_qty, requested_percentage,"
                  + " requested_target, cancel_orders, held_policy, exclusive, client_order_id,"
                  + " conduct, cancel_deadline_at, tags, created_at");

  static final String SELECT = "select " + NAMES.columns() + " from (select e.* from event e ";

  /** Each is looked up by itself, and only what a row without a snapshot names. */
  private static final String READ_ELSEWHERE =
      """
      ) e
      left join lateral (
        select * from orders o where e.order_status is not null and o.account_id = e.account_id and o.order_id = e.order_id offset 0) o on true
      left join lateral (
        select * from order_version v
        where e.order_status is not null and v.account_id = e.account_id and v.order_id = e.order_id and v.version = 1 offset 0) v on true
      left join lateral (
        select * from fill f where f.account_id = e.account_id and f.fill_id = e.fill_id offset 0) f on true
      left join lateral (
        select * from position p
        where e.position_version is not null and p.account_id = e.account_id and p.position_id = e.position_id offset 0) p on true
      left join lateral (
        select * from liquidation l
        where e.liquidation_status is not null and l.account_id = e.account_id and l.liquidation_id = e.liquidation_id offset 0) l on true
      order by e.account_id, e.seq
      """;

  private final EventCells cells;
  private final AccountId account;
  private final Instant moment;

  private EventRows(EventCells cells, Instant moment) {
    this.cells = cells;
    this.moment = moment;
    account = new AccountId(cells.id("account_id"));
  }

  /**
   * The rows of which this is true, in the order of the log.
   *
   * @param where conditions on {@code event e}, with its order and limit
   */
  public static String select(String where) {
    return SELECT + where + READ_ELSEWHERE;
  }

  /** What a row tells, in the order of the log. */
  public static List<LedgerEvent> events(Row row) {
    EventCells cells = new EventCells(row, NAMES);
    Instant moment = cells.instant("moment");
    return moment == null ? List.of(LedgerJson.event(row)) : new EventRows(cells, moment).events();
  }

  private List<LedgerEvent> events() {
    Order order = order();
    Fill fill = fill();
    Liquidation liquidation = liquidation();
    boolean opens = cells.flag("opens");
    String endStatus = cells.text("end_status");
    List<Told> told = new ArrayList<>(BESIDES_MAX + 1);
    if (opens) {
      told.add(new Told(1, EventKind.LIQUIDATION_NEW, null, null, liquidation));
    }
    if (cells.flag("works")) {
      told.add(
          new Told(1, EventKind.ORDER_NEW, working(Objects.requireNonNull(order)), null, null));
    }
    if (cells.flag("begins")) {
      Liquidation begun = begun(Objects.requireNonNull(liquidation), Objects.requireNonNull(fill));
      told.add(new Told(2, EventKind.LIQUIDATION_PROCESSING, null, null, begun));
    }
    EventKind kind = EventKind.valueOf(Objects.requireNonNull(cells.text("kind")));
    told.add(new Told(0, kind, order, fill, opens ? null : liquidation));
    if (endStatus != null) {
      Liquidation ended =
          ended(Objects.requireNonNull(liquidation), LiquidationStatus.valueOf(endStatus));
      told.add(new Told(3, EventKind.LIQUIDATION_ENDED, null, null, ended));
    }
    List<LedgerEvent> events = new ArrayList<>(told.size());
    for (int i = 0; i < told.size(); i++) {
      events.add(event(told.get(i), told.size() - 1 - i));
    }
    return events;
  }

  /**
   * One of the events of a row.
   *
   * @param id how far its id is above the row's
   */
  private record Told(
      int id,
      EventKind kind,
      @Nullable Order order,
      @Nullable Fill fill,
      @Nullable Liquidation liquidation) {}

  private LedgerEvent event(Told told, int before) {
    boolean own = told.id() == 0;
    BigDecimal cash = cells.decimal("cash");
    return new LedgerEvent(
        account,
        cells.id("seq") - before,
        cells.id("event_id") + told.id(),
        Objects.requireNonNull(cells.instant("at")).minus(before, ChronoUnit.MICROS),
        told.kind(),
        told.order(),
        told.fill(),
        own ? position() : null,
        told.liquidation(),
        own && cash != null ? new Money(cash) : null,
        null,
        null,
        Objects.requireNonNull(cells.text("actor")),
        Objects.requireNonNull(cells.text("dialect")),
        cells.text("request_id"));
  }

  /** The order as it was when it began to work, of one that was filled in the same moment. */
  private Order working(Order filled) {
    return order(filled, OrderStatus.NEW, Quantity.ZERO, Money.ZERO, null);
  }

  private static Liquidation begun(Liquidation filled, Fill fill) {
    return filled.at(
        filled.updatedAt(),
        to -> to.executedValue(filled.executedValue().minus(fill.cashEffect())));
  }

  private Liquidation ended(Liquidation filled, LiquidationStatus status) {
    return filled.at(
        moment,
        to ->
            to.items(filled.items().ended(ItemStatus.FILLED))
                .status(status)
                .proceeds(filled.executedValue())
                .endedAt(moment)
                .dueAt(null));
  }

  private @Nullable Order order() {
    String status = cells.text("order_status");
    if (status == null) {
      return null;
    }
    Instant created = cells.time("o_created_at");
    Long command = cells.number("command_id");
    Long position = cells.number("o_position_id");
    Long parent = cells.number("o_parent_order_id");
    String action = cells.text("venue_action");
    Quantity filled = cells.quantity("filled_qty");
    OrderStatus reached = OrderStatus.valueOf(status);
    return OrderBuilder.builder()
        .id(new OrderId(cells.id("order_id")))
        .accountId(account)
        .instrumentId(new InstrumentId(cells.id("o_instrument_id")))
        .positionId(position == null ? null : new PositionId(position))
        .side(Side.valueOf(cells.name("o_side")))
        .terms(terms())
        .status(reached)
        .filledQty(filled)
        .filledValue(cells.money("filled_value"))
        .reportedQty(filled)
        .parentId(parent == null ? null : new OrderId(parent))
        .liquidationId(new LiquidationId(cells.id("o_liquidation_id")))
        .itemId(new LiquidationItemId(cells.id("o_liquidation_item_id")))
        .attempt(cells.count("o_attempt"))
        .reason(reason("order_reason"))
        .reasonText(cells.text("order_reason_text"))
        .actor(cells.name("o_actor"))
        .dialect(cells.name("o_dialect"))
        .commandId(command == null ? cells.id("event_id") : command)
        .tags(cells.tags("o_tags"))
        .times(
            EventColumns.timesOf(
                OrderTimes.placed(created, cells.time("o_submitted_at")), reached, moment))
        .action(action == null ? null : VenueAction.valueOf(action))
        .leaseEpoch(cells.id("lease_epoch"))
        .build();
  }

  private Order order(
      Order after, OrderStatus status, Quantity filled, Money value, @Nullable VenueAction action) {
    return after
        .with()
        .status(status)
        .filledQty(filled)
        .filledValue(value)
        .reportedQty(filled)
        .reason(null)
        .reasonText(null)
        .times(EventColumns.timesOf(after.times(), status, moment))
        .action(action)
        .build();
  }

  private OrderTerms terms() {
    return OrderTerms.asking(cells.quantity("v_qty"))
        .versionId(cells.id("v_version_id"))
        .uid(cells.uid("v_uid"))
        .clientOrderId(cells.name("v_client_order_id"))
        .type(OrderType.MARKET)
        .timeInForce(TimeInForce.valueOf(cells.name("v_time_in_force")))
        .expiresAt(cells.instant("v_expires_at"))
        .createdAt(cells.time("v_created_at"))
        .build();
  }

  private @Nullable Reason reason(String column) {
    String name = cells.text(column);
    return name == null ? null : Reason.valueOf(name);
  }

  private @Nullable Fill fill() {
    Long id = cells.number("fill_id");
    if (id == null) {
      return null;
    }
    Long liquidation = cells.number("f_liquidation_id");
    return FillBuilder.builder()
        .id(id)
        .accountId(account)
        .orderId(new OrderId(cells.id("f_order_id")))
        .version(cells.count("f_version"))
        .instrumentId(new InstrumentId(cells.id("f_instrument_id")))
        .positionId(new PositionId(cells.id("f_position_id")))
        .liquidationId(liquidation == null ? null : new LiquidationId(liquidation))
        .venue(cells.name("f_venue"))
        .execId(cells.name("f_exec_id"))
        .uid(cells.uid("f_uid"))
        .side(Side.valueOf(cells.name("f_side")))
        .qty(cells.quantity("f_qty"))
        .price(new Price(cells.amount("f_price")))
        .cashEffect(cells.money("f_cash_effect"))
        .realizedPl(cells.money("f_realized_pl"))
        .orderFilledQty(cells.quantity("f_order_filled_qty"))
        .orderLeavesQty(cells.quantity("f_order_leaves_qty"))
        .positionQty(cells.quantity("f_position_qty"))
        .late(cells.flag("f_late"))
        .executedAt(cells.time("f_executed_at"))
        .bookedAt(cells.time("f_booked_at"))
        .settlesAt(cells.instant("f_settles_at"))
        .settledAt(cells.text("order_status") == null ? moment : null)
        .build();
  }

  private @Nullable Position position() {
    Long version = cells.number("position_version");
    if (version == null) {
      return null;
    }
    Long opening = cells.number("p_opening_order_id");
    Long item = cells.number("position_item_id");
    String closedBy = cells.text("position_closed_by");
    return PositionBuilder.builder()
        .id(new PositionId(cells.id("position_id")))
        .uid(cells.uid("p_uid"))
        .accountId(account)
        .instrumentId(new InstrumentId(cells.id("p_instrument_id")))
        .netting(cells.flag("p_netting"))
        .externalId(cells.text("p_external_id"))
        .exchange(cells.text("p_exchange"))
        .openingOrderId(opening == null ? null : new OrderId(opening))
        .qty(cells.quantity("position_qty"))
        .held(cells.quantity("position_held"))
        .cost(cells.money("position_cost"))
        .realizedPl(cells.money("position_realized_pl"))
        .openedQty(cells.quantity("position_opened_qty"))
        .entryPrice(new Price(cells.amount("position_entry_price")))
        .openedAt(cells.time("position_opened_at"))
        .updatedAt(moment)
        .closedAt(closedBy == null ? null : moment)
        .closedBy(closedBy == null ? null : ClosedBy.valueOf(closedBy))
        .liveItem(item == null ? null : new LiquidationItemId(item))
        .day(
            new DayTotals(
                cells.date("trade_date"),
                cells.quantity("day_bought"),
                cells.money("day_bought_value"),
                cells.quantity("day_sold"),
                cells.money("day_sold_value"),
                cells.quantity("previous_qty")))
        .version(version)
        .build();
  }

  private @Nullable Liquidation liquidation() {
    String name = cells.text("liquidation_status");
    if (name == null) {
      return null;
    }
    LiquidationStatus status = LiquidationStatus.valueOf(name);
    Money executed = cells.money("executed_value");
    return LiquidationBuilder.builder()
        .id(new LiquidationId(cells.id("liquidation_id")))
        .uid(cells.uid("l_uid"))
        .accountId(account)
        .dialect(cells.name("l_dialect"))
        .actor(cells.name("l_actor"))
        .requestId(cells.text("l_request_id"))
        .scope(LiquidationScope.valueOf(cells.name("l_scope")))
        .amount(asked())
        .cancelOrders(cells.flag("l_cancel_orders"))
        .heldPolicy(HeldPolicy.valueOf(cells.name("l_held_policy")))
        .exclusive(cells.flag("l_exclusive"))
        .clientOrderId(cells.text("l_client_order_id"))
        .conduct(cells.conduct("l_conduct"))
        .status(status)
        .reason(reason("liquidation_reason"))
        .items(
            new Liquidation.ItemCounts(
                cells.count("open_items"),
                cells.count("filled_items"),
                cells.count("partial_items"),
                cells.count("canceled_items"),
                cells.count("failed_items")))
        .executedValue(executed)
        .proceeds(status.hasEnded() ? executed : null)
        .cancelRequested(cells.flag("cancel_requested"))
        .cancelDeadlineAt(cells.instant("l_cancel_deadline_at"))
        .dueAt(cells.instant("due_at"))
        .tags(cells.tags("l_tags"))
        .createdAt(cells.time("l_created_at"))
        .updatedAt(moment)
        .endedAt(status.hasEnded() ? moment : null)
        .build();
  }

  private CloseAmount asked() {
    BigDecimal units = cells.decimal("l_requested_qty");
    BigDecimal percentage = cells.decimal("l_requested_percentage");
    BigDecimal target = cells.decimal("l_requested_target");
    if (units != null) {
      return new CloseAmount.Units(new Quantity(units));
    }
    if (target != null) {
      return new CloseAmount.Target(new Quantity(target));
    }
    return percentage == null ? CloseAmount.ALL : new CloseAmount.Percentage(percentage);
  }
}
