// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one database are one service: to sockets, to the button, and when one stops. */
class TradovateReplicasIT {
  private static final int ROUNDS = 30;

  @TempDir Path directory;

  @Test
  void twoSocketsOnTwoReplicasSeeTheSameAndAStoppingOneSaysGoodBye() throws Exception {
    TradovateDesk desk = TradovateDesk.fresh();
    Path book = directory.resolve("book.json");
    Files.writeString(book, desk.document(3, "", "trader"));
    try (TestDatabase database = TestDatabase.migrated();
        UnwindProcess first = server(database, Map.of("UNWIND_IMPORT", book.toString()));
        UnwindProcess second = afterStart(first, database)) {
      TradovateDesk here = desk.at(first.port());
      TradovateDesk there = desk.at(second.port());
      try (TradovateSocketClient one = TradovateSocketClient.synced(here);
          TradovateSocketClient two = TradovateSocketClient.synced(there)) {
        liquidate(one, desk);
        one.prop("position", p -> p.get("netPos").asInt() == 0);
        two.prop("position", p -> p.get("netPos").asInt() == 0);
        pressOnBoth(here, there, one, two);
        long last = here.place("Buy", 1, "Limit", "price", 4000);
        assertThat(told(two, last)).isEqualTo(told(one, last)).hasSizeGreaterThan(ROUNDS * 5);
        assertStopsSoon(second, two);
        // The other one goes on.
        assertThat(one.ok("position/list", "", "").get(0).get("netPos").asInt()).isZero();
      }
      first.stop();
    }
  }

  private static UnwindProcess server(TestDatabase database, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(database.environment());
    environment.putAll(more);
    return UnwindProcess.start(environment, "serve");
  }

  private static UnwindProcess afterStart(UnwindProcess first, TestDatabase database) {
    assertThat(first.port()).isPositive();
    return server(database, Map.of());
  }

  private static JsonNode liquidate(TradovateSocketClient socket, TradovateDesk desk) {
    return socket.ok(
        "order/liquidateposition",
        "",
        "{\"accountId\":%d,\"contractId\":%d,\"admin\":false}"
            .formatted(desk.accountId, desk.contractId));
  }

  /** Pressed on both at once, it is one order, and both answer its id. */
  private static void pressOnBoth(
      TradovateDesk here,
      TradovateDesk there,
      TradovateSocketClient one,
      TradovateSocketClient two) {
    for (int round = 0; round < ROUNDS; round++) {
      int qty = 1 + round % 4;
      (round % 2 == 0 ? here : there).place(round % 3 == 0 ? "Buy" : "Sell", qty, "Market");
      TradovateDesk.eventually(() -> Math.abs(there.netPos()) == qty);
      CompletableFuture<JsonNode> left = CompletableFuture.supplyAsync(() -> liquidate(one, here));
      CompletableFuture<JsonNode> right =
          CompletableFuture.supplyAsync(() -> liquidate(two, there));
      Set<Long> ids = new HashSet<>();
      ids.add(left.join().path("orderId").asLong());
      ids.add(right.join().path("orderId").asLong());
      assertThat(ids).as("round %d", round).hasSize(1).doesNotContain(0L);
      TradovateDesk.eventually(() -> here.netPos() == 0 && here.openOrders().isEmpty());
    }
    System.out.printf("pressed on two replicas: rounds=%d%n", ROUNDS);
  }

  /** All that a socket was told until it heard that this order works, awaited. */
  private static List<String> told(TradovateSocketClient socket, long order) {
    JsonNode end =
        socket.prop(
            "order",
            o -> o.get("id").asLong() == order && o.get("ordStatus").asText().equals("Working"));
    List<String> told = new ArrayList<>();
    for (JsonNode prop : socket.props()) {
      told.add(prop.toString());
      if (prop.equals(end)) {
        break;
      }
    }
    return told;
  }

  /** Well before the time that running requests have. */
  private static void assertStopsSoon(UnwindProcess server, TradovateSocketClient socket)
      throws InterruptedException {
    long started = System.nanoTime();
    int code = server.stop();
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    assertThat(socket.awaitClose()).isEqualTo(1001);
    List<String> frames = socket.frames();
    assertThat(frames.get(frames.size() - 2))
        .isEqualTo(
            "a[{\"e\":\"shutdown\",\"d\":{\"reasonCode\":\"Maintenance\","
                + "\"reason\":\"the service stops\"}}]");
    assertThat(frames.get(frames.size() - 1)).isEqualTo("c[1001,\"the service stops\"]");
    assertThat(code).isEqualTo(143);
    assertThat(took).isLessThan(Duration.ofSeconds(8));
    System.out.printf("stopped with an open socket: %d ms%n", took.toMillis());
  }
}
