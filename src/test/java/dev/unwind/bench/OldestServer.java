// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.OldestPostgres;
import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import dev.unwind.platform.database.DatabaseAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * P15: the same closes on the oldest PostgreSQL that is supported, against the newest: a position
 * at a time, and accounts with 1,000 positions. Planners of both count differently.
 */
final class OldestServer implements Metric {
  private static final int SINGLE = 40;
  private static final int POSITIONS = 1_000;
  private static final int WARM_UP = 3;
  private static final int REPETITIONS = Figures.repetitions(7);

  @Override
  public Set<String> names() {
    return Set.of("P15");
  }

  @Override
  public int instruments() {
    return POSITIONS;
  }

  @Override
  public void measure(Sides sides) throws Exception {
    MeasuringRig rig = sides.ours();
    double newest = seconds(rig);
    DatabaseAddress own = TestDatabase.shared();
    try (OldestPostgres server = OldestPostgres.start()) {
      TestDatabase.publish(server.address());
      try (MeasuringRig other = new MeasuringRig(this, null)) {
        double oldest = seconds(other);
        Figures.print("P15", oldest / newest, "<=1.3", oldest, newest, "s", REPETITIONS, "");
      }
    } finally {
      TestDatabase.publish(own);
    }
  }

  /** Of forty single closes and a close of all, one after the other. */
  private static double seconds(MeasuringRig rig) throws Exception {
    try (UnwindProcess server = rig.serve(Map.of("UNWIND_VENUE_SIMULATOR_SESSION", "closed"));
        HttpCloses http = new HttpCloses(server.port(), 1)) {
      List<Double> taken = new ArrayList<>();
      int next = 1;
      for (int repetition = 0; repetition < WARM_UP + REPETITIONS; repetition++) {
        int one = next++;
        int all = next++;
        rig.fill(one, SINGLE);
        rig.fill(all, POSITIONS);
        rig.watch().settle();
        long start = System.nanoTime();
        for (int symbol = 1; symbol <= SINGLE; symbol++) {
          await(http.closeOne(one, BenchBook.symbol(symbol)));
        }
        await(http.closeAll(all));
        double seconds = Figures.seconds(start);
        if (repetition >= WARM_UP) {
          taken.add(seconds);
        }
      }
      server.stop();
      return Figures.median(taken);
    }
  }
}
