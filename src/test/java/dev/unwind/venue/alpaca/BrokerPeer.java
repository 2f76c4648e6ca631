// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A broker over real HTTP with a book of its own, at which others trade too. It executes whatever
 * it is sent, also across zero: what may be sent is for the other side to know.
 */
final class BrokerPeer extends BrokerDoor {
  static final BigDecimal PRICE = new BigDecimal("100");
  private static final int PAGE = 100;

  final List<String> requests = new ArrayList<>();
  private final Map<String, JsonObject> orders = new LinkedHashMap<>();
  private final Set<String> legs = new LinkedHashSet<>();
  private final Map<String, BigDecimal> positions = new TreeMap<>();
  private final JsonArray activities = new JsonArray();
  private BigDecimal cash = new BigDecimal("1000.25");
  private String lastExecution = "";
  private Instant last = Instant.EPOCH;
  private boolean isMute;
  private boolean isResting;

  /** Assets that it describes, and whether it does so now. */
  private final Map<String, Boolean> assets = new HashMap<>();

  /** Something that somebody else does between an order's arrival and its execution. */
  private @Nullable Runnable meanwhile;

  /** Something that happens before it next states its positions. */
  private @Nullable Runnable beforePositions;

  /** How an order is answered instead of being taken. */
  private @Nullable JsonObject refusal;

  private int refusalStatus;

  BrokerPeer(Vertx vertx) throws Exception {
    super(vertx);
  }

  synchronized void holds(String symbol, String qty) {
    positions.put(symbol, new BigDecimal(qty));
  }

  synchronized void describes(String symbol, boolean isNow) {
    assets.put(symbol, isNow);
  }

  synchronized BigDecimal held(String symbol) {
    return positions.getOrDefault(symbol, BigDecimal.ZERO);
  }

  /** Whether the stream tells nothing. */
  synchronized void mute(boolean value) {
    isMute = value;
  }

  /** Whether orders at the market find nobody to trade with. */
  synchronized void rest(boolean value) {
    isResting = value;
  }

  /** What works of a symbol trades whole. */
  synchronized boolean tradeAll(String symbol) {
    List<JsonObject> working =
        orders.values().stream()
            .filter(order -> symbol.equals(order.getString("symbol")))
            .filter(order -> "new".equals(order.getString("status")))
            .toList();
    working.forEach(order -> trade(order.getString("id"), order.getString("qty")));
    return true;
  }

  synchronized void meanwhile(Runnable act) {
    meanwhile = act;
  }

  synchronized void beforePositions(Runnable act) {
    beforePositions = act;
  }

  /** The next order is refused so. */
  synchronized void refuse(int status, String message) {
    refusalStatus = status;
    refusal = new JsonObject().put("message", message);
  }

  /** The id of the execution that was the last. */
  synchronized String lastExecution() {
    return lastExecution;
  }

  synchronized long count(String start) {
    return requests.stream().filter(request -> request.startsWith(start)).count();
  }

  synchronized JsonObject order(String id) {
    return Objects.requireNonNull(orders.get(id));
  }

  /** The id of the order that who has sent it calls so. */
  synchronized String named(String name) {
    return orders.values().stream()
        .filter(order -> name.equals(order.getString("client_order_id")))
        .findFirst()
        .orElseThrow()
        .getString("id");
  }

