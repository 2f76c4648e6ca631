// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import dev.unwind.venue.alpaca.ScriptedBroker;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program says of the venues that it is configured for. */
@Timeout(180)
class DoctorIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @Test
  void eachConfiguredVenueIsAskedOnceAndNoneOfThemPreventsServing() throws Exception {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
    String secret = "never-" + UUID.randomUUID();
    Vertx vertx = Vertx.vertx();
    try (TestDatabase database = TestDatabase.migrated();
        ScriptedBroker broker = new ScriptedBroker(vertx);
        ServerSocket session = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> environment = new HashMap<>(database.environment());
      environment.put("UNWIND_VENUES_PAPER_KIND", "alpaca");
      environment.put("UNWIND_VENUES_PAPER_URL", broker.url().toString());
      environment.put("UNWIND_VENUES_PAPER_KEY_ID", "PKPAPER");
      environment.put("UNWIND_VENUES_PAPER_SECRET", secret);
      environment.put("UNWIND_VENUES_AWAY_KIND", "alpaca");
      // Where nothing listens.
      environment.put("UNWIND_VENUES_AWAY_URL", "http://127.0.0.1:1");
      environment.put("UNWIND_VENUES_AWAY_KEY_ID", "PKAWAY");
      environment.put("UNWIND_VENUES_AWAY_SECRET", secret);
      environment.put("UNWIND_VENUES_LINE_KIND", "fix");
      environment.put("UNWIND_VENUES_LINE_HOST", "127.0.0.1");
      environment.put("UNWIND_VENUES_LINE_PORT", String.valueOf(session.getLocalPort()));
      environment.put("UNWIND_VENUES_LINE_SENDER_COMP_ID", "DESK");
      environment.put("UNWIND_VENUES_LINE_TARGET_COMP_ID", "VENUE");
      try (UnwindProcess doctor = UnwindProcess.start(environment, "doctor", "--json")) {
        assertThat(doctor.awaitEnd(LIMIT)).as(doctor.output()).isZero();
        assertThat(doctor.output()).doesNotContain(secret);
        JsonObject said =
            new JsonObject(
                doctor
                    .output()
                    .lines()
                    .filter(line -> line.startsWith("{"))
                    .findFirst()
                    .orElse("{}"));

        assertThat(said.getBoolean("serves")).isTrue();
        List<String> venues =
            said.getJsonArray("findings").stream()
                .map(JsonObject.class::cast)
                .filter(finding -> finding.getString("subject").equals("venue"))
                .map(finding -> finding.getString("grade") + " " + finding.getString("found"))
                .toList();
        assertThat(venues).hasSize(4);
        assertThat(venues.get(0)).contains("the built-in simulator");
        assertThat(venues.get(1)).startsWith("warning away, ").contains("cannot be reached");
        assertThat(venues.get(2)).startsWith("good line, fix at ").contains("takes connections");
        assertThat(venues.get(3)).startsWith("good paper, ").contains("takes the key");
      }
      assertThat(broker.requests).containsExactly("GET /v2/account");
      try (Socket heard = session.accept()) {
        assertThat(heard.getInputStream().read()).as("what was said to it").isEqualTo(-1);
      }
    } finally {
      vertx.close();
    }
  }

  @Test
  void aDatabaseWithoutALedgerIsToldOfAsWell() throws Exception {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
    try (TestDatabase database = TestDatabase.create()) {
      Map<String, String> environment = new HashMap<>(database.environment());
      // Its report is all that it prints, whatever is logged beside it.
      environment.put("QUARKUS_LOG_LEVEL", "DEBUG");
      try (UnwindProcess doctor =
          UnwindProcess.startForItsOutput(environment, "doctor", "--json")) {
        assertThat(doctor.awaitEnd(LIMIT)).as(doctor.output()).isZero();
        JsonObject said = new JsonObject(doctor.output());

        assertThat(said.getBoolean("serves")).isTrue();
        Map<String, String> found = new HashMap<>();
        said.getJsonArray("findings").stream()
            .map(JsonObject.class::cast)
            .forEach(each -> found.put(each.getString("subject"), each.getString("found")));
        assertThat(found)
            .containsKeys("configuration", "version", "writes", "pooler", "replication", "clock")
            .containsKeys("connections", "disk", "venue")
            .containsEntry("rights", "a ledger can be made")
            .hasEntrySatisfying("ledger", text -> assertThat(text).startsWith("none, "));
      }
      try (Connection connection = TestDatabase.connect(database.address());
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("select count(*) from pg_class where relname = 'account'")) {
        row.next();
        assertThat(row.getInt(1)).as("tables that were made").isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"doctor", "check", "keys list"})
  void whatOnlyLooksDeliversNoWebhook(String command) throws Exception {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
    try (TestDatabase database = TestDatabase.migrated();
        Connection connection = TestDatabase.connect(database.address());
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into principal (principal_id, name, roles, all_accounts, created_at) values (1, 'desk', '{}', true, now());
          insert into webhook (webhook_id, principal_id, title, url, types, delay, package_size_max, delivers, dialect, enabled_at,
            created_at, updated_at, next_at, pending_body, pending_accounts, pending_seqs)
          values (gen_random_uuid(), 1, 'desk', 'http://127.0.0.1:1/', '{}', 'PT0S', 1000, true, 'unwind', now() - interval '1 day',
            now() - interval '1 day', now() - interval '1 day', now() - interval '1 hour', '{}', '{1}', '{1}')
          """);
      Map<String, String> environment = new HashMap<>(database.environment());
      environment.put("UNWIND_WEBHOOKS_ALLOW_PRIVATE_TARGETS", "true");
      environment.put("UNWIND_WEBHOOKS_POLL", "1ms");
      try (UnwindProcess process = UnwindProcess.start(environment, command.split(" "))) {
        process.awaitEnd(LIMIT);
        assertThat(process.output()).doesNotContain("unwind: failed");
      }

      try (ResultSet row =
          statement.executeQuery("select lease_epoch, failures, pending_body from webhook")) {
        row.next();
        assertThat(row.getLong(1)).as("claims").isZero();
        assertThat(row.getInt(2)).as("attempts").isZero();
        assertThat(row.getString(3)).isNotNull();
      }
    }
  }
}
