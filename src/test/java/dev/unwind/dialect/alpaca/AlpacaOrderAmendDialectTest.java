// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import dev.unwind.fixture.Quotes;
import dev.unwind.venue.simulator.CancelMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replacing and cancelling orders. */
@QuarkusTest
class AlpacaOrderAmendDialectTest {
  @Inject FreshAccounts accounts;
  @Inject Quotes quotes;
  @Inject SimulatorScenario simulator;

  private FreshAccount account;
  private AlpacaCalls desk;

  @BeforeEach
  void openAnAccount() {
    account =
        accounts.open(
            BookText.anAccount()
                .position("NVDA", "40", "172.35")
                .position("SQQQ", "1000", "14.4025"));
    desk = new AlpacaCalls(account);
  }

  @AfterEach
  void resetTheVenue() {
    simulator.reset();
  }

  @Test
  void replacementIsANewOrderThatNamesTheOld() {
    String old = desk.placeResting("NVDA", "sell", "10", "199");
    Response answer =
        desk.patch(
            "/v2/orders/" + old,
            Map.of("qty", "15", "limit_price", "198.5", "client_order_id", "second"));
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    Map<String, Object> replacing = Json.of(answer).getMap("$");
    Shapes.order(replacing);
    assertThat(replacing)
        .containsEntry("replaces", old)
        .containsEntry("qty", "15")
        .containsEntry("limit_price", "198.5")
        .containsEntry("client_order_id", "second")
        .containsEntry("time_in_force", "gtc");
    String id = String.valueOf(replacing.get("id"));
    assertThat(id).isNotEqualTo(old);
    desk.awaitStatus(id, "new");
    desk.awaitStatus(old, "replaced");
    Map<String, Object> replaced = desk.order(old).getMap("$");
    Shapes.order(replaced);
    assertThat(replaced)
        .containsEntry("replaced_by", id)
        .containsEntry("qty", "10")
        .containsEntry("limit_price", "199");
    assertThat(replaced.get("replaced_at")).isNotNull();
    assertThat(Json.of(desk.get("/v2/positions/NVDA")).getString("qty_available")).isEqualTo("25");
    assertThat(Json.of(desk.get("/v2/orders")).getList("id")).containsExactly(id);
    assertThat(
            Json.of(desk.get("/v2/orders:by_client_order_id?client_order_id=second"))
                .getString("id"))
        .isEqualTo(id);

    Response third = desk.patch("/v2/orders/" + id, Map.of("time_in_force", "day"));
    assertThat(third.statusCode()).as(third.asString()).isEqualTo(200);
    assertThat(Json.of(third).getString("replaces")).isEqualTo(id);
    assertThat(Json.of(third).getString("time_in_force")).isEqualTo("day");
    assertThat(Json.of(third).getString("limit_price")).isEqualTo("198.5");
    desk.awaitStatus(Json.of(third).getString("id"), "new");
    assertThat(Json.of(desk.get("/v2/orders?status=all&direction=asc")).getList("status"))
        .containsExactly("replaced", "replaced", "new");
  }

  @Test
  void whatCannotBeReplacedIsRefusedWithTheContractsWords() {
    String fingerprint;
    String working = desk.placeResting("NVDA", "sell", "10", "199");
    String canceled = desk.placeResting("NVDA", "sell", "5", "198");
    assertThat(desk.delete("/v2/orders/" + canceled).statusCode()).isEqualTo(204);
    desk.awaitStatus(canceled, "canceled");
    String filled =
        desk.place(
            Map.of(
                "symbol",
                "NVDA",
                "side",
                "sell",
                "type",
                "market",
                "time_in_force",
                "day",
                "qty",
                "1"));
    desk.awaitStatus(filled, "filled");
    fingerprint = accounts.fingerprint(account);
    refused(working, Map.of("qty", "41"), 403, 40310000, null);
    refused(working, Map.of("qty", "0"), 422, 42210000, "qty must be > 0");
    refused(working, Map.of("qty", "-3"), 422, 42210000, "qty must be > 0");
    refused(working, Map.of("qty", "1e1"), 422, 40010001, "qty is not a decimal number");
    refused(working, Map.of("limit_price", "0"), 422, 42210000, "limit_price must be > 0");
    refused(
        working,
        Map.of("limit_price", "199.005"),
        422,
        42210000,
        "invalid limit_price 199.005. sub-penny increment does not fulfill minimum pricing"
            + " criteria");
    refused(
        working,
        Map.of("stop_price", "150"),
        422,
        40010001,
        "the type of an order cannot be replaced");
    refused(working, Map.of("time_in_force", "soon"), 422, 42210000, "invalid time_in_force");
    refused(
        working,
        Map.of("time_in_force", "opg"),
        422,
        42210000,
        "invalid time_in_force: opg orders are not supported");
    refused(
        working,
        Map.of("trail", "1"),
        422,
        40010001,
        "trail is only valid for trailing stop orders");
    refused(canceled, Map.of("qty", "2"), 422, 42210000, "order is already in \"canceled\" state");
    refused(filled, Map.of("qty", "2"), 422, 42210000, "order is already in \"filled\" state");
    String unknown = UUID.randomUUID().toString();
    refused(unknown, Map.of("qty", "2"), 404, 40410000, "order not found for " + unknown);
    Shapes.error(
        desk.request()
            .contentType("application/json")
            .body("{\"qty\": ")
            .patch("/v2/orders/" + working),
        400,
        40010000,
        "failed to decode request body");
    assertThat(accounts.fingerprint(account)).isEqualTo(fingerprint);
  }

