// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.UnwindProcess;
import dev.unwind.venue.Awaiting;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program on a server that has fewer connections than its pools would take. */
@Timeout(180)
class CrowdedDatabaseIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CONNECTIONS = 20;
  private static final int AT_ONCE = 80;
  private static final int ROUNDS = 2;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void needsThePackagedProgram() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
    UnwindProcess.keepAStart();
  }

  @Test
  void requestsShareTheConnectionsThatThereAre() throws Exception {
    try (EmbeddedPostgres database =
            EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(
                    Path.of("target", "postgres-crowded").toAbsolutePath().toFile())
                .setServerConfig("max_connections", String.valueOf(CONNECTIONS))
                .start();
        UnwindProcess server =
            UnwindProcess.start(
                Map.of(
                    "UNWIND_DB_URL",
                    "postgresql://127.0.0.1:" + database.getPort() + "/postgres",
                    "UNWIND_DB_USER",
                    "postgres",
                    "UNWIND_DB_PASSWORD",
                    "postgres",
                    "UNWIND_IMPORT",
                    "src/main/resources/book/desk.json"))) {
      Awaiting.await(PATIENCE, () -> get(server, "/q/health/ready").join().statusCode() == 200);

      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < AT_ONCE; i++) {
          answers.add(get(server, "/v2/positions"));
        }
        answers.forEach(CompletableFuture::join);
      }

      assertThat(answers)
          .as(server.output())
          .extracting(answer -> answer.join().statusCode())
          .containsOnly(200);
      assertThat(server.output()).doesNotContain("ERROR");
      server.stop();
    }
  }

  private CompletableFuture<HttpResponse<String>> get(UnwindProcess server, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("APCA-API-KEY-ID", "PKDEMOEQUITY1")
            .header("APCA-API-SECRET-KEY", "demo-secret-equity-1")
            .timeout(PATIENCE)
            .build();
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }
}
