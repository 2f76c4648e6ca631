// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import static dev.unwind.dialect.neuratrade.NeuratradeClient.byId;
import static dev.unwind.dialect.neuratrade.NeuratradeClient.bySymbol;
import static dev.unwind.dialect.neuratrade.NeuratradeClient.ids;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.dialect.neuratrade.NeuratradeClient.Answer;
import dev.unwind.importing.ImportBook;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of orders and liquidations, through HTTP. */
@QuarkusTest
class NeuratradeDialectTest {
  private static final String ID = "^(ord|pos)-\\d{14}-\\d+$";

  @Inject ImportBook importBook;
  @Inject SimulatorScenario scenario;

  private NeuratradeBook book;
  private NeuratradeClient bot;

  @BeforeEach
  void aHedgingAccount() {
    book = NeuratradeBook.hedging().load(importBook);
    bot = book.bot(base());
  }

  @AfterEach
  void theVenueIsItselfAgain() {
    scenario.reset();
  }

  private URI base() {
    return URI.create("http://localhost:" + RestAssured.port);
  }

  @Test
  void anUnfilledLimitOrderIsAnOpenPosition() {
    Answer placed = bot.placeLimit(book.symbol, " buy ", "0.50", "50.00");

    assertThat(placed.status()).as(placed.body()).isEqualTo(201);
    assertThat(placed.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
    assertThat(placed.json().path("status").asText()).isEqualTo("success");
    JsonNode order = placed.data().path("order");
    JsonNode position = placed.data().path("position");
    String orderId = order.path("order_id").asText();
    String positionId = position.path("position_id").asText();
    assertThat(orderId).matches(ID).startsWith("ord-");
    assertThat(positionId).isEqualTo("pos-" + orderId.substring(4));
    assertThat(order.path("position_id").asText()).isEqualTo(positionId);
    assertThat(position.path("order_id").asText()).isEqualTo(orderId);
    assertThat(order.path("exchange").asText()).isEqualTo("binance");
    assertThat(order.path("symbol").asText()).isEqualTo(book.symbol);
    assertThat(order.path("side").asText()).isEqualTo("BUY");
    assertThat(order.path("type").asText()).isEqualTo("LIMIT");
    assertThat(order.path("amount").asText()).isEqualTo("0.5");
    assertThat(order.path("price").asText()).isEqualTo("50");
    assertThat(order.path("status").asText()).isEqualTo("OPEN");
    assertThat(position.path("size").asText()).isEqualTo("0.5");
    assertThat(position.path("entry_price").asText()).isEqualTo("50");
    assertThat(position.path("status").asText()).isEqualTo("OPEN");
    assertThat(Instant.parse(position.path("opened_at").asText())).isBefore(Instant.now());

    assertThat(ids(bot.get("/positions?status=OPEN"))).containsExactly(positionId);
    Answer read = bot.get("/positions/" + positionId);
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.data().path("opened_at")).isEqualTo(position.path("opened_at"));
  }

  @Test
  void aMarketOrderIsAnsweredWithWhatItTradedAt() {
    Answer placed =
        bot.post(
            "/place_order",
            """
            {"exchange":"Binance ","symbol":"%s","side":"BUY","amount":2.5,"price":"7","more":[1]}"""
                .formatted(book.symbol.toLowerCase(Locale.ROOT)));

    assertThat(placed.status()).as(placed.body()).isEqualTo(201);
    JsonNode position = placed.data().path("position");
    assertThat(position.path("entry_price").asText()).isEqualTo("101");
    assertThat(position.path("size").asText()).isEqualTo("2.5");
    assertThat(position.path("exchange").asText()).isEqualTo("Binance ");
    assertThat(position.path("symbol").asText()).isEqualTo(book.symbol.toLowerCase(Locale.ROOT));
    assertThat(placed.data().path("order").path("type").asText()).isEqualTo("MARKET");
    assertThat(placed.data().path("order").path("status").asText()).isEqualTo("OPEN");
  }

  @Test
  void aCanceledOrderClosesItsPosition() {
    Answer placed = bot.placeLimit(book.symbol, "BUY", "1", "50");
    String orderId = placed.data().path("order").path("order_id").asText();
    Answer canceled = bot.cancel(orderId);

    assertThat(canceled.status()).as(canceled.body()).isEqualTo(200);
    assertThat(canceled.data().path("status").asText()).isEqualTo("CANCELED");
    assertThat(ids(bot.get("/positions?status=OPEN"))).isEmpty();
    JsonNode closed = bot.get("/positions?status=closed").data().path("positions").path(0);
    assertThat(closed.path("status").asText()).isEqualTo("CLOSED");
    assertThat(closed.path("size").asText()).isEqualTo("1");

    assertThat(bot.cancel(orderId).status()).isEqualTo(409);
    assertThat(bot.cancel(orderId).error()).isEqualTo("order is not open");
    assertThat(bot.liquidate(closed.path("position_id").asText()).status()).isEqualTo(404);
  }

