// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.unwind.TestDatabase;
import dev.unwind.application.access.Principals;
import dev.unwind.application.ledger.Administration;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.persistence.LedgerRows;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who grants accounts says so of webhooks, which others say of the same webhooks meanwhile. */
@QuarkusTest
class GrantingBesideTellingTest {
  private static final UUID FIRST = UUID.fromString("00000000-0000-4000-8000-0000000000a1");
  private static final UUID LAST = UUID.fromString("ffffffff-ffff-4fff-8fff-0000000000a1");

  @Inject Principals principals;

  @Test
  void grantHoldsNoLaterWebhookWhileItWaitsForAnEarlierOne() throws Exception {
    try (LedgerRows rows = new LedgerRows();
        Connection teller = TestDatabase.connect(TestDatabase.shared());
        Connection beside = TestDatabase.connect(TestDatabase.shared())) {
      long principal = LedgerRows.nextId();
      rows.execute(
          "insert into principal (principal_id, name, roles, all_accounts, created_at)"
              + " values (?, ?, '{trader}', false, now())",
          principal,
          "told " + principal);
      // In the table they stand the other way round.
      webhook(rows, LAST, principal);
      webhook(rows, FIRST, principal);
      teller.setAutoCommit(false);
      lock(teller, FIRST);
      CompletableFuture<Void> granted =
          CompletableFuture.runAsync(() -> grantAll(new PrincipalId(principal)));
      awaitWaitingFor(beside, teller);

      beside.setAutoCommit(false);
      assertThatCode(() -> lock(beside, LAST)).doesNotThrowAnyException();

      beside.rollback();
      teller.rollback();
      granted.get(30, TimeUnit.SECONDS);
      assertThat(lagging(beside, principal)).isEqualTo(2);
      beside.rollback();
      rows.execute("delete from webhook where principal_id = ?", principal);
    }
  }

  private void grantAll(PrincipalId principal) {
    Administration told =
        new Administration(
            EventKind.PRINCIPAL_GRANTED, Administered.of("somebody"), DecisionOrigin.SERVICE);
    try {
      VertxContextSupport.subscribeAndAwait(
          () -> principals.grant(principal, true, Set.of(), told, Instant.now()));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void webhook(LedgerRows rows, UUID id, long principal) {
    rows.execute(
        """
        insert into webhook (webhook_id, principal_id, title, url, types, delay, package_size_max, dialect, enabled, delivers,
          created_at, updated_at, enabled_at, next_at, lagging)
        values (?, ?, 't', 'https://example.com', '{ALL}', '0s', 65536, 'unwind', false, false, now(), now(), now(), now(), false)
        """,
        id,
        principal);
  }

  private static void lock(Connection connection, UUID webhook) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select 1 from webhook where webhook_id = ? for update nowait")) {
      statement.setObject(1, webhook);
      statement.executeQuery();
    }
  }

  private static void awaitWaitingFor(Connection connection, Connection holder) throws Exception {
    int pid = number(holder, "select pg_backend_pid()", null);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (number(
            connection,
            "select count(*) from pg_stat_activity where ? = any(pg_blocking_pids(pid))",
            pid)
        == 0) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static int lagging(Connection connection, long principal) throws SQLException {
    return number(
        connection, "select count(*) from webhook where lagging and principal_id = ?", principal);
  }

  private static int number(Connection connection, String sql, @Nullable Object parameter)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (parameter != null) {
        statement.setObject(1, parameter);
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }
}
