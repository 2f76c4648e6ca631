// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.TradeCorrection;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.persistence.ConductJson;
import dev.unwind.persistence.Rows;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The column {@code event.snapshot}: the state after an event, keyed by the column names of the
 * tables. Decimals are strings without trailing zeros, times ISO-8601 in UTC with microseconds;
 * what is null is left out, and the reader takes an explicit null for the same, as earlier builds
 * wrote it. The account stands in the event's own column only. {@link SnapshotReader} reads it.
 */
public final class LedgerJson {
  private LedgerJson() {}

  public static JsonObject snapshot(LedgerEvent event) {
    Fields json = new Fields(8);
    json.object("order", event.order() == null ? null : order(event.order()));
    json.object("fill", event.fill() == null ? null : fill(event.fill()));
    json.object("position", event.position() == null ? null : position(event.position()));
    json.object(
        "liquidation", event.liquidation() == null ? null : liquidation(event.liquidation()));
    json.decimal("cash", event.cash() == null ? null : event.cash().value());
    json.object("latch", event.latch() == null ? null : latch(event.latch()));
    json.object("standing", event.standing() == null ? null : standing(event.standing()));
    json.object("adjustment", event.adjustment() == null ? null : adjustment(event.adjustment()));
    json.object("difference", event.difference() == null ? null : difference(event.difference()));
    json.map("administered", event.administered() == null ? null : json(event.administered()));
    return new JsonObject(json.members);
  }

  static LedgerEvent event(Row row) {
    AccountId account = new AccountId(row.getLong("account_id"));
    SnapshotReader snapshot = new SnapshotReader(account, (JsonObject) row.getValue("snapshot"));
    return new LedgerEvent(
        account,
        row.getLong("seq"),
        row.getLong("event_id"),
        Rows.time(row, "at"),
        EventKind.valueOf(row.getString("kind")),
        snapshot.order(),
        snapshot.fill(),
        snapshot.position(),
        snapshot.liquidation(),
        snapshot.cash(),
        snapshot.latch(),
        snapshot.standing(),
        snapshot.adjustment(),
        snapshot.difference(),
        snapshot.administered(),
        row.getString("actor"),
        row.getString("dialect"),
        row.getString("request_id"));
  }

  private static Fields order(Order order) {
    Fields json = new Fields(64);
    json.number("order_id", order.id().value());
    json.number("instrument_id", order.instrumentId().value());
    json.number("position_id", order.positionId() == null ? null : order.positionId().value());
    json.text("side", order.side().name());
    json.text("status", order.status().name());
    terms(json, order.terms());
    OrderTerms pending = order.pending();
    if (pending != null) {
      Fields next = new Fields(24);
      terms(next, pending);
      json.object("pending", next);
    }
    json.decimal("filled_qty", order.filledQty().value());
    json.decimal("filled_value", order.filledValue().value());
    json.decimal("reported_qty", order.reportedQty().value());
    json.number("oco_group", order.ocoGroup());
    json.number("parent_order_id", order.parentId() == null ? null : order.parentId().value());
    json.number(
        "liquidation_id", order.liquidationId() == null ? null : order.liquidationId().value());
    json.number("liquidation_item_id", order.itemId() == null ? null : order.itemId().value());
    json.number("attempt", (long) order.attempt());
    json.text("reason", name(order.reason()));
    json.text("reason_text", order.reasonText());
    json.text("actor", order.actor());
    json.text("dialect", order.dialect());
    json.number("command_id", order.commandId());
    json.tags(order.tags());
    json.time("created_at", order.times().createdAt());
    json.time("updated_at", order.times().updatedAt());
    json.time("submitted_at", order.times().submittedAt());
    json.time("filled_at", order.times().filledAt());
    json.time("canceled_at", order.times().canceledAt());
    json.time("expired_at", order.times().expiredAt());
    json.time("failed_at", order.times().failedAt());
    json.text("venue_action", name(order.action()));
    json.number("lease_epoch", order.leaseEpoch());
    return json;
  }

  private static void terms(Fields json, OrderTerms terms) {
    json.number("version", (long) terms.version());
    json.number("version_id", terms.versionId());
    json.text("uid", terms.uid().toString());
    json.text("client_order_id", terms.clientOrderId());
    json.text("type", terms.type().name());
    json.text("time_in_force", terms.timeInForce().name());
    json.decimal("qty", terms.qty().value());
    if (!terms.taken().isZero()) {
      json.decimal("ordered_qty", terms.ordered().value());
    }
    json.decimal("notional", terms.notional() == null ? null : terms.notional().value());
    json.decimal("limit_price", terms.limitPrice() == null ? null : terms.limitPrice().value());
    json.decimal("stop_price", terms.stopPrice() == null ? null : terms.stopPrice().value());
    json.time("expires_at", terms.expiresAt());
    json.time("version_created_at", terms.createdAt());
    Trail trail = terms.trail();
    if (trail != null) {
      json.decimal("trail_price", value(trail.offset()));
      json.decimal("trail_percent", trail.percent());
      json.decimal("trail_begins", value(trail.begins()));
      json.decimal("trail_step", value(trail.step()));
      json.decimal("trail_mark", value(trail.mark()));
      json.decimal("trail_stop", value(trail.stop()));
    }
  }

