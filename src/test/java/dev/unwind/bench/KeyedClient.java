// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A client that wants certain closes and does not know which of them have arrived: after each crash
 * it asks again, with the same keys, for what was not answered, and for some of what was. Every
 * answer to one key must name the same liquidation.
 *
 * <p>Its own thread asks; see {@link #during}.
 */
final class KeyedClient {
  /** Answered closes that are asked for again after a crash. */
  private static final int ASKED_AGAIN = 8;

  private static final int PAUSE_MAX_MILLIS = 60;

  private final Random random;
  private final Map<String, Wish> wishes = new LinkedHashMap<>();
  private final Map<String, String> answers = new LinkedHashMap<>();
  private final List<String> contradictions = new ArrayList<>();
  private int single;
  private int repeated;
  private int refused;

  KeyedClient(Random random) {
    this.random = random;
  }

  private record Wish(String key, int account, String path, int status) {}

  /** Wants everything of an account closed. */
  synchronized void wantAll(int account, boolean cancelOrders) {
    want(new Wish("all-" + account, account, "/v2/positions?cancel_orders=" + cancelOrders, 207));
  }

  private synchronized void want(Wish wish) {
    wishes.put(wish.key(), wish);
  }

  /**
   * Asks a server until it dies: for what is unanswered, for some of the rest again, and then for
   * single positions of the first account, one after the other.
   *
   * @param singles how many single positions it wants at most, ever
   */
  Thread during(int port, int singles) {
    Thread thread = new Thread(() -> askUntilItDies(port, singles), "client of " + port);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void askUntilItDies(int port, int singles) {
    try {
      List<CompletableFuture<Void>> running =
          unanswered().stream().map(wish -> ask(port, wish)).toList();
      for (Wish wish : someAnswered()) {
        repeated++;
        ask(port, wish).join();
      }
      while (single < singles) {
        single++;
        String path = "/v2/positions/" + BenchBook.symbol(single).replace("/", "%2F");
        Wish wish = new Wish("one-" + single, 1, path, 200);
        want(wish);
        ask(port, wish).join();
        Thread.sleep(random.nextInt(PAUSE_MAX_MILLIS));
      }
      running.forEach(CompletableFuture::join);
    } catch (CompletionException | InterruptedException e) {
      // The server is gone. What it has not answered is asked of the next one.
    }
  }

  /** Asks for everything that is still unanswered, and waits for the answers. */
  void settle(int port) {
    unanswered().forEach(wish -> ask(port, wish).join());
  }

  private CompletableFuture<Void> ask(int port, Wish wish) {
    return Closes.keyed(port, wish.account(), wish.path(), wish.key())
        .thenAccept(answer -> note(wish, answer));
  }

  private synchronized void note(Wish wish, HttpResponse<String> answer) {
    String liquidation = answer.headers().firstValue("Unwind-Liquidation").orElse(null);
    if (answer.statusCode() != wish.status() || liquidation == null) {
      refused++;
      if (answer.statusCode() != 503) {
        contradictions.add(
            "I11 %s was answered %d: %s".formatted(wish, answer.statusCode(), head(answer.body())));
      }
      return;
    }
    String before = answers.putIfAbsent(wish.key(), liquidation);
    if (before != null && !before.equals(liquidation)) {
      contradictions.add("I11 %s made %s and %s".formatted(wish, before, liquidation));
    }
  }

  private static @Nullable String head(@Nullable String body) {
    return body == null || body.length() < 300 ? body : body.substring(0, 300);
  }

  private synchronized List<Wish> unanswered() {
    return wishes.values().stream().filter(w -> !answers.containsKey(w.key())).toList();
  }

  private synchronized List<Wish> someAnswered() {
    List<Wish> answered =
        wishes.values().stream().filter(w -> answers.containsKey(w.key())).toList();
    return random
        .ints(Math.min(ASKED_AGAIN, answered.size()), 0, Math.max(1, answered.size()))
        .mapToObj(answered::get)
        .toList();
  }

  /** Keys and the liquidations that they have made. */
  synchronized Map<String, String> answers() {
    return Map.copyOf(answers);
  }

  /** What contradicts the promise that one key has one effect, and what was never answered. */
  synchronized List<String> contradictions() {
    List<String> all = new ArrayList<>(contradictions);
    unanswered().forEach(wish -> all.add("I11 never answered: " + wish));
    return all;
  }

  synchronized String counts() {
    return "keys=%d repeated=%d refused=%d".formatted(wishes.size(), repeated, refused);
  }
}
