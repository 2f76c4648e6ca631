// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestBook;
import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A small desk of its own for each test, called over HTTP. */
final class UnwindDesk {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Set<String> LIVE = Set.of("NEW", "PROCESSING");

  private static final String BOOK =
      """
      {
        "accounts": [
          {"name": "desk#", "currency": "USD", "cash": "1000.50"},
          {"name": "other#", "currency": "USD", "cash": "5"},
          {"name": "hedge#", "currency": "USD", "cash": "5", "positionMode": "HEDGING"},
          {"name": "flat#", "currency": "USD"}
        ],
        "principals": [
          {"name": "trader#", "roles": ["trader"], "accounts": ["desk#"], "tokens": ["trader-token#"]},
          {"name": "both#", "roles": ["trader"], "accounts": ["desk#", "other#", "hedge#", "flat#"], "tokens": ["both-token#"]},
          {"name": "other#", "roles": ["trader"], "accounts": ["other#"], "tokens": ["other-token#"]},
          {"name": "reader#", "roles": ["reader"], "accounts": ["desk#"], "tokens": ["reader-token#"]},
          {"name": "risk#", "roles": ["risk"], "accounts": ["*"], "tokens": ["risk-token#", "risk-again-token#"]},
          {"name": "admin#", "roles": ["admin"], "accounts": ["*"], "tokens": ["admin-token#"]}
        ],
        "instruments": [
          {"symbol": "AAPL#", "assetClass": "us_equity", "exchange": "NASDAQ", "currency": "USD", "quantityIncrement": "0.000000001", "priceIncrement": "0.01"},
          {"symbol": "TSLA#", "assetClass": "us_equity", "exchange": "NASDAQ", "currency": "USD", "quantityIncrement": "1", "priceIncrement": "0.01"},
          {"symbol": "BTC#/USD", "assetClass": "crypto", "exchange": "CRYPTO", "currency": "USD", "quantityIncrement": "0.000001", "priceIncrement": "0.01", "aliases": ["BTC#USD"]},
          {"symbol": "FLAT#", "assetClass": "us_equity", "exchange": "NASDAQ", "currency": "USD", "quantityIncrement": "1", "priceIncrement": "0.01"}
        ],
        "quotes": [
          {"symbol": "AAPL#", "last": "190.25", "bid": "190.25", "ask": "190.30"},
          {"symbol": "TSLA#", "last": "250", "bid": "249.95", "ask": "250.05"},
          {"symbol": "BTC#/USD", "last": "91000", "bid": "90999.5", "ask": "91000.5"}
        ],
        "positions": [
          {"account": "desk#", "symbol": "AAPL#", "qty": "10", "avgEntryPrice": "182.5", "openedAt": "2026-11-02T15:00:00Z"},
          {"account": "desk#", "symbol": "TSLA#", "qty": "-4", "avgEntryPrice": "260", "openedAt": "2026-11-03T15:00:00Z"},
          {"account": "desk#", "symbol": "BTC#/USD", "qty": "0.5", "avgEntryPrice": "80000", "openedAt": "2026-11-04T15:00:00Z"},
          {"account": "other#", "symbol": "AAPL#", "qty": "3", "avgEntryPrice": "100"},
          {"account": "hedge#", "symbol": "BTC#/USD", "qty": "1", "avgEntryPrice": "70000", "positionId": "pos-20260303120000-1", "openedAt": "2026-03-03T12:00:00Z"},
          {"account": "hedge#", "symbol": "BTC#/USD", "qty": "-2", "avgEntryPrice": "75000", "positionId": "pos-20260304120000-2", "openedAt": "2026-03-04T12:00:00Z"}
        ],
        "orders": [
          {"account": "desk#", "symbol": "AAPL#", "side": "sell", "type": "limit", "qty": "4", "limitPrice": "999", "clientOrderId": "resting#"}
        ]
      }
      """;

  private final TestBook book;

  UnwindDesk(ImportBook importBook) {
    book = TestBook.load(importBook, BOOK);
    await(
        () -> Json.of(get("trader", "/events")).getList("events.kind").contains("ORDER_NEW"),
        "the venue knows the resting order");
  }

  static void await(BooleanSupplier reached, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!reached.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  String name(String text) {
    return book.name(text);
  }

  /** A call by this principal: trader, both, other, reader, risk. */
  RequestSpecification as(String principal) {
    return given()
        .urlEncodingEnabled(false)
        .header("Authorization", name("Bearer " + principal + "-token#"))
        .contentType("application/json");
  }

  Response get(String principal, String path) {
    return as(principal).get(name("/unwind/v1" + path));
  }

  Response put(String principal, String path, String body) {
    return as(principal).body(name(body)).put(name("/unwind/v1" + path));
  }

  Response post(String principal, String path, String body) {
    return as(principal).body(name(body)).post(name("/unwind/v1" + path));
  }

  Response liquidate(String principal, String body) {
    return as(principal).body(name(body)).post("/unwind/v1/liquidations");
  }

  Response liquidate(String principal, String key, String body) {
    return as(principal)
        .header("Idempotency-Key", name(key))
        .body(name(body))
        .post("/unwind/v1/liquidations");
  }

  /** The liquidation once it has ended. */
  Json ended(String principal, String id) {
    await(
        () -> {
          Response answer = get(principal, "/liquidations/" + id);
          assertThat(answer.statusCode()).as("%s", answer.asString()).isEqualTo(200);
          return !LIVE.contains(Json.of(answer).getString("status"));
        },
        "the liquidation ends");
    return Json.of(get(principal, "/liquidations/" + id));
  }

  /** Signed quantity held of a symbol. */
  String quantity(String principal, String account, String symbol) {
    Json positions = Json.of(get(principal, "/accounts/" + account + "/positions"));
    String found = positions.getString("positions[symbol=" + name(symbol) + "].quantity");
    return found == null ? "0" : found;
  }

  static void refused(Response answer, int status, String code) {
    assertThat(answer.statusCode()).as("%s", answer.asString()).isEqualTo(status);
    assertThat(answer.contentType()).isEqualTo("application/problem+json");
    assertThat(Json.of(answer).getString("code")).isEqualTo(code);
    assertThat(Json.of(answer).getString("message")).isNotBlank();
  }
}
