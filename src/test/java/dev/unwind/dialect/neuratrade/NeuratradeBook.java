// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import dev.unwind.importing.ImportBook;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Accounts, callers and a coin of one test's own, imported as a book document. The coin is quoted
 * 99 to 101.
 */
final class NeuratradeBook {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String RUN = Long.toString(System.nanoTime(), 36);

  final String name = "neuratrade-" + RUN + "-" + NUMBER.incrementAndGet();
  final String symbol = ("C" + RUN + NUMBER.get() + "/USDT").toUpperCase(java.util.Locale.ROOT);
  private final StringBuilder positions = new StringBuilder();
  private final String mode;

  private NeuratradeBook(String mode) {
    this.mode = mode;
  }

  static NeuratradeBook hedging() {
    return new NeuratradeBook("HEDGING");
  }

  static NeuratradeBook netting() {
    return new NeuratradeBook("NETTING");
  }

  /** So many open positions, each a second younger than the one before. */
  NeuratradeBook withPositions(int count) {
    Instant first = Instant.parse("2026-03-03T12:00:00Z");
    for (int i = 0; i < count; i++) {
      positions
          .append(positions.isEmpty() ? "" : ",")
          .append(
              """
              {"account":"%s","symbol":"%s","qty":"1","avgEntryPrice":"50","exchange":"okx",\
              "openedAt":"%s","positionId":"%s"}"""
                  .formatted(name, symbol, first.plusSeconds(i), positionId(i)));
    }
    return this;
  }

  static String positionId(int index) {
    return "pos-20260303120000-" + (1 + index);
  }

  NeuratradeBook load(ImportBook importBook) {
    String document =
        """
        {"accounts":[
           {"name":"%1$s","currency":"USDT","positionMode":"%2$s","cash":"1000000"},
           {"name":"%1$s-other","currency":"USDT","positionMode":"HEDGING"}],
         "principals":[
           {"name":"%1$s-bot","roles":["trader"],"accounts":["%1$s"],"tokens":["%1$s-token"]},
           {"name":"%1$s-twin","roles":["trader"],"accounts":["%1$s"],"tokens":["%1$s-twin"]},
           {"name":"%1$s-stranger","roles":["trader"],"accounts":["%1$s-other"],"tokens":["%1$s-stranger"]},
           {"name":"%1$s-both","roles":["trader"],"accounts":["%1$s","%1$s-other"],"tokens":["%1$s-both"]},
           {"name":"%1$s-reader","roles":["reader"],"accounts":["%1$s"],"tokens":["%1$s-reader"]}],
         "instruments":[
           {"symbol":"%3$s","assetClass":"crypto","exchange":"binance","currency":"USDT",
            "quantityIncrement":"0.0001","priceIncrement":"0.01","shortable":true}],
         "quotes":[{"symbol":"%3$s","last":"100","bid":"99","ask":"101"}],
         "positions":[%4$s]}
        """
            .formatted(name, mode, symbol, positions);
    importBook
        .book(document.getBytes(StandardCharsets.UTF_8), name)
        .await()
        .atMost(Duration.ofSeconds(60));
    return this;
  }

  NeuratradeClient bot(URI base) {
    return new NeuratradeClient(base, name + "-token");
  }

  /** Another caller on the same account. */
  NeuratradeClient twin(URI base) {
    return new NeuratradeClient(base, name + "-twin");
  }

  /** A caller on another account. */
  NeuratradeClient stranger(URI base) {
    return new NeuratradeClient(base, name + "-stranger");
  }

  /** A caller on both accounts. */
  NeuratradeClient both(URI base) {
    return new NeuratradeClient(base, name + "-both");
  }

  NeuratradeClient reader(URI base) {
    return new NeuratradeClient(base, name + "-reader");
  }
}
