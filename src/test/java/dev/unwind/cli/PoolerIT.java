// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import dev.unwind.fixture.PgBouncer;
import dev.unwind.platform.database.DatabaseAddress;
import dev.unwind.postgres.TransactionPoolingException;
import dev.unwind.venue.Awaiting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program behind a real PgBouncer that has no special setting. */
@Timeout(180)
class PoolerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @BeforeAll
  static void needsThePackagedProgramAndThePooler() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
    assumeThat(PgBouncer.program()).as("pgbouncer is not installed here").isPresent();
  }

  @Test
  void transactionPoolingEndsTheStartWithOneSentence() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        PgBouncer pooler = PgBouncer.start(directory, database.address(), "transaction");
        UnwindProcess server = UnwindProcess.start(environment(pooler.address()))) {
      assertThat(server.awaitEnd()).as(server.output()).isEqualTo(17);
      assertThat(server.output()).contains(TransactionPoolingException.MEANING);
    }
  }

  @Test
  void sessionPoolingIsServedAndLeftWhenItTurnsToTransactions() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        PgBouncer pooler = PgBouncer.start(directory, database.address(), "session");
        UnwindProcess server = UnwindProcess.start(environment(pooler.address()))) {
      // A start has more time than what comes after it.
      assertThat(server.port()).isPositive();
      Awaiting.await(PATIENCE, () -> get(server, "/q/health/ready") == 200);
      assertThat(get(server, "/v2/account")).as(server.output()).isEqualTo(200);

      pooler.poolBy("transaction");
      kick(database.address());
      Awaiting.await(PATIENCE, () -> get(server, "/q/health/ready") == 503);
      assertThat(get(server, "/v2/account")).as(server.output()).isEqualTo(503);

      pooler.poolBy("session");
      Awaiting.await(PATIENCE, () -> get(server, "/q/health/ready") == 200);
      Awaiting.await(
          PATIENCE,
          () -> {
            // A session may have been made just before the pooler turned.
            int status = get(server, "/v2/account");
            assertThat(status).as(server.output()).isIn(200, 503);
            return status == 200;
          });
      server.stop();
    }
  }

  /** Ends the sessions, so that new ones are made. */
  private static void kick(DatabaseAddress database) throws Exception {
    try (var connection = TestDatabase.connect(database);
        var statement = connection.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where datname = current_database() and pid <> pg_backend_pid()");
    }
  }

  private static Map<String, String> environment(DatabaseAddress address) {
    return Map.of(
        "UNWIND_DB_URL", address.url(),
        "UNWIND_DB_USER", address.user(),
        "UNWIND_DB_PASSWORD", String.valueOf(address.password()),
        "UNWIND_IMPORT", "src/main/resources/book/desk.json");
  }

  private static int get(UnwindProcess server, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("APCA-API-KEY-ID", "PKDEMOEQUITY1")
            .header("APCA-API-SECRET-KEY", "demo-secret-equity-1")
            .timeout(PATIENCE)
            .build();
    return HttpClient.newHttpClient()
        .sendAsync(request, HttpResponse.BodyHandlers.discarding())
        .join()
        .statusCode();
  }
}
