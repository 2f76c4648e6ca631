// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.Conduct;
import dev.unwind.domain.liquidation.HeldPolicy;
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
import dev.unwind.domain.order.OrderTermsBuilder;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.ClosedBy;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.position.PositionBuilder;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.TradeCorrection;
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
import dev.unwind.persistence.ConductJson;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Reads what {@link LedgerJson} writes, and what statements of earlier builds wrote. */
public final class SnapshotReader {
  private final AccountId account;
  private final JsonObject snapshot;

  SnapshotReader(AccountId account, JsonObject snapshot) {
    this.account = account;
    this.snapshot = snapshot;
  }

  @Nullable Order order() {
    Fields json = member("order");
    if (json == null) {
      return null;
    }
    JsonObject pending = json.object("pending");
    return OrderBuilder.builder()
        .id(new OrderId(json.number("order_id")))
        .accountId(account)
        .instrumentId(new InstrumentId(json.number("instrument_id")))
        .positionId(json.id("position_id", PositionId::new))
        .side(Side.valueOf(json.text("side")))
        .terms(terms(json))
        .pending(pending == null ? null : terms(pending))
        .status(OrderStatus.valueOf(json.text("status")))
        .filledQty(json.quantity("filled_qty"))
        .filledValue(json.money("filled_value"))
        .reportedQty(json.quantity("reported_qty"))
        .ocoGroup(json.id("oco_group", id -> id))
        .parentId(json.id("parent_order_id", OrderId::new))
        .liquidationId(json.id("liquidation_id", LiquidationId::new))
        .itemId(json.id("liquidation_item_id", LiquidationItemId::new))
        .attempt(json.integer("attempt"))
        .reason(json.read("reason", Reason::valueOf))
        .reasonText(json.read("reason_text", text -> text))
        .actor(json.text("actor"))
        .dialect(json.text("dialect"))
        .commandId(json.number("command_id"))
        .tags(json.tags())
        .times(
            new OrderTimes(
                json.time("created_at"),
                json.time("updated_at"),
                json.time("submitted_at"),
                json.read("filled_at", Instant::parse),
                json.read("canceled_at", Instant::parse),
                json.read("expired_at", Instant::parse),
                json.read("failed_at", Instant::parse)))
        .action(json.read("venue_action", VenueAction::valueOf))
        .leaseEpoch(json.number("lease_epoch"))
        .build();
  }

  /** One version of an order. */
  public static OrderTerms terms(JsonObject json) {
    return terms(new Fields(json));
  }

  private static OrderTerms terms(Fields json) {
    return OrderTermsBuilder.builder()
        .version(json.integer("version"))
        .versionId(json.number("version_id"))
        .uid(json.uid("uid"))
        .clientOrderId(json.text("client_order_id"))
        .type(OrderType.valueOf(json.text("type")))
        .timeInForce(TimeInForce.valueOf(json.text("time_in_force")))
        .qty(json.quantity("qty"))
        .notional(json.read("notional", Money::of))
        .limitPrice(json.read("limit_price", Price::of))
        .stopPrice(json.read("stop_price", Price::of))
        .expiresAt(json.read("expires_at", Instant::parse))
        .createdAt(json.time("version_created_at"))
        .ordered(json.quantityOr("ordered_qty", "qty"))
        .trail(trail(json))
        .build();
  }

  private static @Nullable Trail trail(Fields json) {
    Price offset = json.read("trail_price", Price::of);
    BigDecimal percent = json.read("trail_percent", BigDecimal::new);
    return offset == null && percent == null
        ? null
        : new Trail(
            offset,
            percent,
            json.read("trail_begins", Price::of),
            json.read("trail_step", Price::of),
            json.read("trail_mark", Price::of),
            json.read("trail_stop", Price::of));
  }

  @Nullable Fill fill() {
    Fields json = member("fill");
    if (json == null) {
      return null;
    }
    return FillBuilder.builder()
        .id(json.number("fill_id"))
        .accountId(account)
        .orderId(new OrderId(json.number("order_id")))
        .version(json.integer("version"))
        .instrumentId(new InstrumentId(json.number("instrument_id")))
        .positionId(new PositionId(json.number("position_id")))
        .liquidationId(json.id("liquidation_id", LiquidationId::new))
        .venue(json.text("venue"))
        .execId(json.text("exec_id"))
        .uid(json.uid("uid"))
        .side(Side.valueOf(json.text("side")))
        .qty(json.quantity("qty"))
        .price(Price.of(json.text("price")))
        .cashEffect(json.money("cash_effect"))
        .realizedPl(json.money("realized_pl"))
        .orderFilledQty(json.quantity("order_filled_qty"))
        .orderLeavesQty(json.quantity("order_leaves_qty"))
        .positionQty(json.quantity("position_qty"))
        .late(json.flag("late"))
        .executedAt(json.time("executed_at"))
        .bookedAt(json.time("booked_at"))
        .settlesAt(json.read("settles_at", Instant::parse))
        .settledAt(json.read("settled_at", Instant::parse))
        .build();
  }

