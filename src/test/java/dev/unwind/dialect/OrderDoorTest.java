// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules for orders that open or increase, asked through every API that places orders. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class OrderDoorTest {
  @Inject ImportBook importBook;

  private OrderDesk desk;

  @BeforeEach
  void openADesk() {
    desk = new OrderDesk(importBook);
  }

  @ParameterizedTest
  @CsvSource({
    "DOLLAR, BUY, 10",
    "EXPIRED, BUY, 1",
    "EXPIRED, SELL, 1",
    "FUTURE, BUY, 100000",
    "FUTURE, SELL, 100000"
  })
  void noApiOpensWhatMustNotBeOpened(String symbol, String side, int qty) throws SQLException {
    for (String api : List.of("alpaca", "tradovate", "neuratrade", "upvest")) {
      OrderDesk.Answer answer = desk.place(api, symbol, side, Integer.toString(qty));
      assertThat(answer.isRefusal()).as(api + ": " + answer).isTrue();
      assertThat(answer.status()).as(api + ": " + answer).isLessThan(500);
    }
    assertThat(desk.orders()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "alpaca, 9000000000000000000",
    "alpaca, 50000000000000000",
    "neuratrade, 9223372036854775808",
    "upvest, 9223372036854775808"
  })
  void noApiTakesWhatTheLedgerCannotCarry(String api, String qty) throws SQLException {
    for (String side : List.of("BUY", "SELL")) {
      OrderDesk.Answer answer = desk.place(api, "EURO", side, qty);
      assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
    }
    assertThat(desk.orders()).isZero();
  }

  @Test
  void noApiSellsAFractionShort() throws SQLException {
    for (String api : List.of("alpaca", "neuratrade", "upvest")) {
      OrderDesk.Answer answer = desk.place(api, "EURO", "SELL", "0.5");
      assertThat(answer.isRefusal()).as(api + ": " + answer).isTrue();
    }
    assertThat(desk.orders()).isZero();
  }

  @Test
  void alpacaSaysItInItsOwnWords() {
    for (String qty : List.of("0.5", "1.5")) {
      assertThat(desk.place("alpaca", "EURO", "SELL", qty))
          .satisfies(a -> assertThat(a.status()).isEqualTo(422))
          .satisfies(
              a ->
                  assertThat(a.body())
                      .contains("42210000", "fractional orders cannot be sold short"));
    }
    OrderDesk.Answer amount =
        desk.alpaca("/v2/orders", Map.of("notional", "50", "side", "sell"), desk.name("EURO"));
    assertThat(amount.status()).as(amount.body()).isEqualTo(422);
    assertThat(amount.body()).contains("42210000", "fractional orders cannot be sold short");
    for (String symbol : List.of("DOLLAR", "FUTURE")) {
      OrderDesk.Answer answer = desk.place("alpaca", symbol, "BUY", "10000");
      assertThat(answer.status()).as(answer.body()).isEqualTo(403);
      assertThat(answer.body())
          .contains("40310000", "insufficient buying power", "buying_power", "cost_basis");
    }
    OrderDesk.Answer bracket =
        desk.alpaca(
            "/v2/orders",
            Map.of(
                "qty",
                "5",
                "side",
                "sell",
                "order_class",
                "bracket",
                "take_profit",
                Map.of("limit_price", "90"),
                "stop_loss",
                Map.of("stop_price", "110")),
            desk.name("HELD"));
    assertThat(bracket.status()).as(bracket.body()).isEqualTo(422);
    assertThat(bracket.body()).contains("42210000", "bracket orders must be entry orders");
  }

  @ParameterizedTest
  @CsvSource({
    "EURO, sell, 110, 90", // nothing is held
    "EURO, buy, 90, 110",
    "HELD, buy, 90, 110" // would add to what is held
  })
  void aPairOfAlpacaThatWouldOpenIsNoExit(String symbol, String side, String target, String stop)
      throws SQLException {
    OrderDesk.Answer pair =
        desk.alpaca(
            "/v2/orders",
            Map.of(
                "qty",
                "5",
                "side",
                side,
                "type",
                "limit",
                "order_class",
                "oco",
                "take_profit",
                Map.of("limit_price", target),
                "stop_loss",
                Map.of("stop_price", stop)),
            desk.name(symbol));
    assertThat(pair.status()).as(pair.body()).isEqualTo(422);
    assertThat(pair.body()).contains("42210000", "oco orders must be exit orders");
    assertThat(desk.orders()).isZero();
  }

  @Test
  void anOrderOfAlpacaWithOneExitIsAnEntryToo() throws SQLException {
    OrderDesk.Answer answer =
        desk.alpaca(
            "/v2/orders",
            Map.of(
                "qty", "5",
                "side", "sell",
                "order_class", "oto",
                "stop_loss", Map.of("stop_price", "110")),
            desk.name("HELD"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains("42210000", "oto orders must be entry orders");
    assertThat(desk.orders()).isZero();
  }

  @Test
  void tradovateSaysItInItsOwnWords() {
    assertThat(desk.place("tradovate", "FUTURE", "BUY", "100000").body())
        .contains("MaxPosLimitReached", "the cash does not cover it");
    assertThat(desk.place("tradovate", "EXPIRED", "BUY", "1").body())
        .contains("InvalidContract", "has expired");
    assertThat(desk.place("tradovate", "EURO", "BUY", "2000000000").body())
        .contains("\"failureReason\"");
  }

  @Test
  void aPreviewSaysWhatPlacingWouldSay() {
    for (String symbol : List.of("FUTURE", "EXPIRED")) {
      OrderDesk.Answer preview = desk.dryRun(symbol, 100_000);
      OrderDesk.Answer placed = desk.place("tradovate", symbol, "BUY", "100000");
      assertThat(preview.body()).contains("rejectReason");
      String reason = placed.body().replaceAll(".*\"failureReason\":\"(\\w+)\".*", "$1");
      assertThat(preview.body()).contains(reason);
    }
  }
}
