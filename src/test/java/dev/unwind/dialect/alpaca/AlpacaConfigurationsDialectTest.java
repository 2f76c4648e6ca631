// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an account's owner forbids himself, the calendar, and what is not offered. */
@QuarkusTest
class AlpacaConfigurationsDialectTest {
  private static final String PATH = "/v2/account/configurations";

  @Inject FreshAccounts accounts;

  private static Map<String, String> order(String side, String qty) {
    return Map.of(
        "symbol", "NVDA", "qty", qty, "side", side, "type", "market", "time_in_force", "day");
  }

  @Test
  void suspendedTradingRefusesNewOrdersAndClosesAllTheSame() {
    FreshAccount account = accounts.open(BookText.anAccount().position("NVDA", "40", "172.35"));
    AlpacaCalls desk = new AlpacaCalls(account);
    assertThat(Json.of(desk.get(PATH)).getBoolean("suspend_trade")).isFalse();
    Response set = desk.patch(PATH, Map.of("suspend_trade", true));
    assertThat(set.statusCode()).as(set.asString()).isEqualTo(200);
    assertThat(Json.of(set).getBoolean("suspend_trade")).isTrue();
    assertThat(Json.of(desk.get(PATH)).getBoolean("suspend_trade")).isTrue();
    assertThat(Json.of(desk.get("/v2/account")).getBoolean("trade_suspended_by_user")).isTrue();
    for (String side : List.of("buy", "sell")) {
      Shapes.error(
          desk.post("/v2/orders", order(side, "1")),
          403,
          40310000,
          "new orders are rejected by user request");
    }
    assertThat(desk.delete("/v2/positions/NVDA?qty=10").statusCode()).isEqualTo(200);
    desk.patch(PATH, Map.of("suspend_trade", "false"));
    AlpacaCalls.await(
        () -> Json.of(desk.get("/v2/positions/NVDA")).getString("qty").equals("30"),
        () -> "not closed");
    assertThat(desk.post("/v2/orders", order("sell", "1")).statusCode()).isEqualTo(200);
  }

  @Test
  void accountThatMayNotShortStaysLong() {
    AlpacaCalls desk =
        new AlpacaCalls(accounts.open(BookText.anAccount().position("MESZ6", "2", "6700")));
    assertThat(Json.of(desk.patch(PATH, Map.of("no_shorting", true))).getBoolean("no_shorting"))
        .isTrue();
    assertThat(Json.of(desk.get("/v2/account")).getBoolean("shorting_enabled")).isFalse();
    Shapes.error(
        desk.post("/v2/orders", order("sell", "1")),
        403,
        40310000,
        "account is not allowed to short");
    Shapes.error(
        desk.post(
            "/v2/orders",
            Map.of(
                "symbol",
                "MESZ6",
                "qty",
                "3",
                "side",
                "sell",
                "type",
                "market",
                "time_in_force",
                "day")),
        403,
        40310000,
        "account is not allowed to short");
    assertThat(desk.post("/v2/orders", order("buy", "1")).statusCode()).isEqualTo(200);
    desk.patch(PATH, Map.of("no_shorting", false));
    assertThat(Json.of(desk.get(PATH)).getBoolean("no_shorting")).isFalse();
  }

  @Test
  void wholeObjectIsTakenBackAndWhatIsFixedIsNamed() {
    FreshAccount account = accounts.open(BookText.anAccount());
    AlpacaCalls desk = new AlpacaCalls(account);
    Map<String, Object> present = Json.of(desk.get(PATH)).getMap("$");
    assertThat(Json.of(desk.patch(PATH, present)).getMap("$")).isEqualTo(present);
    Shapes.error(
        desk.patch(PATH, Map.of("max_margin_multiplier", "4")),
        422,
        40010001,
        "max_margin_multiplier cannot be changed");
    Shapes.error(
        desk.patch(PATH, Map.of("suspend_trade", "soon")),
        422,
        40010001,
        "suspend_trade must be true or false");
    AlpacaCalls reader = new AlpacaCalls(account.readerKeyId(), account.readerSecret());
    assertThat(reader.get(PATH).statusCode()).isEqualTo(200);
    assertThat(reader.patch(PATH, Map.of("suspend_trade", true)).statusCode()).isEqualTo(403);
    assertThat(Json.of(desk.get(PATH)).getBoolean("suspend_trade")).isFalse();
  }

  @Test
  void calendarKnowsHolidaysShortDaysAndSettlement() {
    AlpacaCalls desk = new AlpacaCalls(accounts.open(BookText.anAccount()));
    Json week = Json.of(desk.get("/v2/calendar?start=2026-11-23&end=2026-11-30"));
    assertThat(week.getList("date"))
        .containsExactly("2026-11-23", "2026-11-24", "2026-11-25", "2026-11-27", "2026-11-30");
    assertThat(week.getList("close")).containsExactly("16:00", "16:00", "16:00", "13:00", "16:00");
    assertThat(week.getMap("[3]"))
        .isEqualTo(
            Map.of(
                "date", "2026-11-27",
                "open", "09:30",
                "close", "13:00",
                "session_open", "0400",
                "session_close", "1700",
                "settlement_date", "2026-11-30"));
    assertThat(
            Json.of(desk.get("/v2/calendar?date_type=SETTLEMENT&start=2026-11-27&end=2026-11-30"))
                .getList("date"))
        .containsExactly("2026-11-25", "2026-11-27");
    assertThat(Json.of(desk.get("/v2/calendar")).getList("date", String.class))
        .startsWith("2024-01-02")
        .endsWith("2027-12-31")
        .isSorted();
    assertThat(
            Json.of(desk.get("/v2/calendar?start=2026-11-28T01:00:00Z&end=2026-11-28"))
                .getList("date"))
        .containsExactly("2026-11-27");
    Shapes.error(desk.get("/v2/calendar?start=tomorrow"), 422, 40010001, "failed to parse start");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v2/options/contracts?underlying_symbols=AAPL, account not authorized to trade options",
    "GET, /v2/options/contracts/AAPL261218C00300000, account not authorized to trade options",
    "GET, /v2/watchlists, insufficient permission",
    "POST, /v2/watchlists, insufficient permission",
    "PUT, /v2/watchlists/3174d6df-7726-44b4-a5bd-7fda5ae6e009, insufficient permission",
    "DELETE, /v2/watchlists:by_name?name=mine, insufficient permission",
    "POST, /v2/positions/AAPL261218C00300000/exercise, account not authorized to exercise options",
    "POST, /v2/positions/AAPL261218C00300000/do-not-exercise,"
        + " account not authorized to exercise options"
  })
  void whatIsNotOfferedIsAnAccountThatIsNotEntitled(String method, String path, String message) {
    AlpacaCalls desk = new AlpacaCalls(accounts.open(BookText.anAccount()));
    Shapes.error(desk.request().request(method, path), 403, 40310000, message);
  }

  @Test
  void mixedAnswersKeepTheOrderOfThePositions() {
    AlpacaCalls desk =
        new AlpacaCalls(
            accounts.open(
                BookText.anAccount()
                    .position("AAPL", "5", "200")
                    .position("SQQQ", "1000", "14.40")
                    .position("NVDA", "4", "172")
                    .limit("SQQQ", "sell", "1000", "16.50")));
    List<String> listed = Json.of(desk.get("/v2/positions")).getList("symbol");
    assertThat(listed).hasSize(3);
    Json closed = Json.of(desk.delete("/v2/positions"));
    assertThat(closed.getList("symbol")).isEqualTo(listed);
    assertThat(closed.getList("status")).containsExactly(200, 403, 200);
  }
}
