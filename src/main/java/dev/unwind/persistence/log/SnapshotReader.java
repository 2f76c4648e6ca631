// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.ClosedBy;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.Position;
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
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
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
    return new Order(
        new OrderId(json.number("order_id")),
        account,
        new InstrumentId(json.number("instrument_id")),
        json.id("position_id", PositionId::new),
        Side.valueOf(json.text("side")),
        terms(json),
        pending == null ? null : terms(pending),
        OrderStatus.valueOf(json.text("status")),
        json.quantity("filled_qty"),
        json.money("filled_value"),
        json.quantity("reported_qty"),
        json.id("oco_group", id -> id),
        json.id("parent_order_id", OrderId::new),
        json.id("liquidation_id", LiquidationId::new),
        json.id("liquidation_item_id", LiquidationItemId::new),
        json.integer("attempt"),
        json.read("reason", Reason::valueOf),
        json.read("reason_text", text -> text),
        json.text("actor"),
        json.text("dialect"),
        json.number("command_id"),
        json.tags(),
        new OrderTimes(
            json.time("created_at"),
            json.time("updated_at"),
            json.time("submitted_at"),
            json.read("filled_at", Instant::parse),
            json.read("canceled_at", Instant::parse),
            json.read("expired_at", Instant::parse),
            json.read("failed_at", Instant::parse)),
        json.read("venue_action", VenueAction::valueOf),
        json.number("lease_epoch"));
  }

  /** One version of an order. */
  public static OrderTerms terms(JsonObject json) {
    return terms(new Fields(json));
  }

  private static OrderTerms terms(Fields json) {
    return new OrderTerms(
        json.integer("version"),
        json.number("version_id"),
        json.uid("uid"),
        json.text("client_order_id"),
        OrderType.valueOf(json.text("type")),
        TimeInForce.valueOf(json.text("time_in_force")),
        json.quantity("qty"),
        json.read("notional", Money::of),
        json.read("limit_price", Price::of),
        json.read("stop_price", Price::of),
        json.read("expires_at", Instant::parse),
        json.time("version_created_at"),
        json.quantityOr("ordered_qty", "qty"),
        trail(json));
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
    return new Fill(
        json.number("fill_id"),
        account,
        new OrderId(json.number("order_id")),
        json.integer("version"),
        new InstrumentId(json.number("instrument_id")),
        new PositionId(json.number("position_id")),
        json.id("liquidation_id", LiquidationId::new),
        json.text("venue"),
        json.text("exec_id"),
        json.uid("uid"),
        Side.valueOf(json.text("side")),
        json.quantity("qty"),
        Price.of(json.text("price")),
        json.money("cash_effect"),
        json.money("realized_pl"),
        json.quantity("order_filled_qty"),
        json.quantity("order_leaves_qty"),
        json.quantity("position_qty"),
        json.flag("late"),
        json.time("executed_at"),
        json.time("booked_at"),
        json.read("settles_at", Instant::parse),
        json.read("settled_at", Instant::parse));
  }

  @Nullable Position position() {
    Fields json = member("position");
    if (json == null) {
      return null;
    }
    return new Position(
        new PositionId(json.number("position_id")),
        json.uid("uid"),
        account,
        new InstrumentId(json.number("instrument_id")),
        json.flag("netting"),
        json.read("external_id", text -> text),
        json.read("exchange", text -> text),
        json.id("opening_order_id", OrderId::new),
        json.quantity("qty"),
        json.quantity("held"),
        json.money("cost"),
        json.money("realized_pl"),
        json.quantity("opened_qty"),
        Price.of(json.text("entry_price")),
        json.time("opened_at"),
        json.time("updated_at"),
        json.read("closed_at", Instant::parse),
        json.read("closed_by", ClosedBy::valueOf),
        json.id("live_liquidation_item_id", LiquidationItemId::new),
        new DayTotals(
            json.read("trade_date", LocalDate::parse),
            json.quantity("day_bought"),
            json.money("day_bought_value"),
            json.quantity("day_sold"),
            json.money("day_sold_value"),
            json.quantity("previous_qty")),
        json.number("version"));
  }

  @Nullable Liquidation liquidation() {
    Fields json = member("liquidation");
    if (json == null) {
      return null;
    }
    return new Liquidation(
        new LiquidationId(json.number("liquidation_id")),
        json.uid("uid"),
        account,
        json.text("dialect"),
        json.text("actor"),
        json.read("request_id", text -> text),
        LiquidationScope.valueOf(json.text("scope")),
        amount(json),
        json.flag("cancel_orders"),
        HeldPolicy.valueOf(json.text("held_policy")),
        json.flag("exclusive"),
        json.read("client_order_id", text -> text),
        LiquidationStatus.valueOf(json.text("status")),
        json.read("reason", Reason::valueOf),
        new Liquidation.ItemCounts(
            json.integer("open_items"),
            json.integer("filled_items"),
            json.integer("partial_items"),
            json.integer("canceled_items"),
            json.integer("failed_items")),
        json.money("executed_value"),
        json.read("proceeds", Money::of),
        json.flag("cancel_requested"),
        json.read("cancel_deadline_at", Instant::parse),
        json.read("due_at", Instant::parse),
        json.tags(),
        json.time("created_at"),
        json.time("updated_at"),
        json.read("ended_at", Instant::parse),
        json.read("settled_at", Instant::parse));
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

    private static IllegalStateException absent(String key) {
      return new IllegalStateException("event snapshot without " + key);
    }
  }
}
