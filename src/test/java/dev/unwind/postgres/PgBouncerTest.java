// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.PgBouncer;
import dev.unwind.platform.database.DatabaseAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service's pools behind a real PgBouncer without any special setting. */
@Timeout(60)
class PgBouncerTest {
  private static final int CONNECTIONS = 3;

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();

  @BeforeAll
  static void needsThePooler() {
    assumeThat(PgBouncer.program()).as("pgbouncer is not installed here").isPresent();
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @Test
  void aPoolerBySessionsKeepsASessionsSettings() throws Exception {
    try (PgBouncer pooler = PgBouncer.start(directory, TestDatabase.shared(), "session")) {
      Pool pool = open(pooler.address());
      for (int i = 0; i < 10; i++) {
        assertThat(
                await(pool.query("show enable_seqscan").execute()).iterator().next().getString(0))
            .isEqualTo("off");
      }
      await(pool.close());
    }
  }

  @Test
  void aPoolerByTransactionsIsRefusedWithOneSentence() throws Exception {
    try (PgBouncer pooler = PgBouncer.start(directory, TestDatabase.shared(), "transaction")) {
      Pool pool = open(pooler.address());
      assertThatThrownBy(() -> await(pool.query("select 1").execute()))
          .rootCause()
          .isInstanceOf(TransactionPoolingException.class)
          .hasMessageContaining("pool_mode to session");
      await(pool.close());
    }
  }

  @Test
  void aPoolerThatTurnsToTransactionsIsLeftAndTakenAgainWhenItTurnsBack() throws Exception {
    try (PgBouncer pooler = PgBouncer.start(directory, TestDatabase.shared(), "session")) {
      Pool pool = open(pooler.address());
      SqlConnection held = await(pool.getConnection());
      await(pool.query("select 1").execute());
      pooler.poolBy("transaction");

      SqlConnection idle = await(pool.getConnection());
      assertThatThrownBy(() -> await(pool.getConnection()))
          .rootCause()
          .isInstanceOf(TransactionPoolingException.class);
      assertThatThrownBy(() -> await(held.query("select 1").execute())).isNotNull();
      assertThatThrownBy(() -> await(idle.query("select 1").execute())).isNotNull();

      pooler.poolBy("session");
      assertThat(await(pool.query("select 1").execute()).size()).isEqualTo(1);
      await(pool.close());
    }
  }

  private Pool open(DatabaseAddress address) {
    PgConnectOptions options = PgConnectOptions.fromUri(address.url());
    options.setUser(address.user()).setPassword(String.valueOf(address.password()));
    return SessionPool.open(
        vertx,
        options,
        new PoolOptions().setMaxSize(CONNECTIONS).setConnectionTimeout(20),
        "unwind-test",
        SessionSettings.standard(),
        new ServerTimeline());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
