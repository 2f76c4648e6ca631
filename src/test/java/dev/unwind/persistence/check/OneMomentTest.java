// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.CitusCluster;
import dev.unwind.platform.database.DatabaseAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a check sees of a ledger that is spread over a Citus cluster, while others write. */
@BesideTheApplication
class OneMomentTest {
  /** Connections to a server are opened at once, and not one after the other. */
  private static final String AT_ONCE =
      "set citus.executor_slow_start_interval = 0;"
          + " set citus.enable_cost_based_connection_establishment = off";

  private static final String ACCOUNTS =
      """
      insert into account (account_id, uid, name, currency, created_at)
      select n, gen_random_uuid(), 'desk-' || n, 'USD', now() from generate_series(%d, %d) n
      where (select groupid from pg_dist_placement where shardid = get_shard_id_for_distribution_column('account', n)) =
        (select groupid from pg_dist_placement where shardid = get_shard_id_for_distribution_column('account', 1))
      """;

  private static final String SNAPSHOTS =
      """
      select count(*) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'
      """;

  private @Nullable CitusCluster cluster;

  @BeforeEach
  void aLedgerThatIsSpread() throws SQLException {
    Optional<String> absent = CitusCluster.absent();
    assumeTrue(absent.isEmpty(), absent.orElse(""));
    cluster = CitusCluster.spread();
    cluster.execute(ACCOUNTS.formatted(1, 100));
  }

  @AfterEach
  void close() throws SQLException {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void allOfAServerIsSeenAsItWasWhenTheFirstOfItWasLookedAt() throws SQLException {
    CitusCluster ledger = ledger();
    try (Connection connection = TestDatabase.connect(ledger.coordinator())) {
      long before = LedgerCheck.counts(connection).accounts();
      execute(connection, AT_ONCE);
      OneMoment.begin(connection);
      LedgerCheck.underWay(connection, 1);

      ledger.execute(ACCOUNTS.formatted(101, 500));

      assertThat(LedgerCheck.counts(connection).accounts()).isEqualTo(before);
      LedgerCheck.atRest(connection);
      ChainCheck.all(connection);
      for (DatabaseAddress worker : ledger.workers()) {
        assertThat(number(worker, SNAPSHOTS)).isEqualTo(1);
      }
      connection.rollback();
      connection.setReadOnly(false);
      assertThat(LedgerCheck.counts(connection).accounts()).isGreaterThan(before);
    }
  }

  @Test
  void aCheckpointIsLookedAtOnceAllServersHaveTheirPartOfIt() throws Exception {
    CitusCluster ledger = ledger();
    ledger.execute(checkpoint(1, 0));
    ledger.execute(checkpoint(2, 1));
    try (Connection connection = TestDatabase.connect(ledger.coordinator())) {
      CompletableFuture<OneMoment> begun =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return OneMoment.begin(connection, Duration.ofMinutes(2));
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(begun).isNotDone();
      ledger.execute(
          "insert into proof_checkpoint_head (number, account_id, seq, hash) values (2, 1, 1, '\\x01')");
      assertThat(begun.get(2, TimeUnit.MINUTES).lastCheckpoint()).isEqualTo(2);

      ledger.execute(checkpoint(3, 1));
      connection.rollback();
    }
    try (Connection connection = TestDatabase.connect(ledger.coordinator())) {
      assertThat(OneMoment.begin(connection, Duration.ZERO).lastCheckpoint()).isEqualTo(3);
    }
  }

  private CitusCluster ledger() {
    return Objects.requireNonNull(cluster);
  }

  private static String checkpoint(long number, int heads) {
    return """
    insert into proof_checkpoint (number, at, previous, root, heads, hash)
    values (%d, now(), sha256('previous'), sha256('root'), %d, sha256('hash'))
    """
        .formatted(number, heads);
  }

  private static long number(DatabaseAddress where, String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(where);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
