// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.application.importing.ImportBook;
import dev.unwind.application.market.Market;
import dev.unwind.application.market.PutQuote;
import dev.unwind.dialect.upvest.UpvestClient.Answer;
import dev.unwind.venue.simulator.CancelMode;
import dev.unwind.venue.simulator.FillMode;
import dev.unwind.venue.simulator.SessionMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of liquidations with all of its completions, through HTTP. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UpvestLiquidationTest {
  @TestHTTPResource("")
  URI root;

  @Inject ImportBook importBook;
  @Inject SimulatorScenario simulator;
  @Inject Market market;
  @Inject PutQuote putQuote;

  @AfterEach
  void asConfigured() {
    simulator.reset();
  }

  private UpvestBook aBook() {
    return new UpvestBook();
  }

  private static String of(UpvestBook book, Answer accepted) {
    return book.liquidations() + "/" + accepted.text("id");
  }

  private static List<String> statuses(JsonNode liquidation) {
    return liquidation.path("orders").findValuesAsText("status");
  }

  @Test
  void everythingIsSoldAndTheProceedsAreKnownOnceItIs() {
    UpvestBook book =
        aBook().holding("41.20773615", "108.45").holding("3.5", "231.45").load(importBook);
    UpvestClient client = book.client(root);

    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);

    JsonNode taken = accepted.json();
    assertThat(taken.path("status").asText()).isEqualTo("NEW");
    assertThat(taken.path("orders")).isEmpty();
    assertThat(taken.path("cash_amount").asText()).isEmpty();
    assertThat(taken.path("currency").asText()).isEqualTo("EUR");
    assertThat(taken.path("user_id").asText()).isEqualTo(book.owner.toString());
    assertThat(taken.path("account_id").asText()).isEqualTo(book.account.toString());
    assertThat(accepted.header("unwind-liquidation")).isEqualTo(accepted.text("id"));
    JsonNode ended = client.awaitStatus(of(book, accepted), "FILLED", "SETTLED").json();
    assertThat(ended.path("cash_amount").asText()).isEqualTo("5279.06");
    assertThat(statuses(ended)).containsExactly("FILLED", "FILLED");
    assertThat(ended.path("orders").findValuesAsText("side")).containsOnly("SELL");
    assertThat(client.get("/accounts/" + book.account + "/positions").json().path("data"))
        .isEmpty();
    assertThat(client.get("/accounts/" + book.account).text("status")).isEqualTo("ACTIVE");
  }

  @Test
  void aFilledLiquidationSettlesAndItsAmountStays() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);

    JsonNode settled = client.awaitStatus(of(book, accepted), "SETTLED").json();

    assertThat(settled.path("cash_amount").asText()).isEqualTo("200.00");
    String order = settled.path("orders").get(0).path("id").asText();
    JsonNode execution = client.get("/orders/" + order).json().path("executions").get(0);
    assertThat(execution.path("status").asText()).isEqualTo("SETTLED");
    assertThat(execution.path("settlement_date").asText()).isNotEmpty();
  }

  @Test
  void anOrderOfALiquidationNamesIt() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);
    JsonNode ended = client.awaitStatus(of(book, accepted), "FILLED", "SETTLED").json();

    Answer order =
        client.get("/orders/" + ended.path("orders").get(0).path("id").asText()).expect(200);

    assertThat(order.text("client_reference")).isEqualTo(accepted.text("id"));
    assertThat(order.text("initiation_flow")).isEqualTo("ACCOUNT_LIQUIDATION");
    assertThat(order.text("quantity")).isEqualTo("10");
    assertThat(order.text("order_type")).isEqualTo("MARKET");
    assertThat(order.text("side")).isEqualTo("SELL");
  }

  @Test
  void aSecondOneIsAConflictThatNamesTheFirst() {
    UpvestBook book = aBook().holding("10").load(importBook);
    UpvestClient client = book.client(root);
    Answer first = client.create(book.liquidations(), book.request()).expect(202);

    Answer second = client.create(book.liquidations(), book.request());

    second.problem(409, "conflict");
    assertThat(second.text("detail")).contains(first.text("id"));
    client.delete(of(book, first)).expect(204);
    client.awaitStatus(of(book, first), "CANCELLED");
    client.create(book.liquidations(), book.request()).expect(202);
  }

  @Test
  void aRepeatedKeyIsAnsweredByteForByte() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    String key = UUID.randomUUID().toString();
    Answer first = client.create(book.liquidations(), book.request(), key).expect(202);
    client.awaitStatus(of(book, first), "SETTLED");

    Answer again = client.create(book.liquidations(), book.request(), key).expect(202);

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("unwind-liquidation")).isEqualTo(first.text("id"));
    assertThat(client.get(book.liquidations()).json().path("meta").path("total_count").asInt())
        .isEqualTo(1);
  }

  @Test
  void aKeyIsRefusedForAnotherBodyOrAnotherAccount() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    String key = UUID.randomUUID().toString();
    client.create(book.liquidations(), book.request(), key).expect(202);

    client
        .create(book.liquidations(), book.request() + " ", key)
        .problem(422, "unprocessable_entity");
    client
        .create("/accounts/" + book.otherAccount + "/liquidations", book.request(), key)
        .problem(422, "unprocessable_entity");
    client.create("/orders", book.request(), key).problem(422, "unprocessable_entity");
  }

  @Test
  void aKeyOfARefusedRequestMayBeUsedAgain() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    String key = UUID.randomUUID().toString();

    client.create(book.liquidations(), "{}", key).problem(400, "invalid_request");

    client.create(book.liquidations(), book.request(), key).expect(202);
  }

  @Test
  void callsWithOneKeyAtOnceRunOnce() throws Exception {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    int rounds = 25;
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < rounds; round++) {
        String key = UUID.randomUUID().toString();
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          calls.add(() -> client.create(book.liquidations(), book.request(), key));
        }
        List<String> bodies = new ArrayList<>();
        for (Future<Answer> answer : threads.invokeAll(calls)) {
          bodies.add(answer.get().expect(202).body());
        }
        assertThat(bodies).as("round %d", round).hasSize(8).containsOnly(bodies.get(0));
        String id = bodies.get(0).substring(7, 43);
        client.awaitStatus(book.liquidations() + "/" + id, "FILLED", "SETTLED");
      }
    } finally {
      threads.shutdownNow();
    }
    JsonNode all = client.get(book.liquidations()).json();
    assertThat(all.path("meta").path("total_count").asInt()).isEqualTo(rounds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "not-a-uuid", "12345678-1234-1234-1234-12345678901"})
  void withoutAProperKeyNothingIsTaken(String key) {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);

    Answer answer =
        key.isEmpty()
            ? client.post(book.liquidations(), book.request())
            : client.create(book.liquidations(), book.request(), key);

    answer.problem(400, key.isBlank() ? "missing_idempotency_key" : "invalid_request");
    assertThat(client.get(book.liquidations()).json().path("data")).isEmpty();
  }

  @Test
  void anAccountWithoutPositionsIsFilledAtOnce() {
    UpvestBook book = aBook().load(importBook);
    UpvestClient client = book.client(root);

    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);

    JsonNode now = client.get(of(book, accepted)).expect(200).json();
    assertThat(now.path("status").asText()).isEqualTo("FILLED");
    assertThat(now.path("orders")).isEmpty();
    assertThat(now.path("cash_amount").asText()).isEqualTo("0.00");
  }

  @Test
  void openBuysAreCancelledFirst() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    client.rest(book, "BUY", "2", "1.00");

    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);

    JsonNode ended = client.awaitStatus(of(book, accepted), "FILLED", "SETTLED").json();
    assertThat(ended.path("cash_amount").asText()).isEqualTo("200.00");
    JsonNode orders = client.get("/accounts/" + book.account + "/orders").json().path("data");
    JsonNode buy =
        orders.get(0).path("side").asText().equals("BUY") ? orders.get(0) : orders.get(1);
    assertThat(buy.path("status").asText()).isEqualTo("CANCELLED");
    assertThat(buy.path("cancellation_reason").asText()).isEqualTo("CANCELLED_BY_UPVEST_PLATFORM");
  }

  @Test
  void whileItRunsNothingIsBought() {
    UpvestBook book = aBook().holding("10").offering("5.00").load(importBook);
    UpvestClient client = book.client(root);
    client.create(book.liquidations(), book.request()).expect(202);

    client
        .create(
            "/orders",
            """
            {"account_id":"%s","side":"BUY","instrument_id":"%s","instrument_id_type":"ISIN","order_type":"MARKET",\
            "quantity":"1"}"""
                .formatted(book.account, book.fund(1).isin()))
        .problem(422, "unprocessable_entity");
  }

  @Test
  void anotherUserMayNotLiquidate() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);

    client
        .create(book.liquidations(), "{\"user_id\":\"" + UUID.randomUUID() + "\"}")
        .problem(403, "forbidden");

    assertThat(client.get(book.liquidations()).json().path("data")).isEmpty();
  }

  @Test
  void anUnknownAccountAndAForeignOneAreAnsweredAlike() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);

    for (String account :
        List.of(book.otherAccount.toString(), UUID.randomUUID().toString(), "nonsense")) {
      String path = "/accounts/" + account + "/liquidations";
      Answer refused = client.create(path, book.request()).problem(404, "not_found");
      assertThat(refused.text("detail")).isEqualTo("the account does not exist");
      client.get(path).problem(404, "not_found");
      client.get(path + "/" + UUID.randomUUID()).problem(404, "not_found");
      client.delete(path + "/" + UUID.randomUUID()).problem(404, "not_found");
    }
  }

  @Test
  void aForeignLiquidationIsAnAbsentOne() {
    UpvestBook book = aBook().holding("10").load(importBook);
    Answer accepted = book.client(root).create(book.liquidations(), book.request()).expect(202);
    UpvestClient stranger = book.stranger(root);

    stranger.get(of(book, accepted)).problem(404, "not_found");
    stranger.delete(of(book, accepted)).problem(404, "not_found");
    String mine = "/accounts/" + book.otherAccount + "/liquidations/" + accepted.text("id");
    stranger.get(mine).problem(404, "not_found");
    stranger.delete(mine).problem(404, "not_found");
    assertThat(book.client(root).get(of(book, accepted)).text("status")).isNotEqualTo("CANCELLED");
  }

  @Test
  void aTradingAccountIsNotLiquidatedUnlessConfigured() {
    UpvestBook book = aBook().type("TRADING").holding("10", "20.00").load(importBook);

    book.client(root)
        .create(book.liquidations(), book.request())
        .problem(422, "unprocessable_entity");
  }

  @Test
  void aClosingAccountMayBeLiquidated() {
    UpvestBook book = aBook().status("CLOSING").holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);

    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);

    client.awaitStatus(of(book, accepted), "FILLED", "SETTLED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOCKED", "CLOSED"})
  void aLockedOrClosedAccountMayNot(String status) {
    UpvestBook book = aBook().status(status).holding("10", "20.00").load(importBook);

    book.client(root)
        .create(book.liquidations(), book.request())
        .problem(422, "unprocessable_entity");
  }

  @Test
  void cancellingANewOneCancelsEverything() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    client.rest(book, "BUY", "1", "1.00");
    simulator.cancel(CancelMode.IGNORE);
    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);
    assertThat(client.get(of(book, accepted)).text("status")).isEqualTo("NEW");

    client.delete(of(book, accepted)).expect(204);

    JsonNode canceled = client.awaitStatus(of(book, accepted), "CANCELLED").json();
    assertThat(canceled.path("cash_amount").asText()).isEqualTo("0.00");
    assertThat(canceled.path("orders")).isEmpty();
    client.delete(of(book, accepted)).expect(204);
  }

  @Test
  void cancellingOneInProcessKeepsWhatIsFilled() {
    UpvestBook book = aBook().holding("10", "20.00").holding("5").load(importBook);
    UpvestClient client = book.client(root);
    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);
    client.await(
        of(book, accepted), json -> statuses(json).containsAll(List.of("FILLED", "PROCESSING")));
    assertThat(client.get(of(book, accepted)).text("status")).isEqualTo("PROCESSING");
    assertThat(client.get(of(book, accepted)).text("cash_amount")).isEmpty();

    client.delete(of(book, accepted)).expect(204);

    JsonNode canceled = client.awaitStatus(of(book, accepted), "CANCELLED").json();
    assertThat(canceled.path("cash_amount").asText()).isEqualTo("200.00");
    assertThat(statuses(canceled)).containsExactlyInAnyOrder("FILLED", "CANCELLED");
    client.delete(of(book, accepted)).expect(204);
    String rest =
        client
            .get("/accounts/" + book.account + "/positions/isin:" + book.fund(1).isin())
            .text("quantity");
    assertThat(rest).isEqualTo("5");
  }

  @Test
  void cancellingAPartlyFilledOneLosesOnlyTheRest() {
    simulator.fill(FillMode.PARTIAL);
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);
    String position = "/accounts/" + book.account + "/positions/" + book.fund(0).isin();
    client.await(position, json -> !json.path("quantity").asText().equals("10"));

    client.delete(of(book, accepted)).expect(204);

    JsonNode canceled = client.awaitStatus(of(book, accepted), "CANCELLED").json();
    String left = client.get(position).text("quantity");
    assertThat(canceled.path("cash_amount").asText())
        .isEqualTo(
            new java.math.BigDecimal("10")
                .subtract(new java.math.BigDecimal(left))
                .multiply(new java.math.BigDecimal("20"))
                .setScale(2)
                .toPlainString());
  }

  @Test
  void whatHasEndedCannotBeCancelled() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);
    client.awaitStatus(of(book, accepted), "FILLED", "SETTLED");

    client.delete(of(book, accepted)).problem(409, "conflict");

    client.awaitStatus(of(book, accepted), "SETTLED");
    client.delete(of(book, accepted)).problem(409, "conflict");
  }

  @Test
  void whatTheVenueEndedCannotBeCancelled() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    simulator.rejectSymbols(java.util.Set.of(book.fund(0).symbol()));
    UpvestClient client = book.client(root);
    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);
    JsonNode ended = client.awaitStatus(of(book, accepted), "CANCELLED").json();
    assertThat(ended.path("cash_amount").asText()).isEqualTo("0.00");
    assertThat(statuses(ended)).containsOnly("CANCELLED");

    client.delete(of(book, accepted)).problem(409, "conflict");
  }

  @Test
  void anOrderRefusedByTheVenueDoesNotHoldUpTheOthers() {
    UpvestBook book = aBook().holding("10", "20.00").holding("5", "8.00").load(importBook);
    simulator.rejectSymbols(java.util.Set.of(book.fund(1).symbol()));
    UpvestClient client = book.client(root);

    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);

    JsonNode ended = client.awaitStatus(of(book, accepted), "CANCELLED").json();
    assertThat(ended.path("cash_amount").asText()).isEqualTo("200.00");
    assertThat(statuses(ended)).contains("FILLED", "CANCELLED");
  }

  @Test
  void anUntradableInstrumentStaysNewInALiquidationInProcess() {
    simulator.session(SessionMode.CLOSED);
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);

    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);

    JsonNode waiting = client.get(of(book, accepted)).expect(200).json();
    assertThat(waiting.path("status").asText()).isEqualTo("PROCESSING");
    assertThat(statuses(waiting)).containsExactly("NEW");
    assertThat(waiting.path("cash_amount").asText()).isEmpty();
    simulator.session(SessionMode.OPEN);
    client.awaitStatus(of(book, accepted), "FILLED", "SETTLED");
  }

  @Test
  void withoutAMarketItWaitsAndGoesOnWhenThereIsOne() {
    UpvestBook book = aBook().holding("10").load(importBook);
    UpvestClient client = book.client(root);
    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);
    client.awaitStatus(of(book, accepted), "PROCESSING");

    UpvestQuotes.put(market, putQuote, book.fund(0).symbol(), "30.00");

    JsonNode ended = client.awaitStatus(of(book, accepted), "FILLED", "SETTLED").json();
    assertThat(ended.path("cash_amount").asText()).isEqualTo("300.00");
  }

  @Test
  void theListIsPaged() {
    UpvestBook book = aBook().load(importBook);
    UpvestClient client = book.client(root);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.add(client.create(book.liquidations(), book.request()).expect(202).text("id"));
    }

    JsonNode all = client.get(book.liquidations()).expect(200).json();
    assertThat(all.path("data").findValuesAsText("id")).containsExactlyElementsOf(ids);
    assertThat(all.path("meta").toString())
        .isEqualTo(
            "{\"offset\":0,\"limit\":100,\"count\":3,\"total_count\":3,\"sort\":\"id\",\"order\":\"ASC\"}");
    JsonNode middle =
        client.get(book.liquidations() + "?offset=1&limit=1&sort=id&order=DESC").json();
    assertThat(middle.path("data").findValuesAsText("id")).containsExactly(ids.get(1));
    assertThat(client.get(book.liquidations() + "?limit=0").json().path("data")).isEmpty();
    assertThat(
            client
                .get(book.liquidations() + "?start_date=2020-01-01T00:00:00Z&end_date=2020-01-02")
                .json()
                .path("meta")
                .path("total_count")
                .asInt())
        .isZero();
    assertThat(client.get(book.liquidations() + "?start_date=2020-01-01").json().path("data"))
        .hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=1001",
        "limit=-1",
        "limit=x",
        "offset=-1",
        "offset=99999999999",
        "order=asc",
        "sort=created_at",
        "start_date=yesterday",
        "end_date=2026-13-01"
      })
  void aWrongPageIsRefused(String query) {
    UpvestBook book = aBook().load(importBook);

    book.client(root).get(book.liquidations() + "?" + query).problem(400, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{\"user_id\":1,}",
        "{\"user_id\":{}}",
        "{\"user_id\":\"x\"}",
        "{}",
        "\"text\"",
        "{\"user_id\":null}",
        "{\"user_id\":\"2ef01903-3b0f-487c-89d8-303684d2f23c\"} trailing"
      })
  void aWrongBodyIsRefusedAndNothingIsSold(String body) {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);

    Answer refused = client.create(book.liquidations(), body).problem(400, "invalid_request");

    assertThat(refused.body()).doesNotContain("dev.unwind").doesNotContain("com.fasterxml");
    assertThat(client.get(book.liquidations()).json().path("data")).isEmpty();
  }
}