  private Instant now() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    last = now.isAfter(last) ? now : last.plus(1, ChronoUnit.MICROS);
    return last;
  }

  static JsonObject limit(String symbol, String side, String qty, String price) {
    return order(symbol, side, qty).put("type", "limit").put("limit_price", price);
  }

  static JsonObject market(String symbol, String side, String qty) {
    return order(symbol, side, qty).put("type", "market");
  }

  private static JsonObject order(String symbol, String side, String qty) {
    return new JsonObject()
        .put("symbol", symbol)
        .put("side", side)
        .put("qty", qty)
        .put("time_in_force", "day");
  }

  /** Enters an order; one at the market trades at once. */
  synchronized String enter(JsonObject asked) {
    JsonObject order = keep(asked, "new");
    tell("new", order, null);
    if ("market".equals(order.getString("type")) && !isResting) {
      trade(order.getString("id"), order.getString("qty"));
    }
    return order.getString("id");
  }

  /** Enters an order with exits that wait for it. */
  synchronized String enterBracket(JsonObject entry, JsonObject profit, JsonObject loss) {
    JsonObject parent = keep(entry.put("order_class", "bracket"), "new");
    JsonArray all = new JsonArray();
    for (JsonObject leg : List.of(profit, loss)) {
      JsonObject kept = keep(leg.put("order_class", "bracket"), "held");
      legs.add(kept.getString("id"));
      all.add(kept);
    }
    parent.put("legs", all);
    tell("new", parent, null);
    return parent.getString("id");
  }

  private JsonObject keep(JsonObject asked, String status) {
    JsonObject order = asked.copy();
    String id = UUID.randomUUID().toString();
    order
        .put("id", id)
        .put("client_order_id", asked.getString("client_order_id", UUID.randomUUID().toString()))
        .put("status", status)
        .put("filled_qty", "0")
        .put("submitted_at", now().toString());
    orders.put(id, order);
    return order;
  }

  /** A leg that has waited works now. */
  synchronized void release(String id) {
    tell("new", order(id).put("status", "new"), null);
  }

  /** Something that is no trade, on a day of its own; the figures of the account are the test's. */
  synchronized void happens(String id, String type, String symbol, String qty, String net) {
    activities.add(
        new JsonObject()
            .put("id", id)
            .put("activity_type", type)
            .put("date", "2026-11-27")
            .put("symbol", symbol)
            .put("qty", qty)
            .put("net_amount", net)
            .put("status", "executed"));
    cash = cash.add(new BigDecimal(net));
  }

  /** So much of an order trades. */
  synchronized void trade(String id, String qty) {
    JsonObject order = order(id);
    BigDecimal size = new BigDecimal(qty);
    BigDecimal filled = new BigDecimal(order.getString("filled_qty")).add(size);
    boolean whole = filled.compareTo(new BigDecimal(order.getString("qty"))) >= 0;
    String at = now().toString();
    order
        .put("filled_qty", filled.toPlainString())
        .put("filled_avg_price", PRICE.toPlainString())
        .put("status", whole ? "filled" : "partially_filled");
    BigDecimal signed = order.getString("side").equals("sell") ? size.negate() : size;
    positions.merge(order.getString("symbol"), signed, BigDecimal::add);
    cash = cash.subtract(signed.multiply(PRICE));
    lastExecution = UUID.randomUUID().toString();
    activities.add(
        new JsonObject()
            .put("id", "20261129000000000::" + lastExecution)
            .put("activity_type", "FILL")
            .put("order_id", id)
            .put("qty", qty)
            .put("cum_qty", filled.toPlainString())
            .put("price", PRICE.toPlainString())
            .put("transaction_time", at));
    tell(
        whole ? "fill" : "partial_fill",
        order,
        new JsonObject()
            .put("execution_id", lastExecution)
            .put("qty", qty)
            .put("price", PRICE.toPlainString())
            .put("timestamp", at));
  }

  synchronized void cancel(String id) {
    JsonObject order = order(id).put("status", "canceled").put("canceled_at", now().toString());
    tell("canceled", order, null);
  }

  /** Another order takes the place of one. */
  synchronized String replace(String id, JsonObject terms) {
    JsonObject before = order(id);
    JsonObject asked = before.copy().mergeIn(terms);
    if (terms.getString("client_order_id") == null) {
      asked.remove("client_order_id");
    }
    JsonObject next = keep(asked, "new").put("replaces", id);
    before.put("status", "replaced").put("replaced_by", next.getString("id"));
    tell("replaced", before, null);
    return next.getString("id");
  }

  private void tell(String event, JsonObject order, @Nullable JsonObject trade) {
    if (isMute) {
      return;
    }
    JsonObject data = new JsonObject().put("event", event).put("order", order.copy());
    if (trade != null) {
      data.mergeIn(trade);
    }
    tell(data);
  }

  @Override
  void serve(HttpServerRequest request, Buffer body) {
    String path = request.path();
    String verb = request.method().name();
    Runnable act = null;
    synchronized (this) {
      requests.add(verb + " " + path);
      if (verb.equals("POST") && meanwhile != null) {
        act = meanwhile;
        meanwhile = null;
      }
    }
    if (act != null) {
      act.run();
    }
    synchronized (this) {
      answer(request, verb, path, body);
    }
  }

  private void answer(HttpServerRequest request, String verb, String path, Buffer body) {
    String id = path.startsWith("/v2/orders/") ? path.substring("/v2/orders/".length()) : "";
    JsonObject named = orders.get(id);
    if (verb.equals("POST")) {
      post(request, body.toJsonObject());
    } else if (path.equals("/v2/orders:by_client_order_id")) {
      String name = request.getParam("client_order_id");
      answer(
          request,
          orders.values().stream()
              .filter(order -> name.equals(order.getString("client_order_id")))
              .findFirst()
              .orElse(null));
    } else if (path.equals("/v2/orders")) {
      request.response().end(list(request).encode());
    } else if (!id.isEmpty() && named == null) {
      answer(request, null);
    } else if (verb.equals("DELETE") && named != null) {
      if (Set.of("filled", "canceled", "replaced").contains(named.getString("status"))) {
        refuse(request, 422, "order is not cancelable");
      } else {
        cancel(id);
        request.response().setStatusCode(204).end();
      }
    } else if (verb.equals("PATCH")) {
      answer(request, order(replace(id, body.toJsonObject())));
    } else if (named != null) {
      answer(request, named);
    } else if (path.startsWith("/v2/account/activities")) {
      request.response().end(activities(request.getParam("page_token")).encode());
    } else if (path.equals("/v2/positions")) {
      Runnable act = beforePositions;
      beforePositions = null;
      if (act != null) {
        act.run();
      }
      request.response().end(stated().encode());
    } else if (assets.containsKey(path.substring(path.lastIndexOf('/') + 1))) {
      describe(request, path.substring(path.lastIndexOf('/') + 1));
    } else if (path.equals("/v2/account")) {
      answer(request, new JsonObject().put("cash", cash.toPlainString()));
    } else {
      request.response().end("{\"is_open\": true}");
    }
  }

  /** The page that follows an entry. */
  private JsonArray activities(@Nullable String after) {
    JsonArray page = new JsonArray();
    boolean isBehind = after == null;
    for (int i = 0; i < activities.size() && page.size() < PAGE; i++) {
      JsonObject activity = activities.getJsonObject(i);
      if (isBehind) {
        page.add(activity);
      }
      isBehind |= activity.getString("id").equals(after);
    }
    return page;
  }

  private void post(HttpServerRequest request, JsonObject asked) {
    JsonObject refused = refusal;
    if (refused != null) {
      refusal = null;
      refuse(request, refusalStatus, refused.getString("message"));
      return;
    }
    String name = asked.getString("client_order_id");
    if (orders.values().stream().anyMatch(o -> name.equals(o.getString("client_order_id")))) {
      refuse(request, 422, "client_order_id must be unique");
    } else {
      answer(request, order(enter(asked)));
    }
  }

  private void describe(HttpServerRequest request, String symbol) {
    if (!Objects.requireNonNull(assets.get(symbol))) {
      refuse(request, 500, "not now");
      return;
    }
    answer(
        request,
        new JsonObject()
            .put("symbol", symbol)
            .put("class", "us_equity")
            .put("exchange", "NYSE")
            .put("fractionable", true)
            .put("shortable", true)
            .put("marginable", true));
  }

  private JsonArray stated() {
    JsonArray all = new JsonArray();
    positions.forEach(
        (symbol, qty) -> {
          if (qty.signum() != 0) {
            all.add(
                new JsonObject()
                    .put("symbol", symbol)
                    .put("qty", qty.toPlainString())
                    .put("avg_entry_price", "90")
                    .put("side", qty.signum() < 0 ? "short" : "long"));
          }
        });
    return all;
  }

  private JsonArray list(HttpServerRequest request) {
    boolean open = "open".equals(request.getParam("status"));
    String after = request.getParam("after");
    Instant from = after == null ? Instant.EPOCH : Instant.parse(after);
    List<JsonObject> found = new ArrayList<>();
    for (JsonObject order : orders.values()) {
      boolean works = Set.of("new", "partially_filled", "held").contains(order.getString("status"));
      boolean isLate = Instant.parse(order.getString("submitted_at")).isAfter(from);
      if (!legs.contains(order.getString("id")) && isLate && (works || !open)) {
        found.add(order);
      }
    }
    if (!"asc".equals(request.getParam("direction"))) {
      Collections.reverse(found);
    }
    int limit = Integer.parseInt(request.getParam("limit"));
    return new JsonArray(new ArrayList<>(found.subList(0, Math.min(limit, found.size()))));
  }

  /** The whole of what an order has traded last is taken back, or was another quantity. */
  synchronized void correct(String id, String qty, String now) {
    correct(id, lastExecution, qty, now);
  }

  /** The same of the execution with such an id; returns the id of what takes its place. */
  synchronized String correct(String id, String execution, String qty, String now) {
    JsonObject order = order(id);
    BigDecimal change = new BigDecimal(now).subtract(new BigDecimal(qty));
    BigDecimal filled = new BigDecimal(order.getString("filled_qty")).add(change);
    order.put("filled_qty", filled.toPlainString());
    BigDecimal signed = order.getString("side").equals("sell") ? change.negate() : change;
    positions.merge(order.getString("symbol"), signed, BigDecimal::add);
    cash = cash.subtract(signed.multiply(PRICE));
    boolean isGone = now.equals("0");
    String own = UUID.randomUUID().toString();
    tell(
        isGone ? "trade_bust" : "trade_correct",
        order,
        new JsonObject()
            .put("execution_id", own)
            .put("previous_execution_id", execution)
            .put("qty", isGone ? qty : now)
            .put("price", PRICE.toPlainString())
            .put("timestamp", now().toString()));
    return own;
  }
}
