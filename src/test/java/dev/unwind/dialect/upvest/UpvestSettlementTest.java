// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.liquidation.SettlementConfig;
import dev.unwind.application.settlement.SettleExecutions;
import dev.unwind.application.settlement.SettlementStore;
import dev.unwind.dialect.upvest.UpvestClient.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two replicas settle beside the service's own schedule; each execution settles once. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UpvestSettlementTest extends UpvestLiquidationDesk {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int ROUNDS = 12;
  private static final int FUNDS = 8;

  @Inject SettlementStore store;
  @Inject Books books;
  @Inject SettlementConfig config;
  @Inject InstantSource clock;

  @Test
  void eachExecutionSettlesOnceHoweverManyReplicasSettle() throws SQLException {
    SettleExecutions one = new SettleExecutions(store, books, config, clock);
    SettleExecutions two = new SettleExecutions(store, books, config, clock);
    List<UpvestBook> all = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      UpvestBook book = aBook();
      for (int fund = 0; fund < FUNDS; fund++) {
        book.holding("10", "20.00");
      }
      all.add(book.load(importBook));
      UpvestClient client = book.client(root);
      Answer accepted = client.create(book.liquidations(), book.request()).expect(202);
      client.awaitStatus(of(book, accepted), "FILLED", "SETTLED");

      Uni.join().all(one.sweep(), two.sweep()).andFailFast().await().atMost(PATIENCE);

      client.awaitStatus(of(book, accepted), "SETTLED");
      Uni.join()
          .all(one.sweepLiquidations(), two.sweepLiquidations())
          .andFailFast()
          .await()
          .atMost(PATIENCE);
    }
    for (UpvestBook book : all) {
      assertThat(events(book, "FILL_SETTLED")).as(book.name).isEqualTo(FUNDS);
      assertThat(events(book, "LIQUIDATION_SETTLED")).as(book.name).isEqualTo(1);
      assertThat(
              one(
                  book,
                  "select count(*) from fill f join account a using (account_id)"
                      + " where a.name = ? and f.settled_at is not null"))
          .isEqualTo(FUNDS);
      assertThat(
              one(
                  book,
                  "select a.event_seq - sum(1 + (e.opens is true)::integer + (e.works is true)::integer"
                      + " + (e.begins is true)::integer + (e.end_status is not null)::integer)"
                      + " from event e join account a using (account_id)"
                      + " where a.name = ? group by a.event_seq"))
          .as("gaps in the log")
          .isZero();
    }
    System.out.printf("settlement: rounds=%d executions=%d%n", ROUNDS, ROUNDS * FUNDS);
  }

  private static long events(UpvestBook book, String kind) throws SQLException {
    return one(
        book,
        "select count(*) from event e join account a using (account_id) where a.name = ? and e.kind = '"
            + kind
            + "'");
  }

  private static long one(UpvestBook book, String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, book.name);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }
}
