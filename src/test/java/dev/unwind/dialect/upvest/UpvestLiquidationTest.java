// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.dialect.upvest.UpvestClient.Answer;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.venue.simulator.SessionMode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of liquidations, and reading them, through HTTP. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UpvestLiquidationTest extends UpvestLiquidationDesk {
  @Inject LedgerReader reader;

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
  void anAccountWithoutPositionsIsFilledAtOnce() {
    UpvestBook book = aBook().load(importBook);
    UpvestClient client = book.client(root);

    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);

    JsonNode now = client.get(of(book, accepted)).expect(200).json();
    // With nothing to settle it may have gone on to the next status by now.
    assertThat(now.path("status").asText()).isIn("FILLED", "SETTLED");
    Liquidation kept =
        reader
            .liquidation(AccountScope.EVERYTHING, UUID.fromString(accepted.text("id")))
            .await()
            .atMost(Duration.ofSeconds(30))
            .orElseThrow();
    assertThat(kept.endedAt()).isEqualTo(kept.createdAt());
    assertThat(now.path("orders")).isEmpty();
    assertThat(now.path("cash_amount").asText()).isEqualTo("0.00");
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
}
