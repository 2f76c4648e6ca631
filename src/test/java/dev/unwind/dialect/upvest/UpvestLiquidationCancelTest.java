// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.dialect.upvest.UpvestClient.Answer;
import dev.unwind.fixture.LogLines;
import dev.unwind.venue.simulator.CancelMode;
import dev.unwind.venue.simulator.book.FillMode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Cancelling a liquidation in each of its states. */
@QuarkusTest
class UpvestLiquidationCancelTest extends UpvestLiquidationDesk {
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
  @ResourceLock(LogLines.RESOURCE)
  void linesOfItsRequestsCarryItWithItsAccount() {
    UpvestBook book = aBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);
    String request = UUID.randomUUID().toString();
    Logger all = Logger.getLogger("");
    Level before = all.getLevel();
    all.setLevel(Level.FINE);
    try (LogLines lines = LogLines.all()) {
      client.send("GET", of(book, accepted), null, Map.of("X-Request-ID", request)).expect(200);

      assertThat(lines.contextsOf(request))
          .anySatisfy(
              context ->
                  assertThat(context)
                      .containsKey("account")
                      .containsEntry("liquidation", accepted.text("id")));
    } finally {
      all.setLevel(before);
    }
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
}
