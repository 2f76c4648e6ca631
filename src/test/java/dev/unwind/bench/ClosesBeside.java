// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.UnwindProcess;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * M3: how long single closes on account B take while account A closes 10,000 positions, against B
 * alone. One begins every 50 ms, well below what two processors bear, whether or not earlier ones
 * have been answered, so that a server that stalls is not spared the requests that would have come
 * meanwhile.
 */
final class ClosesBeside implements Metric {
  private static final int POSITIONS = 10_000;
  private static final int WARM_UP = 4;
  private static final int REPETITIONS = Figures.repetitions(5);
  private static final long PACE_MS = 50;
  private static final int LEAST = 100;
  private static final int MOST = 400;
  private static final int CONNECTIONS = 4;

  /** Looking whether the large account is flat costs time, too. */
  private static final int LOOKED_AT_EVERY = 10;

  @Override
  public Set<String> names() {
    return Set.of("M3");
  }

  @Override
  public void measure(Sides sides) throws Exception {
    MeasuringRig rig = sides.ours();
    try (UnwindProcess server = rig.serve(Map.of());
        HttpCloses http = new HttpCloses(server.port(), CONNECTIONS);
        HttpCloses large = new HttpCloses(server.port(), 1)) {
      List<Double> alone = new ArrayList<>();
      List<Double> beside = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      int samples = 0;
      int next = 1;
      for (int repetition = 0; repetition < WARM_UP + REPETITIONS; repetition++) {
        int a = next++;
        int b = next++;
        rig.fill(a, POSITIONS);
        rig.fill(b, POSITIONS);
        rig.watch().settle();
        await(http.list(b));
        double[] warm = paced(http, b, 1, LEAST, () -> true);
        Future<?> closing = large.closeAll(a);
        double[] with =
            paced(http, b, 1 + warm.length, MOST, () -> !(closing.isComplete() && rig.isFlat(a)));
        await(closing);
        rig.watch().awaitRest(MeasuringRig.LIMIT);
        double[] without = paced(http, b, 1 + warm.length + with.length, with.length, () -> true);
        rig.watch().awaitRest(MeasuringRig.LIMIT);
        double p99With = Figures.percentile(with, 0.99);
        double p99Without = Figures.percentile(without, 0.99);
        Figures.progress("M3", repetition, p99With, p99Without);
        if (repetition >= WARM_UP) {
          alone.add(p99Without);
          beside.add(p99With);
          ratios.add(p99With / p99Without);
          samples += with.length;
        }
      }
      Figures.print(
          "M3",
          Figures.median(ratios),
          "<=1.5",
          Figures.median(beside),
          Figures.median(alone),
          "ms",
          samples,
          "");
      server.stop();
    }
  }

  /** Latencies in ms of closes, each from when it was due. */
  private static double[] paced(
      HttpCloses http, int account, int firstSymbol, int most, Condition goOn) throws Exception {
    double[] latencies = new double[most];
    List<Future<?>> running = new ArrayList<>();
    long begin = System.nanoTime();
    int n = 0;
    while (n < most && (n < LEAST || n % LOOKED_AT_EVERY != 0 || goOn.holds())) {
      long due = begin + TimeUnit.MILLISECONDS.toNanos(PACE_MS * n);
      while (System.nanoTime() < due) {
        Thread.sleep(1);
      }
      int index = n;
      running.add(
          http.closeOne(account, BenchBook.symbol(firstSymbol + n))
              .onSuccess(done -> latencies[index] = (System.nanoTime() - due) / 1e6));
      n++;
    }
    await(Future.all(running));
    return Arrays.copyOf(latencies, n);
  }

  /** A question that may fail. */
  private interface Condition {
    boolean holds() throws Exception;
  }
}
