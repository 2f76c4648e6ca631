// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import dev.unwind.persistence.LedgerRows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What whoever watches accounts reads: statistics, and the desk as it changes. */
@QuarkusTest
class UnwindDeskViewsTest {
  @Inject ImportBook importBook;

  private UnwindDesk desk;

  @BeforeEach
  void aDesk() {
    desk = new UnwindDesk(importBook);
  }

  @Test
  void statisticsTellHowLiquidationsHaveGone() {
    Instant begin = Instant.now().minusSeconds(60);
    desk.ended(
        "trader",
        Json.of(desk.liquidate("trader", "{\"account\": \"desk#\", \"scope\": \"ACCOUNT\"}"))
            .getString("id"));
    Json held = Json.of(desk.get("reader", "/statistics?account=desk#"));
    // The resting order holds four of ten.
    assertThat(held.getInt("liquidations.total")).isEqualTo(1);
    assertThat(held.getString("liquidations.endings[0].status")).isEqualTo("PARTIALLY_FILLED");
    assertThat(held.getInt("liquidations.timeToFlat.count")).isZero();
    assertThat(held.getInt("positions.closed")).isEqualTo(2);
    assertThat(held.getList("positions.endedOtherwise.reason")).isEqualTo(List.of("QUANTITY_HELD"));
    assertThat(held.getInt("fills.total")).isEqualTo(2);

    desk.ended(
        "trader",
        Json.of(
                desk.liquidate(
                    "trader",
                    "{\"account\": \"desk#\", \"scope\": \"ACCOUNT\", \"cancelOrders\": true}"))
            .getString("id"));
    Json flat = Json.of(desk.get("reader", "/statistics?from=" + begin));
    assertThat(flat.getInt("liquidations.total")).isEqualTo(2);
    assertThat(flat.getBoolean("liquidations.complete")).isTrue();
    assertThat(flat.getInt("liquidations.timeToFlat.count")).isEqualTo(1);
    assertThat(flat.getLong("liquidations.timeToFlat.p50Millis"))
        .isBetween(0L, flat.getLong("liquidations.timeToFlat.maxMillis"));
    assertThat(flat.getInt("positions.closed")).isEqualTo(3);
    assertThat(flat.getInt("fills.byCurrency[0].ofLiquidations")).isEqualTo(3);
    assertThat(flat.getString("fills.byCurrency[0].turnover")).isNotBlank();
    Json before = Json.of(desk.get("reader", "/statistics?to=" + begin));
    assertThat(before.getInt("liquidations.total")).isZero();
    assertThat(before.getInt("fills.total")).isZero();
    refused(desk.get("other", "/statistics?account=desk#"), 404, "ACCOUNT_NOT_FOUND");
    refused(desk.get("reader", "/statistics?from=2020-01-01T00:00:00Z"), 400, "REQUEST_MALFORMED");
  }

  @Test
  void theDeskTellsWhatTheDayHasMadeOfTheOpenPositions() {
    desk.put("risk", "/quotes/TSLA#", "{\"last\": \"240\", \"previousClose\": \"250\"}");
    desk.put("risk", "/quotes/AAPL#", "{\"last\": \"191\", \"previousClose\": \"192\"}");
    Json line = Json.of(desk.get("reader", "/desk"));
    // Four short, ten dollars lower; ten long, one dollar lower; the pair has no previous close.
    assertThat(line.getString("accounts[0].sincePreviousClose")).isEqualTo("30");
    assertThat(line.getString("accounts[0].dayPl")).isEqualTo("30");
    assertThat(line.getString("accounts[0].venue")).isEqualTo("simulator");
  }

