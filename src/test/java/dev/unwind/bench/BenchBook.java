// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.StringJoiner;

/**
 * A book document with accounts {@code desk-1}, {@code desk-2}, ..., each with the same number of
 * positions: long, short, whole, fractional, equity and crypto, drawn from a seed. The bearer token
 * {@link #TOKEN} may close on all of them.
 *
 * @param instruments at least as many as positions
 */
record BenchBook(long seed, int accounts, int positions, int instruments) {
  BenchBook(long seed, int accounts, int positions) {
    this(seed, accounts, positions, positions);
  }

  static final String TOKEN = "bench-token";
  static final String KEY = "BENCHKEY";
  static final String SECRET = "bench-secret";

  static String account(int number) {
    return "desk-" + number;
  }

  static String symbol(int number) {
    return number % 8 == 0 ? "B" + number + "/USD" : "B" + number;
  }

  /** Alpaca clients have one account each; their keys are numbered like it. */
  static String key(int account) {
    return KEY + account;
  }

  void write(Path file) throws IOException {
    Random random = new Random(seed);
    StringJoiner accountRows = new StringJoiner(",\n");
    StringJoiner principalRows = new StringJoiner(",\n");
    StringJoiner instrumentRows = new StringJoiner(",\n");
    StringJoiner quoteRows = new StringJoiner(",\n");
    StringJoiner positionRows = new StringJoiner(",\n");
    principalRows.add(
        "{\"name\":\"bench\",\"roles\":[\"risk\"],\"accounts\":[\"*\"],\"tokens\":[\"%s\"]}"
            .formatted(TOKEN));
    for (int a = 1; a <= accounts; a++) {
      accountRows.add(
          "{\"name\":\"%s\",\"currency\":\"USD\",\"cash\":\"1000000.00\"}".formatted(account(a)));
      principalRows.add(
          "{\"name\":\"client-%d\",\"roles\":[\"trader\"],\"accounts\":[\"%s\"],\"apiKeys\":[{\"id\":\"%s\",\"secret\":\"%s\"}]}"
              .formatted(a, account(a), key(a), SECRET));
    }
    for (int i = 1; i <= instruments; i++) {
      String symbol = symbol(i);
      boolean crypto = symbol.endsWith("/USD");
      instrumentRows.add(
          "{\"symbol\":\"%s\",\"assetClass\":\"%s\",\"currency\":\"USD\",\"quantityIncrement\":\"0.000000001\",\"priceIncrement\":\"0.01\"}"
              .formatted(symbol, crypto ? "crypto" : "us_equity"));
      int cents = 1_000 + random.nextInt(50_000);
      quoteRows.add(
          "{\"symbol\":\"%s\",\"last\":\"%s\",\"bid\":\"%s\",\"ask\":\"%s\"}"
              .formatted(symbol, money(cents), money(cents - 1), money(cents + 1)));
    }
    for (int a = 1; a <= accounts; a++) {
      for (int i = 1; i <= positions; i++) {
        String qty =
            random.nextBoolean()
                ? String.valueOf(1 + random.nextInt(900))
                : new BigDecimal(1 + random.nextLong(1_000_000_000_000L))
                    .movePointLeft(9)
                    .toPlainString();
        positionRows.add(
            "{\"account\":\"%s\",\"symbol\":\"%s\",\"qty\":\"%s%s\",\"avgEntryPrice\":\"%s\"}"
                .formatted(
                    account(a),
                    symbol(i),
                    random.nextInt(3) == 0 ? "-" : "",
                    qty,
                    money(1_000 + random.nextInt(50_000))));
      }
    }
    Files.writeString(
        file,
        "{\"accounts\":[%s],\n\"principals\":[%s],\n\"instruments\":[%s],\n\"quotes\":[%s],\n\"positions\":[%s]}\n"
            .formatted(accountRows, principalRows, instrumentRows, quoteRows, positionRows));
  }

  private static String money(int cents) {
    return BigDecimal.valueOf(cents, 2).toPlainString();
  }
}
