// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import dev.unwind.platform.database.DatabaseAddress;
import io.restassured.RestAssured;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away under a running server, and comes back. */
@Timeout(240)
class AlpacaDatabaseAwayIT {
  private static final String UNAVAILABLE =
      "{\"code\":50310000,\"message\":\"service unavailable\"}";

  private static final List<String> TABLES =
      List.of(
          "account",
          "position",
          "orders",
          "order_version",
          "fill",
          "liquidation",
          "liquidation_item",
          "idempotency",
          "event");

  @TempDir Path directory;

  @BeforeAll
  static void needsThePackagedProgram() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
  }

  /** A call: verb, path, body. */
  private record Call(String verb, String path, String body) {}

  private static final List<Call> CALLS =
      List.of(
          new Call("GET", "/v2/positions", ""),
          new Call("GET", "/v2/positions/NVDA", ""),
          new Call("GET", "/v2/positions/BTC/USD", ""),
          new Call("DELETE", "/v2/positions", ""),
          new Call("DELETE", "/v2/positions?cancel_orders=true", ""),
          new Call("DELETE", "/v2/positions/NVDA", ""),
          new Call("DELETE", "/v2/positions/NVDA?qty=1&cancel_orders=true", ""),
          new Call("DELETE", "/v2/positions/BTC/USD", ""),
          new Call("GET", "/v2/orders?status=all", ""),
          new Call("GET", "/v2/orders/00000000-0000-4000-8000-000000000000", ""),
          new Call("GET", "/v2/orders:by_client_order_id?client_order_id=a", ""),
          new Call(
              "POST",
              "/v2/orders",
              """
              {"symbol": "NVDA", "qty": "1", "side": "sell", "type": "market", "time_in_force": "day"}
              """),
          new Call("PATCH", "/v2/orders/00000000-0000-4000-8000-000000000000", "{\"qty\": \"2\"}"),
          new Call("DELETE", "/v2/orders", ""),
          new Call("DELETE", "/v2/orders/00000000-0000-4000-8000-000000000000", ""),
          new Call("GET", "/v2/account", ""),
          new Call("GET", "/v2/account/activities/FILL", ""),
          new Call("GET", "/v2/assets", ""),
          new Call("GET", "/v2/assets/AAPL", ""),
          new Call("GET", "/v2/clock", ""),
          new Call("GET", "/v2/events/trades", ""),
          new Call("GET", "/v2/events/trades?since=2020-01-01", ""));

  @Test
  void everythingIsRefusedWithNothingDoneAndRecoversByItself() throws Exception {
    BookText book =
        BookText.anAccount()
            .position("NVDA", "40", "172.35")
            .position("XLK", "-24", "82.69")
            .position("BTC/USD", "0.5", "90000")
            .limit("NVDA", "sell", "10", "199.00");
    Path file = directory.resolve("book.json");
    Files.write(file, book.bytes(FreshAccounts.sample()));
    FreshAccount account = book.keys(0, new UUID(0, 0));
    try (StoppableDatabase database = StoppableDatabase.start(directory.resolve("database"));
        UnwindProcess server = UnwindProcess.start(environment(database, file), "serve")) {
      RestAssured.port = server.port();
      PackagedDesk desk = new PackagedDesk(server, account);
      desk.awaitReady();
      desk.await("/v2/positions/NVDA", 200, "");
      String before = fingerprint(database.direct());
      AlpacaSocket listener = AlpacaSocket.listening(account.keyId(), account.secret());

      database.stop();
      Duration slowest = Duration.ZERO;
      for (PackagedDesk caller :
          List.of(desk, new PackagedDesk(server, account.keyId(), "not the secret"))) {
        for (Call call : CALLS) {
          Instant sent = Instant.now();
          HttpResponse<String> answer = caller.send(call.verb(), call.path(), call.body());
          Duration waited = Duration.between(sent, Instant.now());
          slowest = waited.compareTo(slowest) > 0 ? waited : slowest;
          assertThat(answer.statusCode()).as(call + ": " + answer.body()).isEqualTo(503);
          assertThat(answer.body()).as(call.toString()).isEqualTo(UNAVAILABLE);
          assertThat(answer.headers().firstValue("Content-Type").orElse(""))
              .startsWith("application/json");
          assertThat(answer.headers().firstValue("X-Request-ID")).isPresent();
          assertThat(answer.headers().firstValue("X-RateLimit-Limit")).contains("200");
        }
      }
      assertThat(slowest).isLessThan(Duration.ofSeconds(5));
      try (AlpacaSocket socket = new AlpacaSocket()) {
        socket.authenticate(account.keyId(), account.secret());
        assertThat(socket.closeCode()).as("try again later").isEqualTo(1013);
      }
      assertThat(desk.get("/q/health/ready").statusCode()).isEqualTo(503);
      HttpResponse<String> own = desk.get("/unwind/v1/liquidations");
      assertThat(own.statusCode()).isEqualTo(503);
      assertThat(own.body()).contains("STORE_UNAVAILABLE");

      database.start();
      Instant back = Instant.now();
      desk.await("/v2/positions/NVDA", 200, "");
      Duration recovered = Duration.between(back, Instant.now());
      assertThat(fingerprint(database.direct())).isEqualTo(before);
      Instant asked = Instant.now();
      HttpResponse<String> closed = desk.delete("/v2/positions?cancel_orders=true");
      Duration took = Duration.between(asked, Instant.now());
      assertThat(closed.statusCode()).as(closed.body()).isEqualTo(207);
      assertThat(Json.of(closed.body()).getList("status")).containsExactly(200, 200, 200);
      desk.await("/v2/positions", 200, "[]");
      assertThat(listener.updates(11))
          .as("the socket has outlived the outage")
          .extracting(update -> update.getString("event"))
          .contains("canceled", "pending_new", "new", "fill");
      listener.close();
      desk.awaitReady();
      System.out.printf(
          "database away calls=%d slowest=%dms recovered=%dms closed=%dms%n",
          2 * CALLS.size(), slowest.toMillis(), recovered.toMillis(), took.toMillis());
      server.stop();
    }
  }

  private static Map<String, String> environment(StoppableDatabase database, Path book) {
    DatabaseAddress address = database.address();
    String password = address.password();
    return Map.of(
        "UNWIND_DB_URL",
        address.url(),
        "UNWIND_DB_USER",
        address.user(),
        "UNWIND_DB_PASSWORD",
        password == null ? "" : password,
        "UNWIND_LIQUIDATION_CANCEL_DEADLINE",
        "30s",
        "UNWIND_IMPORT",
        book.toString());
  }

  /** A value that changes with anything that the ledger holds. */
  private static String fingerprint(DatabaseAddress address) throws SQLException {
    StringBuilder all = new StringBuilder();
    try (Connection connection = TestDatabase.connect(address);
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        try (ResultSet rows =
            statement.executeQuery(
                "select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from "
                    + table
                    + " t")) {
          rows.next();
          all.append(rows.getString(1));
        }
      }
    }
    return all.toString();
  }
}
