// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A book document with accounts {@code desk-1}, {@code desk-2}, ..., each with the same number of
 * positions: long, short, whole, fractional, equity and crypto, drawn from a seed. The bearer token
 * {@link #TOKEN} may close on all of them.
 *
 * @param instruments at least as many as positions
 * @param ordersEvery every how many positions one has working orders, on all accounts but the
 *     first; 0 for none. In turn: a limit that holds half of the position, one that adds to it, and
 *     an OCO pair that holds all of it
 * @param passwords whether clients may sign in with {@link #SECRET}; hashing them takes a while
 */
record BenchBook(
    long seed, int accounts, int positions, int instruments, int ordersEvery, boolean passwords) {
  BenchBook(long seed, int accounts, int positions) {
    this(seed, accounts, positions, positions, 0, false);
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

  /** The name of the principal that has this account. */
  static String client(int account) {
    return "client-" + account;
  }

  void write(Path file) throws IOException {
    Random random = new Random(seed);
    StringJoiner accountRows = new StringJoiner(",\n");
    StringJoiner principalRows = new StringJoiner(",\n");
    StringJoiner instrumentRows = new StringJoiner(",\n");
    StringJoiner quoteRows = new StringJoiner(",\n");
    StringJoiner positionRows = new StringJoiner(",\n");
    StringJoiner orderRows = new StringJoiner(",\n");
    int[] lasts = new int[instruments + 1];
    principalRows.add(
        "{\"name\":\"bench\",\"roles\":[\"risk\"],\"accounts\":[\"*\"],\"tokens\":[\"%s\"]}"
            .formatted(TOKEN));
    for (int a = 1; a <= accounts; a++) {
      accountRows.add(
          "{\"name\":\"%s\",\"currency\":\"USD\",\"cash\":\"1000000.00\"}".formatted(account(a)));
      principalRows.add(
          "{\"name\":\"%s\",%s\"roles\":[\"trader\"],\"accounts\":[\"%s\"],\"apiKeys\":[{\"id\":\"%s\",\"secret\":\"%s\"}]}"
              .formatted(
                  client(a),
                  passwords ? "\"password\":\"" + SECRET + "\"," : "",
                  account(a),
                  key(a),
                  SECRET));
    }
    for (int i = 1; i <= instruments; i++) {
      String symbol = symbol(i);
      boolean crypto = symbol.endsWith("/USD");
      instrumentRows.add(
          "{\"symbol\":\"%s\",\"assetClass\":\"%s\",\"currency\":\"USD\",\"quantityIncrement\":\"%s\",\"priceIncrement\":\"0.01\"}"
              .formatted(symbol, crypto ? "crypto" : "us_equity", increment()));
      int cents = 1_000 + random.nextInt(50_000);
      lasts[i] = cents;
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
        boolean isShort = random.nextInt(3) == 0;
        positionRows.add(
            "{\"account\":\"%s\",\"symbol\":\"%s\",\"qty\":\"%s%s\",\"avgEntryPrice\":\"%s\"}"
                .formatted(
                    account(a),
                    symbol(i),
                    isShort ? "-" : "",
                    qty,
                    money(1_000 + random.nextInt(50_000))));
        if (a > 1 && ordersEvery > 0 && i % ordersEvery == 0) {
          BigDecimal size = new BigDecimal(qty);
          String[] row = {account(a), symbol(i), isShort ? "buy" : "sell"};
          int far = isShort ? lasts[i] / 2 : lasts[i] * 2;
          int near = isShort ? lasts[i] * 2 : lasts[i] / 2;
          // Nobody may sell crypto short.
          int kind = isShort && symbol(i).endsWith("/USD") ? 0 : i / ordersEvery % 3;
          switch (kind) {
            case 0 -> orderRows.add(order(row, "limit", half(size), "limitPrice", far, null));
            case 1 -> {
              row[2] = isShort ? "sell" : "buy";
              orderRows.add(order(row, "limit", size, "limitPrice", near, null));
            }
            default -> {
              String pair = "pair-" + a + "-" + i;
              orderRows.add(order(row, "limit", size, "limitPrice", far, pair));
              orderRows.add(order(row, "stop", size, "stopPrice", near, pair));
            }
          }
        }
      }
    }
    Files.writeString(
        file,
        "{\"accounts\":[%s],\n\"principals\":[%s],\n\"instruments\":[%s],\n\"quotes\":[%s],\n\"positions\":[%s],\n\"orders\":[%s]}\n"
            .formatted(
                accountRows, principalRows, instrumentRows, quoteRows, positionRows, orderRows));
  }

  /** A working order far from the market, so that it rests. */
  private static String order(
      String[] accountSymbolSide,
      String type,
      BigDecimal qty,
      String priceName,
      int cents,
      @Nullable String pair) {
    return "{\"account\":\"%s\",\"symbol\":\"%s\",\"side\":\"%s\",\"type\":\"%s\",\"qty\":\"%s\",\"%s\":\"%s\"%s}"
        .formatted(
            accountSymbolSide[0],
            accountSymbolSide[1],
            accountSymbolSide[2],
            type,
            qty.toPlainString(),
            priceName,
            money(cents),
            pair == null ? "" : ",\"oco\":\"" + pair + "\"");
  }

  private static BigDecimal half(BigDecimal qty) {
    BigDecimal half = qty.divide(BigDecimal.valueOf(2), 9, RoundingMode.DOWN).stripTrailingZeros();
    return half.signum() == 0 ? qty : half;
  }

  /** Without fractional positions whole units, so that Tradovate clients see the instruments. */
  private String increment() {
    return positions == 0 ? "1" : "0.000000001";
  }

  private static String money(int cents) {
    return BigDecimal.valueOf(cents, 2).toPlainString();
  }
}
