// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.proof.KeepProof;
import dev.unwind.application.proof.ProofStore;
import dev.unwind.application.settlement.SettleExecutions;
import dev.unwind.domain.value.AccountId;
import dev.unwind.importing.ImportBook;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.persistence.check.ChainCheck;
import dev.unwind.persistence.check.LedgerCheck;
import dev.unwind.persistence.check.LedgerCheck.Violation;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody with all rights on the database changes what is in the log, or what it is told from. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class TamperedLogTest {
  @Inject ImportBook importBook;
  @Inject KeepProof proof;
  @Inject ProofStore chains;
  @Inject SettleExecutions settlements;

  private OrderDesk desk;
  private long account;

  @BeforeEach
  void aLogOfAllForms() throws SQLException {
    desk = new OrderDesk(importBook);
    account = desk.accountId();
    desk.hold("DOLLAR", "10");
    desk.hold("EXPIRED", "2");
    accepted(desk.close("unwind", "DOLLAR"));
    desk.awaitFlat("DOLLAR");
    accepted(desk.place("alpaca", "EURO", "BUY", "3"));
    accepted(desk.place("alpaca", "EURO", "BUY", "2"));
    accepted(desk.close("alpaca", "EXPIRED"));
    desk.awaitFlat("EXPIRED");
    assertThat(
            desk.risk()
                .body(Map.of("state", "CLOSE_ONLY", "reason", "a word in confidence"))
                .put("/unwind/v1/accounts/" + desk.accountName() + "/trading-state")
                .statusCode())
        .isLessThan(300);
    awaitBought("5");
    awaitRest();
    awaitChained(account);
  }

  private void awaitBought(String qty) throws SQLException {
    long end = System.nanoTime() + OrderDesk.PATIENCE.toNanos();
    while (desk.traded("EURO").compareTo(new BigDecimal(qty)) < 0) {
      assertThat(System.nanoTime()).as("the orders are not filled").isLessThan(end);
    }
  }

  /** Flat is not ended yet, and ended is not settled: both are told after it. */
  private void awaitRest() throws SQLException {
    long end = System.nanoTime() + OrderDesk.PATIENCE.toNanos();
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      while (LedgerCheck.underWay(connection, account) > 0) {
        assertThat(System.nanoTime()).as("something is under way").isLessThan(end);
      }
    }
    settlements.sweep().chain(settlements::sweepLiquidations).await().atMost(OrderDesk.PATIENCE);
  }

  private static void accepted(OrderDesk.Answer answer) {
    assertThat(answer.isRefusal()).as(answer.body()).isFalse();
  }

  /** The replica that runs here follows the log too; whoever comes first moves the head. */
  private void awaitChained(long of) throws SQLException {
    long end = System.nanoTime() + OrderDesk.PATIENCE.toNanos();
    do {
      chains.extend(Set.of(new AccountId(of)), 1000).await().atMost(OrderDesk.PATIENCE);
      assertThat(System.nanoTime()).as("the log is not chained").isLessThan(end);
    } while (number(
            "select a.event_seq - coalesce(h.seq, -1) from account a left join proof_head h using (account_id) where account_id = "
                + of)
        != 0);
  }

  private static long number(String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** What is found after some statements, of which nothing stays. */
  private ChainCheck.Result after(String... statements) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      // The triggers that keep honest programs from it are no hindrance to whoever owns the
      // database.
      statement.execute("set local session_replication_role = replica");
      statement.execute("set local timezone = 'Asia/Tokyo'");
      for (String sql : statements) {
        assertThat(statement.executeUpdate(sql.replace(":a", Long.toString(account))))
            .as(sql)
            .isPositive();
      }
      ChainCheck.Result found = ChainCheck.of(connection, account);
      connection.rollback();
      return found;
    }
  }

  private List<String> found(String... statements) throws SQLException {
    return after(statements).violations().stream().map(Violation::row).toList();
  }

  private long seq(String condition) throws SQLException {
    return number(
        "select min(seq) from event where account_id = %d and %s".formatted(account, condition));
  }

  @Test
  void whatNobodyChangedIsWhatWasChained() throws SQLException {
    ChainCheck.Result result = after();
    assertThat(result.violations()).isEmpty();
    assertThat(result.unchained()).isZero();
    assertThat(result.chained())
        .isEqualTo(number("select event_seq from account where account_id = " + account))
        .isGreaterThan(10);
    assertThat(seq("snapshot is null")).isPositive();
    assertThat(seq("snapshot is not null")).isPositive();
  }

  @Test
  void everyChangeOfWhatTheLogTellsIsFoundAndNamed() throws SQLException {
    long fill = seq("kind = 'FILL' and snapshot is null");
    long opens = seq("opens");
    long full = seq("snapshot is not null and order_id is not null");
    String event = " where account_id = :a and seq = ";
    String ofFill = " where account_id = :a and fill_id = (select fill_id from event" + event;
    String ofOrder = " where account_id = :a and order_id = (select order_id from event" + event;
    String ofLiquidation =
        " where account_id = :a and liquidation_id = (select liquidation_id from event" + event;
    Map<String, String> changes = new LinkedHashMap<>();
    changes.put(
        "update event set position_cost = 1" + event + fill,
        "seq=%d kind=FILL the event was changed".formatted(fill));
    changes.put(
        "update event set actor = 'somebody else'" + event + full,
        "seq=%d kind=%%s the event was changed".formatted(full));
    changes.put(
        "update event set snapshot = replace(snapshot::text, '\"side\":\"BUY\"', '\"side\":\"SELL\"')::json"
            + event
            + full,
        "seq=%d kind=%%s the event was changed".formatted(full));
    changes.put(
        "update event set at = at - interval '1 microsecond'" + event + fill,
        "seq=%d kind=FILL the event was changed".formatted(fill));
    changes.put(
        "update fill set price = price + 0.01" + ofFill + fill + ")",
        "seq=%d kind=FILL the fill of the event was changed".formatted(fill));
    changes.put(
        "update fill set executed_at = executed_at + interval '1 second'" + ofFill + fill + ")",
        "seq=%d kind=FILL the fill of the event was changed".formatted(fill));
    changes.put(
        "delete from fill" + ofFill + fill + ")",
        "seq=%d kind=FILL the fill of the event is missing".formatted(fill));
    changes.put(
        "update order_version set qty = qty + 1" + ofOrder + opens + ")",
        "seq=%d kind=%%s the version of the order of the event was changed".formatted(opens));
    changes.put(
        "update orders set side = 'BUY'" + ofOrder + opens + ")",
        "seq=%d kind=%%s the order of the event was changed".formatted(opens));
    changes.put(
        "update liquidation set requested_percentage = 50" + ofLiquidation + opens + ")",
        "seq=%d kind=%%s the request of the liquidation of the event was changed".formatted(opens));
    changes.put("delete from event" + event + fill, "seq=%d the event was deleted".formatted(fill));
    for (Map.Entry<String, String> change : changes.entrySet()) {
      String kind =
          change.getValue().contains("%s")
              ? kind(change.getValue().contains("seq=" + opens + " ") ? opens : full)
              : "";
      assertThat(found(change.getKey()))
          .as(change.getKey())
          .containsExactly("account_id=" + account + " " + change.getValue().formatted(kind));
    }
  }

  private String kind(long seq) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select kind from event where account_id = %d and seq = %d"
                    .formatted(account, seq))) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void anInsertedEventIsFoundAndNamed() throws SQLException {
    long fill = seq("kind = 'FILL' and snapshot is null");
    assertThat(
            found(
                "insert into event (account_id, seq, event_id, at, kind, actor, dialect, snapshot) select account_id, seq - 1,"
                    + " event_id - 1, at, 'ACCOUNT_LATCHED', actor, dialect, '{}' from event where account_id = :a and seq = "
                    + fill))
        .containsExactly(
            "account_id=%d seq=%d kind=ACCOUNT_LATCHED the event was inserted"
                .formatted(account, fill - 1));
  }

  @Test
  void eventsThatChangePlacesAreFoundAndNamed() throws SQLException {
    long one = seq("snapshot is not null and order_id is not null");
    long other = seq("snapshot is not null and order_id is not null and seq > " + one);
    List<String> found =
        found(
            "update event set seq = -1 where account_id = :a and seq = " + one,
            "update event set seq = %d where account_id = :a and seq = %d".formatted(one, other),
            "update event set seq = %d where account_id = :a and seq = -1".formatted(other));
    assertThat(found)
        .hasSizeBetween(2, 6)
        .anyMatch(
            line -> line.contains("seq=" + one + " ") && line.contains("the event was changed"))
        .anyMatch(
            line -> line.contains("seq=" + other + " ") && line.contains("the event was changed"));
  }

  @Test
  void aLogThatWasCutIsFoundEvenIfTheAccountCountsNoMore() throws SQLException {
    long last = number("select event_seq from account where account_id = " + account);
    long before =
        number(
            "select max(seq) from event where account_id = %d and seq < %d"
                .formatted(account, last));
    String cut = "delete from event where account_id = :a and seq = " + last;
    String counted = "update account set event_seq = %d where account_id = :a".formatted(before);
    String line =
        "account_id=%d the log was cut: it ends at %d and was chained up to %d"
            .formatted(account, before, last);
    assertThat(found(cut)).containsExactly(line);
    assertThat(found(cut, counted)).containsExactly(line);
  }

  @Test
  void chainsThatWereChangedAreFoundToo() throws SQLException {
    assertThat(
            found(
                "update proof_genesis set record = replace(record::text, 'EUR', 'USD')::json where account_id = :a"))
        .containsExactly(
            "account_id=%d what stood in the account when its chain began was changed"
                .formatted(account));
    assertThat(found("delete from proof_genesis where account_id = :a")).isNotEmpty();
    assertThat(found("delete from proof_link where account_id = :a"))
        .singleElement()
        .asString()
        .contains("links are missing");
    assertThat(found("update proof_head set hash = sha256(hash) where account_id = :a"))
        .singleElement()
        .asString()
        .contains("is not that of the last link");
    assertThat(found("delete from account where account_id = :a"))
        .containsExactly("account_id=%d the account is gone".formatted(account));
  }

  @Test
  void whatIsTooNewToBeChainedIsSaidToBe() throws SQLException {
    ChainCheck.Result result =
        after(
            """
            insert into event (account_id, seq, event_id, at, kind, actor, dialect, snapshot)
            select account_id, event_seq + 1, nextval('event_id_seq'), now(), 'ACCOUNT_LATCHED', 'tester', 'unwind', '{}'
            from account where account_id = :a""",
            "update account set event_seq = event_seq + 1 where account_id = :a");
    assertThat(result.violations()).isEmpty();
    assertThat(result.unchained()).isOne();
  }

  @Test
  void aTextMayBeErasedButNotChanged() throws SQLException {
    String latched = " where account_id = :a and kind = 'ACCOUNT_LATCHED'";
    String text = "update event set snapshot = replace(snapshot::text, 'a word in confidence', '";
    assertThat(
            number(
                "select count(*) from proof_text where account_id = %d and field = 'snapshot/latch/latched_reason'"
                    .formatted(account)))
        .isOne();
    assertThat(found(text + "praise')::json" + latched))
        .singleElement()
        .asString()
        .contains("the text snapshot/latch/latched_reason was changed");
    String without =
        "update event set order_reason_text = null,"
            + " snapshot = jsonb_set(snapshot::jsonb, '{latch,latched_reason}', '\"\"', false)::json"
            + latched;
    assertThat(found(without)).hasSize(1);
    String salt = "update proof_text set salt = null, erased_at = now() where account_id = :a";
    assertThat(found(without, salt)).isEmpty();
    assertThat(found(salt)).hasSize(1);
  }

  @Test
  void replicasThatFollowTogetherMakeOneChain() throws SQLException {
    try (LedgerRows rows = new LedgerRows()) {
      account = rows.account().value();
      rows.events(new AccountId(account), 3_000);
      List<CompletableFuture<?>> rounds = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        rounds.add(proof.extend().subscribeAsCompletionStage());
      }
      rounds.forEach(CompletableFuture::join);
      awaitChained(account);
      ChainCheck.Result result = after();
      assertThat(result.violations()).isEmpty();
      assertThat(result.chained()).isEqualTo(3_000);
    }
  }
}
