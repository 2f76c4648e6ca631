// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestSession;
import dev.unwind.UnwindProcess;
import dev.unwind.venue.Awaiting;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A database that continues from an earlier point under a running server: its primary was killed,
 * and a standby that was behind takes over; or a copy is put back.
 */
@Order(Integer.MAX_VALUE)
@Timeout(900)
class FailOverIT {
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final String BUY =
      "{\"symbol\":\"AAPL\",\"qty\":\"1\",\"side\":\"buy\",\"type\":\"market\",\"time_in_force\":\"day\"}";

  private static final String[] RISK = {"Authorization", "Bearer demo-token-risk"};
  private static final String[] TRADER = {
    "APCA-API-KEY-ID", "PKDEMOEQUITY1", "APCA-API-SECRET-KEY", "demo-secret-equity-1"
  };

  /** The ledger that both tests begin with, as a first start leaves it. */
  @TempDir static Path made;

  @TempDir Path directory;

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void makeALedgerWithThePackagedProgram() throws Exception {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
    int port = freePort();
    try (EmbeddedPostgres first = start(made.resolve("ledger"), port);
        UnwindProcess once = UnwindProcess.start(environment(port))) {
      awaitReady(once);
      once.stop();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static Map<String, String> environment(int databasePort) {
    return Map.of(
        "UNWIND_DB_URL", "postgresql://127.0.0.1:" + databasePort + "/postgres",
        "UNWIND_DB_USER", "postgres",
        "UNWIND_IMPORT", "src/main/resources/book/desk.json");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingFromTheLostHistoryIsUsedAndStreamsAheadOfItEnd(boolean promoted) throws Exception {
    Path primary = directory.resolve("primary");
    Path behind = directory.resolve("behind");
    copy(made.resolve("ledger"), primary);
    copy(made.resolve("ledger"), behind);
    int databasePort = freePort();
    EmbeddedPostgres lost = start(primary, databasePort);
    try (UnwindProcess server = UnwindProcess.start(environment(databasePort))) {
      awaitReady(server);
      List<String> lines = follow(server, "");
      for (int i = 0; i < 3; i++) {
        assertThat(buy(server)).isEqualTo(200);
      }
      Awaiting.await(PATIENCE, () -> lines.stream().anyMatch(line -> line.contains("FILL")));
      int last = lastId(lines);

      kill(primary);
      if (promoted) {
        Files.createFile(behind.resolve("standby.signal"));
      }
      try (EmbeddedPostgres next = start(behind, databasePort)) {
        if (promoted) {
          execute(next, "select pg_promote()");
        }
        Awaiting.await(PATIENCE, () -> lines.contains("event:EVENTS_LOST"));
        assertThat(lastId(lines)).isLessThan(last);
        Awaiting.await(PATIENCE, () -> lines.contains("end"));
        assertThat(server.output()).contains(" ERROR ", "Events are lost");

        HttpResponse<String> again =
            send(server, "GET", "/unwind/v1/events/stream?account=equity-1&after=" + last, "");
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("the log ends with");
        assertThat(
                send(server, "GET", "/unwind/v1/events?account=equity-1&after=" + last, "")
                    .statusCode())
            .isEqualTo(400);

        awaitReady(server);
        Awaiting.await(PATIENCE, () -> buy(server) == 200);
        assertThat(buy(server)).isEqualTo(200);
        for (String each : List.of("order", "event", "fill")) {
          assertThat(
                  query(
                      next,
                      "select coalesce(max(%1$s_id), 0) <= (select last_value from %1$s_id_seq) from %2$s"
                          .formatted(each, each.equals("order") ? "orders" : each)))
              .as(each)
              .isEqualTo("t");
        }
        assertThat(
                query(
                    next,
                    "select max(order_no) <= (select last_value + 1023 from simulator.order_no_seq)"
                        + " from simulator.orders"))
            .isEqualTo("t");
        Awaiting.await(PATIENCE, () -> server.output().contains("Lost account="));
        assertThat(server.output()).containsPattern("Lost account=\\d+ commits=\\d+ .*order ");
        assertThat(send(server, "GET", "/q/metrics", "").body())
            .containsPattern("unwind_database_losses_total [1-9]")
            .containsPattern("unwind_database_commits_lost_total [1-9]")
            .containsPattern("unwind_database_turns_total [1-9]");
        server.stop();
      }
      assertThat(server.output()).doesNotContain("23505");
    } finally {
      lost.getPort();
    }
  }

  private static EmbeddedPostgres start(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(data)
        .setOverrideWorkingDirectory(TestSession.binaries().toFile())
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setServerConfig("fsync", "on")
        .start();
  }

  private static void kill(Path data) throws IOException, InterruptedException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    List<ProcessHandle> all = new CopyOnWriteArrayList<>(server.descendants().toList());
    all.add(0, server);
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle each : all) {
      Awaiting.await(PATIENCE, () -> !each.isAlive());
    }
  }

  /** With its owner, who is not the one who runs the test where that is root. */
  private static void copy(Path from, Path to) throws IOException, InterruptedException {
    Process copy = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).start();
    assertThat(copy.waitFor()).isZero();
  }

  private static void execute(EmbeddedPostgres server, String sql) throws Exception {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(EmbeddedPostgres server, String sql) throws Exception {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static void awaitReady(UnwindProcess server) {
    Awaiting.await(PATIENCE, () -> send(server, "GET", "/q/health/ready", "").statusCode() == 200);
  }

  private static int buy(UnwindProcess server) {
    return send(server, "POST", "/v2/orders", BUY).statusCode();
  }

  private static HttpResponse<String> send(
      UnwindProcess server, String verb, String path, String body) {
    boolean own = path.startsWith("/unwind/");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(server, path) + path))
            .method(verb, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .headers(own ? RISK : TRADER)
            .timeout(Duration.ofSeconds(60))
            .build();
    return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
  }

  private static int port(UnwindProcess server, String path) {
    return path.equals("/q/metrics") ? server.managementPort() : server.port();
  }

  /** Lines of the stream as they come, and then {@code end}. */
  private static List<String> follow(UnwindProcess server, String more) {
    String path = "/unwind/v1/events/stream?account=equity-1" + more;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(server, path) + path))
            .headers(RISK)
            .build();
    List<String> lines = new CopyOnWriteArrayList<>();
    HttpResponse<InputStream> answer =
        CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()).join();
    assertThat(answer.statusCode()).isEqualTo(200);
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader body =
                  new BufferedReader(
                      new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                for (String line = body.readLine(); line != null; line = body.readLine()) {
                  lines.add(line);
                }
              } catch (IOException cut) {
                // The end, too.
              }
              lines.add("end");
            });
    reader.setDaemon(true);
    reader.start();
    return lines;
  }

  private static int lastId(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("id:"))
        .mapToInt(line -> Integer.parseInt(line.substring(3).strip()))
        .reduce(0, (before, after) -> after);
  }
}
