// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.bench.Sides.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * M2 and M2b: {@code DELETE /v2/positions} of 10,000 positions until its answer is complete, and
 * until its last fill is booked, against one least statement that closes as many, on the schema of
 * {@code 3b0c05b}.
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
  public void measure(Sides sides) throws Exception {
    List<Side> builds = sides.serve(Map.of(), 4);
    FrozenLedger frozen = sides.frozen(2);
    List<List<Double>> answered = List.of(new ArrayList<>(), new ArrayList<>());
    List<List<Double>> booked = List.of(new ArrayList<>(), new ArrayList<>());
    List<Double> baseline = new ArrayList<>();
    for (int repetition = 0; repetition < WARM_UP + REPETITIONS; repetition++) {
      int account = repetition + 1;
      boolean counts = repetition >= WARM_UP;
      frozen.fill(account, POSITIONS);
      frozen.settle();
      long start = System.nanoTime();
      await(frozen.closeAll(account));
      double least = Figures.seconds(start);
      if (counts) {
        baseline.add(least);
      }
      for (int build = 0; build < builds.size(); build++) {
        MeasuringRig rig = builds.get(build).rig();
        rig.fill(account, POSITIONS);
        rig.watch().settle();
        start = System.nanoTime();
        await(builds.get(build).http().closeAll(account));
        double durable = Figures.seconds(start);
        rig.awaitFlat(account);
        double flat = Figures.seconds(start);
        rig.watch().awaitRest(MeasuringRig.LIMIT);
        Figures.progress("M2", repetition, durable, least);
        Figures.progress("M2b", repetition, flat, least);
        if (counts) {
          answered.get(build).add(durable);
          booked.get(build).add(flat);
        }
      }
    }
    int count = builds.size();
    print("M2", answered.subList(0, count), baseline, "<=1.6", "<=0.7");
    print("M2b", booked.subList(0, count), baseline, "<=3.2", "<=0.5");
    Sides.stop(builds);
  }

  private static void print(
      String metric, List<List<Double>> of, List<Double> baseline, String goal, String todayGoal) {
    List<Double> medians = of.stream().map(Figures::median).toList();
    double least = Figures.median(baseline);
    Figures.print(
        metric,
        medians.get(0) / least,
        goal,
        new Figures.Today(Sides.today(medians), todayGoal),
        medians.get(0),
        least,
        "s",
        REPETITIONS,
        "");
  }
}
