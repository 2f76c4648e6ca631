// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A broker over real HTTP that holds the orders that it is given, and answers as it is told to. */
public final class ScriptedBroker extends BrokerDoor {
  public final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  final Map<String, JsonObject> orders = new ConcurrentHashMap<>();
  final JsonArray activities = new JsonArray();

  /** How cancels are answered; where it is null they are not there. */
  volatile @Nullable Consumer<HttpServerRequest> onCancel;

  /** How replacements are answered, by what they ask for; where it is null they are done. */
  volatile @Nullable BiConsumer<HttpServerRequest, JsonObject> onReplace;

  /** How the list of what is no trade is answered; where it is null there is none. */
  volatile @Nullable Consumer<HttpServerRequest> onActivities;

  /** What it answers with 500, whatever it is. */
  volatile Predicate<HttpServerRequest> fails = request -> false;

  /** Whether it answers questions by the key of an order. */
  volatile boolean knowsKeys = true;

  /** Whether it lists the newest first, however it is asked. */
  volatile boolean isNewestFirst;

  /** What it states to hold, by symbol; where it is null it states nothing. */
  public volatile @Nullable Map<String, String> positions = Map.of();

  /** How it is asked what it holds; where it is null it states what it holds then. */
  volatile @Nullable Consumer<HttpServerRequest> onPositions;

  /** Its cash; where it is null it has no such thing to state. */
  volatile @Nullable String cash = "1000.50";

  /** The days on which it trades; where it is null it has no such list. */
  volatile @Nullable JsonArray calendar;

  volatile JsonObject clock = new JsonObject().put("is_open", true);

  /** Orders as they have come in. */
  final Queue<JsonObject> asked = new ConcurrentLinkedQueue<>();

  /** What is done instead, once each; an order may be kept all the same. */
  final Queue<Consumer<HttpServerRequest>> instead = new ConcurrentLinkedQueue<>();

  private volatile boolean keepsUnanswered;

  public ScriptedBroker(Vertx vertx) throws Exception {
    super(vertx);
  }

  /** Whether an order is there though its request is not answered. */
  void keepsUnanswered(boolean value) {
    keepsUnanswered = value;
  }

  static Consumer<HttpServerRequest> status(int status, String message) {
    return request -> refuse(request, status, message);
  }

  static Consumer<HttpServerRequest> hangUp() {
    return request -> request.connection().close();
  }

  static Consumer<HttpServerRequest> halfABody() {
    return request ->
        request
            .response()
            .putHeader("Content-Length", "500")
            .write("{\"id\": \"half")
            .onComplete(written -> request.connection().close());
  }

  /** Who finds a request counted finds it answered: what a test says then is for the next one. */
  @Override
  void serve(HttpServerRequest request, Buffer body) {
    synchronized (requests) {
      requests.add(request.method() + " " + request.path());
      take(request, body);
    }
  }

  private void take(HttpServerRequest request, Buffer body) {
    if (fails.test(request)) {
      status(500, "not now").accept(request);
      return;
    }
    Consumer<HttpServerRequest> other =
        request.method().name().equals("POST") ? instead.poll() : null;
    if (other != null) {
      if (keepsUnanswered) {
        keep(body.toJsonObject());
      }
      other.accept(request);
      return;
    }
    String path = request.path();
    if (request.method().name().equals("POST")) {
      JsonObject asked = body.toJsonObject();
      if (orders.containsKey(asked.getString("client_order_id"))) {
        status(422, "client_order_id must be unique").accept(request);
      } else {
        answer(request, keep(asked));
      }
    } else if (request.method().name().equals("PATCH") && onReplace != null) {
      onReplace.accept(request, body.toJsonObject());
    } else if (request.method().name().equals("PATCH")) {
      answer(request, replaced(path.substring("/v2/orders/".length()), body.toJsonObject()));
    } else if (request.method().name().equals("DELETE") && onCancel != null) {
      onCancel.accept(request);
    } else if (path.equals("/v2/orders:by_client_order_id") && !knowsKeys) {
      answer(request, null);
    } else if (path.equals("/v2/orders:by_client_order_id")) {
      answer(request, orders.get(request.getParam("client_order_id")));
    } else if (path.equals("/v2/account/activities/FILL")) {
      request.response().end(activities.encode());
    } else if (path.equals("/v2/account/activities") && onActivities != null) {
      onActivities.accept(request);
    } else if (path.equals("/v2/positions") && onPositions != null) {
      onPositions.accept(request);
    } else if (path.equals("/v2/positions")) {
      state(request);
    } else if (path.equals("/v2/calendar") && calendar != null) {
      request.response().end(calendar.encode());
    } else if (path.equals("/v2/account")) {
      answer(request, cash == null ? null : new JsonObject().put("cash", cash));
    } else if (path.equals("/v2/orders")) {
      request.response().end(listed(request).encode());
    } else if (path.startsWith("/v2/orders/")) {
      String id = path.substring("/v2/orders/".length());
      answer(
          request,
          orders.values().stream()
              .filter(order -> order.getString("id").equals(id))
              .findFirst()
              .orElse(null));
    } else {
      request.response().end(clock.encode());
    }
  }

