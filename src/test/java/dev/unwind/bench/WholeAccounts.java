// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.UnwindProcess;
import dev.unwind.persistence.bulk.BareCloses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * M2 and M2b: {@code DELETE /v2/positions} of 10,000 positions until its answer is complete, and
 * until its last fill is booked, against one least statement that closes as many.
 */
final class WholeAccounts implements Metric {
  private static final int POSITIONS = 10_000;
  private static final int WARM_UP = 6;
  private static final int REPETITIONS = Figures.repetitions(7);

  @Override
  public Set<String> names() {
    return Set.of("M2", "M2b");
  }

  @Override
  public void measure(MeasuringRig rig) throws Exception {
    try (UnwindProcess server = rig.serve(Map.of());
        BareCloses bare = new BareCloses(rig.database().address(), 2);
        HttpCloses http = new HttpCloses(server.port(), 4)) {
      List<Double> answered = new ArrayList<>();
      List<Double> booked = new ArrayList<>();
      List<Double> baseline = new ArrayList<>();
      int next = 1;
      for (int repetition = 0; repetition < WARM_UP + REPETITIONS; repetition++) {
        int through = next++;
        int direct = next++;
        rig.fill(through, POSITIONS);
        rig.fill(direct, POSITIONS);
        rig.watch().settle();
        long start = System.nanoTime();
        await(bare.closeAll(rig.account(direct)));
        double least = Figures.seconds(start);
        start = System.nanoTime();
        await(http.closeAll(through));
        double durable = Figures.seconds(start);
        rig.awaitFlat(through);
        double flat = Figures.seconds(start);
        rig.watch().awaitRest(MeasuringRig.LIMIT);
        Figures.progress("M2", repetition, durable, least);
        Figures.progress("M2b", repetition, flat, least);
        if (repetition >= WARM_UP) {
          baseline.add(least);
          answered.add(durable);
          booked.add(flat);
        }
      }
      double least = Figures.median(baseline);
      double durable = Figures.median(answered);
      double flat = Figures.median(booked);
      Figures.print("M2", durable / least, "<=2.5", durable, least, "s", REPETITIONS, "");
      Figures.print("M2b", flat / least, "<=5", flat, least, "s", REPETITIONS, "");
      server.stop();
    }
  }
}
