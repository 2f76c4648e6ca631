// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.bench.Sides.Side;
import io.vertx.core.Future;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * N1: resident memory when so many positions have been closed one by one, against another build on
 * the same machine. It says how fast they were closed besides, for what a smaller heap costs.
 */
final class ResidentMemory implements Metric {
  private static final int CLIENTS = 8;
  private static final int CLOSES = 1_000;
  private static final int REPETITIONS = Figures.repetitions(3);

  @Override
  public Set<String> names() {
    return Set.of("N1");
  }

  @Override
  public int instruments() {
    return CLOSES / CLIENTS;
  }

  @Override
  public int accounts() {
    return CLIENTS;
  }

  /** A build's process, from its start on. */
  private record Run(double idle, double after, double rate) {}

  @Override
  public void measure(Sides sides) throws Exception {
    if (sides.rigs().size() < 2) {
      System.out.println("N1 skipped: name another build by --against");
      return;
    }
    List<List<Run>> runs = List.of(new ArrayList<>(), new ArrayList<>());
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      List<Side> builds = sides.serve(Map.of(), CLIENTS);
      try {
        for (int build = 0; build < builds.size(); build++) {
          runs.get(build).add(run(builds.get(build)));
        }
      } finally {
        Sides.stop(builds);
      }
      Figures.progress(
          "N1",
          repetition,
          runs.get(0).get(repetition).after(),
          runs.get(1).get(repetition).after());
    }
    double ours = Figures.median(runs.get(0).stream().map(Run::after).toList());
    double other = Figures.median(runs.get(1).stream().map(Run::after).toList());
    Figures.print(
        "N1",
        ours / other,
        "<=0.65",
        ours,
        other,
        "MB",
        REPETITIONS,
        String.format(
            Locale.ROOT,
            "idle=%.0fMB of %.0fMB closes/s=%.0f of %.0f",
            Figures.median(runs.get(0).stream().map(Run::idle).toList()),
            Figures.median(runs.get(1).stream().map(Run::idle).toList()),
            Figures.median(runs.get(0).stream().map(Run::rate).toList()),
            Figures.median(runs.get(1).stream().map(Run::rate).toList())));
  }

  private static Run run(Side side)
      throws Exception, IOException, SQLException, InterruptedException {
    double idle = Figures.residentMegabytes(side.server().pid());
    for (int account = 1; account <= CLIENTS; account++) {
      side.rig().fill(account, CLOSES / CLIENTS);
    }
    long start = System.nanoTime();
    List<Future<?>> running = new ArrayList<>();
    for (int account = 1; account <= CLIENTS; account++) {
      running.add(closeFrom(side.http(), account, 1));
    }
    await(Future.all(running));
    double rate = CLOSES / Figures.seconds(start);
    for (int account = 1; account <= CLIENTS; account++) {
      side.rig().awaitFlat(account);
    }
    return new Run(idle, Figures.residentMegabytes(side.server().pid()), rate);
  }

  private static Future<?> closeFrom(HttpCloses http, int account, int n) {
    return n > CLOSES / CLIENTS
        ? Future.succeededFuture()
        : http.closeOne(account, BenchBook.symbol(n))
            .compose(done -> closeFrom(http, account, n + 1).mapEmpty());
  }
}
