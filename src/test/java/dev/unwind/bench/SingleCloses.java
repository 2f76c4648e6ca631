// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.UnwindProcess;
import dev.unwind.persistence.bulk.BareCloses;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * M1: closes per second over HTTP against the same SQL on a bare client. The market is closed, so
 * that orders are accepted and parked, and nothing else runs beside either of them.
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
  public void measure(MeasuringRig rig) throws Exception {
    int blocks = 2 * (WARM_UP + REPETITIONS);
    try (UnwindProcess server = rig.serve(Map.of("UNWIND_VENUE_SIMULATOR_SESSION", "closed"));
        BareCloses bare = new BareCloses(rig.database().address(), CLIENTS);
        HttpCloses http = new HttpCloses(server.port(), CLIENTS)) {
      for (int account = 1; account <= CLIENTS; account++) {
        rig.fill(account, blocks * BLOCK);
      }
      rig.watch().settle();
      // Instruments are read once and then kept; the first reading is not what is measured.
      await(http.list(1));
      List<Double> ours = new ArrayList<>();
      List<Double> baseline = new ArrayList<>();
      for (int block = 0; block < blocks; block++) {
        int first = block * BLOCK + 1;
        boolean through = block % 2 == 0;
        double rate =
            through
                ? rate(c -> n -> http.closeOne(c, BenchBook.symbol(first + n)))
                : rate(c -> n -> bareClose(rig, bare, c, BenchBook.symbol(first + n)));
        Figures.progress("M1", block, through ? rate : 0, through ? 0 : rate);
        if (block >= 2 * WARM_UP) {
          (through ? ours : baseline).add(rate);
        }
      }
      double through = Figures.median(ours);
      double direct = Figures.median(baseline);
      Figures.print("M1", through / direct, ">=0.60", through, direct, "closes/s", REPETITIONS, "");
      server.stop();
    }
  }

  private static Future<?> bareClose(MeasuringRig rig, BareCloses bare, int client, String symbol) {
    return bare.closeOne(
        BenchBook.key(client), rig.account(client), rig.instrument(symbol), symbol);
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