  private static @Nullable BigDecimal value(@Nullable Price price) {
    return price == null ? null : price.value();
  }

  private static Fields fill(Fill fill) {
    Fields json = new Fields(32);
    json.number("fill_id", fill.id());
    json.number("order_id", fill.orderId().value());
    json.number("version", (long) fill.version());
    json.number("instrument_id", fill.instrumentId().value());
    json.number("position_id", fill.positionId().value());
    json.number(
        "liquidation_id", fill.liquidationId() == null ? null : fill.liquidationId().value());
    json.text("venue", fill.venue());
    json.text("exec_id", fill.execId());
    json.text("uid", fill.uid().toString());
    json.text("side", fill.side().name());
    json.decimal("qty", fill.qty().value());
    json.decimal("price", fill.price().value());
    json.decimal("cash_effect", fill.cashEffect().value());
    json.decimal("realized_pl", fill.realizedPl().value());
    json.decimal("order_filled_qty", fill.orderFilledQty().value());
    json.decimal("order_leaves_qty", fill.orderLeavesQty().value());
    json.decimal("position_qty", fill.positionQty().value());
    json.flag("late", fill.late());
    json.time("executed_at", fill.executedAt());
    json.time("booked_at", fill.bookedAt());
    json.time("settles_at", fill.settlesAt());
    json.time("settled_at", fill.settledAt());
    return json;
  }

  private static Fields position(Position position) {
    Fields json = new Fields(48);
    json.number("position_id", position.id().value());
    json.text("uid", position.uid().toString());
    json.number("instrument_id", position.instrumentId().value());
    json.flag("netting", position.netting());
    json.text("external_id", position.externalId());
    json.text("exchange", position.exchange());
    json.number(
        "opening_order_id",
        position.openingOrderId() == null ? null : position.openingOrderId().value());
    json.decimal("qty", position.qty().value());
    json.decimal("held", position.held().value());
    json.decimal("cost", position.cost().value());
    json.decimal("realized_pl", position.realizedPl().value());
    json.decimal("opened_qty", position.openedQty().value());
    json.decimal("entry_price", position.entryPrice().value());
    json.time("opened_at", position.openedAt());
    json.time("updated_at", position.updatedAt());
    json.time("closed_at", position.closedAt());
    json.text("closed_by", name(position.closedBy()));
    json.number(
        "live_liquidation_item_id",
        position.liveItem() == null ? null : position.liveItem().value());
    json.text(
        "trade_date",
        position.day().tradeDate() == null ? null : position.day().tradeDate().toString());
    json.decimal("day_bought", position.day().bought().value());
    json.decimal("day_bought_value", position.day().boughtValue().value());
    json.decimal("day_sold", position.day().sold().value());
    json.decimal("day_sold_value", position.day().soldValue().value());
    json.decimal("previous_qty", position.day().previousQty().value());
    json.number("version", position.version());
    return json;
  }

  private static Fields liquidation(Liquidation liquidation) {
    Fields json = new Fields(48);
    json.number("liquidation_id", liquidation.id().value());
    json.text("uid", liquidation.uid().toString());
    json.text("dialect", liquidation.dialect());
    json.text("actor", liquidation.actor());
    json.text("request_id", liquidation.requestId());
    json.text("scope", liquidation.scope().name());
    if (liquidation.amount() instanceof CloseAmount.Units units) {
      json.decimal("requested_qty", units.qty().value());
    } else if (liquidation.amount() instanceof CloseAmount.Percentage percentage) {
      json.decimal("requested_percentage", percentage.percent().stripTrailingZeros());
    }
    if (liquidation.amount() instanceof CloseAmount.Target target) {
      json.decimal("requested_target", target.remaining().value());
    }
    json.flag("cancel_orders", liquidation.cancelOrders());
    json.text("held_policy", liquidation.heldPolicy().name());
    json.flag("exclusive", liquidation.exclusive());
    json.text("client_order_id", liquidation.clientOrderId());
    json.map("conduct", ConductJson.write(liquidation.conduct()));
    json.text("status", liquidation.status().name());
    json.text("reason", name(liquidation.reason()));
    json.number("open_items", (long) liquidation.items().open());
    json.number("filled_items", (long) liquidation.items().filled());
    json.number("partial_items", (long) liquidation.items().partiallyFilled());
    json.number("canceled_items", (long) liquidation.items().canceled());
    json.number("failed_items", (long) liquidation.items().failed());
    json.decimal("executed_value", liquidation.executedValue().value());
    json.decimal(
        "proceeds", liquidation.proceeds() == null ? null : liquidation.proceeds().value());
    json.flag("cancel_requested", liquidation.cancelRequested());
    json.time("cancel_deadline_at", liquidation.cancelDeadlineAt());
    json.time("due_at", liquidation.dueAt());
    json.tags(liquidation.tags());
    json.time("created_at", liquidation.createdAt());
    json.time("updated_at", liquidation.updatedAt());
    json.time("ended_at", liquidation.endedAt());
    json.time("settled_at", liquidation.settledAt());
    return json;
  }

