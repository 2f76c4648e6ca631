// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * Accounts at a venue named {@code desk}, with the names, keys and symbols of {@link BenchBook}.
 * The first has positions that are closed one by one.
 *
 * @param rounds of how many something is closed in each
 * @param mirrored whether what a round closes trades with itself: one account holds what the other
 *     two are short of
 */
record FixBook(long seed, int rounds, int positions, boolean mirrored) {
  private static final int MIRRORS = 3;
  private static final int QTY_MAX = 90;

  /** Accounts that a round closes. */
  List<Integer> round(int number) {
    int each = mirrored ? MIRRORS : 1;
    return IntStream.range(0, each).mapToObj(i -> 2 + number * each + i).toList();
  }

  void write(Path file) throws IOException {
    int last = round(rounds - 1).get(round(rounds - 1).size() - 1);
    StringJoiner accounts = new StringJoiner(",\n");
    StringJoiner principals = new StringJoiner(",\n");
    StringJoiner instruments = new StringJoiner(",\n");
    StringJoiner quotes = new StringJoiner(",\n");
    StringJoiner held = new StringJoiner(",\n");
    principals.add(
        "{\"name\":\"bench\",\"roles\":[\"risk\"],\"accounts\":[\"*\"],\"tokens\":[\"%s\"]}"
            .formatted(BenchBook.TOKEN));
    for (int a = 1; a <= last; a++) {
      accounts.add(
          "{\"name\":\"%s\",\"currency\":\"USD\",\"cash\":\"10000000\",\"venue\":\"desk\"}"
              .formatted(BenchBook.account(a)));
      principals.add(
          "{\"name\":\"%s\",\"roles\":[\"trader\"],\"accounts\":[\"%s\"],\"apiKeys\":[{\"id\":\"%s\",\"secret\":\"%s\"}]}"
              .formatted(
                  BenchBook.client(a), BenchBook.account(a), BenchBook.key(a), BenchBook.SECRET));
    }
    for (int i = 1; i <= positions; i++) {
      instruments.add(
          "{\"symbol\":\"%s\",\"assetClass\":\"us_equity\",\"currency\":\"USD\",\"quantityIncrement\":\"1\",\"priceIncrement\":\"0.01\",\"session\":\"always\"}"
              .formatted(BenchBook.symbol(i)));
      quotes.add(
          "{\"symbol\":\"%s\",\"last\":\"100\",\"bid\":\"99.50\",\"ask\":\"100.50\"}"
              .formatted(BenchBook.symbol(i)));
    }
    Random random = new Random(seed);
    for (int i = 1; i <= positions; i++) {
      held.add(position(1, i, 1 + random.nextInt(QTY_MAX)));
      for (int round = 0; round < rounds; round++) {
        List<Integer> of = round(round);
        List<Integer> quantities = quantities(random);
        for (int a = 0; a < of.size(); a++) {
          held.add(position(of.get(a), i, quantities.get(a)));
        }
      }
    }
    Files.writeString(
        file,
        "{\"accounts\":[%s],\n\"principals\":[%s],\n\"instruments\":[%s],\n\"quotes\":[%s],\n\"positions\":[%s]}\n"
            .formatted(accounts, principals, instruments, quotes, held));
  }

  private List<Integer> quantities(Random random) {
    int first = 1 + random.nextInt(QTY_MAX);
    if (!mirrored) {
      return List.of(random.nextBoolean() ? first : -first);
    }
    int second = 1 + random.nextInt(QTY_MAX);
    return List.of(first + second, -first, -second);
  }

  private static String position(int account, int symbol, int qty) {
    return "{\"account\":\"%s\",\"symbol\":\"%s\",\"qty\":\"%d\",\"avgEntryPrice\":\"90\"}"
        .formatted(BenchBook.account(account), BenchBook.symbol(symbol), qty);
  }
}
