// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import static dev.unwind.dialect.neuratrade.NeuratradeClient.byId;
import static dev.unwind.dialect.neuratrade.NeuratradeClient.bySymbol;
import static dev.unwind.dialect.neuratrade.NeuratradeClient.ids;
import static dev.unwind.dialect.neuratrade.NeuratradeClient.together;
import static dev.unwind.dialect.neuratrade.NeuratradeDialectTest.position;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.dialect.neuratrade.NeuratradeClient.Answer;
import dev.unwind.fixture.Rounds;
import dev.unwind.importing.ImportBook;
import dev.unwind.venue.Awaiting;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The races that were measured on the original, on PostgreSQL through HTTP. */
@QuarkusTest
class NeuratradeRacesTest {
  private static final int ROUNDS = Rounds.of(25, 50);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject ImportBook importBook;

  private static URI base() {
    return URI.create("http://localhost:" + RestAssured.port);
  }

  /** Defect 1: more than one of eight clients was told that it had closed the same position. */
  @Test
  void ofEightClientsOnOnePositionOneSucceeds() throws SQLException {
    NeuratradeBook book = NeuratradeBook.hedging().withPositions(ROUNDS).load(importBook);
    NeuratradeClient bot = book.bot(base());
    for (int round = 0; round < ROUNDS; round++) {
      String id = NeuratradeBook.positionId(round);
      List<Answer> answers = together(8, () -> bot.postAsync("/liquidate", byId(id)));

      assertThat(answers.stream().filter(a -> a.status() == 200)).as("round %d", round).hasSize(1);
      assertThat(answers.stream().filter(a -> a.status() == 404)).as("round %d", round).hasSize(7);
    }
    assertThat(closingOrders(book)).isEqualTo(ROUNDS);
    assertThat(sold(book)).isEqualByComparingTo(String.valueOf(ROUNDS));
  }

  @Test
  void everyRepeatOfAKeyGetsTheSameAnswer() throws SQLException {
    int rounds = Rounds.of(5);
    NeuratradeBook book = NeuratradeBook.hedging().withPositions(2 * rounds).load(importBook);
    NeuratradeClient bot = book.bot(base());
    for (int round = 0; round < rounds; round++) {
      String id = NeuratradeBook.positionId(round);
      String key = "key-" + round;
      List<Answer> answers =
          together(64, () -> bot.postAsync("/liquidate", byId(id), "Idempotency-Key", key));

      assertThat(answers).as("round %d", round).allMatch(a -> a.status() == 200, "200");
      assertThat(answers.stream().map(Answer::json).distinct()).as("round %d", round).hasSize(1);
    }
    assertThat(closingOrders(book)).isEqualTo(rounds);
    Answer first = bot.post("/liquidate", bySymbol(book.symbol), "Idempotency-Key", "by-symbol");
    Answer again = bot.post("/liquidate", bySymbol(book.symbol), "Idempotency-Key", "by-symbol");
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(closingOrders(book)).isEqualTo(rounds + 1);
  }

