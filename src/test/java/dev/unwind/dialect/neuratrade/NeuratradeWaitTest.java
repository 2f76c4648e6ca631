// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import static dev.unwind.dialect.neuratrade.NeuratradeClient.bySymbol;
import static dev.unwind.dialect.neuratrade.NeuratradeClient.ids;
import static dev.unwind.dialect.neuratrade.NeuratradeClient.market;
import static dev.unwind.dialect.neuratrade.NeuratradeDialectTest.position;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.dialect.neuratrade.NeuratradeClient.Answer;
import dev.unwind.fixture.OtherSettings;
import dev.unwind.fixture.Quotes;
import dev.unwind.importing.ImportBook;
import dev.unwind.venue.simulator.SimulatorScenario;
import dev.unwind.venue.simulator.book.FillMode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that come before the fill (defect 12: nothing bounded a request). */
@QuarkusTest
@TestProfile(OtherSettings.class)
class NeuratradeWaitTest {
  private static final Duration WAIT = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject ImportBook importBook;
  @Inject SimulatorScenario scenario;
  @Inject Quotes quotes;

  private static URI base() {
    return URI.create("http://localhost:" + RestAssured.port);
  }

  @AfterEach
  void theVenueIsItselfAgain() {
    scenario.reset();
  }

  @Test
  void theFirstRepeatReceivesTheOutcomeOnce() throws InterruptedException {
    NeuratradeBook book = NeuratradeBook.hedging().withPositions(2).load(importBook);
    NeuratradeClient bot = book.bot(base());
    String id = NeuratradeBook.positionId(0);
    scenario.fill(FillMode.NONE);
    long started = System.nanoTime();
    Answer late = bot.liquidate(id);

    assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(WAIT);
    assertThat(late.status()).as(late.body()).isEqualTo(500);
    String liquidation = late.header("Unwind-Liquidation");
    assertThat(liquidation).hasSize(36);
    assertThat(late.error()).startsWith("failed to liquidate position").contains(liquidation);
    assertThat(book.twin(base()).liquidate(id).status()).isEqualTo(404);
    assertThat(bot.liquidate(id).header("Unwind-Liquidation")).isEqualTo(liquidation);

    letItTrade(book);
    awaitOpen(bot, 1);
    assertThat(book.twin(base()).liquidate(id).status()).isEqualTo(404);
    List<Answer> repeats =
        NeuratradeClient.together(4, () -> bot.postAsync("/liquidate", NeuratradeClient.byId(id)));
    assertThat(repeats.stream().filter(a -> a.status() == 404)).hasSize(3);
    Answer outcome = repeats.stream().filter(a -> a.status() == 200).findFirst().orElseThrow();
    assertThat(outcome.header("Unwind-Liquidation")).isEqualTo(liquidation);
    assertThat(outcome.data().path("status").asText()).isEqualTo("LIQUIDATED");
    assertThat(bot.liquidate(id).status()).isEqualTo(404);
  }

  @Test
  void aRepeatBySymbolMeetsItsOwnLiquidationAndTakesNoOther() throws InterruptedException {
    NeuratradeBook book = NeuratradeBook.hedging().withPositions(2).load(importBook);
    NeuratradeClient bot = book.bot(base());
    scenario.fill(FillMode.NONE);
    assertThat(bot.post("/liquidate", bySymbol(book.symbol)).status()).isEqualTo(500);
    assertThat(bot.post("/liquidate", bySymbol(book.symbol)).status()).isEqualTo(500);
    letItTrade(book);
    awaitOpen(bot, 1);
    Answer outcome = bot.post("/liquidate", bySymbol(book.symbol));

    assertThat(outcome.data().path("position_id").asText()).isEqualTo(NeuratradeBook.positionId(0));
    assertThat(ids(bot.get("/positions?status=OPEN")))
        .containsExactly(NeuratradeBook.positionId(1));
  }

  @Test
  void aCloseAllThatCameTooEarlyIsInTheNextOne() throws InterruptedException {
    NeuratradeBook book = NeuratradeBook.hedging().withPositions(3).load(importBook);
    NeuratradeClient bot = book.bot(base());
    scenario.fill(FillMode.NONE);
    Answer late = bot.liquidateAll();
    assertThat(late.status()).isEqualTo(500);
    assertThat(late.error())
        .startsWith("failed to liquidate positions")
        .contains(late.header("Unwind-Liquidation"));
    assertThat(ids(book.twin(base()).liquidateAll())).isEmpty();

    letItTrade(book);
    awaitOpen(bot, 0);
    assertThat(ids(bot.liquidateAll()))
        .containsExactly(
            NeuratradeBook.positionId(0),
            NeuratradeBook.positionId(1),
            NeuratradeBook.positionId(2));
    assertThat(ids(bot.liquidateAll())).isEmpty();
  }

  @Test
  void aMarketOrderSentAgainMeetsTheFirstOne() throws InterruptedException {
    NeuratradeBook book = NeuratradeBook.hedging().load(importBook);
    NeuratradeClient bot = book.bot(base());
    scenario.fill(FillMode.NONE);
    Answer late = bot.post("/place_order", market(book.symbol, "BUY", "1"));
    assertThat(late.status()).isEqualTo(500);
    String order = late.header("Unwind-Order");
    assertThat(late.error()).startsWith("failed to persist trading records").contains(order);

    letItTrade(book);
    awaitFilled(bot);
    Answer repeat = bot.post("/place_order", market(book.symbol, "BUY", "1.0"));
    assertThat(repeat.status()).as(repeat.body()).isEqualTo(201);
    assertThat(repeat.data().path("order").path("order_id").asText()).isEqualTo(order);
    assertThat(repeat.data().path("position").path("entry_price").asText()).isEqualTo("101");
    assertThat(ids(bot.get("/positions"))).containsExactly(position(repeat));
  }

  /** What rests at the venue by now trades there, at the price that a purchase would have had. */
  private void letItTrade(NeuratradeBook book) {
    scenario.fill(FillMode.FULL);
    quotes.put(book.symbol, "101");
  }

  /** Until no more than this many positions are open. */
  private static void awaitOpen(NeuratradeClient bot, int count) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (ids(bot.get("/positions?status=OPEN")).size() > count) {
      assertThat(System.nanoTime()).as("closed in time").isLessThan(end);
      Thread.sleep(50);
    }
  }

  /** Until the newest position has been traded. */
  private static void awaitFilled(NeuratradeClient bot) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (bot.get("/positions")
        .data()
        .path("positions")
        .path(0)
        .path("entry_price")
        .asText("0")
        .equals("0")) {
      assertThat(System.nanoTime()).as("filled in time").isLessThan(end);
      Thread.sleep(50);
    }
  }
}