  @Nullable Position position() {
    Fields json = member("position");
    if (json == null) {
      return null;
    }
    return PositionBuilder.builder()
        .id(new PositionId(json.number("position_id")))
        .uid(json.uid("uid"))
        .accountId(account)
        .instrumentId(new InstrumentId(json.number("instrument_id")))
        .netting(json.flag("netting"))
        .externalId(json.read("external_id", text -> text))
        .exchange(json.read("exchange", text -> text))
        .openingOrderId(json.id("opening_order_id", OrderId::new))
        .qty(json.quantity("qty"))
        .held(json.quantity("held"))
        .cost(json.money("cost"))
        .realizedPl(json.money("realized_pl"))
        .openedQty(json.quantity("opened_qty"))
        .entryPrice(Price.of(json.text("entry_price")))
        .openedAt(json.time("opened_at"))
        .updatedAt(json.time("updated_at"))
        .closedAt(json.read("closed_at", Instant::parse))
        .closedBy(json.read("closed_by", ClosedBy::valueOf))
        .liveItem(json.id("live_liquidation_item_id", LiquidationItemId::new))
        .day(
            new DayTotals(
                json.read("trade_date", LocalDate::parse),
                json.quantity("day_bought"),
                json.money("day_bought_value"),
                json.quantity("day_sold"),
                json.money("day_sold_value"),
                json.quantity("previous_qty")))
        .version(json.number("version"))
        .build();
  }

  @Nullable Liquidation liquidation() {
    Fields json = member("liquidation");
    if (json == null) {
      return null;
    }
    return LiquidationBuilder.builder()
        .id(new LiquidationId(json.number("liquidation_id")))
        .uid(json.uid("uid"))
        .accountId(account)
        .dialect(json.text("dialect"))
        .actor(json.text("actor"))
        .requestId(json.read("request_id", text -> text))
        .scope(LiquidationScope.valueOf(json.text("scope")))
        .amount(amount(json))
        .cancelOrders(json.flag("cancel_orders"))
        .heldPolicy(HeldPolicy.valueOf(json.text("held_policy")))
        .exclusive(json.flag("exclusive"))
        .clientOrderId(json.read("client_order_id", text -> text))
        .conduct(json.conduct())
        .status(LiquidationStatus.valueOf(json.text("status")))
        .reason(json.read("reason", Reason::valueOf))
        .items(
            new Liquidation.ItemCounts(
                json.integer("open_items"),
                json.integer("filled_items"),
                json.integer("partial_items"),
                json.integer("canceled_items"),
                json.integer("failed_items")))
        .executedValue(json.money("executed_value"))
        .proceeds(json.read("proceeds", Money::of))
        .cancelRequested(json.flag("cancel_requested"))
        .cancelDeadlineAt(json.read("cancel_deadline_at", Instant::parse))
        .dueAt(json.read("due_at", Instant::parse))
        .tags(json.tags())
        .createdAt(json.time("created_at"))
        .updatedAt(json.time("updated_at"))
        .endedAt(json.read("ended_at", Instant::parse))
        .settledAt(json.read("settled_at", Instant::parse))
        .build();
  }

  private static CloseAmount amount(Fields json) {
    Quantity units = json.read("requested_qty", Quantity::of);
    if (units != null) {
      return new CloseAmount.Units(units);
    }
    Quantity target = json.read("requested_target", Quantity::of);
    if (target != null) {
      return new CloseAmount.Target(target);
    }
    BigDecimal percentage = json.read("requested_percentage", BigDecimal::new);
    return percentage == null ? CloseAmount.ALL : new CloseAmount.Percentage(percentage);
  }

  @Nullable Money cash() {
    return new Fields(snapshot).read("cash", Money::of);
  }

