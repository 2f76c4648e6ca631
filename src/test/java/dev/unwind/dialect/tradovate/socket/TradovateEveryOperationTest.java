// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.dialect.tradovate.TradovateDesk;
import dev.unwind.dialect.tradovate.TradovateSocketClient;
import dev.unwind.dialect.tradovate.VendorSchema;
import dev.unwind.fixture.Management;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every operation of the dialect, over HTTP and through the socket: its answers have what both
 * generations of the vendor's schema require, and nothing that closed clients refuse.
 */
@QuarkusTest
class TradovateEveryOperationTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Whose ids {@code deps} and {@code ldeps} ask for. */
  private static final Map<String, String> MASTERS =
      Map.ofEntries(
          Map.entry("account", "user"),
          Map.entry("accountRiskStatus", "account"),
          Map.entry("cashBalance", "account"),
          Map.entry("command", "order"),
          Map.entry("commandReport", "command"),
          Map.entry("contract", "contractMaturity"),
          Map.entry("contractMaturity", "product"),
          Map.entry("executionReport", "command"),
          Map.entry("fill", "order"),
          Map.entry("fillFee", "fill"),
          Map.entry("fillPair", "position"),
          Map.entry("marginSnapshot", "account"),
          Map.entry("order", "account"),
          Map.entry("orderStrategy", "account"),
          Map.entry("orderStrategyLink", "orderStrategy"),
          Map.entry("orderVersion", "order"),
          Map.entry("position", "account"),
          Map.entry("product", "exchange"),
          Map.entry("userAccountAutoLiq", "account"),
          Map.entry("userProperty", "user"));

  @Inject ImportBook importBook;
  @Inject TradovateOperations operations;

  private final Set<String> called = new TreeSet<>();
  private final Map<String, JsonNode> samples = new TreeMap<>();
  private int checked;

  /** How an operation is called; gives the body of a 200. */
  private interface Wire {
    JsonNode call(String operation, String query, @Nullable String body);
  }

  private Wire recording(Wire wire) {
    return (operation, query, body) -> {
      called.add(operation);
      return wire.call(operation, query, body);
    };
  }

  private static JsonNode overHttp(
      TradovateDesk desk, String operation, String query, @Nullable String body) {
    String path = query.isEmpty() ? operation : operation + "?" + query;
    Response response = body == null ? desk.get(path) : desk.postText(path, body);
    assertThat(response.statusCode()).as(path + response.asString()).isEqualTo(200);
    assertThat(response.contentType()).startsWith("application/json");
    try {
      return MAPPER.readTree(response.asString());
    } catch (JsonProcessingException e) {
      throw new AssertionError(response.asString(), e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP", "WebSocket"})
  void everyOperationAnswersAsTheSchemasOfBothGenerationsSay(String transport) {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    try (TradovateSocketClient socket = TradovateSocketClient.of(desk)) {
      Wire wire =
          recording(
              transport.equals("HTTP")
                  ? (operation, query, body) -> overHttp(desk, operation, query, body)
                  : (operation, query, body) ->
                      socket.ok(operation, query, body == null ? "" : body));
      accountCalls(wire, desk);
      trade(wire, desk);
      reads(wire, desk);
    }
    assertThat(called).isEqualTo(new TreeSet<>(operations.names()));
    if (transport.equals("HTTP")) {
      assertThat(RestAssured.get(Management.url("/q/metrics")).asString())
          .contains("uri=\"/v1/account/list\"", "uri=\"/v1/orderversion/deps\"");
    }
    assertThat(checked).isGreaterThan(200);
    System.out.printf(
        "%s: operations=%d answers against the vendor's schemas=%d%n",
        transport, called.size(), checked);
  }

  private JsonNode checked(String schema, JsonNode value) {
    VendorSchema.check(schema, value);
    checked++;
    return value;
  }

  private void accountCalls(Wire wire, TradovateDesk desk) {
    JsonNode signedIn =
        wire.call(
            "auth/accesstokenrequest",
            "",
            "{\"name\":\"%s\",\"password\":\"%s\",\"appId\":null,\"cid\":8,\"hibpCheck\":true}"
                .formatted(desk.name, TradovateDesk.PASSWORD));
    assertThat(signedIn.path("accessToken").asText()).isNotBlank();
    assertThat(wire.call("auth/renewaccesstoken", "", null).has("mdAccessToken")).isTrue();
    JsonNode me = wire.call("auth/me", "", null);
    assertThat(me.path("userId").asLong()).isPositive();
    samples.put(
        "user",
        MAPPER
            .createObjectNode()
            .put("id", me.path("userId").asLong())
            .put("name", me.path("name").asText()));
    assertThat(wire.call("timestamp", "", null).path("timestamp").asText()).endsWith("Z");
    assertThat(wire.call("oidc/userinfo", "", null).path("sub").asText()).isNotBlank();
    String account = "{\"accountId\":" + desk.accountId + "}";
    checked("CashBalanceSnapshot", wire.call("cashbalance/getcashbalancesnapshot", "", account));
    JsonNode rolled =
        wire.call(
            "contract/rollcontract",
            "",
            "{\"name\":\"" + desk.contract + "\",\"forward\":true,\"ifExpired\":null}");
    assertThat(rolled.has("errorText") ^ rolled.has("contract")).isTrue();
    JsonNode dryRun =
        wire.call(
            "order/dryrun",
            "",
            ("{\"accountId\":%d,\"orders\":[{\"contractId\":%d,\"action\":\"Buy\",\"orderQty\":1,"
                    + "\"orderType\":\"Market\"}]}")
                .formatted(desk.accountId, desk.contractId));
    assertThat(dryRun.at("/details/beforeNetPos").asInt()).isEqualTo(2);
    assertThat(dryRun.at("/details").size()).isEqualTo(18);
  }

  private void trade(Wire wire, TradovateDesk desk) {
    String order =
        "{\"accountSpec\":\"%s\",\"accountId\":%d,\"symbol\":\"%s\",\"customTag50\":null,"
            .formatted(desk.name, desk.accountId, desk.contract);
    long limit =
        id(
            checked(
                "PlaceOrderResult",
                wire.call(
                    "order/placeorder",
                    "",
                    order
                        + "\"action\":\"Buy\",\"orderQty\":1,\"orderType\":\"Limit\",\"price\":4900,"
                        + "\"clOrdId\":\"mine\",\"text\":\"hello\"}")),
            "orderId");
    TradovateDesk.eventually(() -> desk.status(limit).equals("Working"));
    checked(
        "CommandResult",
        wire.call(
            "order/modifyorder",
            "",
            "{\"orderId\":%d,\"orderQty\":2,\"orderType\":\"Limit\",\"price\":4900.25}"
                .formatted(limit)));
    TradovateDesk.eventually(
        () ->
            desk.status(limit).equals("Working")
                && desk.list("orderversion/deps?masterid=" + limit).size() == 2);
    checked("CommandResult", wire.call("order/cancelorder", "", "{\"orderId\":" + limit + "}"));
    checked(
        "PlaceOrderResult",
        wire.call(
            "order/placeorder",
            "",
            order + "\"action\":\"Buy\",\"orderQty\":1,\"orderType\":\"Limit\",\"price\":1.1}"));
    checked(
        "PlaceOcoResult",
        wire.call(
            "order/placeoco",
            "",
            order
                + "\"action\":\"Sell\",\"orderQty\":1,\"orderType\":\"Limit\",\"price\":5100,"
                + "\"other\":{\"action\":\"Sell\",\"orderType\":\"Stop\",\"stopPrice\":4800}}"));
    checked(
        "PlaceOsoResult",
        wire.call(
            "order/placeoso",
            "",
            order
                + "\"action\":\"Buy\",\"orderQty\":1,\"orderType\":\"Market\","
                + "\"bracket1\":{\"action\":\"Sell\",\"orderType\":\"Limit\",\"price\":5100},"
                + "\"bracket2\":{\"action\":\"Sell\",\"orderType\":\"Stop\",\"stopPrice\":4800}}"));
    strategies(wire, desk);
    JsonNode closed =
        checked(
            "PlaceOrderResult",
            wire.call(
                "order/liquidateposition",
                "",
                "{\"accountId\":%d,\"contractId\":%d,\"admin\":true,\"customTag50\":\"tag\"}"
                    .formatted(desk.accountId, desk.contractId)));
    long closing = id(closed, "orderId");
    TradovateDesk.eventually(() -> desk.status(closing).equals("Filled") && desk.netPos() == 0);
    TradovateDesk.eventually(() -> desk.openOrders().isEmpty());
    long position = TradovateDesk.number(desk.list("position/list").get(0), "id");
    checked(
        "SimpleResponse",
        wire.call(
            "order/liquidatepositions", "", "{\"positions\":[" + position + "],\"admin\":false}"));
  }

  private void strategies(Wire wire, TradovateDesk desk) {
    JsonNode started =
        wire.call(
            "orderstrategy/startorderstrategy",
            "",
            ("{\"accountId\":%d,\"symbol\":\"%s\",\"orderStrategyTypeId\":2,\"action\":\"Buy\","
                    + "\"params\":\"{\\\"entryVersion\\\":{\\\"orderQty\\\":1,\\\"orderType\\\":"
                    + "\\\"Market\\\"},\\\"brackets\\\":[{\\\"qty\\\":1,\\\"profitTarget\\\":100,"
                    + "\\\"stopLoss\\\":-100}]}\"}")
                .formatted(desk.accountId, desk.contract));
    JsonNode strategy = checked("orderStrategy", started.path("orderStrategy"));
    String target = "{\"orderStrategyId\":" + strategy.path("id").asLong();
    TradovateDesk.eventually(
        () ->
            desk.openOrders().stream()
                .noneMatch(o -> TradovateDesk.text(o, "ordStatus").equals("Suspended")));
    TradovateDesk.eventually(
        () ->
            desk.openOrders().stream()
                .allMatch(o -> TradovateDesk.text(o, "ordStatus").equals("Working")));
    checked(
        "orderStrategy",
        wire.call(
                "orderstrategy/modifyorderstrategy",
                "",
                target
                    + ",\"command\":\"{\\\"brackets\\\":[{\\\"profitTarget\\\":120,"
                    + "\\\"stopLoss\\\":-100}]}\"}")
            .path("orderStrategy"));
    checked(
        "orderStrategy",
        wire.call("orderstrategy/interruptorderstrategy", "", target + "}").path("orderStrategy"));
  }

  private static long id(JsonNode result, String field) {
    assertThat(result.has("failureReason")).as("%s", result).isFalse();
    return result.path(field).asLong();
  }

  /** Lists first, for their ids are what the other reads ask for. */
  private void reads(Wire wire, TradovateDesk desk) {
    Set<String> reads = new TreeSet<>(operations.names());
    reads.removeAll(called);
    for (String read : reads) {
      if (read.endsWith("/list")) {
        rows(entity(read), wire.call(read, "", null));
      }
    }
    samples.put("contract", wire.call("contract/find", "name=" + desk.contract, null));
    JsonNode maturity =
        wire.call(
            "contractmaturity/item",
            "id=" + samples.get("contract").path("contractMaturityId"),
            null);
    samples.put("contractMaturity", maturity);
    for (String read : reads) {
      String entity = entity(read);
      String kind = read.substring(read.indexOf('/') + 1);
      switch (kind) {
        case "item" -> one(entity, wire.call(read, "id=" + sampleId(entity), null));
        case "items" -> rows(entity, wire.call(read, "ids=" + sampleId(entity) + ",77", null));
        case "deps" -> rows(entity, wire.call(read, "masterid=" + masterId(entity), null));
        case "ldeps" -> rows(entity, wire.call(read, "masterids=" + masterId(entity), null));
        case "suggest" -> rows(entity, wire.call(read, "t=" + name(entity) + "&l=5", null));
        case "find" -> {
          called.add(read);
          if (!entity.equals("position")) {
            one(entity, wire.call(read, "name=" + name(entity), null));
          }
        }
        default -> assertThat(kind).isEqualTo("list");
      }
    }
    for (String entity : VendorSchema.names()) {
      if (Character.isLowerCase(entity.charAt(0))) {
        assertThat(samples).as("an example of each").containsKey(entity);
      }
    }
  }

  private static String entity(String read) {
    String lower = read.substring(0, read.indexOf('/'));
    return VendorSchema.names().stream().filter(lower::equalsIgnoreCase).findFirst().orElse(lower);
  }

  private void one(String entity, JsonNode value) {
    assertThat(value.path("id").asLong()).as(entity).isPositive();
    samples.putIfAbsent(entity, value);
    if (VendorSchema.names().contains(entity)) {
      checked(entity, value);
    }
  }

  private void rows(String entity, JsonNode values) {
    assertThat(values.isArray()).as(entity).isTrue();
    assertThat(values.isEmpty()).as(entity).isEqualTo(entity.equals("userproperty"));
    values.forEach(value -> one(entity, value));
  }

  private JsonNode sample(String entity) {
    JsonNode sample = samples.get(entity);
    assertThat(sample).as("an example of " + entity + " among " + samples.keySet()).isNotNull();
    return sample == null ? MAPPER.createObjectNode() : sample;
  }

  private long sampleId(String entity) {
    return sample(entity).path("id").asLong();
  }

  private String name(String entity) {
    return sample(entity).path("name").asText();
  }

  /** The master of the entity at hand, so that the answer is not empty. */
  private long masterId(String entity) {
    String key =
        MASTERS.keySet().stream().filter(entity::equalsIgnoreCase).findFirst().orElseThrow();
    String master = MASTERS.getOrDefault(key, "");
    JsonNode own = samples.get(entity);
    JsonNode named = own == null ? null : own.get(master + "Id");
    return named == null ? sampleId(master) : named.asLong();
  }
}
