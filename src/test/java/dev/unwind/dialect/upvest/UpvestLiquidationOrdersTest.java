// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.application.account.AccountDirectory;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.dialect.upvest.UpvestClient.Answer;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.simulator.CancelMode;
import dev.unwind.venue.simulator.LinkMode;
import dev.unwind.venue.simulator.SessionMode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Liquidations of accounts with working orders. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UpvestLiquidationOrdersTest extends UpvestLiquidationDesk {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject AccountDirectory directory;
  @Inject Books books;

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
  void aSellInProcessKeepsItsQuantityAndTheRestIsSold() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    Answer resting = client.rest(book, "SELL", "4", "30.00");

    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);

    client.await(of(book, accepted), json -> statuses(json).equals(List.of("FILLED")));
    JsonNode waiting = client.get(of(book, accepted)).json();
    assertThat(waiting.path("status").asText()).isEqualTo("PROCESSING");
    assertThat(waiting.path("cash_amount").asText()).isEmpty();
    assertThat(order(client, resting).path("status").asText()).isEqualTo("PROCESSING");
    assertThat(position(client, book).path("quantity").asText()).isEqualTo("4");
    assertThat(position(client, book).path("available_for_trading").asText()).isEqualTo("0");
    quote(book, 0, "31.00");

    JsonNode ended = client.awaitStatus(of(book, accepted), "FILLED", "SETTLED").json();
    assertThat(ended.path("cash_amount").asText()).isEqualTo("120.00");
    assertThat(statuses(ended)).containsExactly("FILLED");
    assertThat(order(client, resting).path("status").asText()).isEqualTo("FILLED");
    assertThat(client.get("/accounts/" + book.account + "/positions").json().path("data"))
        .isEmpty();
  }

  @Test
  void whatASellInProcessLeavesIsSoldByAnotherOrder() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    Answer resting = client.rest(book, "SELL", "4", "30.00");
    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);
    client.await(of(book, accepted), json -> statuses(json).equals(List.of("FILLED")));

    client.delete("/orders/" + resting.text("id")).expect(202);

    JsonNode ended = client.awaitStatus(of(book, accepted), "FILLED", "SETTLED").json();
    assertThat(ended.path("cash_amount").asText()).isEqualTo("200.00");
    assertThat(statuses(ended)).containsExactly("FILLED", "FILLED");
    assertThat(order(client, resting).path("status").asText()).isEqualTo("CANCELLED");
  }

  @Test
  void whereASellInProcessHasItAllTheLiquidationWaitsForIt() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    Answer resting = client.rest(book, "SELL", "10", "30.00");
    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);
    assertThat(client.get(of(book, accepted)).text("status")).isEqualTo("NEW");

    client.delete(of(book, accepted)).expect(204);

    JsonNode canceled = client.awaitStatus(of(book, accepted), "CANCELLED").json();
    assertThat(canceled.path("cash_amount").asText()).isEqualTo("0.00");
    assertThat(order(client, resting).path("status").asText()).isEqualTo("PROCESSING");
    Answer second = client.create(book.liquidations(), book.request()).expect(202);
    quote(book, 0, "30.00");
    JsonNode ended = client.awaitStatus(of(book, second), "FILLED", "SETTLED").json();
    assertThat(ended.path("orders")).isEmpty();
    assertThat(ended.path("cash_amount").asText()).isEqualTo("0.00");
  }

  @Test
  void aSellThatIsStillNewIsCancelled() {
    simulator.session(SessionMode.CLOSED);
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    Answer parked = client.create("/orders", sell(book, "4", "30.00")).expect(202);
    assertThat(order(client, parked).path("status").asText()).isEqualTo("NEW");

    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);

    client.await(
        "/orders/" + parked.text("id"), json -> json.path("status").asText().equals("CANCELLED"));
    simulator.session(SessionMode.OPEN);
    JsonNode ended = client.awaitStatus(of(book, accepted), "FILLED", "SETTLED").json();
    assertThat(ended.path("cash_amount").asText()).isEqualTo("200.00");
    assertThat(statuses(ended)).containsExactly("FILLED");
  }

  @Test
  void whatAFailedCancelFreesLaterIsSoldToo() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    // The venue has the order and tells nothing of it, neither in an answer nor by a report.
    simulator.link(LinkMode.ANSWERS_LOST).latency(Duration.ofMinutes(1)).cancel(CancelMode.REJECT);
    Answer sell = client.create("/orders", sell(book, "4", "30.00")).expect(202);
    assertThat(order(client, sell).path("status").asText()).isEqualTo("NEW");

    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);

    simulator.link(LinkMode.UP).latency(Duration.ZERO);
    client.await(of(book, accepted), json -> statuses(json).equals(List.of("FILLED")));
    assertThat(order(client, sell).path("status").asText()).isEqualTo("PROCESSING");
    assertThat(client.get(of(book, accepted)).text("status")).isEqualTo("PROCESSING");
    simulator.reset();
    client.delete("/orders/" + sell.text("id")).expect(202);
    JsonNode ended = client.awaitStatus(of(book, accepted), "FILLED", "SETTLED").json();
    assertThat(ended.path("cash_amount").asText()).isEqualTo("200.00");
    assertThat(statuses(ended)).containsExactly("FILLED", "FILLED");
  }

  @Test
  void anOrderThatTheVenueCancelsIsTriedOnceMore() {
    UpvestBook book = aBook().holding("10").load(importBook);
    UpvestClient client = book.client(root);
    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);
    client.await(of(book, accepted), json -> statuses(json).equals(List.of("PROCESSING")));

    venueCancels(client, book, 0);

    client.await(
        of(book, accepted), json -> statuses(json).equals(List.of("CANCELLED", "PROCESSING")));
    assertThat(client.get(of(book, accepted)).text("status")).isEqualTo("PROCESSING");

    venueCancels(client, book, 1);

    JsonNode ended = client.awaitStatus(of(book, accepted), "CANCELLED").json();
    assertThat(statuses(ended)).containsExactly("CANCELLED", "CANCELLED");
    assertThat(ended.path("cash_amount").asText()).isEqualTo("0.00");
    assertThat(
            order(client, ended.path("orders").get(0).path("id").asText())
                .path("cancellation_reason")
                .asText())
        .isEqualTo("CANCELLED_BY_TRADING_PARTNER");
  }

  /** Reports what the simulator never does by itself: the venue ends an order. */
  private void venueCancels(UpvestClient client, UpvestBook book, int index) {
    AccountId account =
        directory
            .find(AccountScope.EVERYTHING, book.account)
            .await()
            .atMost(PATIENCE)
            .orElseThrow()
            .account()
            .id();
    JsonNode liquidation = client.get(book.liquidations()).json().path("data").get(0);
    UUID key = UUID.fromString(liquidation.path("orders").get(index).path("id").asText());
    List<ExecutionReport> reports =
        List.of(
            new ExecutionReport.Canceled(
                account, key, Quantity.ZERO, "cancelled by the venue", Instant.now()));
    List<ExecutionReport> unknown =
        books
            .decide(
                account,
                BookScope.reports(Set.of(key), Set.of()),
                DecisionOrigin.SERVICE,
                b -> b.record(reports))
            .await()
            .atMost(PATIENCE);
    assertThat(unknown).isEmpty();
  }

  private static String sell(UpvestBook book, String qty, String limit) {
    return """
        {"account_id":"%s","side":"SELL","instrument_id":"%s","instrument_id_type":"ISIN","order_type":"LIMIT",\
        "quantity":"%s","limit_price":"%s"}"""
        .formatted(book.account, book.fund(0).isin(), qty, limit);
  }

  private static JsonNode order(UpvestClient client, Answer placed) {
    return order(client, placed.text("id"));
  }

  private static JsonNode order(UpvestClient client, String id) {
    return client.get("/orders/" + id).expect(200).json();
  }

  private static JsonNode position(UpvestClient client, UpvestBook book) {
    return client
        .get("/accounts/" + book.account + "/positions/isin:" + book.fund(0).isin())
        .expect(200)
        .json();
  }
}
