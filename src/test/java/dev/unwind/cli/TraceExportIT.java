// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import dev.unwind.venue.Awaiting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Traces go where OpenTelemetry's own variables say. */
@Timeout(180)
class TraceExportIT {

  @BeforeAll
  static void needsThePackagedProgram() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
  }

  @Test
  void theSettingOfQuarkusComesFirst() throws Exception {
    try (Collector receiver = new Collector();
        Collector passedOver = new Collector()) {
      run(
          Map.of(
              "OTEL_EXPORTER_OTLP_ENDPOINT", passedOver.url(),
              "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url()),
          receiver);
      assertThat(passedOver.paths()).isEmpty();
    }
  }

  private static void run(Map<String, String> variables, Collector receiver) throws Exception {
    try (TestDatabase database = TestDatabase.migrated()) {
      Map<String, String> environment = new HashMap<>(database.environment());
      environment.putAll(variables);
      try (UnwindProcess server = UnwindProcess.start(environment)) {
        HttpRequest clock =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v2/clock"))
                .build();
        HttpClient.newHttpClient().send(clock, HttpResponse.BodyHandlers.discarding());
        Awaiting.await(
            Duration.ofSeconds(30),
            () ->
                receiver.spans().stream()
                    .anyMatch(span -> span.attributes().containsValue("/v2/clock")));
        server.stop();
      }
    }
  }
}
