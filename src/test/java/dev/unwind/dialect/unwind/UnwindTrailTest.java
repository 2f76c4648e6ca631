// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestBook;
import dev.unwind.fixture.Json;
import dev.unwind.fixture.Quotes;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Stops that follow the market, as the event log tells them. */
@QuarkusTest
class UnwindTrailTest {
  private static final String BOOK =
      """
      {
        "accounts": [{"name": "trail#", "currency": "USD", "cash": "1000"}],
        "principals": [{"name": "trail#", "roles": ["trader"], "accounts": ["trail#"], "tokens": ["trail-token#"]}],
        "instruments": [
          {"symbol": "TRL#", "assetClass": "us_equity", "exchange": "NASDAQ", "currency": "USD", "quantityIncrement": "1", "priceIncrement": "0.01"}
        ],
        "quotes": [{"symbol": "TRL#", "last": "100"}],
        "positions": [{"account": "trail#", "symbol": "TRL#", "qty": "10", "avgEntryPrice": "90"}],
        "orders": [
          {"account": "trail#", "symbol": "TRL#", "side": "sell", "type": "trailing_stop", "qty": "10", "trailPercent": "2.5"}
        ]
      }
      """;

  @Inject ImportBook importBook;
  @Inject Quotes quotes;

  private static List<Map<String, Object>> orders(TestBook book, String kind) {
    Json events =
        Json.of(
            given()
                .header("Authorization", book.name("Bearer trail-token#"))
                .get("/unwind/v1/events"));
    return events.items("events").stream()
        .filter(event -> event.getString("kind").equals(kind))
        .map(event -> event.getMap("order"))
        .toList();
  }

  @Test
  void theEventsOfATrailingStopTellItsTrailAndHowFarItHasCome() {
    TestBook book = TestBook.load(importBook, BOOK);
    UnwindDesk.await(() -> !orders(book, "ORDER_NEW").isEmpty(), "the venue knows the order");
    assertThat(orders(book, "ORDER_NEW"))
        .singleElement()
        .satisfies(
            order -> {
              assertThat(order)
                  .containsEntry("type", "TRAILING_STOP")
                  .containsEntry("trailPercent", "2.5");
              assertThat(order.get("trailPrice")).isNull();
            });
    quotes.put(book.name("TRL#"), "120");
    quotes.put(book.name("TRL#"), "117");
    UnwindDesk.await(() -> !orders(book, "FILL").isEmpty(), "the stop has traded");
    assertThat(orders(book, "FILL"))
        .singleElement()
        .satisfies(
            order ->
                assertThat(order)
                    .containsEntry("bestPrice", "120")
                    .containsEntry("stopPrice", "117")
                    .containsEntry("averagePrice", "117"));
  }
}
