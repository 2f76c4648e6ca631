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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client commands as processes, beside a server whose venue takes its time. */
@Order(4)
@Timeout(300)
class CommandLineIT {
  private static final Pattern RUNNING = Pattern.compile("liquidation (\\S+) accepted");
  private static final Pattern KEY = Pattern.compile("(?m)^key (\\S+)$");

  private static final Pattern SEQ = Pattern.compile("(?m)^\\{\"accountId\":\\d+,\"seq\":(\\d+),");

  /** The line before the question, which has no end until it is answered. */
  private static final Pattern ASKED = Pattern.compile("(expected EUR)");

  /** More than a client command loads, and a fraction of what an application does. */
  private static final int CLASSES_MAX = 4_000;

  private static TestDatabase database;
  private static UnwindProcess server;
  private static int port;

  @TempDir Path directory;

  @BeforeAll
  static void startAServer() throws Exception {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
    database = TestDatabase.migrated();
    server = serve(0);
    port = server.port();
    awaitReady();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
    if (database != null) {
      database.close();
    }
  }

  private static UnwindProcess serve(int port) {
    Map<String, String> environment = new HashMap<>(database.environment());
    environment.put("UNWIND_HTTP_PORT", String.valueOf(port));
    environment.put("UNWIND_IMPORT", "src/main/resources/book/desk.json");
    environment.put("UNWIND_VENUE_SIMULATOR_LATENCY", "3s");
    // A server does not mind what its clients are told.
    environment.put("UNWIND_SERVER", "http://127.0.0.1:1");
    environment.put("UNWIND_TOKEN", "nobody's");
    // Nor does it serve without the work that ends what it has begun.
    environment.put("QUARKUS_SCHEDULER_ENABLED", "false");
    return UnwindProcess.start(environment, "serve");
  }

  private static void awaitReady() throws IOException, InterruptedException {
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready")).build();
    HttpClient client = HttpClient.newHttpClient();
    while (client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
      Thread.sleep(100);
    }
  }

  private static Map<String, String> as(String token) {
    return Map.of("UNWIND_SERVER", "http://127.0.0.1:" + port, "UNWIND_TOKEN", token);
  }

  private static UnwindProcess risk(String... command) {
    return UnwindProcess.start(as("demo-token-risk"), command);
  }

  private static String run(int status, String... command) throws InterruptedException {
    try (UnwindProcess client = risk(command)) {
      assertThat(client.awaitEnd()).as(client.output()).isEqualTo(status);
      return client.output();
    }
  }

  /** What it prints for programs. */
  private static List<String> objects(String... command) throws InterruptedException {
    return run(0, command).lines().filter(line -> line.startsWith("{")).toList();
  }

  @Test
  void whatThereIsIsShownToPeopleAndPrograms() throws Exception {
    assertThat(run(0, "accounts")).contains("crypto-1", "ACTIVE", "USDT");
    assertThat(run(0, "positions", "equity-1"))
        .contains("AAPL", "BTC/USD")
        .doesNotContain("\u001b");
    assertThat(objects("positions", "equity-1", "--json"))
        .hasSize(5)
        .allMatch(line -> line.startsWith("{\"account\":\"equity-1\",") && line.endsWith("}"));
    assertThat(objects("orders", "equity-1", "--json"))
        .isNotEmpty()
        .allMatch(line -> line.contains("\"symbol\":"));
    assertThat(run(0, "preview", "equity-1")).contains("SENT", "expected USD");
    assertThat(run(0, "events", "equity-1", "--limit", "3")).contains("ORDER_");
    Path file = directory.resolve("orders.jsonl");
    run(0, "export", "orders", "equity-1", "-o", file.toString());
    assertThat(Files.readAllLines(file)).isNotEmpty();
    assertThat(run(3, "positions", "nobody")).contains("ACCOUNT_NOT_FOUND");
    assertThat(run(2, "liquidate", "--all", "equity-1", "--yes")).contains("--all");
  }

  @Test
  void aReaderMayLookAndNotClose() throws Exception {
    try (UnwindProcess client =
        UnwindProcess.start(as("demo-token-reader"), "liquidate", "equity-1", "--yes")) {
      assertThat(client.awaitEnd()).as(client.output()).isEqualTo(4);
      assertThat(client.output()).contains("NOT_PERMITTED");
    }
  }

  @Test
  void interruptedItGoesOnAndTheSameKeyDoesNothingTwice() throws Exception {
    String id;
    String key;
    try (UnwindProcess client = risk("liquidate", "equity-2", "--yes")) {
      id = client.await(RUNNING);
      key = client.await(KEY);
      client.interrupt();
      assertThat(client.awaitEnd()).as(client.output()).isEqualTo(5);
      assertThat(client.output()).contains("it goes on; unwind watch " + id);
    }
    assertThat(run(0, "watch", id)).contains("AAPL", "1 of 1 position closed");
    assertThat(run(0, "liquidate", "equity-2", "--yes", "--key", key))
        .contains("liquidation " + id + ": begun by an earlier run");
    assertThat(objects("export", "liquidations", "equity-2")).hasSize(1);
  }

