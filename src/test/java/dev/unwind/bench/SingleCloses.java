// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.bench.Sides.Side;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * M1: closes per second over HTTP against the SQL of {@code 3b0c05b} on a bare client. The market
 * is closed, so that orders are accepted and parked, and nothing else runs beside either of them.
 */
final class SingleCloses implements Metric {
  private static final int CLIENTS = 32;
  private static final int BLOCK = 60;

  /**
   * The server's code is compiled for some ten thousand closes; until then that is half its work.
   */
  private static final int WARM_UP = 12;

  private static final int REPETITIONS = Figures.repetitions(7);

  @Override
  public Set<String> names() {
    return Set.of("M1");
  }

  @Override
  public void measure(Sides sides) throws Exception {
    List<Side> builds = sides.serve(Map.of("UNWIND_VENUE_SIMULATOR_SESSION", "closed"), CLIENTS);
    FrozenLedger frozen = sides.frozen(CLIENTS);
    int blocks = WARM_UP + REPETITIONS;
    for (int account = 1; account <= CLIENTS; account++) {
      for (Side side : builds) {
        side.rig().fill(account, blocks * BLOCK);
      }
      frozen.fill(account, blocks * BLOCK);
    }
    for (Side side : builds) {
      side.rig().watch().settle();
      // Instruments are read once and then kept; the first reading is not what is measured.
      await(side.http().list(1));
    }
    frozen.settle();
    List<List<Double>> rates = List.of(new ArrayList<>(), new ArrayList<>());
    List<Double> baseline = new ArrayList<>();
    for (int block = 0; block < blocks; block++) {
      int first = block * BLOCK + 1;
      double direct = rate(c -> n -> frozen.closeOne(c, BenchBook.symbol(first + n)));
      for (int build = 0; build < builds.size(); build++) {
        HttpCloses http = builds.get(build).http();
        double through = rate(c -> n -> http.closeOne(c, BenchBook.symbol(first + n)));
        Figures.progress("M1", block, through, direct);
        if (block >= WARM_UP) {
          rates.get(build).add(through);
        }
      }
      if (block >= WARM_UP) {
        baseline.add(direct);
      }
    }
    List<Double> through = rates.stream().limit(builds.size()).map(Figures::median).toList();
    double direct = Figures.median(baseline);
    Figures.print(
        "M1",
        through.get(0) / direct,
        ">=1.0",
        new Figures.Today(Sides.today(through), ">=1.5"),
        through.get(0),
        direct,
        "closes/s",
        REPETITIONS,
        "");
    Sides.stop(builds);
  }

  /** Closes per second of all clients together, each one after the other. */
  private static double rate(IntFunction<IntFunction<Future<?>>> client) throws Exception {
    long start = System.nanoTime();
    List<Future<?>> running = new ArrayList<>();
    for (int c = 1; c <= CLIENTS; c++) {
      running.add(oneAfterTheOther(client.apply(c), 0));
    }
    await(Future.all(running));
    return CLIENTS * BLOCK / Figures.seconds(start);
  }

  private static Future<?> oneAfterTheOther(IntFunction<Future<?>> action, int n) {
    return n == BLOCK
        ? Future.succeededFuture()
        : action.apply(n).compose(done -> oneAfterTheOther(action, n + 1).mapEmpty());
  }
}
