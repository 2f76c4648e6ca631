// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import static dev.unwind.dialect.neuratrade.NeuratradeDialectTest.position;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.dialect.neuratrade.NeuratradeClient.Answer;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What belongs together is written together, or not at all. The database is made to refuse the
 * second half of it, for one account.
 */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class NeuratradeAtomicityTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject ImportBook importBook;

  private static URI base() {
    return URI.create("http://localhost:" + RestAssured.port);
  }

  @AfterEach
  void theDatabaseTakesEverything() throws SQLException {
    run("drop trigger if exists refuse on position");
    run("drop function if exists refuse_for_test");
  }

  /** Defect 6: a failure between two inserts left an order without a position. */
  @Test
  void anOrderWithoutItsPositionIsNoOrder() throws SQLException {
    NeuratradeBook book = NeuratradeBook.hedging().load(importBook);
    NeuratradeClient bot = book.bot(base());
    refuse("insert", book);

    for (Answer refused :
        List.of(
            bot.placeLimit(book.symbol, "BUY", "1", "50"),
            bot.placeMarket(book.symbol, "BUY", "1"))) {
      assertThat(refused.status()).as(refused.body()).isEqualTo(500);
      assertThat(refused.error()).isEqualTo("failed to persist trading records");
    }

    assertThat(count(book, "orders")).isZero();
    assertThat(count(book, "order_version")).isZero();
    assertThat(count(book, "position")).isZero();
    assertThat(count(book, "event")).isZero();
    assertThat(count(book, "fill")).isZero();
    theDatabaseTakesEverything();
    assertThat(bot.placeLimit(book.symbol, "BUY", "1", "50").status()).isEqualTo(201);
  }

  /** Defect 7: a cancel could close its order and leave the position open, or the reverse. */
  @Test
  void anOrderIsCancelledWithItsPositionOrNotAtAll() throws SQLException, InterruptedException {
    NeuratradeBook book = NeuratradeBook.hedging().load(importBook);
    NeuratradeClient bot = book.bot(base());
    Answer placed = bot.placeLimit(book.symbol, "BUY", "1", "50");
    String order = placed.data().path("order").path("order_id").asText();
    refuse("update", book);

    Answer refused = bot.cancel(order);

    assertThat(refused.status()).as(refused.body()).isEqualTo(500);
    assertThat(refused.error()).startsWith("failed to cancel order");
    assertThat(status(bot, position(placed))).isEqualTo("OPEN");
    assertThat(count(book, "orders", "and status = 'CANCELED'")).isZero();
    theDatabaseTakesEverything();
    awaitStatus(bot, position(placed), "CLOSED");
    assertThat(count(book, "orders", "and status = 'CANCELED'")).isEqualTo(1);
    assertThat(bot.cancel(order).status()).isEqualTo(409);
  }

  /** Defect 7 again: neither is a liquidation's order ended without its position. */
  @Test
  void aPositionIsLiquidatedWithItsOrderOrNotAtAll() throws SQLException, InterruptedException {
    NeuratradeBook book = NeuratradeBook.hedging().withPositions(1).load(importBook);
    NeuratradeClient bot = book.bot(base());
    String id = NeuratradeBook.positionId(0);
    refuse("update", book);

    Answer refused = bot.liquidate(id);

    assertThat(refused.status()).as(refused.body()).isEqualTo(500);
    assertThat(refused.error()).startsWith("failed to liquidate position");
    assertThat(status(bot, id)).isEqualTo("OPEN");
    assertThat(count(book, "fill")).isZero();
    assertThat(count(book, "orders", "and status = 'FILLED'")).isZero();
    theDatabaseTakesEverything();
    assertThat(bot.liquidate(id).status()).isEqualTo(200);
    awaitStatus(bot, id, "LIQUIDATED");
    assertThat(count(book, "fill")).isEqualTo(1);
    assertThat(count(book, "orders", "and status = 'FILLED'")).isEqualTo(1);
  }

  /**
   * Defect 13: times without a zone, and states that could be any text. Why tables that are written
   * together do without foreign keys is told in decision 0005.
   */
  @Test
  void timesHaveAZoneAndStatesAreBounded() throws SQLException {
    assertThat(
            column(
                """
                select table_name || '.' || column_name from information_schema.columns
                where table_schema = current_schema() and data_type = 'timestamp without time zone'
                  and table_name not like 'flyway%'
                """))
        .isEmpty();
    String states =
        """
        select c.conrelid::regclass::text || '.' || a.attname from pg_attribute a
        join pg_class t on t.oid = a.attrelid and t.relkind = 'r' and t.relnamespace = current_schema()::regnamespace
        %s join pg_constraint c on c.conrelid = t.oid and c.contype = 'c' and a.attnum = any(c.conkey)
        where a.attname in ('status', 'side', 'trading_state') %s
        """;
    List<String> bounded = column(states.formatted("", ""));
    List<String> unbounded =
        column(
            states
                .formatted("left", "and c.oid is null")
                .replace("c.conrelid::regclass::text", "t.relname"));
    assertThat(bounded).contains("orders.status", "liquidation.status", "account.status");
    assertThat(unbounded).isEmpty();
  }

  private static void refuse(String operation, NeuratradeBook book) throws SQLException {
    String account =
        column("select account_id from account where name = '" + book.name + "'").get(0);
    run(
        "create function refuse_for_test() returns trigger language plpgsql as"
            + " $$ begin raise exception 'refused by a test'; end $$");
    run(
        "create trigger refuse before "
            + operation
            + " on position for each row when (new.account_id = "
            + account
            + ") execute function refuse_for_test()");
  }

  private static String status(NeuratradeClient bot, String position) {
    return bot.get("/positions/" + position).data().path("status").asText();
  }

  private static void awaitStatus(NeuratradeClient bot, String position, String status)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!status(bot, position).equals(status) && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    assertThat(status(bot, position)).isEqualTo(status);
  }

  private static long count(NeuratradeBook book, String table) throws SQLException {
    return count(book, table, "");
  }

  private static long count(NeuratradeBook book, String table, String condition)
      throws SQLException {
    return Long.parseLong(
        column(
                "select count(*) from "
                    + table
                    + " where account_id = (select account_id from account where name = '"
                    + book.name
                    + "') "
                    + condition)
            .get(0));
  }

  private static List<String> column(String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        values.add(String.valueOf(result.getString(1)));
      }
    }
    return values;
  }

  private static void run(String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
