// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.unwind.TestDatabase;
import dev.unwind.domain.value.AccountId;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.platform.database.DatabaseAddress;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes while accounts are looked for that are empty keeps them open. */
@BesideTheApplication
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class EmptiedAccountsTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private TestDatabase database;
  private Vertx vertx;
  private Pool pool;
  private Connection other;

  @BeforeEach
  void anEmptyAccountThatIsClosing() throws SQLException {
    assumeFalse(TestDatabase.isSpread(), "a server of Citus cannot be made to wait so");
    database = TestDatabase.migrated();
    vertx = Vertx.vertx();
    DatabaseAddress address = database.address();
    PgConnectOptions options = PgConnectOptions.fromUri(address.url()).setUser(address.user());
    if (address.password() != null) {
      options.setPassword(address.password());
    }
    pool = Pool.newInstance(PgBuilder.pool().connectingTo(options).using(vertx).build());
    other = TestDatabase.connect(address);
    execute(
        """
        insert into account (account_id, uid, name, currency, cash, created_at, status)
        values (7, gen_random_uuid(), 'a', 'USD', 0, now(), 'CLOSING')
        """);
    waitWhereDifferencesAreRead();
  }

  /**
   * Whoever reads what is known to differ waits as long as the other session holds a lock: so a
   * statement that has begun, and has locked nothing yet, can be kept there.
   */
  private void waitWhereDifferencesAreRead() throws SQLException {
    execute(
        """
        insert into venue_difference (account_id, subject, name, ledger, venue, since) values (7, 'CASH', 'USD', 0, 1, now());
        alter table venue_difference rename to venue_difference_kept;
        create function let_others() returns boolean volatile cost 0.0001 language plpgsql as
          $$ begin perform pg_advisory_xact_lock_shared(1); return true; end $$;
        create view venue_difference as select * from venue_difference_kept where let_others()
        """);
  }

  @AfterEach
  void close() throws SQLException {
    if (database == null) {
      return;
    }
    other.close();
    pool.close().await().atMost(PATIENCE);
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = other.createStatement()) {
      statement.execute(sql);
    }
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = other.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private CompletableFuture<List<AccountId>> closing() {
    return pool.withTransaction(connection -> EmptiedAccounts.close(connection, NOW, 100))
        .subscribeAsCompletionStage();
  }

  private void awaitAnyWaiting() throws SQLException, InterruptedException {
    Instant until = Instant.now().plus(PATIENCE);
    while (!text("select exists (select 1 from pg_locks where locktype = 'advisory' and not granted)::text")
        .equals("true")) {
      assertThat(Instant.now()).as("the closing session waits").isBefore(until);
      Thread.sleep(10);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        insert into position (account_id, position_id, uid, instrument_id, netting, qty, opened_at, updated_at)
        values (7, 1, gen_random_uuid(), 1, true, 5, now(), now())\
        """,
        """
        insert into orders (account_id, order_id, instrument_id, side, status, actor, dialect, command_id, created_at,
          updated_at, submitted_at)
        values (7, 1, 1, 'SELL', 'NEW', 'tester', 'venue', 1, now(), now(), now())\
        """,
        """
        insert into liquidation (account_id, liquidation_id, uid, dialect, actor, scope, cancel_orders, held_policy, status,
          open_items, created_at, updated_at)
        values (7, 1, gen_random_uuid(), 'unwind', 'tester', 'ACCOUNT', true, 'REFUSE', 'NEW', 1, now(), now())\
        """,
        """
        insert into venue_difference_kept (account_id, subject, name, ledger, venue, since)
        values (7, 'POSITION', 'ELSEWHERE', 0, 10, now());
        update account set venue = 'paper' where account_id = 7\
        """
      })
  void whatIsCommittedBeforeTheLockKeepsTheAccountOpen(String comes) throws Exception {
    if (!comes.contains("venue_difference")) {
      execute(
          """
          insert into instrument (instrument_id, uid, symbol, asset_class, currency, quantity_increment, price_increment,
            fractionable, shortable, marginable, session)
          values (1, gen_random_uuid(), 'S', 'us_equity', 'USD', 1, 0.01, true, true, true, 'us_equity')
          """);
    }
    execute("select pg_advisory_lock(1)");
    CompletableFuture<List<AccountId>> closing = closing();
    awaitAnyWaiting();
    other.setAutoCommit(false);
    execute("select 1 from account where account_id = 7 for update");
    execute(comes);
    execute("update account set event_seq = event_seq + 1 where account_id = 7");
    other.commit();
    other.setAutoCommit(true);
    execute("select pg_advisory_unlock(1)");

    assertThat(closing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEmpty();
    assertThat(text("select status from account")).isEqualTo("CLOSING");
  }

  @Test
  void oneThatNothingComesToIsClosed() throws Exception {
    assertThat(closing().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .containsExactly(new AccountId(7));
    assertThat(text("select status from account")).isEqualTo("CLOSED");
  }
}
