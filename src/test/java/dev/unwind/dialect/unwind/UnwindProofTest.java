// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.proof.CheckpointStore;
import dev.unwind.application.proof.KeepProof;
import dev.unwind.domain.value.AccountId;
import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import dev.unwind.persistence.LedgerRows;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the chain says of an account's log, asked over HTTP while somebody changes the database. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UnwindProofTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PROOF = "/accounts/desk#/proof";

  @Inject ImportBook importBook;
  @Inject KeepProof proof;
  @Inject CheckpointStore checkpoints;

  private UnwindDesk desk;
  private AccountId account;
  private long end;

  /** An account whose log was chained in three rounds at least. */
  @BeforeEach
  void aLogThatIsChained() throws SQLException {
    desk = new UnwindDesk(importBook);
    account = new AccountId(Json.of(desk.get("reader", "/accounts/desk#")).getLong("id"));
    chained();
    try (LedgerRows rows = new LedgerRows()) {
      for (int i = 0; i < 3; i++) {
        rows.events(account, 5);
        chained();
      }
    }
    end = number("select event_seq from account where account_id = :a");
  }

  private void chained() {
    UnwindDesk.await(
        () -> {
          proof.extend().await().atMost(PATIENCE);
          return number(
                  "select a.event_seq - coalesce(h.seq, -1) from account a left join proof_head h using (account_id)"
                      + " where account_id = :a")
              == 0;
        },
        "the log is chained");
  }

  private long number(String sql) {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(of(sql))) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private String of(String sql) {
    return sql.replace(":a", Long.toString(account.value()));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(of(sql))).as(sql).isPositive();
    }
  }

  private Json prove(String query) {
    return Json.of(desk.get("reader", PROOF + query));
  }

  /** What is said between a change and its undoing. */
  private List<String> broken(String change, String undoing) throws SQLException {
    execute(change);
    try {
      Json found = prove("");
      assertThat(found.getString("status")).as(change).isEqualTo("BROKEN");
      return found.getList("faults.message");
    } finally {
      execute(undoing);
    }
  }

  @Test
  void aLogThatNobodyChangedIsVerifiedWholeAndInParts() {
    Json whole = prove("");
    assertThat(whole.getString("status")).isEqualTo("VERIFIED");
    assertThat(whole.getList("faults")).isEmpty();
    assertThat(whole.getLong("from")).isOne();
    assertThat(whole.getLong("to")).isEqualTo(end);
    assertThat(whole.getLong("chainedTo")).isEqualTo(end);
    assertThat(whole.getLong("head.seq")).isEqualTo(end);
    assertThat(
            number(
                "select count(*) from proof_head where account_id = :a and encode(hash, 'hex') = '"
                    + whole.getString("head.hash")
                    + "'"))
        .isOne();
    assertThat(whole.getBoolean("more")).isFalse();
    long from = 1;
    for (int pages = 1; ; pages++) {
      Json page = prove("?limit=4&from=" + from);
      assertThat(page.getString("status")).isEqualTo("VERIFIED");
      assertThat(page.getLong("to")).isLessThan(from + 4);
      if (!page.getBoolean("more")) {
        assertThat(page.getLong("to")).isEqualTo(end);
        assertThat(pages).isGreaterThan(3);
        break;
      }
      from = page.getLong("next");
      assertThat(from).isEqualTo(page.getLong("to") + 1);
    }
    Json middle = prove("?from=7&to=8");
    assertThat(middle.getString("status")).isEqualTo("VERIFIED");
    assertThat(middle.getLong("to")).isEqualTo(8);
    assertThat(middle.getBoolean("more")).isFalse();
  }

  @Test
  void whatIsNotAsItWasChainedIsNamedWithItsPlace() throws SQLException {
    String event = " where account_id = :a and seq = 9";
    String actor = "update event set actor = actor || '!'" + event;
    execute(actor);
    Json found = prove("");
    assertThat(found.getString("status")).isEqualTo("BROKEN");
    assertThat(found.getList("faults.seq", Long.class)).containsExactly(9L);
    assertThat(found.getString("faults[0].kind")).isEqualTo("ACCOUNT_LATCHED");
    assertThat(found.getString("faults[0].message")).isEqualTo("the event was changed");
    // What was chained after it is what it was.
    long link = number("select min(seq) from proof_link where account_id = :a and seq >= 9") + 1;
    assertThat(prove("?from=" + link).getString("status")).isEqualTo("VERIFIED");
    execute("update event set actor = rtrim(actor, '!')" + event);
    assertThat(prove("").getString("status")).isEqualTo("VERIFIED");

    // On a ledger that is spread nobody can give a row to another account.
    assumeThat(TestDatabase.isSpread()).isFalse();
    String away = "update %s set account_id = -account_id where account_id = %s:a%s";
    assertThat(
            broken(
                away.formatted("event", "", " and seq = 9"),
                away.formatted("event", "-", " and seq = 9")))
        .containsExactly("the event was deleted");
    assertThat(broken(away.formatted("proof_link", "", ""), away.formatted("proof_link", "-", "")))
        .contains("links are missing: they end at 0, the head is at " + end);
    assertThat(
            broken(
                away.formatted("proof_genesis", "", ""), away.formatted("proof_genesis", "-", "")))
        .contains("what stood in the account when its chain began is missing");
    String last = " where account_id = :a and seq = " + end;
    assertThat(
            broken(
                "update proof_link set hash = sha256(hash)" + last,
                "update proof_link l set hash = h.hash from proof_head h where l.account_id = :a and h.account_id = :a and l.seq = "
                    + end))
        .isNotEmpty();
    assertThat(
            broken(
                "update account set event_seq = event_seq + 1 where account_id = :a",
                "update account set event_seq = event_seq - 1 where account_id = :a"))
        .containsExactly(
            "the log was cut: it ends at %d, and the account has counted %d"
                .formatted(end, end + 1));
    assertThat(prove("").getString("status")).isEqualTo("VERIFIED");
  }

  @Test
  void whatIsTooNewToBeChainedIsUnproven() throws SQLException {
    // Whoever follows the log waits meanwhile for the account's head.
    try (LedgerRows rows = new LedgerRows();
        Connection connection = TestDatabase.connect(TestDatabase.shared());
        PreparedStatement head =
            connection.prepareStatement(
                "select seq from proof_head where account_id = ? for update")) {
      connection.setAutoCommit(false);
      head.setLong(1, account.value());
      head.execute();
      rows.events(account, 1);
      Json found = prove("");
      assertThat(found.getString("status")).isEqualTo("UNPROVEN");
      long chained = found.getLong("chainedTo");
      assertThat(chained).isGreaterThanOrEqualTo(end).isLessThan(found.getLong("to"));
      assertThat(found.getList("faults")).isEmpty();
      assertThat(found.getLong("head.seq")).isEqualTo(chained);
      assertThat(prove("?to=" + chained).getString("status")).isEqualTo("VERIFIED");
      Json beyond = prove("?from=" + (chained + 1));
      assertThat(beyond.getString("status")).isEqualTo("UNPROVEN");
      assertThat(beyond.getString("head")).isNull();
      connection.rollback();
    }
  }

  @Test
  void theCheckpointThatHasTheLogIsNamedAndCompared() throws SQLException {
    Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    UnwindDesk.await(
        () -> {
          checkpoints.make(at, 10_000, hash -> Optional.empty()).await().atMost(PATIENCE);
          return number("select proven_seq from proof_head where account_id = :a") == end;
        },
        "a checkpoint of the account");
    Json found = prove("");
    assertThat(found.getString("status")).isEqualTo("VERIFIED");
    assertThat(found.getLong("checkpoint.seq")).isEqualTo(end);
    long number = found.getLong("checkpoint.number");
    String head = " from proof_link l where l.account_id = :a and l.seq = %d".formatted(end);
    String heads =
        "update proof_checkpoint_head c set hash = %s%s and c.account_id = :a and c.number = %d";
    assertThat(
            broken(
                heads.formatted("sha256(l.hash)", head, number),
                heads.formatted("l.hash", head, number)))
        .containsExactly("checkpoint %d has another head at %d".formatted(number, end));
  }

  @Test
  void aStretchIsOfTheCallersOwnLogAndBounded() {
    refused(desk.get("other", PROOF), 404, "ACCOUNT_NOT_FOUND");
    for (String wrong : List.of("from=0", "from=x", "from=3&to=2", "limit=0", "limit=10001")) {
      refused(desk.get("reader", PROOF + "?" + wrong), 400, "REQUEST_MALFORMED");
    }
    Json after = prove("?from=" + (end + 100));
    assertThat(after.getString("status")).isEqualTo("VERIFIED");
    assertThat(after.getLong("to")).isEqualTo(end);
    assertThat(after.getBoolean("more")).isFalse();
  }
}
