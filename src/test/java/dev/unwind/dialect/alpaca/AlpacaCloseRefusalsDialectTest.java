// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import dev.unwind.venue.simulator.CancelMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import dev.unwind.venue.simulator.book.FillMode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Closes that are refused: each with its status, code and words, and the ledger as it was. */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlpacaCloseRefusalsDialectTest {
  private static final String HELD_BACK =
      "insufficient qty available for order (requested: %s, available: %s)";

  @Inject FreshAccounts accounts;
  @Inject SimulatorScenario simulator;

  private @Nullable FreshAccount shared;
  private FreshAccount account;
  private AlpacaCalls desk;

  @BeforeEach
  void openAnAccountOnce() {
    FreshAccount present = shared;
    if (present == null) {
      present =
          accounts.open(
              BookText.anAccount()
                  .position("AAPL", "120.5", "231.17")
                  .position("XLK", "-24", "82.69")
                  .position("BTC/USD", "0.261937", "89660.573878452"));
      shared = present;
    }
    account = present;
    desk = new AlpacaCalls(present);
  }

  @AfterEach
  void resetTheVenue() {
    simulator.reset();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AAPL?qty=1&percentage=1 | 422 | 40010001 | only one of qty or percentage is accepted",
        "AAPL?qty=0 | 422 | 42210000 | qty must be > 0",
        "AAPL?qty=0.000000000 | 422 | 42210000 | qty must be > 0",
        "AAPL?qty=-1 | 422 | 42210000 | qty must be > 0",
        "AAPL?qty=0.0000000001 | 422 | 42210000 | qty must have at most 9 decimal places",
        "AAPL?qty=1.1234567891 | 422 | 42210000 | qty must have at most 9 decimal places",
        "AAPL?qty=0.0000000000000000001 | 422 | 42210000 | qty has too many digits",
        "AAPL?qty=999999999999999999999 | 422 | 42210000 | qty has too many digits",
        "AAPL?qty=1e1 | 422 | 40010001 | qty is not a decimal number",
        "AAPL?qty=1E-1 | 422 | 40010001 | qty is not a decimal number",
        "AAPL?qty=NaN | 422 | 40010001 | qty is not a decimal number",
        "AAPL?qty=Infinity | 422 | 40010001 | qty is not a decimal number",
        "AAPL?qty=0x10 | 422 | 40010001 | qty is not a decimal number",
        "AAPL?qty=1,5 | 422 | 40010001 | qty is not a decimal number",
        "AAPL?qty=%201 | 422 | 40010001 | qty is not a decimal number",
        "AAPL?qty=. | 422 | 40010001 | qty is not a decimal number",
        "AAPL?qty=all | 422 | 40010001 | qty is not a decimal number",
        "AAPL?percentage=0 | 422 | 42210000 | percentage must be > 0 and <= 100",
        "AAPL?percentage=-5 | 422 | 42210000 | percentage must be > 0 and <= 100",
        "AAPL?percentage=100.000000001 | 422 | 42210000 | percentage must be > 0 and <= 100",
        "AAPL?percentage=101 | 422 | 42210000 | percentage must be > 0 and <= 100",
        "AAPL?percentage=0.0000000001 | 422 | 42210000"
            + " | percentage must have at most 9 decimal places",
        "AAPL?percentage=1e2 | 422 | 40010001 | percentage is not a decimal number",
        "AAPL?percentage=NaN | 422 | 40010001 | percentage is not a decimal number",
        "AAPL?percentage=50%25 | 422 | 40010001 | percentage is not a decimal number",
        "XLK?percentage=1 | 422 | 42210000 | percentage of the position rounds to zero",
        "XLK?qty=0.5 | 422 | 42210000 | qty is not a multiple of the asset's increment",
        "XLK?qty=25 | 403 | 40310000"
            + " | insufficient qty available for order (requested: 25, available: 24)",
        "AAPL?qty=120.500000001 | 403 | 40310000 | insufficient qty available for order (requested:"
            + " 120.500000001, available: 120.5)",
        "AAPL?cancel_orders=perhaps | 422 | 40010001 | cancel_orders must be true or false",
        "?cancel_orders=2 | 422 | 40010001 | cancel_orders must be true or false",
        "AAPL?client_order_id=%20 | 422 | 40010001"
            + " | client_order_id must be 1 to 128 characters",
        "AAPL?client_order_id=a%0Ab | 422 | 40010001"
            + " | client_order_id must be 1 to 128 characters",
        "NOPE | 404 | 40410000 | position does not exist",
        "NOPE?qty=1e1 | 422 | 40010001 | qty is not a decimal number",
        "NVDA | 404 | 40410000 | position does not exist",
        "4ce9353c-66d1-46c2-898f-fce867ab0247 | 404 | 40410000 | position does not exist",
        "00000000-0000-4000-8000-000000000000 | 404 | 40410000 | position does not exist",
        "ETH/USDT | 404 | 40410000 | position does not exist",
        "FOO/BAR | 404 | 40410000 | endpoint not found.",
        "%00 | 404 | 40410000 | position does not exist"
      })
  void badClosesAreRefusedWithNothingDone(String close, int status, int code, String message) {
    String before = accounts.fingerprint(account);
    String path = close.startsWith("?") ? "/v2/positions" : "/v2/positions/";
    Response refused = desk.delete(path + close);
    Shapes.error(refused, status, code, message);
    assertThat(accounts.fingerprint(account)).isEqualTo(before);
  }

  /** Sent as they stand here: the other client leaves out parameters without a value. */
  @ParameterizedTest
  @CsvSource({
    "AAPL?qty=, qty is not a decimal number",
    "AAPL?qty, qty is not a decimal number",
    "AAPL?qty=&qty=1, qty is given more than once",
    "AAPL?qty=1&qty=100, qty is given more than once",
    "AAPL?percentage=, percentage is not a decimal number",
    "AAPL?percentage, percentage is not a decimal number",
    "AAPL?qty=&percentage=1, only one of qty or percentage is accepted",
    "AAPL?qty=1&percentage=, only one of qty or percentage is accepted",
    "BTC/USD?qty=, qty is not a decimal number",
    "BTC/USD?percentage=, percentage is not a decimal number"
  })
  void emptyAmountsDoNotMeanAll(String close, String message) throws Exception {
    String before = accounts.fingerprint(account);
    HttpResponse<String> refused =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://localhost:" + RestAssured.port + "/v2/positions/" + close))
                    .header("APCA-API-KEY-ID", account.keyId())
                    .header("APCA-API-SECRET-KEY", account.secret())
                    .DELETE()
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
    assertThat(refused.body()).isEqualTo("{\"code\":40010001,\"message\":\"" + message + "\"}");
    assertThat(accounts.fingerprint(account)).isEqualTo(before);
  }

  @Test
  void moreThanIsHeldTellsWhatIsThere() {
    assertThat(Json.of(desk.delete("/v2/positions/XLK?qty=25")).getMap("$"))
        .containsEntry("existing_qty", "24")
        .containsEntry("held_for_orders", "0")
        .containsEntry("available", "24")
        .containsEntry("symbol", "XLK")
        .doesNotContainKeys("related_orders", "notional", "type", "time_in_force");
  }

  @Test
  void secondCloseWhileTheFirstRunsFindsNothingAvailable() {
    simulator.fill(FillMode.NONE);
    FreshAccount own =
        accounts.open(
            BookText.anAccount().position("NVDA", "40", "172.35").position("XLK", "-24", "82.69"));
    AlpacaCalls calls = new AlpacaCalls(own);
    String first = Json.of(calls.delete("/v2/positions/NVDA")).getString("id");
    calls.awaitStatus(first, "new");
    String before = accounts.fingerprint(own);
    for (String query : List.of("", "?qty=1", "?percentage=50", "?cancel_orders=true")) {
      Response second = calls.delete("/v2/positions/NVDA" + query);
      String requested = query.equals("?qty=1") ? "1" : query.contains("50") ? "20" : "40";
      Json body = Shapes.error(second, 403, 40310000, HELD_BACK.formatted(requested, "0"));
      assertThat(body.getString("available")).isEqualTo("0");
      assertThat(body.getString("existing_qty")).isEqualTo("40");
      assertThat(body.getString("held_for_orders")).isEqualTo("40");
      assertThat(body.<String>getList("related_orders")).containsExactly(first);
      assertThat(accounts.fingerprint(own)).as(query).isEqualTo(before);
    }
    Map<String, String> exit =
        Map.of(
            "symbol", "NVDA", "qty", "1", "side", "sell", "type", "market", "time_in_force", "day");
    Json order =
        Shapes.error(calls.post("/v2/orders", exit), 403, 40310000, HELD_BACK.formatted("1", "0"));
    assertThat(order.<String>getList("related_orders")).containsExactly(first);
    Json opening =
        Shapes.error(
            calls.post(
                "/v2/orders",
                Map.of(
                    "symbol",
                    "NVDA",
                    "qty",
                    "1",
                    "side",
                    "buy",
                    "type",
                    "market",
                    "time_in_force",
                    "day")),
            403,
            40310000,
            "potential wash trade detected. use complex orders");
    assertThat(opening.getString("existing_order_id")).isEqualTo(first);
    assertThat(opening.getString("reject_reason"))
        .isEqualTo("opposite side market/stop order exists");
    assertThat(accounts.fingerprint(own)).isEqualTo(before);

    Json all = Json.of(calls.delete("/v2/positions"));
    assertThat(all.getInt("[symbol=NVDA].status")).isEqualTo(403);
    assertThat(all.getString("[symbol=NVDA].body.message"))
        .isEqualTo(HELD_BACK.formatted("40", "0"));
    assertThat(all.<String>getList("[symbol=NVDA].body.related_orders")).containsExactly(first);
    assertThat(all.getInt("[symbol=XLK].status")).isEqualTo(200);
  }

  @Test
  void cancelOfTheClosingOrderFreesThePosition() {
    simulator.fill(FillMode.NONE);
    AlpacaCalls calls =
        new AlpacaCalls(accounts.open(BookText.anAccount().position("NVDA", "40", "172.35")));
    String first = Json.of(calls.delete("/v2/positions/NVDA")).getString("id");
    calls.awaitStatus(first, "new");
    Json spared = Json.of(calls.delete("/v2/orders"));
    assertThat(spared.getList("id")).as("cancel-all names every open order").containsExactly(first);
    assertThat(spared.getList("status")).as("and leaves closing orders alone").containsExactly(422);
    assertThat(spared.getInt("[0].body.code")).isEqualTo(42210000);
    assertThat(calls.status(first)).isEqualTo("new");
    assertThat(calls.delete("/v2/orders/" + first).statusCode()).isEqualTo(204);
    calls.awaitStatus(first, "canceled");
    AlpacaCalls.await(
        () -> "40".equals(Json.of(calls.get("/v2/positions/NVDA")).getString("qty_available")),
        () -> calls.get("/v2/positions").asString());
    simulator.reset();
    assertThat(calls.delete("/v2/positions/NVDA").statusCode()).isEqualTo(200);
    calls.awaitFlat();
  }

  /** At once, for each takes as long as the deadline. */
  @Test
  void cancelThatNeverComesIsAnsweredWithinItsDeadline() {
    AlpacaCalls some = withABlockedPosition(BookText.anAccount().position("XLK", "-24", "82.69"));
    AlpacaCalls none = withABlockedPosition(BookText.anAccount());
    AlpacaCalls single = withABlockedPosition(BookText.anAccount());
    String blocking = Json.of(some.get("/v2/orders")).getString("[0].id");
    simulator.cancel(CancelMode.IGNORE);
    Instant asked = Instant.now();
    CompletableFuture<Response> ofNone =
        CompletableFuture.supplyAsync(() -> none.delete("/v2/positions?cancel_orders=true"));
    CompletableFuture<Response> ofSingle =
        CompletableFuture.supplyAsync(() -> single.delete("/v2/positions/NVDA?cancel_orders=true"));
    Response ofSome = some.delete("/v2/positions?cancel_orders=true");
    assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(15));
    whatCouldBeClosedIsClosed(ofSome, blocking);
    onlyWhenNothingCouldBeClosedItIsTheContracts500(none, ofNone.join());
    singleCloseSaysSo(ofSingle.join());
  }

  private AlpacaCalls withABlockedPosition(BookText account) {
    return new AlpacaCalls(
        accounts.open(
            account.position("NVDA", "40", "172.35").limit("NVDA", "sell", "10", "199.00")));
  }

  private static void whatCouldBeClosedIsClosed(Response closed, String blocking) {
    assertThat(closed.statusCode()).as(closed.asString()).isEqualTo(207);
    Json items = Json.of(closed);
    assertThat(items.getInt("[symbol=XLK].status")).isEqualTo(200);
    assertThat(items.getInt("[symbol=NVDA].status")).isEqualTo(403);
    assertThat(items.getMap("[symbol=NVDA].body"))
        .containsEntry("message", HELD_BACK.formatted("40", "30"))
        .containsEntry("existing_qty", "40")
        .containsEntry("held_for_orders", "10")
        .containsEntry("related_orders", List.of(blocking));
  }

  private static void onlyWhenNothingCouldBeClosedItIsTheContracts500(
      AlpacaCalls calls, Response closed) {
    Shapes.error(closed, 500, 50010000, "internal server error occurred");
    assertThat(closed.header("Unwind-Liquidation")).isNotBlank();
    assertThat(Json.of(calls.get("/v2/positions/NVDA")).getString("qty")).isEqualTo("40");
  }

  private static void singleCloseSaysSo(Response closed) {
    Json refused = Shapes.error(closed, 403, 40310000, HELD_BACK.formatted("40", "30"));
    assertThat(refused.getList("related_orders")).hasSize(1);
  }

  @Test
  void venueThatRefusesTheOrderIsSeenInTheOrder() {
    simulator.rejectSymbols(Set.of("XLK"));
    AlpacaCalls calls =
        new AlpacaCalls(accounts.open(BookText.anAccount().position("XLK", "-24", "82.69")));
    String id = Json.of(calls.delete("/v2/positions/XLK")).getString("id");
    calls.awaitStatus(id, "rejected");
    assertThat(calls.order(id).getString("failed_at")).isNotBlank();
    assertThat(Json.of(calls.get("/v2/positions/XLK")).getString("qty_available")).isEqualTo("-24");
  }

  @ParameterizedTest
  @CsvSource({
    "LOCKED, account is blocked",
    "CLOSED, account is closed",
  })
  void blockedAccountsAreNotClosed(String status, String message) {
    FreshAccount own = accounts.open(BookText.anAccount().position("NVDA", "40", "172.35"));
    accounts.execute("update account set status = $1 where account_id = $2", status, own.id());
    String before = accounts.fingerprint(own);
    AlpacaCalls calls = new AlpacaCalls(own);
    Shapes.error(calls.delete("/v2/positions/NVDA"), 403, 40310000, message);
    Shapes.error(calls.delete("/v2/positions/NVDA?cancel_orders=1"), 403, 40310000, message);
    Shapes.error(calls.delete("/v2/positions"), 403, 40310000, message);
    assertThat(accounts.fingerprint(own)).isEqualTo(before);
  }
}
