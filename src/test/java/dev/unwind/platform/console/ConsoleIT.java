// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged console in a real browser: {@code src/main/webui/test/console.mjs}, on a server that
 * is killed and started again meanwhile. With {@code -Dunwind.screenshots=true} its pictures become
 * those of the README.
 */
@Order(3)
@Timeout(600)
class ConsoleIT {
  private static final Path BUILT = Path.of("target", "webui");
  private static final String ADMIN = "a-token-of-tests";

  @TempDir Path directory;

  private static Path browser() {
    Optional<String> named = Optional.ofNullable(System.getenv("CHROME_BIN"));
    return Stream.concat(
            named.stream(),
            Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"))
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> skip("there is no Chromium"));
  }

  private static Path skip(String why) {
    System.out.println("ConsoleIT is skipped: " + why);
    Assumptions.abort(why);
    throw new AssertionError("skipped");
  }

  @Test
  void theConsoleFlattensHaltsAndTellsInARealBrowser() throws Exception {
    if (System.getProperty("unwind.it.url") != null) {
      skip("it needs a server of its own");
    }
    if (!Files.exists(Path.of("target", "classes", "console", "files.txt"))) {
      skip("this build has no console");
    }
    Path browser = browser();
    Path book = directory.resolve("book.json");
    Files.writeString(book, book());
    try (TestDatabase database = TestDatabase.migrated()) {
      Map<String, String> environment = new HashMap<>(database.environment());
      environment.put("UNWIND_HTTP_PORT", String.valueOf(freePort()));
      environment.put("UNWIND_IMPORT", book.toString());
      environment.put("UNWIND_VENUE_SIMULATOR_LATENCY", "700ms");
      environment.put("UNWIND_SIGN_IN_PASSWORD_ITERATIONS", "1000");
      drive(browser, environment, database);
    }
  }

  private static void drive(Path browser, Map<String, String> environment, TestDatabase database)
      throws Exception {
    boolean kept = Boolean.getBoolean("unwind.screenshots");
    Path screens = kept ? Path.of("docs", "images") : Path.of("target", "screenshots");
    List<String> told = new ArrayList<>();
    UnwindProcess server = UnwindProcess.start(environment);
    try {
      ProcessBuilder builder =
          new ProcessBuilder("node", "test/console.mjs")
              .directory(BUILT.toFile())
              .redirectErrorStream(true);
      builder.environment().put("UNWIND_URL", "http://127.0.0.1:" + server.port());
      builder.environment().put("UNWIND_BROWSER", browser.toString());
      builder.environment().put("UNWIND_ADMIN", ADMIN);
      builder.environment().put("UNWIND_SCREENS", screens.toAbsolutePath().toString());
      Process script = builder.start();
      try (BufferedReader lines = script.inputReader()) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          told.add(line);
          if (line.equals("@@ stop")) {
            server.kill();
          } else if (line.equals("@@ start")) {
            server = UnwindProcess.start(environment);
          } else if (line.startsWith("@@ tamper ")) {
            tamper(database, line.split(" ", -1));
          }
        }
      } finally {
        script.descendants().forEach(ProcessHandle::destroyForcibly);
        script.destroyForcibly();
      }
      assertThat(script.waitFor()).as("%s", String.join("\n", told)).isZero();
    } finally {
      server.close();
    }
  }

  /** Somebody with all rights on the database changes who has done something. */
  private static void tamper(TestDatabase database, String[] words) throws SQLException {
    try (Connection connection = TestDatabase.connect(database.address());
        PreparedStatement statement =
            connection.prepareStatement(
                """
                update event e set actor = 'somebody else' from account a
                where a.name = ? and e.account_id = a.account_id and e.seq = ?
                """)) {
      statement.setString(1, words[2]);
      statement.setLong(2, Long.parseLong(words[3]));
      assertThat(statement.executeUpdate()).isOne();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * A thousand accounts with ten positions each, but for one; an order holds one of the
   * thirty-first's.
   */
  private static String book() {
    StringJoiner accounts = new StringJoiner(",");
    StringJoiner instruments = new StringJoiner(",");
    StringJoiner quotes = new StringJoiner(",");
    StringJoiner positions = new StringJoiner(",");
    for (int s = 1; s <= 10; s++) {
      instruments.add(
          """
          {"symbol": "S%d", "assetClass": "crypto", "exchange": "X", "currency": "USD",
           "quantityIncrement": "1", "priceIncrement": "0.01"}
          """
              .formatted(s));
      int last = 20 + 37 * s;
      quotes.add(
          """
          {"symbol": "S%d", "last": "%d.10", "bid": "%d.05", "ask": "%d.15", "previousClose": "%d.40"}
          """
              .formatted(s, last, last, last, last + (s % 3 - 1) * 2));
    }
    for (int a = 1; a <= 1000; a++) {
      String name = a <= 30 ? "equities-" + a : a == 31 ? "held-1" : "macro-" + (a - 31);
      accounts.add(
          "{\"name\": \"%s\", \"currency\": \"USD\", \"cash\": \"%d\"}".formatted(name, 5000 * a));
      for (int s = 1; s <= (name.equals("macro-1") ? 1 : 10); s++) {
        positions.add(
            "{\"account\": \"%s\", \"symbol\": \"S%d\", \"qty\": \"%d\", \"avgEntryPrice\": \"%d\"}"
                .formatted(name, s, (a + s) % 4 == 0 ? -10 * s : 20 + a, 20 + 36 * s));
      }
    }
    return """
        {"accounts": [%s], "instruments": [%s], "quotes": [%s], "positions": [%s],
         "orders": [{"account": "held-1", "symbol": "S10", "side": "sell", "type": "limit", "qty": "5",
           "limitPrice": "9000", "clientOrderId": "holds"}],
         "principals": [
           {"name": "risk-1", "password": "a password of tests", "roles": ["risk"], "accounts": ["*"]},
           {"name": "risk-2", "password": "another password", "roles": ["risk"], "accounts": ["*"]},
           {"name": "trader-1", "password": "a third password", "roles": ["trader"], "accounts": ["macro-500"]},
           {"name": "admin-1", "roles": ["admin"], "accounts": ["*"], "tokens": ["%s"]},
           {"name": "watcher", "roles": ["reader"], "accounts": ["macro-1"],
            "apiKeys": [{"id": "READERKEY", "secret": "a secret of tests"}]}]}
        """
        .formatted(accounts, instruments, quotes, positions, ADMIN);
  }
}