  private static Fields latch(Account.Latch latch) {
    Fields json = new Fields(8);
    json.text("trading_state", latch.state().name());
    json.text("latched_by", latch.by());
    json.text("latched_reason", latch.reason());
    json.time("latched_at", latch.at());
    return json;
  }

  private static Fields standing(Account.Standing standing) {
    Fields json = new Fields(4);
    json.text("title", standing.title());
    json.number("number", (long) standing.number());
    json.text("status", standing.status().name());
    return json;
  }

  private static Fields correction(TradeCorrection correction) {
    Fields json = new Fields(16);
    json.number("fill_id", correction.fillId());
    json.text("exec_id", correction.execId());
    json.decimal("qty", correction.qty().value());
    json.decimal("price", correction.price().value());
    json.decimal("cash_effect", correction.cashEffect().value());
    json.decimal("realized_pl", correction.realizedPl().value());
    json.decimal("order_change", correction.orderChange().value());
    json.decimal("item_cash", correction.itemCash().value());
    return json;
  }

  private static Fields adjustment(Adjustment adjustment) {
    Fields json = new Fields(24);
    json.number("adjustment_id", adjustment.id());
    json.number("seq", adjustment.seq());
    json.number(
        "position_id", adjustment.positionId() == null ? null : adjustment.positionId().value());
    json.number(
        "instrument_id",
        adjustment.instrumentId() == null ? null : adjustment.instrumentId().value());
    json.decimal("qty", adjustment.qty().value());
    json.decimal("price", value(adjustment.price()));
    json.decimal(
        "position_qty", adjustment.positionQty() == null ? null : adjustment.positionQty().value());
    json.decimal("cash_effect", adjustment.cashEffect().value());
    json.decimal("cash", adjustment.cash().value());
    json.text("reason", adjustment.reason().name());
    json.text("source", adjustment.source());
    json.text("note", adjustment.note());
    json.time("booked_at", adjustment.bookedAt());
    json.object(
        "correction", adjustment.correction() == null ? null : correction(adjustment.correction()));
    json.text("activity", adjustment.activity());
    return json;
  }

  private static Fields difference(Difference difference) {
    Fields json = new Fields(12);
    json.text("subject", difference.subject().name());
    json.text("name", difference.name());
    json.number(
        "instrument_id", difference.instrument() == null ? null : difference.instrument().value());
    json.decimal("ledger", difference.ledger().value());
    json.decimal("venue", difference.venue().value());
    json.time("since", difference.since());
    return json;
  }

  static JsonObject json(Administered administered) {
    return new JsonObject()
        .put("subject", administered.subject())
        .put("facts", administered.facts());
  }

  private static @Nullable String name(@Nullable Enum<?> value) {
    return value == null ? null : value.name();
  }

  /** Writes a moment as {@code 2026-11-20T14:30:00.000001Z}; always six digits. */
  static String text(Instant moment) {
    OffsetDateTime at = moment.atOffset(ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(27);
    padded(text, at.getYear(), 4).append('-');
    padded(text, at.getMonthValue(), 2).append('-');
    padded(text, at.getDayOfMonth(), 2).append('T');
    padded(text, at.getHour(), 2).append(':');
    padded(text, at.getMinute(), 2).append(':');
    padded(text, at.getSecond(), 2).append('.');
    return padded(text, at.getNano() / 1000, 6).append('Z').toString();
  }

  private static StringBuilder padded(StringBuilder text, int value, int digits) {
    String plain = Integer.toString(value);
    return text.append("000000", 0, Math.max(0, digits - plain.length())).append(plain);
  }

  /** Members of a JSON object; nulls are left out. */
  private static final class Fields {
    private final Map<String, Object> members;

    Fields(int capacity) {
      members = new LinkedHashMap<>(capacity);
    }

    void text(String key, @Nullable String value) {
      if (value != null) {
        members.put(key, value);
      }
    }

    void number(String key, @Nullable Long value) {
      if (value != null) {
        members.put(key, value);
      }
    }

    void flag(String key, boolean value) {
      members.put(key, value);
    }

    void decimal(String key, @Nullable BigDecimal value) {
      if (value != null) {
        members.put(key, value.toPlainString());
      }
    }

    void time(String key, @Nullable Instant value) {
      if (value != null) {
        members.put(key, LedgerJson.text(value));
      }
    }

    void tags(Map<String, String> tags) {
      if (!tags.isEmpty()) {
        members.put("tags", new HashMap<>(tags));
      }
    }

    void map(String key, @Nullable JsonObject value) {
      if (value != null) {
        members.put(key, value.getMap());
      }
    }

    void object(String key, @Nullable Fields value) {
      if (value != null) {
        members.put(key, value.members);
      }
    }
  }
}