  private void refused(
      String id, Map<String, String> terms, int status, int code, @Nullable String message) {
    Response answer = desk.patch("/v2/orders/" + id, terms);
    Shapes.error(
        answer, status, code, message == null ? Json.of(answer).getString("message") : message);
  }

  @Test
  void onlyTheOrderInForceIsReplaced() {
    String old = desk.placeResting("NVDA", "sell", "10", "199");
    String next = Json.of(desk.patch("/v2/orders/" + old, Map.of("qty", "11"))).getString("id");
    desk.awaitStatus(next, "new");
    refused(old, Map.of("qty", "12"), 422, 42210000, "order is already in \"replaced\" state");
    Shapes.error(
        desk.delete("/v2/orders/" + old), 422, 42210000, "order is already in \"replaced\" state");
    desk.awaitStatus(next, "new");
  }

  @Test
  void moneyOrdersAreNotReplaced() {
    String symbol = "AM" + System.nanoTime() % 1_000_000_000;
    AlpacaCalls own = new AlpacaCalls(accounts.open(BookText.anAccount().equity(symbol, "100")));
    String id =
        own.place(
            Map.of(
                "symbol",
                symbol,
                "side",
                "buy",
                "type",
                "limit",
                "time_in_force",
                "day",
                "notional",
                "100",
                "limit_price",
                "50"));
    own.awaitStatus(id, "new");
    Shapes.error(
        own.patch("/v2/orders/" + id, Map.of("limit_price", "51")),
        422,
        40010001,
        "notional orders cannot be replaced");
  }

  @Test
  void fillsBeforeAReplacementAreKept() {
    String symbol = "AF" + System.nanoTime() % 1_000_000_000;
    AlpacaCalls own =
        new AlpacaCalls(
            accounts.open(BookText.anAccount().equity(symbol, "100").position(symbol, "10", "90")));
    String old = own.placeResting(symbol, "sell", "10", "110");
    String next =
        Json.of(own.patch("/v2/orders/" + old, Map.of("limit_price", "120"))).getString("id");
    own.awaitStatus(next, "new");
    quotes.put(symbol, "115");
    assertThat(own.status(next)).isEqualTo("new");
    quotes.put(symbol, "121");
    own.awaitStatus(next, "filled");
    assertThat(own.order(next).getString("filled_qty")).isEqualTo("10");
    assertThat(own.order(old).getString("filled_qty")).isEqualTo("0");
    assertThat(own.order(old).getString("status")).isEqualTo("replaced");
  }

  @Test
  void cancelAnswers204WithoutABodyAndMayBeRepeated() {
    String id = desk.placeResting("NVDA", "sell", "10", "199");
    Response canceled = desk.delete("/v2/orders/" + id);
    assertThat(canceled.statusCode()).isEqualTo(204);
    assertThat(canceled.asByteArray()).isEmpty();
    Shapes.headers(canceled);
    desk.awaitStatus(id, "canceled");
    assertThat(desk.order(id).getString("canceled_at")).isNotBlank();
    assertThat(desk.delete("/v2/orders/" + id).statusCode()).isEqualTo(204);
    assertThat(Json.of(desk.get("/v2/positions/NVDA")).getString("qty_available")).isEqualTo("40");
  }

  @Test
  void cancelOfAFilledOrderIsRefused() {
    String id =
        desk.place(
            Map.of(
                "symbol",
                "NVDA",
                "side",
                "sell",
                "type",
                "market",
                "time_in_force",
                "day",
                "qty",
                "1"));
    desk.awaitStatus(id, "filled");
    String before = accounts.fingerprint(account);
    Shapes.error(
        desk.delete("/v2/orders/" + id), 422, 42210000, "order is already in \"filled\" state");
    assertThat(accounts.fingerprint(account)).isEqualTo(before);
  }

  @Test
  void cancelThatIsOnItsWayIsNotAskedForTwice() {
    String id = desk.placeResting("NVDA", "sell", "10", "199");
    simulator.cancel(CancelMode.IGNORE);
    assertThat(desk.delete("/v2/orders/" + id).statusCode()).isEqualTo(204);
    assertThat(desk.status(id)).isEqualTo("pending_cancel");
    Shapes.error(desk.delete("/v2/orders/" + id), 422, 42210000, "order pending cancel");
    refused(id, Map.of("qty", "2"), 422, 42210000, "order pending cancel");
    assertThat(Json.of(desk.get("/v2/positions/NVDA")).getString("qty_available"))
        .as("it still reserves")
        .isEqualTo("30");
  }

  @Test
  void allWorkingOrdersAreCanceledWithAnEntryEach() {
    String one = desk.placeResting("NVDA", "sell", "10", "199");
    String other = desk.placeResting("SQQQ", "sell", "1000", "16.50");
    Response canceled = desk.delete("/v2/orders");
    assertThat(canceled.statusCode()).isEqualTo(207);
    Shapes.headers(canceled);
    Json items = Json.of(canceled);
    assertThat(items.<Map<String, Object>>getList("$"))
        .allSatisfy(item -> assertThat(item).containsOnlyKeys("id", "status"));
    assertThat(items.getList("id", String.class)).containsExactlyInAnyOrder(one, other);
    assertThat(items.<Object>getList("status")).isEqualTo(List.of(200, 200));
    desk.awaitStatus(one, "canceled");
    desk.awaitStatus(other, "canceled");
    assertThat(desk.delete("/v2/orders").asString()).isEqualTo("[]");
    assertThat(desk.get("/v2/orders").asString()).isEqualTo("[]");
  }
}
