// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import dev.unwind.fixture.Json;
import dev.unwind.fixture.LogLines;
import dev.unwind.venue.Awaiting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two sessions of one process: each has its own account, orders, numbers and troubles. */
@Timeout(300)
@ResourceLock(value = LogLines.RESOURCE, mode = ResourceAccessMode.READ)
class FixSessionsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LEFT_HOLDS = 3;
  private static final int RIGHT_HOLDS = 6;

  @TempDir Path directory;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final TestExchange left = new TestExchange();
  private final TestExchange right = new TestExchange();
  private int port;

  @BeforeAll
  static void needsThePackagedProgram() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
  }

  /**
   * Where a session stands.
   *
   * @param sends the number of the next message to it
   * @param takes the number of the next message from it
   */
  private record Numbers(long generation, int sends, int takes) {}

  @Test
  void eachSessionHasItsOwnOrdersNumbersAndTroubles() throws Exception {
    try (left;
        right;
        TestDatabase database = TestDatabase.migrated();
        Connection ledger = TestDatabase.connect(database.address())) {
      Map<String, String> environment = environment(database);
      Map<String, Numbers> before;
      try (UnwindProcess server = UnwindProcess.start(environment, "serve")) {
        awaitLinked(server);
        oneThatDoesNotAnswerHoldsTheOtherNotBack();
        before = numbers(ledger);
        server.kill();
      }
      Awaiting.await(PATIENCE, () -> !isLoggedOn(left) && !isLoggedOn(right));
      try (UnwindProcess server = UnwindProcess.start(environment, "serve")) {
        awaitLinked(server);
        numbersGoOnEachForItself(ledger, before);
        oneThatIsGoneTakesTheOtherNotAlong();
        assertThat(
                text(
                    ledger,
                    """
                    select count(*) from fill f join account a on a.account_id = f.account_id
                    where (f.venue, a.name) not in (('left', 'one'), ('right', 'two'))
                    """))
            .isEqualTo("0");
        server.stop();
      }
    }
  }

  private void oneThatDoesNotAnswerHoldsTheOtherNotBack() throws Exception {
    // Whoever holds its monitor has it read no further.
    synchronized (left) {
      closeAll("one");
      closeAll("two");
      await(() -> positions("two") == 0);
      assertThat(positions("one")).isEqualTo(LEFT_HOLDS);
      assertThat(left.received("D")).isEmpty();
    }
    await(() -> positions("one") == 0);
    eachHasItsOwn(LEFT_HOLDS, RIGHT_HOLDS);
  }

  private void numbersGoOnEachForItself(Connection ledger, Map<String, Numbers> before)
      throws Exception {
    buy("one", "SYM0");
    buy("two", "SYM1");
    await(() -> positions("one") == 1 && positions("two") == 1);
    eachHasItsOwn(LEFT_HOLDS + 1, RIGHT_HOLDS + 1);
    await(() -> isAgreed(left, of(numbers(ledger), "left")));
    await(() -> isAgreed(right, of(numbers(ledger), "right")));
    Map<String, Numbers> after = numbers(ledger);
    assertThat(after).hasSize(2);
    after.forEach(
        (venue, now) -> {
          Numbers then = of(before, venue);
          assertThat(now.generation()).as(venue).isEqualTo(then.generation());
          assertThat(now.sends()).as(venue).isGreaterThan(then.sends());
          assertThat(now.takes()).as(venue).isGreaterThan(then.takes());
        });
    assertThat(of(after, "left").sends()).isNotEqualTo(of(after, "right").sends());
  }

  private void oneThatIsGoneTakesTheOtherNotAlong() throws Exception {
    left.close();
    await(() -> venueState("one").equals("DOWN"));
    closeAll("one");
    closeAll("two");
    await(() -> positions("two") == 0);
    buy("two", "SYM2");
    await(() -> positions("two") == 1);
    assertThat(venueState("two")).isEqualTo("UP");
    assertThat(positions("one")).isEqualTo(1);
    eachHasItsOwn(LEFT_HOLDS + 1, RIGHT_HOLDS + 3);
  }

  /** What has arrived at each is what its account has, one order at least for each of these. */
  private void eachHasItsOwn(int atLeft, int atRight) throws Exception {
    Set<String> ofOne = arrived(left);
    Set<String> ofTwo = arrived(right);
    assertThat(ofOne).hasSize(atLeft).isSubsetOf(orders("one"));
    assertThat(ofTwo).hasSize(atRight).isSubsetOf(orders("two"));
  }

  private static Set<String> arrived(TestExchange exchange) {
    return exchange.received("D").stream()
        .map(message -> String.valueOf(TestExchange.text(message, 11)))
        .collect(Collectors.toSet());
  }

  private static boolean isLoggedOn(TestExchange exchange) {
    return exchange.session().isLoggedOn();
  }

  private static boolean isAgreed(TestExchange exchange, Numbers ours) {
    return exchange.session().getExpectedTargetNum() == ours.sends()
        && exchange.session().getExpectedSenderNum() == ours.takes();
  }

  private void awaitLinked(UnwindProcess server) throws Exception {
    port = server.port();
    await(() -> venueState("one").equals("UP") && venueState("two").equals("UP"));
    await(() -> isLoggedOn(left) && isLoggedOn(right));
  }

  private void closeAll(String account) throws Exception {
    assertThat(send(account, "DELETE", "/v2/positions", "").statusCode()).isEqualTo(207);
  }

  private void buy(String account, String symbol) throws Exception {
    HttpResponse<String> answer =
        send(
            account,
            "POST",
            "/v2/orders",
            "{\"symbol\": \"%s\", \"side\": \"buy\", \"qty\": \"2\", \"type\": \"market\", \"time_in_force\": \"day\"}"
                .formatted(symbol));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private int positions(String account) throws Exception {
    return list(account, "/v2/positions").size();
  }

  private Set<String> orders(String account) throws Exception {
    return new HashSet<>(
        Json.of(send(account, "GET", "/v2/orders?status=all&limit=500", "").body())
            .getList("id", String.class));
  }

  private List<Object> list(String account, String path) throws Exception {
    HttpResponse<String> answer = send(account, "GET", path, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.of(answer.body()).getList("$");
  }

  private String venueState(String account) throws Exception {
    HttpResponse<String> answer =
        client.send(
            request("/unwind/v1/accounts/" + account)
                .header("Authorization", "Bearer risk-token")
                .GET()
                .build(),
            BodyHandlers.ofString());
    return answer.statusCode() == 200
        ? String.valueOf(Json.of(answer.body()).getString("venueState.state"))
        : "";
  }

  private HttpResponse<String> send(String account, String method, String path, String body)
      throws Exception {
    return client.send(
        request(path)
            .header("APCA-API-KEY-ID", "key-" + account)
            .header("APCA-API-SECRET-KEY", "secret-" + account)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(PATIENCE);
  }

  /** Something that asks the server, or the ledger. */
  private interface Question {
    boolean isSo() throws Exception;
  }

  private static void await(Question question) {
    Awaiting.await(
        PATIENCE,
        () -> {
          try {
            return question.isSo();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  private static Map<String, Numbers> numbers(Connection ledger) throws SQLException {
    Map<String, Numbers> found = new TreeMap<>();
    try (Statement statement = ledger.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select venue, generation, sender_seq, target_seq from fix_venue.session")) {
      while (rows.next()) {
        found.put(rows.getString(1), new Numbers(rows.getLong(2), rows.getInt(3), rows.getInt(4)));
      }
    }
    return found;
  }

  private static Numbers of(Map<String, Numbers> all, String venue) {
    return Objects.requireNonNull(all.get(venue), venue);
  }

  private static String text(Connection ledger, String sql) throws SQLException {
    try (Statement statement = ledger.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private Map<String, String> environment(TestDatabase database) throws Exception {
    Map<String, String> environment = new HashMap<>(database.environment());
    Path file = directory.resolve("book.json");
    Files.writeString(file, book());
    environment.put("UNWIND_IMPORT", file.toString());
    environment.put("UNWIND_DIALECT_ALPACA_RATE_LIMIT_ENABLED", "false");
    Map.of("LEFT", left, "RIGHT", right)
        .forEach(
            (name, exchange) -> {
              String venue = "UNWIND_VENUES_" + name + "_";
              environment.put(venue + "KIND", "fix");
              environment.put(venue + "HOST", "127.0.0.1");
              environment.put(venue + "PORT", String.valueOf(exchange.port()));
              environment.put(venue + "SENDER_COMP_ID", FixBench.sender(exchange.port()));
              environment.put(venue + "TARGET_COMP_ID", "VENUE");
              environment.put(venue + "RECONNECT", "1s");
              environment.put(venue + "LEASE", "3s");
            });
    return environment;
  }

  private static String book() {
    List<String> instruments = new ArrayList<>();
    List<String> quotes = new ArrayList<>();
    List<String> held = new ArrayList<>();
    for (int i = 0; i < RIGHT_HOLDS; i++) {
      instruments.add(
          "{\"symbol\": \"SYM%d\", \"assetClass\": \"us_equity\", \"currency\": \"USD\", \"quantityIncrement\": \"1\", \"priceIncrement\": \"0.01\", \"session\": \"always\"}"
              .formatted(i));
      quotes.add(
          "{\"symbol\": \"SYM%d\", \"last\": \"100\", \"bid\": \"99\", \"ask\": \"101\"}"
              .formatted(i));
      for (String account : i < LEFT_HOLDS ? List.of("one", "two") : List.of("two")) {
        held.add(
            "{\"account\": \"%s\", \"symbol\": \"SYM%d\", \"qty\": \"%d\", \"avgEntryPrice\": \"90\"}"
                .formatted(account, i, i + 1));
      }
    }
    return """
    {"accounts": [
       {"name": "one", "currency": "USD", "cash": "1000000", "venue": "left"},
       {"name": "two", "currency": "USD", "cash": "1000000", "venue": "right"}],
     "principals": [
       {"name": "one", "roles": ["trader"], "accounts": ["one"], "apiKeys": [{"id": "key-one", "secret": "secret-one"}]},
       {"name": "two", "roles": ["trader"], "accounts": ["two"], "apiKeys": [{"id": "key-two", "secret": "secret-two"}]},
       {"name": "risk", "roles": ["risk"], "accounts": ["*"], "tokens": ["risk-token"]}],
     "instruments": %s, "quotes": %s, "positions": %s}
    """
        .formatted(instruments, quotes, held);
  }
}