  @Test
  void afterAFillAnOrderCannotBeCanceled() {
    Answer placed = bot.placeMarket(book.symbol, "BUY", "1");
    Answer refused = bot.cancel(placed.data().path("order").path("order_id").asText());

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.error()).isEqualTo("order is not open");
  }

  @Test
  void theOldestOfASymbolIsLiquidatedFirstAndTheRestByCloseAll() {
    String first = position(bot.placeMarket(book.symbol, "BUY", "1"));
    String second = position(bot.placeMarket(book.symbol, "SELL", "2"));
    String third = position(bot.placeLimit(book.symbol, "BUY", "3", "10"));
    Answer one = bot.post("/liquidate", bySymbol(" " + book.symbol.toLowerCase(Locale.ROOT) + " "));

    assertThat(one.status()).as(one.body()).isEqualTo(200);
    assertThat(one.data().path("position_id").asText()).isEqualTo(first);
    assertThat(one.data().path("status").asText()).isEqualTo("LIQUIDATED");
    assertThat(one.header("Unwind-Liquidation")).hasSize(36);

    Answer all = bot.post("/liquidate_all", "whatever");
    assertThat(all.status()).as(all.body()).isEqualTo(200);
    assertThat(all.data().path("count").asInt()).isEqualTo(2);
    assertThat(ids(all)).containsExactly(second, third);
    assertThat(ids(bot.get("/positions?status=LIQUIDATED"))).containsExactly(third, second, first);
    assertThat(ids(bot.get("/positions?status=OPEN"))).isEmpty();

    Answer none = bot.liquidateAll();
    assertThat(none.status()).isEqualTo(200);
    assertThat(none.data().path("count").asInt()).isZero();
    assertThat(none.data().path("positions").isArray()).isTrue();
    assertThat(none.data().path("positions")).isEmpty();
  }

  @Test
  void theIdGoesBeforeTheSymbolAndDoesNotFallBack() {
    String first = position(bot.placeMarket(book.symbol, "BUY", "1"));
    String second = position(bot.placeMarket(book.symbol, "BUY", "1"));
    String both = "{\"position_id\":\" %s \",\"symbol\":\"%s\"}".formatted(second, book.symbol);

    assertThat(bot.post("/liquidate", both).data().path("position_id").asText()).isEqualTo(second);
    Answer again = bot.post("/liquidate", both);
    assertThat(again.status()).isEqualTo(404);
    assertThat(again.error()).isEqualTo("open position not found");
    assertThat(ids(bot.get("/positions?status=OPEN"))).containsExactly(first);
  }

  @Test
  void liquidatingAnUnfilledPositionCancelsItsOrder() {
    Answer placed = bot.placeLimit(book.symbol, "BUY", "1", "50");
    Answer done = bot.liquidate(position(placed));

    assertThat(done.status()).as(done.body()).isEqualTo(200);
    assertThat(done.data().path("status").asText()).isEqualTo("LIQUIDATED");
    assertThat(bot.cancel(placed.data().path("order").path("order_id").asText()).status())
        .isEqualTo(409);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/place_order | | 400 | invalid request payload",
        "/place_order | {broken | 400 | invalid request payload",
        "/place_order | {\"symbol\":\"s\",\"side\":\"BUY\",\"amount\":1} | 400 | invalid request payload",
        "/cancel_order | {} | 400 | invalid request payload",
        "/cancel_order | {\"order_id\":\"ord-20260101000000-1\"} | 404 | order not found",
        "/liquidate | | 400 | invalid request payload",
        "/liquidate | {} | 400 | position_id or symbol is required",
        "/liquidate | {\"position_id\":\"pos-20260101000000-1\"} | 404 | open position not found",
        "/liquidate | {\"symbol\":\"NO/SUCH\"} | 404 | open position not found",
      })
  void aWrongRequestIsToldInTheContractsWords(String path, String body, int status, String text) {
    Answer answer = bot.post(path, body == null ? "" : body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.json().path("status").asText()).isEqualTo("error");
    assertThat(answer.error()).isEqualTo(text);
    assertThat(answer.json()).hasSize(2);
  }

  /** Defect 10: the price of a MARKET order was taken unchecked as its entry price. */
  @ParameterizedTest
  @CsvSource({
    "-5,MARKET,price must not be negative",
    "0,LIMIT,price must be greater than zero for LIMIT orders",
    "1.001,LIMIT,price is not a multiple of the symbol's increment"
  })
  void aWrongPriceOpensNothing(String price, String type, String text) {
    Answer answer =
        bot.post(
            "/place_order",
            """
            {"exchange":"x","symbol":"%s","side":"BUY","type":"%s","amount":"1","price":"%s"}"""
                .formatted(book.symbol, type, price));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).isEqualTo(text);
    assertThat(ids(bot.get("/positions"))).isEmpty();
  }

  @Test
  void anUnknownSymbolAndAnOddAmountOpenNothing() {
    assertThat(bot.placeMarket("NO/SUCH", "BUY", "1").error()).isEqualTo("unknown symbol");
    assertThat(bot.placeMarket(book.symbol, "BUY", "0.00005").error())
        .isEqualTo("amount is not a multiple of the symbol's increment");
    assertThat(ids(bot.get("/positions"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "x/y; charset=q"})
  void theMediaTypeIsNotLookedAt(String type) {
    Answer placed =
        bot.post(
            "/place_order",
            NeuratradeClient.limit(book.symbol, "BUY", "1", "50"),
            "Content-Type",
            type,
            "Accept",
            "text/html");
    assertThat(placed.status()).as(placed.body()).isEqualTo(201);
  }

  /** Defect 14: a retried order opened a second position. */
  @Test
  void aRetryWithTheSameKeyOpensNoSecondPosition() {
    String body = NeuratradeClient.market(book.symbol, "BUY", "1");
    List<Answer> answers =
        NeuratradeClient.together(
            8, () -> bot.postAsync("/place_order", body, "Idempotency-Key", "k1"));

    assertThat(answers).allMatch(a -> a.status() == 201, "201");
    assertThat(answers.stream().map(NeuratradeDialectTest::position).distinct()).hasSize(1);
    assertThat(ids(bot.get("/positions"))).hasSize(1);
    Answer other =
        bot.post(
            "/place_order",
            NeuratradeClient.market(book.symbol, "BUY", "2"),
            "Idempotency-Key",
            "k1");
    assertThat(other.status()).isEqualTo(409);

    String id = position(answers.get(0));
    Answer once = bot.post("/liquidate", byId(id), "Idempotency-Key", "k1");
    assertThat(once.status()).as(once.body()).isEqualTo(200);
    Answer twice = bot.post("/liquidate", byId(id), "Idempotency-Key", "k1");
    assertThat(twice.json()).isEqualTo(once.json());
  }

  @Test
  void whatTheVenueRefusesIsToldAndStaysAsItWas() {
    NeuratradeBook held = NeuratradeBook.hedging().withPositions(1).load(importBook);
    NeuratradeClient owner = held.bot(base());
    scenario.rejectSymbols(Set.of(held.symbol));
    Answer order = owner.placeMarket(held.symbol, "BUY", "1");
    assertThat(order.status()).as(order.body()).isEqualTo(400);
    assertThat(order.error()).isEqualTo("order refused: the venue refused the order");

    Answer refused = owner.liquidate(NeuratradeBook.positionId(0));
    assertThat(refused.status()).as(refused.body()).isEqualTo(500);
    assertThat(refused.error())
        .isEqualTo("failed to liquidate position: the venue refused the order");
    assertThat(refused.header("Unwind-Liquidation")).hasSize(36);
    assertThat(owner.liquidateAll().error())
        .isEqualTo("failed to liquidate positions: the venue refused the order");

    scenario.reset();
    assertThat(owner.liquidate(NeuratradeBook.positionId(0)).status()).isEqualTo(200);
  }

  @Test
  void unknownPathsAndWrongVerbsArePlainText() {
    for (Answer answer :
        List.of(
            bot.get("/no_such"),
            bot.get("/place_order"),
            bot.post("/positions", "{}"),
            bot.send(bot.request("/liquidate").PUT(BodyPublishers.noBody())),
            bot.get("/positions/pos-1/more"))) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(404);
      assertThat(answer.header("Content-Type")).startsWith("text/plain");
      assertThat(answer.body()).isEqualTo("404 page not found");
    }
  }

  @ParameterizedTest
  @CsvSource({
    ",Authorization header required",
    "Token abc,Invalid authorization header format",
    "Bearer  two,Invalid authorization header format",
    "bearer nobodys,Invalid token"
  })
  void refusedCredentialsAreToldWithoutAStatusKey(String header, String text) {
    NeuratradeClient anonymous = new NeuratradeClient(base(), "unused");
    var request = anonymous.request("/positions").GET();
    request.setHeader("Authorization", header == null ? "" : header);
    Answer answer =
        header == null
            ? anonymous.send(
                java.net.http.HttpRequest.newBuilder(
                    URI.create(base() + "/api/v1/trading/positions")))
            : anonymous.send(request);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).isEqualTo("{\"error\":\"" + text + "\"}");
  }

  @Test
  void aReaderMayLookButNotTouch() {
    String id = position(bot.placeMarket(book.symbol, "BUY", "1"));
    NeuratradeClient reader = book.reader(base());

    assertThat(ids(reader.get("/positions"))).containsExactly(id);
    for (Answer answer :
        List.of(
            reader.placeMarket(book.symbol, "BUY", "1"),
            reader.cancel("ord-20260101000000-1"),
            reader.liquidate(id),
            reader.liquidate("pos-20260101000000-1"),
            reader.liquidateAll())) {
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.error()).isEqualTo("insufficient permissions");
    }
    assertThat(ids(bot.get("/positions?status=OPEN"))).containsExactly(id);
  }

  static String position(Answer placed) {
    assertThat(placed.status()).as(placed.body()).isEqualTo(201);
    return placed.data().path("position").path("position_id").asText();
  }
}
