// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.UnwindProcess;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * K1: how many items fail because their cancels took too long, where four accounts at once close
 * 10,000 positions each and cancel 2,000 working orders before. K1b: how long one such close takes
 * until all is flat, against one of as many positions without orders.
 */
final class ClosesWithCancels implements Metric {
  private static final int POSITIONS = 10_000;
  private static final int ORDER_EVERY = 5;
  private static final int AT_ONCE = 4;
  private static final int PLAIN = 3;
  private static final int CONNECTIONS = 16;
  private static final int PLACED_AT_ONCE = 100;

  private static final String FAILED =
      "select count(*) from liquidation_item where status = 'FAILED'";

  @Override
  public Set<String> names() {
    return Set.of("K1", "K1b");
  }

  @Override
  public void measure(Sides sides) throws Exception {
    MeasuringRig rig = sides.ours();
    try (UnwindProcess server = rig.serve(Map.of());
        HttpCloses http = new HttpCloses(server.port(), CONNECTIONS)) {
      double plain = 0;
      for (int account = 1; account <= PLAIN; account++) {
        rig.fill(account, POSITIONS);
        rig.watch().settle();
        // The last one counts.
        plain = seconds(rig, List.of(account), http.closeAll(account));
      }
      int one = PLAIN + 1;
      open(rig, http, one);
      rig.watch().settle();
      double canceling = seconds(rig, List.of(one), http.cancelAndCloseAll(one));
      List<Integer> four = IntStream.rangeClosed(one + 1, one + AT_ONCE).boxed().toList();
      for (int account : four) {
        open(rig, http, account);
      }
      rig.watch().settle();
      long before = rig.watch().count(FAILED);
      List<Future<?>> closes = new ArrayList<>();
      four.forEach(account -> closes.add(http.cancelAndCloseAll(account)));
      double all = seconds(rig, four, Future.all(closes));
      long failed = rig.watch().count(FAILED) - before;
      Figures.count(
          "K1",
          failed,
          "<=0",
          "items",
          Optional.empty(),
          AT_ONCE * POSITIONS,
          String.format(Locale.ROOT, "took=%.1fs", all));
      Figures.print("K1b", canceling / plain, "<=1.5", canceling, plain, "s", 1, "");
      server.stop();
    }
  }

  /** Positions, and orders on every fifth that rest far from the market. */
  private static void open(MeasuringRig rig, HttpCloses http, int account) throws Exception {
    rig.fill(account, POSITIONS);
    List<Future<?>> placed = new ArrayList<>();
    for (int n = ORDER_EVERY; n <= POSITIONS; n += ORDER_EVERY) {
      boolean isShort = n % 3 == 0;
      placed.add(
          http.rest(
              account, BenchBook.symbol(n), isShort ? "buy" : "sell", isShort ? "1" : "9999"));
      if (placed.size() == PLACED_AT_ONCE) {
        // Each lot has its own limit of time.
        await(Future.all(placed));
        placed.clear();
      }
    }
    await(Future.all(placed));
    rig.watch().awaitRest(MeasuringRig.LIMIT);
  }

  /** Until the answer has come and nothing is under way. */
  private static double seconds(MeasuringRig rig, List<Integer> accounts, Future<?> answer)
      throws Exception {
    long start = System.nanoTime();
    await(answer);
    for (int account : accounts) {
      while (rig.watch()
              .count(
                  "select count(*) from liquidation where status in ('NEW', 'PROCESSING')"
                      + " and account_id = "
                      + rig.account(account))
          > 0) {
        Thread.sleep(20);
      }
    }
    return Figures.seconds(start);
  }
}