  /** Defect 2: a cancel and a liquidation of the same order both succeeded. */
  @Test
  void ofCancelAndLiquidateOneSucceeds() {
    NeuratradeBook book = NeuratradeBook.hedging().load(importBook);
    NeuratradeClient bot = book.bot(base());
    int canceled = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Answer placed = bot.placeLimit(book.symbol, "BUY", "1", "50");
      String id = position(placed);
      String order = placed.data().path("order").path("order_id").asText();
      boolean cancelFirst = round % 2 == 0;
      CompletableFuture<Answer> one =
          cancelFirst ? cancel(bot, order) : bot.postAsync("/liquidate", byId(id));
      CompletableFuture<Answer> two =
          cancelFirst ? bot.postAsync("/liquidate", byId(id)) : cancel(bot, order);
      Answer cancel = (cancelFirst ? one : two).join();
      Answer liquidate = (cancelFirst ? two : one).join();

      String status = bot.get("/positions/" + id).data().path("status").asText();
      if (cancel.status() == 200) {
        canceled++;
        assertThat(liquidate.status()).as("round %d %s", round, liquidate.body()).isEqualTo(404);
        assertThat(status).isEqualTo("CLOSED");
        assertThat(cancel.data().path("status").asText()).isEqualTo("CANCELED");
      } else {
        assertThat(cancel.status()).as("round %d %s", round, cancel.body()).isEqualTo(409);
        assertThat(liquidate.status()).as("round %d %s", round, liquidate.body()).isEqualTo(200);
        assertThat(status).isEqualTo("LIQUIDATED");
      }
    }
    System.out.printf("cancel against liquidate: rounds=%d canceled=%d%n", ROUNDS, canceled);
  }

  private static CompletableFuture<Answer> cancel(NeuratradeClient bot, String order) {
    return bot.postAsync("/cancel_order", "{\"order_id\":\"" + order + "\"}");
  }

  /** Defect 3: two clients by symbol were handed the same position, and the other stayed open. */
  @Test
  void twoClientsBySymbolGetDifferentPositions() {
    NeuratradeBook book = NeuratradeBook.hedging().withPositions(2 * ROUNDS).load(importBook);
    NeuratradeClient bot = book.bot(base());
    for (int round = 0; round < ROUNDS; round++) {
      List<Answer> answers = together(2, () -> bot.postAsync("/liquidate", bySymbol(book.symbol)));

      assertThat(answers).as("round %d", round).allMatch(a -> a.status() == 200, "200");
      assertThat(answers.stream().map(a -> a.data().path("position_id").asText()))
          .as("round %d", round)
          .containsExactlyInAnyOrder(
              NeuratradeBook.positionId(2 * round), NeuratradeBook.positionId(2 * round + 1));
    }
    assertThat(bot.post("/liquidate", bySymbol(book.symbol)).status()).isEqualTo(404);
  }

  /** Defect 4: four concurrent close-alls each reported every position. */
  @Test
  void eachPositionIsInOneOfFourCloseAlls() throws SQLException {
    int count = 100;
    NeuratradeBook book = NeuratradeBook.hedging().withPositions(count).load(importBook);
    NeuratradeClient bot = book.bot(base());
    List<Answer> answers = together(4, () -> bot.postAsync("/liquidate_all", "{}"));

    assertThat(answers).allMatch(a -> a.status() == 200, "200");
    List<String> reported = new ArrayList<>();
    answers.forEach(a -> reported.addAll(ids(a)));
    assertThat(reported).hasSize(count).doesNotHaveDuplicates();
    assertThat(ids(bot.get("/positions?status=OPEN"))).isEmpty();
    assertThat(closingOrders(book)).isEqualTo(count);
    assertThat(sold(book)).isEqualByComparingTo(String.valueOf(count));
  }

  /** Defect 5: a client that hung up left most positions open. */
  @Test
  void aClientThatHangsUpLeavesNothingOpen() throws IOException {
    int count = 1000;
    NeuratradeBook book = NeuratradeBook.hedging().withPositions(count).load(importBook);
    NeuratradeClient bot = book.bot(base());
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      String request =
          "POST /api/v1/trading/liquidate_all HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
              + "Authorization: Bearer "
              + book.name
              + "-token\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      // Whoever leaves before its request has been read has not asked for anything.
      Awaiting.await(PATIENCE, () -> liquidations(book) > 0);
      socket.setSoLinger(true, 0);
    }
    Awaiting.await(PATIENCE, () -> open(bot) == 0);
    assertThat(ids(bot.get("/positions?status=LIQUIDATED"))).hasSize(count);
  }

  private static int liquidations(NeuratradeBook book) {
    try {
      return Integer.parseInt(
          one(
              book,
              "select count(*) from liquidation l join account a using (account_id)"
                  + " where a.name = ?"));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int open(NeuratradeClient bot) {
    return bot.get("/positions/snapshot").data().path("open_positions").asInt();
  }

  /** Defect 8: names came from a counter in memory, so that replicas and restarts repeated them. */
  @Test
  void numbersOfNamesComeFromTheDatabase() throws SQLException {
    NeuratradeBook book = NeuratradeBook.hedging().load(importBook);
    NeuratradeClient bot = book.bot(base());
    String order = NeuratradeClient.limit(book.symbol, "BUY", "1", "50");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      together(8, () -> bot.postAsync("/place_order", order))
          .forEach(a -> names.add(position(a).substring("pos-YYYYMMDDHHMMSS-".length())));
      names.add(drawnByAnotherReplica());
    }
    assertThat(names).hasSize(45);
    assertThat(Set.copyOf(names)).hasSize(45);
  }

  private static String drawnByAnotherReplica() throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        PreparedStatement draw =
            connection.prepareStatement("select nextval('neuratrade_number_seq')");
        ResultSet drawn = draw.executeQuery()) {
      drawn.next();
      return drawn.getString(1);
    }
  }

  private static int closingOrders(NeuratradeBook book) throws SQLException {
    return Integer.parseInt(
        one(
            book,
            "select count(*) from orders o join account a using (account_id)"
                + " where a.name = ? and o.liquidation_item_id is not null"));
  }

  private static java.math.BigDecimal sold(NeuratradeBook book) throws SQLException {
    return new java.math.BigDecimal(
        one(
            book,
            "select coalesce(sum(f.qty), 0) from fill f join account a using (account_id)"
                + " where a.name = ? and f.side = 'SELL'"));
  }

  private static String one(NeuratradeBook book, String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, book.name);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getString(1);
      }
    }
  }
}
