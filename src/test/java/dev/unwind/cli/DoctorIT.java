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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
}