  /** All that were entered after a moment, oldest first, or those that have not traded whole. */
  private JsonArray listed(HttpServerRequest request) {
    String after = request.getParam("after");
    Instant from = after == null ? Instant.MIN : Instant.parse(after);
    Comparator<JsonObject> oldest = Comparator.comparing(ScriptedBroker::submittedAt);
    JsonArray list = new JsonArray();
    orders.values().stream()
        .filter(
            order ->
                !"open".equals(request.getParam("status"))
                    || !order.getString("status").equals("filled"))
        .filter(order -> submittedAt(order).isAfter(from))
        .sorted(
            "asc".equals(request.getParam("direction")) && !isNewestFirst
                ? oldest
                : oldest.reversed())
        .limit(Integer.parseInt(request.getParam("limit")))
        .forEach(list::add);
    return list;
  }

  private static Instant submittedAt(JsonObject order) {
    return Instant.parse(order.getString("submitted_at"));
  }

  void state(HttpServerRequest request) {
    Map<String, String> held = positions;
    if (held == null) {
      status(500, "not now").accept(request);
      return;
    }
    JsonArray all = new JsonArray();
    held.forEach(
        (symbol, qty) ->
            all.add(
                new JsonObject()
                    .put("symbol", symbol)
                    .put("qty", qty)
                    .put("side", qty.startsWith("-") ? "short" : "long")));
    request.response().end(all.encode());
  }

  private JsonObject keep(JsonObject asked) {
    this.asked.add(asked);
    JsonObject order =
        new JsonObject()
            .put("id", UUID.randomUUID().toString())
            .put("client_order_id", asked.getString("client_order_id"))
            .put("symbol", asked.getString("symbol"))
            .put("side", asked.getString("side"))
            .put("qty", asked.getString("qty"))
            .put("status", "new")
            .put("filled_qty", "0")
            .put("submitted_at", "2026-11-20T15:00:00Z");
    orders.put(asked.getString("client_order_id"), order);
    return order;
  }

  JsonObject replaced(String id, JsonObject terms) {
    JsonObject before =
        orders.values().stream()
            .filter(order -> order.getString("id").equals(id))
            .findFirst()
            .orElseThrow();
    JsonObject next = keep(before.copy().mergeIn(terms)).put("replaces", id);
    before.put("status", "replaced").put("replaced_by", next.getString("id"));
    return next;
  }

  /** An order has traded; who is told depends. */
  void trade(UUID key, String qty, String cumQty, String price, boolean onStream, boolean listed) {
    synchronized (requests) {
      JsonObject order = Objects.requireNonNull(orders.get(key.toString()));
      order.put("filled_qty", cumQty).put("filled_avg_price", price).put("status", "filled");
      if (listed) {
        activities.add(
            new JsonObject()
                .put("id", "20261120150001000::" + UUID.randomUUID())
                .put("order_id", order.getString("id"))
                .put("qty", qty)
                .put("cum_qty", cumQty)
                .put("price", price)
                .put("transaction_time", "2026-11-20T15:00:01Z"));
      }
      if (onStream) {
        tell(
            new JsonObject()
                .put("event", "fill")
                .put("execution_id", UUID.randomUUID().toString())
                .put("qty", qty)
                .put("price", price)
                .put("timestamp", "2026-11-20T15:00:01Z")
                .put("order", order));
      }
    }
  }

  /** How many requests begin so. */
  public long count(String verb) {
    synchronized (requests) {
      return requests.stream().filter(request -> request.startsWith(verb)).count();
    }
  }
}
