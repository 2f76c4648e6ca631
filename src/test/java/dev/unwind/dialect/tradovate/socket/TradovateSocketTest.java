// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.dialect.tradovate.TradovateDesk;
import dev.unwind.dialect.tradovate.TradovateSocketClient;
import dev.unwind.fixture.LogLines;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The socket: frames, operations by name, and the changes of a liquidation in their order. */
@QuarkusTest
class TradovateSocketTest {
  @Inject ImportBook importBook;
  @Inject TradovateOperations operations;

  @Test
  void aLiquidationIsToldInTheOrderThatClientsRelyOn() {
    TradovateDesk desk = TradovateDesk.open(importBook, 2, "");
    try (TradovateSocketClient socket = TradovateSocketClient.synced(desk)) {
      long order =
          socket
              .ok(
                  "order/liquidatePosition",
                  "",
                  "{\n \"accountId\": %d,\n \"contractId\": %d,\n \"admin\": false\n}"
                      .formatted(desk.accountId, desk.contractId))
              .get("orderId")
              .asLong();
      socket.prop("position", p -> p.get("netPos").asInt() == 0);
      socket.prop("cashBalance", c -> c.get("accountId").asLong() == desk.accountId);
      List<String> told = new ArrayList<>();
      for (JsonNode prop : socket.props()) {
        String type = prop.get("entityType").asText();
        JsonNode entity = prop.get("entity");
        String detail = type.equals("order") ? " " + entity.get("ordStatus").asText() : "";
        told.add(type + " " + prop.get("eventType").asText() + detail);
      }
      assertThat(told)
          .containsSubsequence(
              "order Created PendingNew",
              "orderVersion Created",
              "command Created",
              "order Updated Working",
              "fill Created",
              "executionReport Created",
              "order Updated Filled",
              "position Updated",
              "cashBalance Updated");
      int reply = index(socket.frames(), "\"orderId\":" + order + "}");
      int first = index(socket.frames(), "\"e\":\"props\"");
      assertThat(reply).as("the answer comes before what it caused").isLessThan(first);
    }
  }

  @Test
  @ResourceLock(LogLines.RESOURCE)
  void linesOfACallCarryItsIdAccountAndLiquidation() {
    TradovateDesk desk = TradovateDesk.open(importBook, 1, "");
    Logger ours = Logger.getLogger("dev.unwind");
    Level before = ours.getLevel();
    ours.setLevel(Level.FINE);
    try (TradovateSocketClient socket = TradovateSocketClient.synced(desk);
        LogLines lines = LogLines.all()) {
      socket.ok(
          "order/liquidatePosition",
          "",
          "{\"accountId\":%d,\"contractId\":%d,\"admin\":false}"
              .formatted(desk.accountId, desk.contractId));

      assertThat(lines.contextOf("accepted dialect=tradovate"))
          .containsOnlyKeys("request", "account", "liquidation")
          .containsEntry("account", String.valueOf(desk.accountId))
          .hasEntrySatisfying("request", id -> assertThat(id).startsWith("ws"));
    } finally {
      ours.setLevel(before);
    }
  }

  private static int index(List<String> frames, String part) {
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i).contains(part)) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void callsBeforeAuthorizeAreDeniedAndQuotedTokensAreTaken() {
    TradovateDesk desk = TradovateDesk.open(importBook, 1, "");
    String token = desk.token();
    try (TradovateSocketClient socket = TradovateSocketClient.connect("/V1/WebSocket")) {
      assertThat(socket.call("account/list", "", "").toString())
          .isEqualTo("{\"s\":401,\"i\":0,\"d\":\"Access is denied\"}");
      assertThat(socket.call("authorize", "", "nonsense").get("s").asInt()).isEqualTo(401);
      assertThat(socket.call("authorize", "", '"' + token + '"').toString())
          .isEqualTo("{\"s\":200,\"i\":2}");
      assertThat(socket.ok("Account/List", "", "").get(0).get("name").asText())
          .isEqualTo(desk.name);
      assertThat(socket.ok("contract/find", "name=" + desk.contract, "").get("id").asLong())
          .isEqualTo(desk.contractId);
      assertThat(socket.call("order/item", "id=1", "").get("s").asInt()).isEqualTo(404);
      assertThat(socket.call("no/such", "", "").get("s").asInt()).isEqualTo(404);
      assertThat(socket.call("order/items", "ids=" + "9".repeat(30), "").get("s").asInt())
          .isEqualTo(400);
      socket.send("[]");
      socket.send("not a call");
      socket.await(f -> f.contains("\"s\":400,\"d\""));
      socket.await(f -> f.equals("h"));
    }
  }

  @Test
  void aSocketThatDidNotSynchroniseIsToldNothing() {
    TradovateDesk desk = TradovateDesk.open(importBook, 1, "");
    try (TradovateSocketClient silent = TradovateSocketClient.of(desk);
        TradovateSocketClient synced = TradovateSocketClient.synced(desk)) {
      desk.liquidate();
      synced.prop("position", p -> p.get("netPos").asInt() == 0);
      assertThat(silent.ok("position/list", "", "").get(0).get("netPos").asInt()).isZero();
      assertThat(silent.props()).isEmpty();
    }
  }

  @Test
  void everyReadIsAnsweredThroughTheSocket() {
    TradovateDesk desk = TradovateDesk.open(importBook, 1, "");
    desk.liquidate();
    TradovateDesk.eventually(() -> desk.netPos() == 0);
    try (TradovateSocketClient socket = TradovateSocketClient.of(desk)) {
      for (String name : operations.names()) {
        String kind = name.substring(name.indexOf('/') + 1);
        String query =
            switch (kind) {
              case "deps" -> "masterid=1";
              case "ldeps" -> "masterids=1,2";
              case "items" -> "ids=1,2";
              case "suggest" -> "t=P&l=5";
              case "list" -> "";
              default -> null;
            };
        if (query != null) {
          assertThat(socket.ok(name, query, "").isArray()).as(name).isTrue();
        }
      }
    }
  }
}
