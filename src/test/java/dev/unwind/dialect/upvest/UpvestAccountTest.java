// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.application.account.AccountDirectory;
import dev.unwind.dialect.upvest.UpvestClient.Answer;
import dev.unwind.importing.ImportBook;
import dev.unwind.persistence.LedgerRows;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of accounts, positions, valuations and cash, through HTTP. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class UpvestAccountTest {
  @TestHTTPResource("")
  URI root;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject ImportBook importBook;
  @Inject AccountDirectory directory;
  @Inject InstantSource clock;

  private static String opening(UUID user, UUID group, String name) {
    return "{\"user_id\":\"%s\",\"account_group_id\":\"%s\",\"type\":\"PORTFOLIO\",\"name\":\"%s\"}"
        .formatted(user, group, name);
  }

  @Test
  void anAccountIsShownAndListed() {
    UpvestBook book = new UpvestBook().load(importBook);
    UpvestClient client = book.client(root);

    Answer shown = client.get("/accounts/" + book.account).expect(200);

    assertThat(shown.text("type")).isEqualTo("PORTFOLIO");
    assertThat(shown.text("name")).isEqualTo(book.name);
    assertThat(shown.text("account_group_id")).isEqualTo(book.account.toString());
    assertThat(shown.json().path("account_number").asInt()).isEqualTo(1);
    assertThat(shown.json().path("users").toString())
        .isEqualTo("[{\"id\":\"" + book.owner + "\",\"type\":\"OWNER\"}]");
    JsonNode list = client.get("/accounts").expect(200).json();
    assertThat(list.path("data").findValuesAsText("name")).containsExactly(book.name);
    assertThat(list.path("meta").path("total_count").asInt()).isEqualTo(1);
    client.get("/accounts/" + book.otherAccount).problem(404, "not_found");
    client.get("/accounts/nonsense").problem(404, "not_found");
  }

  @Test
  void anAccountIsOpenedOncePerKeyAndGrantedToItsOpener() throws Exception {
    UpvestBook book = new UpvestBook().load(importBook);
    UpvestClient client = book.client(root);
    UUID group = UUID.randomUUID();
    String key = UUID.randomUUID().toString();
    String body = opening(book.owner, group, "Savings");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Callable<Answer>> calls =
        IntStream.range(0, 4)
            .<Callable<Answer>>mapToObj(i -> () -> client.create("/accounts", body, key))
            .collect(Collectors.toList());
    List<Future<Answer>> answers = threads.invokeAll(calls);
    threads.shutdown();

    Answer first = answers.get(0).get().expect(200);

    for (Future<Answer> answer : answers) {
      assertThat(answer.get().expect(200).body()).isEqualTo(first.body());
    }
    assertThat(first.text("name")).isEqualTo("Savings");
    assertThat(first.text("status")).isEqualTo("ACTIVE");
    assertThat(first.text("account_group_id")).isEqualTo(group.toString());
    assertThat(client.get("/accounts").json().path("meta").path("total_count").asInt())
        .isEqualTo(2);
    client.create("/accounts", body + " ", key).problem(422, "unprocessable_entity");
    Answer second = client.create("/accounts", opening(book.owner, group, "Savings")).expect(200);
    assertThat(second.json().path("account_number").asInt()).isEqualTo(2);
    book.stranger(root).get("/accounts/" + first.text("id")).problem(404, "not_found");
    String liquidations = "/accounts/" + first.text("id") + "/liquidations";
    client.create(liquidations, book.request()).expect(202);
  }

  @Test
  void anAccountIsRenamed() {
    UpvestBook book = new UpvestBook().load(importBook);
    UpvestClient client = book.client(root);

    client.patch("/accounts/" + book.account, "{\"name\":\"Old age\"}").expect(200);

    assertThat(client.get("/accounts/" + book.account).text("name")).isEqualTo("Old age");
    client.patch("/accounts/" + book.account, "{}").expect(200);
    client.patch("/accounts/" + book.account, "{\"name\":\"\"}").problem(400, "invalid_request");
    client
        .patch("/accounts/" + book.account, "{\"name\":\"" + "x".repeat(101) + "\"}")
        .problem(400, "invalid_request");
    client.patch("/accounts/" + book.otherAccount, "{\"name\":\"x\"}").problem(404, "not_found");
  }

  @Test
  void anAccountIsClosedOnceItIsEmpty() {
    UpvestBook book = new UpvestBook().holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    String path = "/accounts/" + book.account;

    client.delete(path).expect(202);

    assertThat(client.get(path).text("status")).isEqualTo("CLOSING");
    client.delete(path).problem(409, "conflict");
    client
        .create(
            "/orders",
            """
            {"account_id":"%s","side":"BUY","instrument_id":"%s","instrument_id_type":"ISIN","order_type":"MARKET",\
            "quantity":"1"}"""
                .formatted(book.account, book.fund(0).isin()))
        .problem(422, "unprocessable_entity");
    client.create(book.liquidations(), book.request()).expect(202);
    client.awaitStatus(path, "CLOSED");
    client.delete("/accounts/" + book.otherAccount).problem(404, "not_found");
  }

  @Test
  void anAccountIsNotClosedWhileItsVenueHoldsWhatTheLedgerDoesNot() {
    UpvestBook book = new UpvestBook().load(importBook);
    UpvestClient client = book.client(root);
    String path = "/accounts/" + book.account;
    try (LedgerRows rows = new LedgerRows()) {
      rows.execute("update account set venue = 'paper' where uid = ?", book.account);
      rows.execute(
          """
          insert into venue_difference (account_id, subject, name, ledger, venue, since)
          select account_id, 'POSITION', 'ELSEWHERE', 0, 10, now() from account where uid = ?
          """,
          book.account);
      client.delete(path).expect(202);
      directory.closeEmptied(clock.instant(), 1_000).await().atMost(PATIENCE);
      assertThat(client.get(path).text("status")).isEqualTo("CLOSING");
      rows.execute("delete from venue_difference where name = 'ELSEWHERE'");
      rows.execute("update account set venue = 'simulator' where uid = ?", book.account);
    }
    client.awaitStatus(path, "CLOSED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"user_id\":\"x\"}",
        "[]",
        "{\"user_id\":\"2ef01903-3b0f-487c-89d8-303684d2f23c\",\"account_group_id\":\"2ef01903-3b0f-487c-89d8-303684d2f23c\"}",
        "{\"user_id\":\"2ef01903-3b0f-487c-89d8-303684d2f23c\",\"account_group_id\":\"2ef01903-3b0f-487c-89d8-303684d2f23c\",\"type\":\"MARGIN\"}"
      })
  void aWrongOpeningIsRefused(String body) {
    UpvestBook book = new UpvestBook().load(importBook);
    UpvestClient client = book.client(root);

    client.create("/accounts", body).problem(400, "invalid_request");

    client.post("/accounts", body).problem(400, "missing_idempotency_key");
    assertThat(client.get("/accounts").json().path("data")).hasSize(1);
  }

  @Test
  void positionsAreShownByTheirInstruments() {
    UpvestBook book =
        new UpvestBook().holding("10", "20.00").holding("2.5", "8.00").load(importBook);
    UpvestClient client = book.client(root);
    client.rest(book, "SELL", "4", "99.00");
    String positions = "/accounts/" + book.account + "/positions";

    JsonNode list = client.get(positions).expect(200).json();

    assertThat(list.path("data")).hasSize(2);
    String isin = book.fund(0).isin();
    String uuid =
        client
            .get(positions + "/urn:isin:" + isin)
            .expect(200)
            .json()
            .path("instrument")
            .path("uuid")
            .asText();
    for (String id : List.of("isin:" + isin, isin, "uuid:" + uuid, "urn:uuid:" + uuid)) {
      Answer position = client.get(positions + "/" + id).expect(200);
      assertThat(position.text("quantity")).isEqualTo("10");
      assertThat(position.text("locked_for_trading")).isEqualTo("4");
      assertThat(position.text("available_for_trading")).isEqualTo("6");
      assertThat(position.text("pending_settlement")).isEqualTo("0");
      assertThat(position.json().path("instrument").path("isin").asText()).isEqualTo(isin);
    }
    assertThat(client.get(positions + "?limit=1&offset=1").json().path("data")).hasSize(1);
    assertThat(client.get(positions + "?offset=9").json().path("meta").toString())
        .contains("\"count\":0,\"total_count\":2");
    client.get(positions + "/isin:XS9999999999").problem(404, "not_found");
    client.get(positions + "/uuid:nonsense").problem(404, "not_found");
    client.get("/accounts/" + book.otherAccount + "/positions").problem(404, "not_found");
  }

  @Test
  void anAccountIsValuedAtTheLastPrices() {
    UpvestBook book =
        new UpvestBook().holding("10", "20.00").holding("25", "8.00").holding("3").load(importBook);
    UpvestClient client = book.client(root);
    String valuations = "/accounts/" + book.account + "/valuations";

    JsonNode now = client.get(valuations + "/current?price_quality=EOD").expect(200).json();

    assertThat(now.path("total_security_value").toString())
        .isEqualTo("{\"amount\":\"400.00\",\"currency\":\"EUR\"}");
    assertThat(now.path("security_positions").findValuesAsText("weight"))
        .containsExactlyInAnyOrder("50", "50", "null");
    assertThat(now.path("security_positions").findValues("value"))
        .anySatisfy(value -> assertThat(value.isNull()).isTrue());
    client.get(valuations + "/current?price_quality=LIVE").problem(400, "invalid_request");
    assertThat(client.get(valuations).expect(200).json().path("data")).hasSize(1);
    assertThat(client.get(valuations + "?end_date=2020-01-01").json().path("data")).isEmpty();
  }

  @Test
  void cashIsLockedByBuysAndTradableBeforeItSettles() {
    UpvestBook book = new UpvestBook().cash("500.00").holding("10", "20.00").load(importBook);
    UpvestClient client = book.client(root);
    client.rest(book, "BUY", "3", "10.00");
    String cash = "/account_groups/" + book.account + "/payments/cash_balance";

    Answer before = client.get(cash).expect(200);

    assertThat(before.text("balance")).isEqualTo("500.00");
    assertThat(before.text("locked_for_trading")).isEqualTo("30.00");
    assertThat(before.text("available_for_trading")).isEqualTo("470.00");
    assertThat(before.text("available_for_withdrawal")).isEqualTo("470.00");
    Answer accepted = client.create(book.liquidations(), book.request()).expect(202);
    client.awaitStatus(book.liquidations() + "/" + accepted.text("id"), "SETTLED");
    Answer after = client.get(cash).expect(200);
    assertThat(after.text("balance")).isEqualTo("700.00");
    assertThat(after.text("pending_settlement")).isEqualTo("0.00");
    assertThat(after.text("available_for_withdrawal")).isEqualTo("700.00");
    client
        .get("/account_groups/" + book.otherAccount + "/payments/cash_balance")
        .problem(404, "not_found");
    client.get("/account_groups/nonsense/payments/cash_balance").problem(404, "not_found");
  }
}
