// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.dialect.upvest.UpvestClient.Answer;
import dev.unwind.importing.ImportBook;
import dev.unwind.venue.simulator.SimulatorScenario;
import dev.unwind.venue.simulator.book.FillMode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of orders and executions, through HTTP. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UpvestOrderTest {
  @TestHTTPResource("")
  URI root;

  @Inject ImportBook importBook;
  @Inject SimulatorScenario simulator;

  private UpvestBook book;
  private UpvestClient client;

  @BeforeEach
  void anAccountWithOneFund() {
    book = new UpvestBook().holding("10", "20.00").offering("5.00").load(importBook);
    client = book.client(root);
  }

  @AfterEach
  void asConfigured() {
    simulator.reset();
  }

  private String order(String fields) {
    return """
        {"user_id":"%s","account_id":"%s","instrument_id":"%s","instrument_id_type":"ISIN",%s}"""
        .formatted(book.owner, book.account, book.fund(0).isin(), fields);
  }

  private Answer place(String fields) {
    return client.create("/orders", order(fields));
  }

  private String orders() {
    return "/accounts/" + book.account + "/orders";
  }

  @Test
  void aUnitSellIsTakenAndExecuted() {
    Answer placed =
        place(
                "\"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"2.5\",\"client_reference\":\"mine\","
                    + "\"user_instrument_fit_acknowledgement\":true,\"execution_flow\":\"BLOCK\"")
            .expect(202);

    assertThat(placed.text("status")).isEqualTo("NEW");
    assertThat(placed.json().path("executions")).isEmpty();
    assertThat(placed.text("cash_amount")).isEqualTo("0");
    assertThat(placed.text("quantity")).isEqualTo("2.5");
    assertThat(placed.text("initiation_flow")).isEqualTo("API");
    assertThat(placed.text("client_reference")).isEqualTo("mine");
    assertThat(placed.text("execution_flow")).isEqualTo("BLOCK");
    assertThat(placed.json().path("user_instrument_fit_acknowledgement").asBoolean()).isTrue();
    assertThat(placed.text("expiry_date")).hasSize(10).startsWith("22");
    String path = "/orders/" + placed.text("id");
    JsonNode filled = client.awaitStatus(path, "FILLED").json();
    JsonNode execution = filled.path("executions").get(0);
    assertThat(execution.path("cash_amount").asText()).isEqualTo("50.00");
    assertThat(execution.path("share_quantity").asText()).isEqualTo("2.5");
    assertThat(execution.path("taxes").get(0).path("type").asText()).isEqualTo("TOTAL");
    Answer alone = client.get(path + "/executions/" + execution.path("id").asText()).expect(200);
    assertThat(alone.text("order_id")).isEqualTo(placed.text("id"));
    client.get(path + "/executions/" + UUID.randomUUID()).problem(404, "not_found");
  }

  @Test
  void aNominalBuyBuysWhatItsAmountIsWorth() {
    Answer placed =
        place("\"side\":\"BUY\",\"order_type\":\"MARKET\",\"cash_amount\":\"100.00\"").expect(202);

    assertThat(placed.text("cash_amount")).isEqualTo("100.00");
    assertThat(placed.text("quantity")).isEqualTo("0");
    JsonNode filled = client.awaitStatus("/orders/" + placed.text("id"), "FILLED").json();
    assertThat(filled.path("executions").get(0).path("share_quantity").asText()).isEqualTo("5");
  }

  @Test
  void aNominalSellNeedsATenthMoreThanItSells() {
    place("\"side\":\"SELL\",\"order_type\":\"MARKET\",\"cash_amount\":\"190.00\"")
        .problem(422, "unprocessable_entity");
    place("\"side\":\"SELL\",\"order_type\":\"MARKET\",\"cash_amount\":\"180.00\"").expect(202);
  }

  @Test
  void aBuyNeedsCashAndABuffer() {
    place("\"side\":\"BUY\",\"order_type\":\"MARKET\",\"quantity\":\"46\"")
        .problem(422, "unprocessable_entity");
    place("\"side\":\"BUY\",\"order_type\":\"MARKET\",\"quantity\":\"45\"").expect(202);
  }

  @Test
  void moreThanIsHeldIsNotSold() {
    place("\"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"10.5\"")
        .problem(422, "unprocessable_entity");
    assertThat(client.get(orders()).json().path("data")).isEmpty();
  }

  @Test
  void aRestingOrderLocksItsQuantityUntilItIsCancelled() {
    Answer placed =
        place(
                "\"side\":\"SELL\",\"order_type\":\"LIMIT\",\"quantity\":\"4\",\"limit_price\":\"99.00\"")
            .expect(202);
    String path = "/orders/" + placed.text("id");
    client.awaitStatus(path, "PROCESSING");
    String position = "/accounts/" + book.account + "/positions/isin:" + book.fund(0).isin();
    assertThat(client.get(position).text("locked_for_trading")).isEqualTo("4");
    assertThat(client.get(position).text("available_for_trading")).isEqualTo("6");

    Answer canceled = client.delete(path).expect(202);

    assertThat(canceled.body()).isEqualTo("{\"id\":\"" + placed.text("id") + "\"}");
    JsonNode ended = client.awaitStatus(path, "CANCELLED").json();
    assertThat(ended.path("cancellation_reason").asText()).isEqualTo("CANCELLED_BY_CLIENT");
    assertThat(client.get(position).text("locked_for_trading")).isEqualTo("0");
    client.delete(path).expect(202);
  }

  @Test
  void aPartlyFilledOrderLosesOnlyItsRest() {
    simulator.fill(FillMode.PARTIAL);
    Answer placed =
        place("\"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"8\"").expect(202);
    String path = "/orders/" + placed.text("id");
    client.await(path, json -> json.path("executions").size() > 0);

    client.delete(path).expect(202);

    JsonNode ended = client.awaitStatus(path, "CANCELLED").json();
    assertThat(ended.path("executions")).isNotEmpty();
  }

  @Test
  void aFilledOrderAnswersItsCancelTheSameWay() {
    Answer placed =
        place("\"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"1\"").expect(202);
    String path = "/orders/" + placed.text("id");
    client.awaitStatus(path, "FILLED");

    client.delete(path).expect(202);

    assertThat(client.get(path).text("status")).isEqualTo("FILLED");
  }

  @Test
  void anExpiryIsKept() {
    Answer placed =
        place(
                "\"side\":\"SELL\",\"order_type\":\"STOP\",\"quantity\":\"4\",\"stop_price\":\"1.00\","
                    + "\"expiry_date\":\"2099-12-31\"")
            .expect(202);
    assertThat(placed.text("expiry_date")).isEqualTo("2099-12-31");
    assertThat(placed.text("stop_price")).isEqualTo("1");
    client.awaitStatus("/orders/" + placed.text("id"), "PROCESSING");
  }

  @Test
  void aRepeatedKeyIsAnsweredByteForByte() {
    String key = UUID.randomUUID().toString();
    String body = order("\"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"1\"");
    Answer first = client.create("/orders", body, key).expect(202);
    client.awaitStatus("/orders/" + first.text("id"), "FILLED");

    Answer again = client.create("/orders", body, key).expect(202);

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(client.get(orders()).json().path("meta").path("total_count").asInt()).isEqualTo(1);
    client.create("/orders", body + " ", key).problem(422, "unprocessable_entity");
    client.post("/orders", body).problem(400, "missing_idempotency_key");
  }

  @Test
  void theListIsPaged() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.add(place("\"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"1\"").text("id"));
    }
    JsonNode page = client.get(orders() + "?offset=1&limit=2").expect(200).json();
    assertThat(page.path("data").findValuesAsText("id").stream().filter(ids::contains))
        .containsExactly(ids.get(1), ids.get(2));
    assertThat(page.path("meta").path("total_count").asInt()).isEqualTo(3);
    assertThat(
            client
                .get(orders() + "?order=DESC&limit=1")
                .json()
                .path("data")
                .get(0)
                .path("id")
                .asText())
        .isEqualTo(ids.get(2));
    client.get(orders() + "?limit=a").problem(400, "invalid_request");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | \"side\":\"SELL\",\"order_type\":\"MARKET\"",
        "400 | \"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"1\",\"cash_amount\":\"5.00\"",
        "400 | \"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"-1\"",
        "400 | \"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"1e3\"",
        "400 | \"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"NaN\"",
        "400 | \"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"0.0\"",
        "400 | \"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"0.00000000001\"",
        "400 | \"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"999999999999999999999\"",
        "400 | \"side\":\"SELL\",\"order_type\":\"MARKET\",\"cash_amount\":\"5.1\"",
        "400 | \"side\":\"HOLD\",\"order_type\":\"MARKET\",\"quantity\":\"1\"",
        "400 | \"side\":\"SELL\",\"order_type\":\"TRAILING\",\"quantity\":\"1\"",
        "400 | \"side\":\"SELL\",\"order_type\":\"LIMIT\",\"quantity\":\"1\"",
        "400 | \"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"1\",\"limit_price\":\"5\"",
        "400 | \"side\":\"SELL\",\"order_type\":\"STOP\",\"quantity\":\"1\",\"stop_price\":\"x\"",
        "400 | \"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"1\",\"expiry_date\":\"soon\"",
        "400 | \"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"1\",\"execution_flow\":\"X\"",
        "422 | \"side\":\"SELL\",\"order_type\":\"LIMIT\",\"quantity\":\"1.5\",\"limit_price\":\"50\"",
        "422 | \"side\":\"SELL\",\"order_type\":\"LIMIT\",\"cash_amount\":\"5.00\",\"limit_price\":\"50\"",
        "422 | \"side\":\"SELL\",\"order_type\":\"LIMIT\",\"quantity\":\"1\",\"limit_price\":\"50.001\"",
        "422 | \"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"1\",\"expiry_date\":\"2020-01-01\"",
        "422 | \"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"1\",\"currency\":\"USD\""
      })
  void aWrongOrderIsRefused(int status, String fields) {
    place(fields).problem(status, status == 400 ? "invalid_request" : "unprocessable_entity");
    assertThat(client.get(orders()).json().path("data")).isEmpty();
  }

  @Test
  void whatTheBodyNamesMustExist() {
    String sell = "\"side\":\"SELL\",\"order_type\":\"MARKET\",\"quantity\":\"1\"";
    client
        .create("/orders", order(sell).replace(book.fund(0).isin(), "XS9999999999"))
        .problem(422, "unprocessable_entity");
    client
        .create("/orders", order(sell).replace(book.fund(0).isin(), "nonsense"))
        .problem(400, "invalid_request");
    for (UUID account : List.of(book.otherAccount, UUID.randomUUID())) {
      Answer refused =
          client
              .create("/orders", order(sell).replace(book.account.toString(), account.toString()))
              .problem(422, "unprocessable_entity");
      assertThat(refused.text("detail")).isEqualTo("the account does not exist");
    }
    client
        .create("/orders", order(sell).replace(book.owner.toString(), UUID.randomUUID().toString()))
        .problem(403, "forbidden");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "00000000-0000-0000-0000-000000000000", "%00"})
  void anUnknownOrderIsAbsent(String id) {
    client.get("/orders/" + id).problem(404, "not_found");
    client.delete("/orders/" + id).problem(404, "not_found");
  }

  @Test
  void aForeignOrderIsAbsent() {
    Answer placed =
        place(
                "\"side\":\"SELL\",\"order_type\":\"LIMIT\",\"quantity\":\"4\",\"limit_price\":\"99.00\"")
            .expect(202);
    UpvestClient stranger = book.stranger(root);

    stranger.get("/orders/" + placed.text("id")).problem(404, "not_found");
    stranger.delete("/orders/" + placed.text("id")).problem(404, "not_found");
    stranger.get(orders()).problem(404, "not_found");
    assertThat(client.get("/orders/" + placed.text("id")).text("status")).isNotEqualTo("CANCELLED");
  }
}
