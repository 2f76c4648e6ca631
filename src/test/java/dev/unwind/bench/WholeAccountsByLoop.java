// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * M8: NeuraTrade's {@code liquidate_all} of 5,000 positions until its answer says that all are
 * closed, against {@link LoopHandler} on the same PostgreSQL.
 */
final class WholeAccountsByLoop implements Metric {
  private static final int POSITIONS = 5_000;
  private static final int WARM_UP = 4;
  private static final int REPETITIONS = Figures.repetitions(5);

  @Override
  public Set<String> names() {
    return Set.of("M8");
  }

  @Override
  public int instruments() {
    return POSITIONS;
  }

  @Override
  public void measure(Sides sides) throws Exception {
    MeasuringRig rig = sides.ours();
    try (UnwindProcess server = rig.serve(Map.of());
        HttpCloses http = new HttpCloses(server.port(), 1);
        TestDatabase other = TestDatabase.create();
        LoopHandler loop = new LoopHandler(other.address())) {
      List<Double> ours = new ArrayList<>();
      List<Double> baseline = new ArrayList<>();
      for (int account = 1; account <= WARM_UP + REPETITIONS; account++) {
        rig.fill(account, POSITIONS);
        loop.fill(account, POSITIONS);
        rig.watch().settle();
        long start = System.nanoTime();
        if (loop.liquidateAll(account) != POSITIONS) {
          throw new IllegalStateException("the loop has left some");
        }
        double looped = Figures.seconds(start);
        start = System.nanoTime();
        await(http.liquidateAll(account));
        rig.awaitFlat(account);
        double closed = Figures.seconds(start);
        rig.watch().awaitRest(MeasuringRig.LIMIT);
        Figures.progress("M8", account, closed, looped);
        if (account > WARM_UP) {
          ours.add(closed);
          baseline.add(looped);
        }
      }
      double closed = Figures.median(ours);
      double looped = Figures.median(baseline);
      Figures.print("M8", closed / looped, "<=0.2", closed, looped, "s", REPETITIONS, "");
      server.stop();
    }
  }
}
