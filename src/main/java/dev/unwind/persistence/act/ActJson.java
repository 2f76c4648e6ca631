// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.act;

import dev.unwind.application.act.ActTask;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.Selection;
import dev.unwind.domain.position.PositionSide;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.ConductJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an act is about, as it is kept until its last account is decided. */
final class ActJson {
  private ActJson() {}

  static JsonObject write(ActTask task) {
    JsonObject json = new JsonObject();
    put(json, "latch", task.latch());
    json.put("cancel_orders", task.cancelOrders());
    if (task.close() != null) {
      json.put("close", write(task.close()));
    }
    return json;
  }

  static ActTask read(String kind, JsonObject json) {
    JsonObject close = json.getJsonObject("close");
    return new ActTask(
        ActTask.Kind.valueOf(kind),
        read(json, "latch", TradingState::valueOf),
        json.getBoolean("cancel_orders"),
        close == null ? null : close(close));
  }

  private static JsonObject write(CloseRequest request) {
    if (!request.positions().isEmpty() || request.instrument() != null) {
      throw new IllegalArgumentException("an act names no positions of one account");
    }
    JsonObject json =
        new JsonObject()
            .put("scope", request.scope().name())
            .put("cancel_orders", request.cancelOrders())
            .put("held_policy", request.heldPolicy().name())
            .put("tags", new JsonObject(new HashMap<String, Object>(request.tags())));
    put(json, "client_order_id", request.clientOrderId());
    JsonObject conduct = ConductJson.write(request.conduct());
    if (conduct != null) {
      json.put("conduct", conduct);
    }
    CloseAmount amount = request.amount();
    if (amount instanceof CloseAmount.Units units) {
      json.put("units", units.qty().toString());
    } else if (amount instanceof CloseAmount.Percentage percentage) {
      json.put("percentage", percentage.percent().toPlainString());
    } else if (amount instanceof CloseAmount.Target target) {
      json.put("target", target.remaining().toString());
    }
    if (request.selection() != null) {
      json.put("selection", write(request.selection()));
    }
    return json;
  }

  private static CloseRequest close(JsonObject json) {
    JsonObject selection = json.getJsonObject("selection");
    Map<String, String> tags = new HashMap<>();
    json.getJsonObject("tags").forEach(tag -> tags.put(tag.getKey(), (String) tag.getValue()));
    return CloseRequest.of(LiquidationScope.valueOf(json.getString("scope")))
        .selection(selection == null ? null : selection(selection))
        .amount(amount(json))
        .cancelOrders(json.getBoolean("cancel_orders"))
        .heldPolicy(HeldPolicy.valueOf(json.getString("held_policy")))
        .clientOrderId(json.getString("client_order_id"))
        .conduct(ConductJson.read(json.getJsonObject("conduct")))
        .tags(tags)
        .denyWhenNothing(false)
        .build();
  }

  private static CloseAmount amount(JsonObject json) {
    Quantity units = read(json, "units", Quantity::of);
    Quantity target = read(json, "target", Quantity::of);
    BigDecimal percentage = read(json, "percentage", BigDecimal::new);
    if (units != null) {
      return new CloseAmount.Units(units);
    }
    if (target != null) {
      return new CloseAmount.Target(target);
    }
    return percentage == null ? CloseAmount.ALL : new CloseAmount.Percentage(percentage);
  }

  private static JsonObject write(Selection selection) {
    JsonObject json =
        new JsonObject()
            .put("named", write(selection.named()))
            .put("except", write(selection.except()))
            .put(
                "asset_classes",
                new JsonArray(selection.assetClasses().stream().map(Enum::name).toList()));
    put(json, "side", selection.side());
    put(json, "unrealized_pnl", selection.unrealizedPnl());
    put(json, "opened_before", selection.openedBefore());
    put(json, "min_notional", selection.minNotional());
    if (!selection.sessions().isEmpty()) {
      json.put("sessions", new JsonArray(selection.sessions().stream().map(Enum::name).toList()));
    }
    return json;
  }

  private static Selection selection(JsonObject json) {
    return new Selection(
        names(json.getJsonObject("named")),
        names(json.getJsonObject("except")),
        texts(json.getJsonArray("asset_classes")).stream()
            .map(AssetClass::valueOf)
            .collect(Collectors.toSet()),
        read(json, "side", PositionSide::valueOf),
        read(json, "unrealized_pnl", Selection.Result::valueOf),
        read(json, "opened_before", Instant::parse),
        read(json, "min_notional", Money::of),
        texts(json.getJsonArray("sessions", new JsonArray())).stream()
            .map(SessionKind::valueOf)
            .collect(Collectors.toSet()));
  }

  private static JsonObject write(Selection.Names names) {
    return new JsonObject()
        .put(
            "instruments", new JsonArray(names.instruments().stream().map(i -> i.value()).toList()))
        .put("patterns", new JsonArray(names.patterns()));
  }

  private static Selection.Names names(JsonObject json) {
    Set<InstrumentId> instruments = new LinkedHashSet<>();
    for (Object id : json.getJsonArray("instruments")) {
      instruments.add(new InstrumentId(((Number) id).longValue()));
    }
    return new Selection.Names(instruments, texts(json.getJsonArray("patterns")));
  }

  private static List<String> texts(JsonArray json) {
    return json.stream().map(String.class::cast).toList();
  }

  private static void put(JsonObject json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value instanceof Enum<?> e ? e.name() : value.toString());
    }
  }

  private static <T> @Nullable T read(JsonObject json, String name, Function<String, T> parse) {
    String text = json.getString(name);
    return text == null ? null : parse.apply(text);
  }
}