  @Test
  void theResultOfTheDayStaysWhenThePositionsAreGone() {
    desk.put("risk", "/quotes/TSLA#", "{\"last\": \"240\", \"previousClose\": \"250\"}");
    desk.put("risk", "/quotes/AAPL#", "{\"last\": \"191\", \"previousClose\": \"192\"}");
    assertThat(Json.of(desk.get("reader", "/desk")).getString("accounts[0].dayPl")).isEqualTo("30");
    String id =
        Json.of(desk.liquidate("trader", "{\"scope\": \"POSITIONS\", \"symbols\": [\"TSLA#\"]}"))
            .getString("id");
    BigDecimal price = new BigDecimal(desk.ended("trader", id).getString("items[0].averagePrice"));
    Json after = Json.of(desk.get("reader", "/desk")).at("accounts[0]");
    assertThat(after.getInt("positions")).isEqualTo(2);
    assertThat(new BigDecimal(after.getString("sincePreviousClose"))).isEqualByComparingTo("-10");
    // Four were bought back, and ten that are held are one dollar lower.
    assertThat(new BigDecimal(after.getString("dayPl")))
        .isEqualByComparingTo(
            new BigDecimal("250")
                .subtract(price)
                .multiply(new BigDecimal("4"))
                .subtract(BigDecimal.TEN));
  }

  @Test
  void theDeskTellsOfAccountsWhoseVenueStatesOtherwise() {
    Json agrees = Json.of(desk.get("reader", "/desk")).at("accounts[0]");
    assertThat(agrees.getInt("differences")).isZero();
    assertThat(agrees.getString("venueState.state")).isEqualTo("UP");
    try (LedgerRows rows = new LedgerRows()) {
      // A comparison that comes in between takes it away again.
      UnwindDesk.await(
          () -> {
            rows.execute(
                """
                insert into venue_difference (account_id, subject, name, ledger, venue, since)
                values (?, 'CASH', 'USD', 1000.50, 1000, now()) on conflict do nothing
                """,
                agrees.getLong("accountId"));
            return Json.of(desk.get("reader", "/desk")).getInt("accounts[0].differences") == 1;
          },
          "the difference on the desk");
    }
  }

  @Test
  void exposureAddsUpWhatTheCallersAccountsHoldOfAnInstrument() {
    Json one = Json.of(desk.get("reader", "/desk/exposure"));
    assertThat(one.getList("instruments.symbol"))
        .isEqualTo(List.of(desk.name("BTC#/USD"), desk.name("AAPL#"), desk.name("TSLA#")));
    Json several = Json.of(desk.get("both", "/desk/exposure?limit=2"));
    assertThat(several.getList("instruments.symbol"))
        .isEqualTo(List.of(desk.name("BTC#/USD"), desk.name("AAPL#")));
    assertThat(several.getString("instruments[0].longValue")).isEqualTo("136500");
    assertThat(several.getString("instruments[0].shortValue")).isEqualTo("-182000");
    assertThat(several.getString("instruments[0].grossValue")).isEqualTo("318500");
    assertThat(several.getInt("instruments[0].positions")).isEqualTo(3);
    assertThat(several.getInt("instruments[0].accounts")).isEqualTo(2);
    assertThat(several.getString("instruments[1].longValue")).isEqualTo("2473.25");
    assertThat(several.getString("instruments[1].unrealizedPl")).isEqualTo("348.25");
    refused(desk.get("reader", "/desk/exposure?limit=0"), 400, "REQUEST_MALFORMED");
  }

  @Test
  void theDesksStreamSaysThatNothingHasChanged() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port + "/unwind/v1/desk/stream"))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", desk.name("Bearer reader-token#"))
            .build();
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      assertThat(next(lines).getString("name")).isEqualTo(desk.name("desk#"));
      String line;
      do {
        line = lines.readLine();
        assertThat(line).isNotNull();
      } while (!line.startsWith(":"));
      assertThat(line).contains("unchanged");
    }
  }

  @Test
  void theDesksStreamTellsWhatHasChanged() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port + "/unwind/v1/desk/stream"))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", desk.name("Bearer both-token#"))
            .build();
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < 4; i++) {
        assertThat(next(lines).getString("tradingState.state")).isEqualTo("ACTIVE");
      }
      desk.put(
          "risk", "/accounts/other#/trading-state", "{\"state\": \"HALTED\", \"reason\": \"r\"}");
      Json changed = next(lines);
      assertThat(changed.getString("name")).isEqualTo(desk.name("other#"));
      assertThat(changed.getString("tradingState.state")).isEqualTo("HALTED");
    }
  }

  private static Json next(BufferedReader lines) throws Exception {
    while (true) {
      String line = lines.readLine();
      if (line == null) {
        throw new IllegalStateException("the stream has ended");
      }
      if (line.startsWith("data:")) {
        return Json.of(line.substring(5));
      }
    }
  }
}
