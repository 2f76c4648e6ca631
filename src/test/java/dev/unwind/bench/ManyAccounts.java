// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.bench.Sides.Side;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * G2: until 1,000 accounts with 100 positions each are flat, each closed by a request of its own,
 * all at once; against ten times what one account with 10,000 takes. G2b: the same accounts closed
 * by one act.
 */
final class ManyAccounts implements Metric {
  private static final int ACCOUNTS = 1_000;
  private static final int POSITIONS = 100;
  private static final int LARGE = 10_000;
  private static final int WARM_UP = 3;
  private static final int REPETITIONS = Figures.repetitions(3);
  private static final int CONNECTIONS = 64;

  private static final String HELD = "select count(*) from position where qty <> 0";

  @Override
  public Set<String> names() {
    return Set.of("G2", "G2b");
  }

  @Override
  public int accounts() {
    return ACCOUNTS + WARM_UP + REPETITIONS;
  }

  @Override
  public void measure(Sides sides) throws Exception {
    List<Side> builds = sides.serve(Map.of(), CONNECTIONS);
    List<Double> ofMany = new ArrayList<>();
    List<Double> ofOne = new ArrayList<>();
    for (Side build : builds) {
      List<Double> one = new ArrayList<>();
      List<Double> many = new ArrayList<>();
      for (int repetition = 0; repetition < WARM_UP + REPETITIONS; repetition++) {
        int large = ACCOUNTS + 1 + repetition;
        build.rig().fill(large, LARGE);
        double alone = seconds(build, build.http().closeAll(large));
        List<Future<?>> requests = new ArrayList<>();
        fillAll(build.rig());
        for (int account = 1; account <= ACCOUNTS; account++) {
          requests.add(build.http().closeAll(account));
        }
        double all = seconds(build, Future.all(requests));
        Figures.progress("G2", repetition, all, 10 * alone);
        if (repetition >= WARM_UP) {
          one.add(10 * alone);
          many.add(all);
        }
      }
      ofOne.add(Figures.median(one));
      ofMany.add(Figures.median(many));
    }
    Figures.print(
        "G2",
        ofMany.get(0) / ofOne.get(0),
        "<=1.0",
        new Figures.Today(Sides.today(ofMany), "<=0.5"),
        ofMany.get(0),
        ofOne.get(0),
        "s",
        REPETITIONS,
        "");
    List<Double> byAct = new ArrayList<>();
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      fillAll(builds.get(0).rig());
      byAct.add(seconds(builds.get(0), builds.get(0).http().liquidateEveryAccount()));
      Figures.progress("G2b", repetition, byAct.get(repetition), ofOne.get(0));
    }
    double act = Figures.median(byAct);
    Figures.print("G2b", act / ofOne.get(0), "<=1.0", act, ofOne.get(0), "s", REPETITIONS, "");
    Sides.stop(builds);
  }

  private static void fillAll(MeasuringRig rig) throws Exception {
    for (int account = 1; account <= ACCOUNTS; account++) {
      rig.fill(account, POSITIONS);
    }
    rig.watch().settle();
  }

  /** Until the answers have come and nothing is held by anybody. */
  private static double seconds(Side build, Future<?> answers) throws Exception {
    long start = System.nanoTime();
    await(answers);
    long deadline = start + MeasuringRig.LIMIT.toNanos();
    while (build.rig().watch().count(HELD) > 0) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("something is held after " + MeasuringRig.LIMIT);
      }
      Thread.sleep(20);
    }
    double taken = Figures.seconds(start);
    build.rig().watch().awaitRest(MeasuringRig.LIMIT);
    return taken;
  }
}