  @Test
  void aServerThatIsKilledMeanwhileIsWaitedForAndNoEventIsMissed() throws Exception {
    try (UnwindProcess client = risk("liquidate", "crypto-1", "--yes");
        UnwindProcess log = risk("events", "crypto-1", "--follow", "--after", "0", "--json")) {
      client.await(RUNNING);
      log.await(Pattern.compile("(LIQUIDATION_NEW)"));
      server.kill();
      server = serve(port);
      assertThat(server.port()).isEqualTo(port);
      awaitReady();
      assertThat(client.awaitEnd()).as(client.output()).isZero();
      assertThat(client.output())
          .contains("trying again", "the server answers again", "3 of 3 positions closed");

      log.await(Pattern.compile("(LIQUIDATION_ENDED)"));
      log.interrupt();
      assertThat(log.awaitEnd()).as(log.output()).isZero();
      List<Long> seqs =
          SEQ.matcher(log.output()).results().map(seq -> Long.valueOf(seq.group(1))).toList();
      assertThat(seqs)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, seqs.size()).boxed().toList());
      assertThat(log.output())
          .contains("connected again", "events crypto-1 --follow --after " + seqs.size());
    }
    assertThat(run(0, "positions", "crypto-1")).contains("flat");
  }

  @Test
  void aHaltBlocksAndIsLiftedWithAReason() throws Exception {
    assertThat(run(0, "halt", "futures-1", "--reason", "lunch", "--yes", "--liquidate"))
        .contains("1 of 1 account blocked", "2 of 2 positions closed");
    assertThat(run(0, "accounts")).contains("HALTED", "lunch");
    assertThat(run(0, "resume", "futures-1", "--reason", "back")).contains("futures-1 is ACTIVE");
  }

  @Test
  void onATerminalSomebodyIsAskedAndSeesItMove() throws Exception {
    if (!UnwindProcess.hasTerminals()) {
      System.out.println("not run: there is no script(1), which gives a program a terminal");
      return;
    }
    Map<String, String> terminal = new HashMap<>(as("demo-token-risk"));
    terminal.put("TERM", "xterm");
    try (UnwindProcess client =
        UnwindProcess.startOnTerminal(terminal, "liquidate", "portfolio-1")) {
      client.await(ASKED);
      client.type("n");
      assertThat(client.awaitEnd()).as(client.output()).isEqualTo(3);
      assertThat(client.output())
          .contains("Close 3 positions in portfolio-1? [y/N]", "nothing was sent", "\u001b[1m");
    }
    terminal.put("NO_COLOR", "1");
    try (UnwindProcess client =
        UnwindProcess.startOnTerminal(terminal, "liquidate", "portfolio-1", "-s", "SAP")) {
      client.await(ASKED);
      client.type("y");
      assertThat(client.awaitEnd()).as(client.output()).isZero();
      assertThat(client.output())
          .contains("CLOSING", "1 of 1 position closed")
          .doesNotContain("\u001b[1m", "\u001b[32m");
    }
    try (UnwindProcess client =
        UnwindProcess.startOnTerminal(
            terminal, "liquidate", "portfolio-1", "futures-1", "--asset-class", "fund", "--yes")) {
      assertThat(client.awaitEnd()).as(client.output()).isZero();
      assertThat(client.output())
          .containsPattern("portfolio-1 +IWDA +CLOSING")
          .containsPattern("portfolio-1 +AGGH +CLOSING")
          .contains("2 of 2 accounts accepted, 2 of 2 positions closed");
    }
  }

  @Test
  void clientCommandsLoadNoApplication() throws Exception {
    assumeThat(Files.readString(Path.of("target", "quarkus-artifact.properties")))
        .contains("type=jar");
    for (String[] command : new String[][] {{"version"}, {"positions", "equity-1"}, {"--help"}}) {
      Path log = directory.resolve("classes-" + command[0]);
      Map<String, String> environment = new HashMap<>(as("demo-token-risk"));
      environment.put("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + log);
      try (UnwindProcess client = UnwindProcess.start(environment, command)) {
        assertThat(client.awaitEnd()).as(client.output()).isZero();
      }
      List<String> classes =
          Files.readAllLines(log).stream().filter(line -> line.contains("source:")).toList();
      assertThat(classes)
          .hasSizeLessThan(CLASSES_MAX)
          .noneMatch(
              line ->
                  line.contains(" io.quarkus.arc.")
                      || line.contains(" io.vertx.")
                      || line.contains(" org.hibernate.")
                      || line.contains(" org.flywaydb.")
                      || line.contains(" io.agroal."));
    }
  }
}
