// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as its user starts and stops it. */
@Order(5)
@Timeout(180)
class ServeIT {

  private static final int TERMINATED = 143;

  /** Of one server after the other, which unpacks the database in it and makes the ledger once. */
  @TempDir static Path own;

  @TempDir Path directory;

  @BeforeAll
  static void needsThePackagedProgram() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
  }

  @Test
  void serverKeepsItsOwnDatabaseAloneAndStopsItWithItself() throws Exception {
    try (UnwindProcess first = serve()) {
      assertThat(ready(first)).isEqualTo(200);
      assertThat(pidFile()).exists();
      try (UnwindProcess second = serve()) {
        assertThat(second.awaitEnd()).isEqualTo(12);
        assertThat(second.output())
            .contains("unwind: Another process runs on " + own)
            .doesNotContain("Exception");
      }
      assertThat(ready(first)).isEqualTo(200);

      assertThat(first.stop()).isEqualTo(TERMINATED);
      assertThat(pidFile()).doesNotExist();
    }
  }

  @Test
  void serverComesBackAfterAKill() throws Exception {
    try (UnwindProcess first = serve()) {
      assertThat(ready(first)).isEqualTo(200);
      first.kill();
    }
    try (UnwindProcess second = serve()) {
      assertThat(ready(second)).isEqualTo(200);
      second.stop();
    }
  }

  @Test
  void serverRunsOnAnExternalDatabaseAndDescribesItselfAsTheBuildDid() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        UnwindProcess server = UnwindProcess.start(database.environment())) {
      assertThat(ready(server)).isEqualTo(200);
      describesItselfAsTheBuildDid(server);
      server.stop();
    }
    assertThat(directory).isEmptyDirectory();
  }

  /** Byte for byte, as it is in the package; a native binary keeps it inside. */
  private static void describesItselfAsTheBuildDid(UnwindProcess server) throws Exception {
    Path built = Path.of("target", "quarkus-app", "quarkus", "generated-bytecode.jar");
    for (String document :
        List.of("", "-alpaca", "-tradovate", "-neuratrade", "-upvest", "-unwind")) {
      for (String format : List.of("JSON", "YAML")) {
        HttpResponse<byte[]> answer =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(
                            URI.create(
                                "http://127.0.0.1:%d/q/openapi%s?format=%s"
                                    .formatted(server.managementPort(), document, format)))
                        .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).as(document + " as " + format).hasSizeGreaterThan(10_000);
        if (Files.exists(built)) {
          try (FileSystem jar = FileSystems.newFileSystem(built)) {
            String name = "META-INF/quarkus-generated-openapi-doc" + document + "." + format;
            assertThat(answer.body()).isEqualTo(Files.readAllBytes(jar.getPath(name)));
          }
        }
      }
    }
  }

  @Test
  void aLedgerThatWasTamperedWithIsToldFromOneThatWasNot() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      run(database, 0, "imported", "import", "src/main/resources/book/desk.json");
      run(database, 0, "nothing contradicts", "check");

      try (Connection connection = TestDatabase.connect(database.address());
          Statement statement = connection.createStatement()) {
        assertThat(statement.executeUpdate("delete from event where seq = 1")).isPositive();
      }
      run(database, 1, "contradictions", "check");
    }
  }

  private static void run(TestDatabase database, int code, String says, String... command)
      throws InterruptedException {
    try (UnwindProcess program = UnwindProcess.start(database.environment(), command)) {
      assertThat(program.awaitEnd()).as(program.output()).isEqualTo(code);
      assertThat(program.output()).contains(says);
    }
  }

  @Test
  void commandLineThatIsNotUnderstoodEndsWithTheUsage() throws Exception {
    try (UnwindProcess program = UnwindProcess.start(Map.of(), "liquify")) {
      assertThat(program.awaitEnd()).isEqualTo(2);
      assertThat(program.output()).contains("liquify");
    }
  }

  private UnwindProcess serve() {
    return UnwindProcess.start(Map.of("UNWIND_DATA_DIR", own.toString()), "serve");
  }

  private Path pidFile() {
    return own.resolve("postgres").resolve("postmaster.pid");
  }

  /** Listening comes before ready: the venue has to know the working orders first. */
  private static int ready(UnwindProcess server) throws IOException, InterruptedException {
    Instant last = Instant.now().plusSeconds(120);
    int status = probe(server);
    while (status == 503 && Instant.now().isBefore(last)) {
      Thread.sleep(200);
      status = probe(server);
    }
    return status;
  }

  private static int probe(UnwindProcess server) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.port() + "/q/health/ready"))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
