// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.proof.ProofStore;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.persistence.check.Archives;
import dev.unwind.persistence.check.ChainCheck;
import dev.unwind.persistence.check.DeliveredCheckpoints;
import dev.unwind.persistence.check.LedgerCheck;
import dev.unwind.persistence.check.LedgerCheck.Violation;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An account with ten old events and five new ones, and what is done with its past. */
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
public abstract class ArchivingCases {
  protected static final Duration PATIENCE = Duration.ofSeconds(60);
  protected static final Instant LATER = LedgerRows.START.plus(2, ChronoUnit.DAYS);
  protected static final Instant BETWEEN = LedgerRows.START.plus(1, ChronoUnit.DAYS);

  @Inject protected ProofStore chains;

  @TempDir protected Path directory;

  protected LedgerRows rows;
  protected AccountId account;

  @BeforeEach
  void tenOldEventsAndFiveNew() throws SQLException {
    rows = new LedgerRows();
    account = rows.account();
    rows.events(account, 10);
    chain(10);
    later(LATER, 5, 15);
  }

  @AfterEach
  void close() {
    rows.close();
  }

  protected void later(Instant at, int count, long end) throws SQLException {
    rows.execute("update account set event_at = ? where account_id = ?", at, account.value());
    rows.events(account, count);
    chain(end);
  }

  /** The replica that runs here follows the log too. */
  protected void chain(long end) throws SQLException {
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (number(
            "select coalesce(max(seq), 0) from proof_head where account_id = " + account.value())
        != end) {
      chains.extend(Set.of(account), 1000).await().atMost(PATIENCE);
      assertThat(System.nanoTime()).isLessThan(patience);
    }
  }

  protected static long number(String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      found.next();
      return found.getLong(1);
    }
  }

  protected record Written(Path file, LogArchive.Result result) {}

  protected Written archive(String name, Instant before) throws SQLException, IOException {
    Path file = directory.resolve(name);
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Writer writer = Files.newBufferedWriter(file)) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return new Written(file, LogArchive.write(connection, before, writer));
    }
  }

  protected Archived part(Written written) {
    return written.result().accounts().stream()
        .filter(part -> part.account() == account.value())
        .findFirst()
        .orElseThrow();
  }

  protected long drop(Archived part) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      return new LogDrop(connection).drop(part);
    }
  }

  protected List<String> needs(Archived part) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      return new LogDrop(connection).needs(part);
    }
  }

  protected ChainCheck.Result checked(Path... archives) throws SQLException, IOException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      connection.setAutoCommit(false);
      return ChainCheck.of(
          connection,
          account.value(),
          DeliveredCheckpoints.none(),
          Archives.read(List.of(archives), DeliveredCheckpoints.none()));
    }
  }

  /** Of this account alone: the file has others' too. */
  protected List<String> lines(ChainCheck.Result result) {
    return result.violations().stream()
        .map(Violation::row)
        .filter(row -> row.contains("account_id=" + account.value() + " "))
        .toList();
  }

  /** What the rules of the books say of this account. */
  protected List<String> contradictions() throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      return LedgerCheck.atRest(connection, account.value()).stream()
          .map(Violation::invariant)
          .distinct()
          .toList();
    }
  }
}