  Account.@Nullable Latch latch() {
    Fields json = member("latch");
    if (json == null) {
      return null;
    }
    return new Account.Latch(
        TradingState.valueOf(json.text("trading_state")),
        json.read("latched_by", text -> text),
        json.read("latched_reason", text -> text),
        json.read("latched_at", Instant::parse));
  }

  Account.@Nullable Standing standing() {
    Fields json = member("standing");
    return json == null
        ? null
        : new Account.Standing(
            json.text("title"), json.integer("number"), AccountStatus.valueOf(json.text("status")));
  }

  @Nullable Adjustment adjustment() {
    Fields json = member("adjustment");
    return json == null
        ? null
        : new Adjustment(
            json.number("adjustment_id"),
            json.number("seq"),
            json.id("position_id", PositionId::new),
            json.id("instrument_id", InstrumentId::new),
            json.quantity("qty"),
            json.read("price", Price::of),
            json.read("position_qty", Quantity::of),
            json.money("cash_effect"),
            json.money("cash"),
            AdjustmentReason.valueOf(json.text("reason")),
            json.text("source"),
            json.read("note", text -> text),
            json.time("booked_at"),
            correction(json),
            json.read("activity", text -> text));
  }

  private static @Nullable TradeCorrection correction(Fields adjustment) {
    JsonObject member = adjustment.object("correction");
    Fields json = member == null ? null : new Fields(member);
    return json == null
        ? null
        : new TradeCorrection(
            json.number("fill_id"),
            json.text("exec_id"),
            json.quantity("qty"),
            Price.of(json.text("price")),
            json.money("cash_effect"),
            json.money("realized_pl"),
            json.quantity("order_change"),
            json.money("item_cash"));
  }

  @Nullable Difference difference() {
    Fields json = member("difference");
    return json == null
        ? null
        : new Difference(
            Difference.Subject.valueOf(json.text("subject")),
            json.text("name"),
            json.id("instrument_id", InstrumentId::new),
            json.quantity("ledger"),
            json.quantity("venue"),
            json.time("since"));
  }

  @Nullable Administered administered() {
    JsonObject json = snapshot.getJsonObject("administered");
    if (json == null) {
      return null;
    }
    SortedMap<String, String> facts = new TreeMap<>();
    json.getJsonObject("facts").forEach(fact -> facts.put(fact.getKey(), (String) fact.getValue()));
    return new Administered(json.getString("subject"), facts);
  }

  private @Nullable Fields member(String key) {
    JsonObject json = snapshot.getJsonObject(key);
    return json == null ? null : new Fields(json);
  }

  /** Typed members of a JSON object; the plain readers fail on an absent one. */
  private record Fields(JsonObject json) {
    String text(String key) {
      String value = json.getString(key);
      if (value == null) {
        throw absent(key);
      }
      return value;
    }

    long number(String key) {
      Long value = json.getLong(key);
      if (value == null) {
        throw absent(key);
      }
      return value;
    }

    int integer(String key) {
      return Math.toIntExact(number(key));
    }

    boolean flag(String key) {
      Boolean value = json.getBoolean(key);
      if (value == null) {
        throw absent(key);
      }
      return value;
    }

    Quantity quantity(String key) {
      return Quantity.of(text(key));
    }

    Money money(String key) {
      return Money.of(text(key));
    }

    UUID uid(String key) {
      return UUID.fromString(text(key));
    }

    Instant time(String key) {
      return Instant.parse(text(key));
    }

    /** The quantity of the first key, or where that is absent, of the other. */
    Quantity quantityOr(String key, String other) {
      Quantity value = read(key, Quantity::of);
      return value == null ? quantity(other) : value;
    }

    <T> @Nullable T read(String key, Function<String, T> reader) {
      String value = json.getString(key);
      return value == null ? null : reader.apply(value);
    }

    <T> @Nullable T id(String key, LongFunction<T> make) {
      Long value = json.getLong(key);
      return value == null ? null : make.apply(value);
    }

    @Nullable JsonObject object(String key) {
      return json.getJsonObject(key);
    }

    Map<String, String> tags() {
      JsonObject tags = json.getJsonObject("tags");
      if (tags == null) {
        return Map.of();
      }
      Map<String, String> map = new HashMap<>();
      tags.forEach(tag -> map.put(tag.getKey(), String.valueOf(tag.getValue())));
      return map;
    }

    Conduct conduct() {
      return ConductJson.read(json.getJsonObject("conduct"));
    }

    private static IllegalStateException absent(String key) {
      return new IllegalStateException("event snapshot without " + key);
    }
  }
}
