// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import dev.unwind.fixture.Quotes;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an account was worth over time. */
@QuarkusTest
class AlpacaHistoryDialectTest {
  private static final String PATH = "/v2/account/portfolio/history";

  @Inject FreshAccounts accounts;
  @Inject Quotes quotes;

  private static void trade(AlpacaCalls desk, String symbol, String side) {
    String id =
        desk.place(
            Map.of(
                "symbol",
                symbol,
                "qty",
                "5",
                "side",
                side,
                "type",
                "market",
                "time_in_force",
                "day"));
    desk.awaitStatus(id, "filled");
  }

  private static List<BigDecimal> numbers(Json history, String key) {
    return history.getList(key).stream().map(n -> new BigDecimal(n.toString())).toList();
  }

  private static void all(List<BigDecimal> values, String value) {
    assertThat(values).isNotEmpty().allSatisfy(v -> assertThat(v).isEqualByComparingTo(value));
  }

  @Test
  void worthOfThePastIsWhatWasHeldThenAtThePricesThatAreKnown() {
    String symbol = "PH" + System.nanoTime() % 1_000_000_000;
    FreshAccount account =
        accounts.open(BookText.anAccount().equity(symbol, "100").position(symbol, "10", "90"));
    AlpacaCalls desk = new AlpacaCalls(account);
    trade(desk, symbol, "buy");
    accounts.execute(
        "update account set created_at = now() - interval '90 days' where account_id = $1",
        account.id());
    accounts.execute(
        "update fill set booked_at = now() - interval '10 days' where account_id = $1",
        account.id());
    quotes.put(symbol, "120");
    trade(desk, symbol, "sell");

    Json days = Json.of(desk.get(PATH + "?period=1M&timeframe=1D"));
    // On a day of trading that has not ended the last point is of its end, with the worth of now.
    List<Long> ends = days.getList("timestamp", Long.class);
    boolean isOfNow = Instant.ofEpochSecond(ends.get(ends.size() - 1)).isAfter(Instant.now());
    int past = isOfNow ? ends.size() - 1 : ends.size();
    all(numbers(days, "equity").subList(0, past), "251000");
    all(numbers(days, "profit_loss").subList(0, past), "0");
    if (isOfNow) {
      assertThat(numbers(days, "equity").get(past)).isEqualByComparingTo("251300");
    }
    assertThat(new BigDecimal(days.getString("base_value"))).isEqualByComparingTo("251000");
    assertThat(days.getString("base_value_asof")).isNotBlank();
    assertThat(days.getString("timeframe")).isEqualTo("1D");
    assertThat(days.getList("timestamp", Long.class))
        .isSorted()
        .hasSameSizeAs(days.getList("equity"))
        .hasSizeBetween(18, 24);

    Json now = Json.of(desk.get(PATH + "?period=1D&timeframe=15Min&intraday_reporting=continuous"));
    List<BigDecimal> equity = numbers(now, "equity");
    BigDecimal last = equity.get(equity.size() - 1);
    assertThat(last)
        .isEqualByComparingTo(Json.of(desk.get("/v2/account")).getString("equity"))
        .isEqualByComparingTo("251300");
    List<BigDecimal> profits = numbers(now, "profit_loss");
    assertThat(profits.get(profits.size() - 1)).isEqualByComparingTo("300");
    List<BigDecimal> shares = numbers(now, "profit_loss_pct");
    assertThat(shares.get(shares.size() - 1)).isEqualByComparingTo("0.0012");
  }

  @Test
  void accountThatIsYoungerThanItsHistoryWasWorthNothing() {
    AlpacaCalls desk = new AlpacaCalls(accounts.open(BookText.anAccount()));
    Json history =
        Json.of(desk.get(PATH + "?period=1D&timeframe=1H&intraday_reporting=continuous"));
    List<BigDecimal> equity = numbers(history, "equity");
    assertThat(equity.get(0)).isEqualByComparingTo("0");
    assertThat(equity.get(equity.size() - 1)).isEqualByComparingTo("250000");
    all(numbers(history, "profit_loss"), "0");
    assertThat(history.<Object>get("base_value_asof")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "period=1X, invalid period",
    "period=0D, invalid period",
    "period=M, invalid period",
    "timeframe=2Min, invalid timeframe",
    "period=1M&timeframe=1Min, invalid timeframe for the period",
    "period=1A&timeframe=1H, invalid timeframe for the period",
    "intraday_reporting=lunch, invalid intraday_reporting",
    "pnl_reset=never, invalid pnl_reset",
    "start=2026-11-02&end=2026-11-01, start must be before end",
    "start=2026-11-02&end=2026-11-05&period=1D, only two of start",
    "start=soon, failed to parse start"
  })
  void whatCannotBeReadIsRefused(String query, String message) {
    AlpacaCalls desk = new AlpacaCalls(accounts.open(BookText.anAccount()));
    var refused = desk.get(PATH + "?" + query);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(Json.of(refused).getString("message")).startsWith(message);
  }
}
