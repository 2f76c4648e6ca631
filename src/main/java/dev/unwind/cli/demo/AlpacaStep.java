// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A book of long, short, fractional and crypto positions gets flat in one call. */
final class AlpacaStep implements DemoStep {

  /** A key of this API, and the account that it is for. */
  record Key(String account, String id, String secret) {
    Map<String, String> headers() {
      return Map.of("APCA-API-KEY-ID", id, "APCA-API-SECRET-KEY", secret);
    }
  }

  /** Of the sample book. */
  static final Key EQUITY = new Key("equity-1", "PKDEMOEQUITY1", "demo-secret-equity-1");

  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);
  private static final Set<String> FINAL_EVENTS = Set.of("fill", "canceled", "expired", "rejected");

  private final Key key;

  AlpacaStep(Key key) {
    this.key = key;
  }

  @Override
  public String title() {
    return "Alpaca dialect: account " + key.account() + ", everything closed by one call";
  }

  @Override
  public void show(DemoServer server, Screen screen) {
    showPositions(server, key, screen);
    screen.request("GET", "/v2/orders");
    JsonNode working = server.call(200, "GET", "/v2/orders?status=open", key.headers()).body();
    showOrders(working, screen);

    Map<String, JsonNode> closing;
    try (TradeUpdateStream stream = TradeUpdateStream.open(server, key.id(), key.secret())) {
      screen.request("DELETE", "/v2/positions?cancel_orders=true");
      DemoServer.Answer answer =
          server.call(207, "DELETE", "/v2/positions?cancel_orders=true", key.headers());
      screen.line(
          "207, liquidation " + answer.headers().firstValue("Unwind-Liquidation").orElse("-"));
      closing = closingOrders(answer.body());
      screen.line("");
      follow(stream, closing, screen);
    }

    showResults(server, closing, screen);
    if (showPositions(server, key, screen) > 0) {
      throw new DemoFailedException("The account is not flat.");
    }
    screen.request("GET", "/v2/account");
    JsonNode account = server.call(200, "GET", "/v2/account", key.headers()).body();
    screen.line(
        "cash %s %s, equity %s"
            .formatted(text(account, "cash"), text(account, "currency"), text(account, "equity")));
  }

  static int showPositions(DemoServer server, Key key, Screen screen) {
    screen.request("GET", "/v2/positions");
    JsonNode positions = server.call(200, "GET", "/v2/positions", key.headers()).body();
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode each : positions) {
      rows.add(
          List.of(
              text(each, "symbol"),
              text(each, "side"),
              text(each, "qty"),
              text(each, "qty_available"),
              text(each, "avg_entry_price"),
              text(each, "current_price"),
              text(each, "market_value"),
              text(each, "unrealized_pl")));
    }
    screen.table(
        List.of(
            "SYMBOL", "SIDE", ">QTY", ">AVAILABLE", ">ENTRY", ">PRICE", ">VALUE", ">UNREALIZED"),
        rows);
    return rows.size();
  }

  private static void showOrders(JsonNode orders, Screen screen) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode each : orders) {
      rows.add(
          List.of(
              text(each, "symbol"),
              text(each, "side"),
              text(each, "type"),
              text(each, "qty"),
              text(each, "limit_price"),
              text(each, "status")));
    }
    screen.table(List.of("SYMBOL", "SIDE", "TYPE", ">QTY", ">LIMIT", "STATUS"), rows);
  }

  /** The order of every item, by id; an item that was not accepted ends the show. */
  private static Map<String, JsonNode> closingOrders(JsonNode items) {
    Map<String, JsonNode> orders = new LinkedHashMap<>();
    for (JsonNode item : items) {
      if (item.path("status").asInt() != 200) {
        throw new DemoFailedException(
            text(item, "symbol") + " could not be closed: " + text(item.path("body"), "message"));
      }
      orders.put(text(item.path("body"), "id"), item.path("body"));
    }
    return orders;
  }

  private static void follow(
      TradeUpdateStream stream, Map<String, JsonNode> closing, Screen screen) {
    Map<String, String> ended = new HashMap<>();
    while (ended.size() < closing.size()) {
      JsonNode update = stream.next(SILENCE_MAX);
      if (update == null) {
        throw new DemoFailedException(
            "%d of %d closing orders did not end."
                .formatted(closing.size() - ended.size(), closing.size()));
      }
      String event = text(update, "event");
      JsonNode order = update.path("order");
      if (closing.containsKey(text(order, "id")) && FINAL_EVENTS.contains(event)) {
        ended.put(text(order, "id"), event);
      }
      screen.progress(ended.size(), closing.size(), describe(event, update, order));
    }
  }

  private static String describe(String event, JsonNode update, JsonNode order) {
    String traded =
        update.hasNonNull("price")
            ? " at %s, position %s".formatted(text(update, "price"), text(update, "position_qty"))
            : "";
    String amount = update.hasNonNull("qty") ? text(update, "qty") : text(order, "qty");
    return String.format(
        Locale.ROOT,
        "%-14s %-4s %s %s%s",
        event,
        text(order, "side"),
        amount,
        text(order, "symbol"),
        traded);
  }

  private void showResults(DemoServer server, Map<String, JsonNode> closing, Screen screen) {
    screen.request("GET", "/v2/orders/{id} of each closing order");
    List<List<String>> rows = new ArrayList<>();
    for (String id : closing.keySet()) {
      JsonNode order = server.call(200, "GET", "/v2/orders/" + id, key.headers()).body();
      rows.add(
          List.of(
              text(order, "symbol"),
              text(order, "side"),
              text(order, "qty"),
              text(order, "filled_qty"),
              text(order, "filled_avg_price"),
              text(order, "status"),
              id));
    }
    screen.table(List.of("SYMBOL", "SIDE", ">QTY", ">FILLED", ">PRICE", "STATUS", "ORDER"), rows);
  }

  private static String text(JsonNode node, String field) {
    return node.hasNonNull(field) ? node.path(field).asText() : "-";
  }
}
