// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.proof.Checkpoint;
import dev.unwind.application.proof.CheckpointOutlet;
import dev.unwind.application.proof.CheckpointStore;
import dev.unwind.application.proof.KeepCheckpoints;
import dev.unwind.application.proof.ProofConfig;
import dev.unwind.application.proof.ProofStore;
import dev.unwind.application.venue.Replica;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.persistence.check.ChainCheck;
import dev.unwind.persistence.check.DeliveredCheckpoints;
import dev.unwind.persistence.check.LedgerCheck.Violation;
import dev.unwind.persistence.proof.CheckpointJson;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody rewrites the log with all that is computed from it; what was delivered he cannot. */
@QuarkusTest
@Order(2) // checks the whole ledger
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class DeliveredCheckpointsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final KeyPair PAIR = SigningKeyTest.pair();

  @Inject ProofStore chains;
  @Inject CheckpointStore store;
  @Inject Replica replica;
  @Inject ProofConfig config;
  @Inject InstantSource clock;

  @TempDir Path directory;

  private final SigningKey key = SigningKey.of(SigningKeyTest.pem(PAIR.getPrivate()));
  private final List<String> delivered = new ArrayList<>();
  private boolean away;
  private LedgerRows rows;
  private long account;
  private long last;

  /** Keeps them here. */
  private final class Outlet implements CheckpointOutlet {
    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public Uni<Void> deliver(Checkpoint checkpoint) {
      if (away) {
        return Uni.createFrom().failure(new IOException("away"));
      }
      delivered.add(CheckpointJson.line(checkpoint));
      return Uni.createFrom().voidItem();
    }
  }

  @BeforeEach
  void anAccountOfWhichThereAreCheckpoints() throws SQLException {
    // What other tests have left behind is delivered to nobody.
    execute("update proof_checkpoint set delivered_at = now() where delivered_at is null");
    rows = new LedgerRows();
    account = rows.account().value();
    for (int i = 0; i < 2; i++) {
      rows.events(new AccountId(account), 5);
      checkpoint();
    }
    last = number("select max(number) from proof_checkpoint where signature is not null");
  }

  @AfterEach
  void close() {
    rows.close();
  }

  private KeepCheckpoints keeper() {
    return new KeepCheckpoints(chains, store, this::sign, new Outlet(), replica, clock, config);
  }

  private Optional<Checkpoint.Signed> sign(byte[] hash) {
    return Optional.of(key.sign(hash));
  }

  private void checkpoint() throws SQLException {
    chain();
    keeper().make().chain(() -> keeper().deliver()).await().atMost(PATIENCE);
  }

  private void chain() throws SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    do {
      chains.extend(Set.of(new AccountId(account)), config.rows()).await().atMost(PATIENCE);
      assertThat(System.nanoTime()).isLessThan(end);
    } while (number(
            "select a.event_seq - coalesce(h.seq, -1) from account a left join proof_head h using (account_id) where account_id = "
                + account)
        != 0);
  }

  private static long number(String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      found.next();
      return found.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql.replace(":a", Long.toString(account)));
    }
  }

  private DeliveredCheckpoints read(@Nullable KeyPair by) throws IOException {
    Path file = directory.resolve("checkpoints.jsonl");
    Files.write(file, delivered);
    return DeliveredCheckpoints.read(List.of(file), by == null ? null : by.getPublic());
  }

  private ChainCheck.Result ofAccount() throws SQLException, IOException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      connection.setAutoCommit(false);
      return ChainCheck.of(connection, account, read(PAIR));
    }
  }

  private List<String> linesOfAccount() throws SQLException, IOException {
    return ofAccount().violations().stream().map(Violation::row).toList();
  }

  /**
   * What the whole ledger's check says of checkpoints, after a statement of which nothing stays.
   */
  private List<String> lines(@Nullable KeyPair by, String... statements)
      throws SQLException, IOException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
      }
      List<String> lines =
          ChainCheck.all(connection, read(by), null).violations().stream()
              .map(Violation::toString)
              .filter(line -> line.startsWith("checkpoints"))
              .toList();
      connection.rollback();
      return lines;
    }
  }

  @Test
  void whatWasDeliveredAndWhatTheLedgerHasAgree() throws SQLException, IOException {
    assertThat(lines(PAIR)).isEmpty();
    ChainCheck.Result result = ofAccount();
    assertThat(result.violations()).isEmpty();
    assertThat(result.unproven()).isEmpty();
    assertThat(delivered.get(delivered.size() - 1)).contains("\"%d\",10,\"".formatted(account));
  }

  @Test
  void whatIsNewerIsUnproven() throws SQLException, IOException {
    rows.events(new AccountId(account), 3);
    assertThat(ofAccount().unproven()).containsExactly(new ChainCheck.Span(account, 11, 13));
    chain();
    assertThat(ofAccount().unproven()).containsExactly(new ChainCheck.Span(account, 11, 13));
    checkpoint();
    assertThat(ofAccount().unproven()).isEmpty();
  }

  @Test
  void aLogThatWasRewrittenWithItsChainIsFound() throws SQLException, IOException {
    execute("update event set actor = 'somebody else' where account_id = :a and seq = 4");
    for (String table : List.of("proof_link", "proof_head", "proof_genesis", "proof_text")) {
      execute("delete from " + table + " where account_id = :a");
    }
    chain();
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      connection.setAutoCommit(false);
      assertThat(ChainCheck.of(connection, account).violations()).isEmpty();
    }
    assertThat(linesOfAccount())
        .containsExactly(
            "account_id=%d the log up to 10 is not the one of checkpoint %d: it was rewritten"
                .formatted(account, last));
  }

  @Test
  void aLogThatWasCutWithItsChainIsFound() throws SQLException, IOException {
    execute("delete from event where account_id = :a and seq > 5");
    execute("update account set event_seq = 5 where account_id = :a");
    execute("delete from proof_link where account_id = :a and seq > 5");
    execute(
        "update proof_head h set seq = l.seq, hash = l.hash from proof_link l"
            + " where h.account_id = :a and l.account_id = :a and l.seq = 5");
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      connection.setAutoCommit(false);
      assertThat(ChainCheck.of(connection, account).violations()).isEmpty();
    }
    assertThat(linesOfAccount())
        .containsExactly(
            "account_id=%d the log was cut: it ends at 5, and checkpoint %d has it up to 10"
                .formatted(account, last));
    execute("delete from event where account_id = :a");
    for (String table : List.of("proof_link", "proof_head", "proof_genesis", "account")) {
      execute("delete from " + table + " where account_id = :a");
    }
    assertThat(linesOfAccount())
        .containsExactly(
            "account_id=%d the account is gone, and checkpoint %d has it up to 10"
                .formatted(account, last));
  }

  @Test
  void checkpointsThatWereChangedInTheLedgerAreFound() throws SQLException, IOException {
    String where = " where number = " + last;
    assertThat(lines(PAIR, "update proof_checkpoint set root = sha256(root)" + where))
        .containsExactly(
            "checkpoints are of what was chained: number=%d was changed".formatted(last));
    assertThat(
            lines(
                PAIR,
                "update proof_checkpoint_head set seq = seq - 1"
                    + where
                    + " and account_id = "
                    + account))
        .anyMatch(line -> line.endsWith("number=%d was changed".formatted(last)))
        .anyMatch(line -> line.contains("account_id=" + account));
    assertThat(lines(PAIR, "delete from proof_checkpoint" + where))
        .contains(
            "checkpoints are what was delivered: number=%d is not in the ledger".formatted(last));
    assertThat(lines(PAIR, "update proof_ledger set ledger = gen_random_uuid()"))
        .anyMatch(line -> line.contains("they are of another ledger"));
  }

  @Test
  void checkpointsThatWereChangedWhereTheyAreKeptAreFound() throws SQLException, IOException {
    assertThat(lines(SigningKeyTest.pair()))
        .isNotEmpty()
        .allMatch(line -> line.endsWith("is not signed by that key"));
    int end = delivered.size() - 1;
    String whole = delivered.get(end);
    delivered.set(
        end, whole.replace("\"%d\",10,".formatted(account), "\"%d\",9,".formatted(account)));
    assertThat(lines(PAIR))
        .contains(
            "checkpoints are what was delivered: number=%d was changed where it is kept"
                .formatted(last));
    delivered.set(end, whole);
    delivered.add("{\"ledger\":");
    assertThat(lines(PAIR)).isEmpty();
    delivered.add(whole);
    assertThat(lines(PAIR)).isEmpty();
    delivered.remove(end + 1);
    delivered.remove(end + 1);
    assertThat(lines(PAIR)).isEmpty();
    rows.events(new AccountId(account), 1);
    checkpoint();
    delivered.remove(end);
    assertThat(lines(PAIR))
        .containsExactly(
            "checkpoints are what was delivered: numbers %1$d to %1$d are missing where they are kept"
                .formatted(last));
  }

  @Test
  void whatCouldNotBeDeliveredComesLaterAndInOrder() throws SQLException, IOException {
    away = true;
    for (int i = 0; i < 3; i++) {
      rows.events(new AccountId(account), 1);
      chain();
      keeper().make().await().atMost(PATIENCE);
      keeper().deliver().onFailure().recoverWithNull().await().atMost(PATIENCE);
    }
    away = false;
    keeper().deliver().await().atMost(PATIENCE);
    assertThat(lines(PAIR)).isEmpty();
    assertThat(read(PAIR).count()).isEqualTo(delivered.size()).isGreaterThanOrEqualTo(5);
    assertThat(ofAccount().unproven()).isEmpty();
  }

  @Test
  void replicasThatMakeOneAtTheSameMomentFollowEachOther() throws SQLException, IOException {
    for (int i = 0; i < 5; i++) {
      rows.events(new AccountId(account), 1);
      chain();
      Uni.join()
          .all(Stream.generate(() -> keeper().make()).limit(4).toList())
          .andFailFast()
          .await()
          .atMost(PATIENCE);
    }
    keeper().deliver().await().atMost(PATIENCE);
    assertThat(lines(PAIR)).isEmpty();
    assertThat(ofAccount().unproven()).isEmpty();
  }
}
