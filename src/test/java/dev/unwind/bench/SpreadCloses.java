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
 * S1: what M2 measures, on a ledger that is spread over the workers of a cluster against one on a
 * single server, in turns.
 */
final class SpreadCloses implements Metric {
  private static final int POSITIONS = 10_000;
  private static final int WARM_UP = 3;
  private static final int REPETITIONS = Figures.repetitions(5);

  /** Nobody has set one: it is stated. */
  private static final String NO_GOAL = "<=1000";

  @Override
  public Set<String> names() {
    return Set.of("S1");
  }

  @Override
  public void measure(Sides sides) throws Exception {
    List<Double> spread = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    MeasuringRig ours = sides.ours();
    try (MeasuringRig plain = new MeasuringRig(this, ours.program(), TestDatabase.onOneServer());
        UnwindProcess oursServed = ours.serve(Map.of());
        UnwindProcess plainServed = plain.serve(Map.of());
        HttpCloses oursHttp = new HttpCloses(oursServed.port(), 4);
        HttpCloses plainHttp = new HttpCloses(plainServed.port(), 4)) {
      for (int repetition = 0; repetition < WARM_UP + REPETITIONS; repetition++) {
        double one = closed(plain, plainHttp, repetition + 1);
        double several = closed(ours, oursHttp, repetition + 1);
        Figures.progress("S1", repetition, several, one);
        if (repetition >= WARM_UP) {
          whole.add(one);
          spread.add(several);
        }
      }
      oursServed.stop();
      plainServed.stop();
    }
    double several = Figures.median(spread);
    double one = Figures.median(whole);
    Figures.print("S1", several / one, NO_GOAL, several, one, "s", REPETITIONS, "no goal");
  }

  private static double closed(MeasuringRig rig, HttpCloses http, int account) throws Exception {
    rig.fill(account, POSITIONS);
    rig.watch().settle();
    long start = System.nanoTime();
    await(http.closeAll(account));
    double durable = Figures.seconds(start);
    rig.awaitFlat(account);
    rig.watch().awaitRest(MeasuringRig.LIMIT);
    return durable;
  }
}
