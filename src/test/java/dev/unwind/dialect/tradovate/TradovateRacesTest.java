// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.Json;
import dev.unwind.fixture.Rounds;
import dev.unwind.importing.ImportBook;
import dev.unwind.persistence.check.LedgerCheck;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The button against everything that may happen at the same time, on PostgreSQL through HTTP. */
@QuarkusTest
class TradovateRacesTest {
  private static final long SEED = Long.getLong("unwind.races.seed", 20_261_121L);
  private static final int ROUNDS = Rounds.of(25, 50);
  private static final int ROUNDS_OF_A_DESK = 25;
  private static final int PRESSES = 8;

  @Inject ImportBook importBook;
  private final Random random = new Random(SEED);
  private final ExecutorService clients = Executors.newFixedThreadPool(PRESSES);

  @AfterEach
  void close() {
    clients.shutdownNow();
  }

  private <T> CompletableFuture<T> later(Supplier<T> call) {
    return later(random.nextInt(6_000_000), call);
  }

  private <T> CompletableFuture<T> later(long pause, Supplier<T> call) {
    return CompletableFuture.supplyAsync(
        () -> {
          LockSupport.parkNanos(pause);
          return call.get();
        },
        clients);
  }

  /** A bracket fills while the button is pressed: never flipped, never left open. */
  @Test
  void aBracketThatFillsMeanwhileNeverFlipsAndNothingStaysOpen() throws SQLException {
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int done = 0; done < ROUNDS; done += ROUNDS_OF_A_DESK) {
      TradovateDesk desk = TradovateDesk.open(importBook, 0, "", "admin");
      for (int round = done; round < done + ROUNDS_OF_A_DESK; round++) {
        bracketRound(desk, round, outcomes);
      }
      assertSound(desk);
    }
    System.out.printf("bracket against liquidate: seed=%d rounds=%d %s%n", SEED, ROUNDS, outcomes);
    assertThat(outcomes.values().stream().mapToInt(n -> n).sum()).isEqualTo(ROUNDS);
  }

  private void bracketRound(TradovateDesk desk, int round, Map<String, Integer> outcomes) {
    quote(desk, "5000");
    int qty = 1 + random.nextInt(5);
    boolean isLong = random.nextBoolean();
    String exit = isLong ? "Sell" : "Buy";
    int target = isLong ? 5010 : 4990;
    int stop = isLong ? 4990 : 5010;
    Map<String, Object> body = desk.order(isLong ? "Buy" : "Sell", qty, "Market");
    body.put("bracket1", Map.of("action", exit, "orderType", "Limit", "price", target));
    body.put("bracket2", Map.of("action", exit, "orderType", "Stop", "stopPrice", stop));
    Map<String, Object> placed = Json.of(desk.post("order/placeoso", body)).getMap("$");
    long limit = TradovateDesk.number(placed, "oso1Id");
    long stopper = TradovateDesk.number(placed, "oso2Id");
    TradovateDesk.eventually(
        () -> desk.status(limit).equals("Working") && desk.status(stopper).equals("Working"));
    assertThat(desk.netPos()).as("round %d", round).isEqualTo(isLong ? qty : -qty);

    String market = Integer.toString(random.nextBoolean() ? target : stop);
    // A quote is the shorter way to the market: in every other round the button has a lead.
    int lead = round % 2 == 0 ? 0 : random.nextInt(30_000_000);
    CompletableFuture<Integer> move =
        later(lead + random.nextInt(6_000_000), () -> quote(desk, market));
    CompletableFuture<Response> press = later(desk::liquidate);
    move.join();
    Map<String, Object> answer = Json.of(press.join()).getMap("$");
    assertThat(answer).as("round %d", round).doesNotContainKey("failureReason");
    TradovateDesk.eventually(() -> desk.netPos() == 0 && desk.openOrders().isEmpty());
    boolean bracketFilled =
        desk.status(limit).equals("Filled") || desk.status(stopper).equals("Filled");
    assertThat(desk.status(limit).equals("Filled") && desk.status(stopper).equals("Filled"))
        .as("round %d: one of a pair", round)
        .isFalse();
    outcomes.merge(bracketFilled ? "bracket" : "liquidation", 1, Integer::sum);
  }

  /** Pressed eight times at once: one order, and the same id to all. */
  @Test
  void eightPressesAtOnceAreOneOrder() throws SQLException {
    int rounds = Rounds.of(15);
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    for (int round = 0; round < rounds; round++) {
      int qty = 1 + random.nextInt(9);
      desk.place(random.nextBoolean() ? "Buy" : "Sell", qty, "Market");
      TradovateDesk.eventually(() -> Math.abs(desk.netPos()) == qty);
      if (random.nextBoolean()) {
        desk.place("Buy", 1, "Limit", "price", 4000);
      }
      List<CompletableFuture<Response>> presses = new ArrayList<>();
      for (int i = 0; i < PRESSES; i++) {
        presses.add(later(desk::liquidate));
      }
      Set<Number> ids = new HashSet<>();
      for (CompletableFuture<Response> press : presses) {
        Number id = Json.of(press.join()).get("orderId");
        assertThat(id).as("round %d: %s", round, press.join().asString()).isNotNull();
        ids.add(id);
      }
      assertThat(ids).as("round %d", round).hasSize(1);
      TradovateDesk.eventually(() -> desk.netPos() == 0 && desk.openOrders().isEmpty());
    }
    assertThat(count(desk, "select count(*) from orders where liquidation_item_id is not null"))
        .isEqualTo(rounds);
    assertSound(desk);
    System.out.printf("eight presses: seed=%d rounds=%d orders=%d%n", SEED, rounds, rounds);
  }

  /** An order on the contract at the same moment: closed along, cancelled, refused, or after it. */
  @Test
  void anOrderPlacedMeanwhileIsClosedAlongCancelledOrRefused() throws SQLException {
    Map<String, Integer> outcomes = new TreeMap<>();
    int rounds = Rounds.of(40);
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    for (int round = 0; round < rounds; round++) {
      int held = desk.netPos();
      if (held == 0) {
        desk.place(random.nextBoolean() ? "Buy" : "Sell", 2, "Market");
        TradovateDesk.eventually(() -> Math.abs(desk.netPos()) == 2);
      }
      String action = random.nextBoolean() ? "Buy" : "Sell";
      boolean resting = random.nextInt(4) == 0;
      Map<String, Object> order =
          resting
              ? desk.order(action, 1, "Limit", "price", action.equals("Buy") ? 4000 : 6000)
              : desk.order(action, 1 + random.nextInt(3), "Market");
      CompletableFuture<Response> place = later(() -> desk.post("order/placeorder", order));
      CompletableFuture<Response> press = later(desk::liquidate);
      Map<String, Object> pressed = Json.of(press.join()).getMap("$");
      Map<String, Object> placed = Json.of(place.join()).getMap("$");
      assertThat(pressed).as("round %d", round).doesNotContainKey("failureReason");
      if (placed.containsKey("failureReason")) {
        assertThat(placed)
            .as("round %d", round)
            .containsEntry("failureReason", "LiquidationOnly")
            .doesNotContainKey("orderId");
        outcomes.merge("refused", 1, Integer::sum);
        TradovateDesk.eventually(() -> desk.netPos() == 0 && desk.openOrders().isEmpty());
      } else {
        long id = TradovateDesk.number(placed, "orderId");
        // Only what rests may stay: a market order that works would trade in the next round.
        Set<String> last =
            resting ? Set.of("Filled", "Canceled", "Working") : Set.of("Filled", "Canceled");
        TradovateDesk.eventually(() -> last.contains(desk.status(id)));
        outcomes.merge(desk.status(id), 1, Integer::sum);
        if (pressed.containsKey("orderId")) {
          long closing = TradovateDesk.number(pressed, "orderId");
          TradovateDesk.eventually(
              () -> Set.of("Filled", "Canceled").contains(desk.status(closing)));
        } else {
          // The order alone had made it flat before the button was pressed.
          assertThat(desk.status(id)).as("round %d", round).isEqualTo("Filled");
        }
      }
    }
    desk.liquidate();
    TradovateDesk.eventually(() -> desk.netPos() == 0 && desk.openOrders().isEmpty());
    assertSound(desk);
    System.out.printf("order against liquidate: seed=%d rounds=%d %s%n", SEED, rounds, outcomes);
  }

  private static int quote(TradovateDesk desk, String price) {
    String body = "{\"last\": \"%1$s\", \"bid\": \"%1$s\", \"ask\": \"%1$s\"}".formatted(price);
    int status =
        given()
            .header("Authorization", "Bearer " + desk.token())
            .contentType("application/json")
            .body(body)
            .put("/unwind/v1/quotes/" + desk.contract)
            .statusCode();
    assertThat(status).isEqualTo(200);
    return status;
  }

  /**
   * No closing fill has changed the sign of a position (I1), and the ledger adds up: its fills, its
   * log, and what the venue saw.
   */
  private static void assertSound(TradovateDesk desk) throws SQLException {
    assertThat(
            count(
                desk,
                "select count(*) from fill where liquidation_id is not null and position_qty"
                    + " * (position_qty - case side when 'BUY' then qty else -qty end) < 0"))
        .as("closing fills that flipped a position")
        .isZero();
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      TradovateDesk.eventually(() -> underWay(connection, desk) == 0);
      assertThat(LedgerCheck.atRest(connection, desk.accountId)).isEmpty();
    }
  }

  private static long underWay(Connection connection, TradovateDesk desk) {
    try {
      return LedgerCheck.underWay(connection, desk.accountId);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long count(TradovateDesk desk, String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        PreparedStatement query = connection.prepareStatement(sql + " and account_id = ?")) {
      query.setLong(1, desk.accountId);
      try (ResultSet found = query.executeQuery()) {
        found.next();
        return found.getLong(1);
      }
    }
  }
}
