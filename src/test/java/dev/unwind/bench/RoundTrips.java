// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.UnwindProcess;
import dev.unwind.bench.DatabaseTap.Trip;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * R1: round trips to the database from the request of a single market close until its fill is
 * booked, over all connections. Each statement counts as often as it came in the median of the
 * closes: what polls in its own time stands in the list alone.
 */
final class RoundTrips implements Metric {
  private static final int WARM_UP = 100;
  private static final int CLOSES = 100;
  private static final int SHOWN = 100;

  @Override
  public Set<String> names() {
    return Set.of("R1");
  }

  @Override
  public int instruments() {
    return WARM_UP + CLOSES;
  }

  @Override
  public void measure(Sides sides) throws Exception {
    List<Counted> counted = new ArrayList<>();
    for (MeasuringRig rig : sides.rigs()) {
      counted.add(counted(rig));
    }
    Figures.count(
        "R1",
        counted.get(0).value(),
        "<=6",
        "trips",
        Sides.today(counted.stream().map(Counted::value).toList()),
        CLOSES,
        "");
    counted.get(0).lines().forEach(System.out::println);
  }

  private record Counted(double value, List<String> lines) {}

  private static Counted counted(MeasuringRig rig) throws Exception {
    try (DatabaseTap tap = new DatabaseTap(rig.database().address());
        UnwindProcess server = rig.serve(Map.of("UNWIND_DB_URL", tap.url()));
        HttpCloses http = new HttpCloses(server.port(), 1)) {
      rig.fill(1, WARM_UP + CLOSES);
      rig.watch().settle();
      // Instruments are read once and then kept.
      await(http.list(1));
      Map<String, List<Integer>> counts = new LinkedHashMap<>();
      for (int n = 1; n <= WARM_UP + CLOSES; n++) {
        long start = System.nanoTime();
        await(http.closeOne(1, BenchBook.symbol(n)));
        awaitBooked(rig, BenchBook.symbol(n));
        List<Trip> trips = tap.between(start, System.nanoTime());
        // What follows the booking is not in the next close's way.
        rig.watch().awaitRest(MeasuringRig.LIMIT);
        if (n > WARM_UP) {
          count(counts, trips, n - WARM_UP);
        }
      }
      server.stop();
      return counted(counts);
    }
  }

  private static void awaitBooked(MeasuringRig rig, String symbol)
      throws SQLException, InterruptedException {
    String open =
        "select count(*) from position where account_id = %d and instrument_id = %d and qty <> 0"
            .formatted(rig.account(1), rig.instrument(symbol));
    long deadline = System.nanoTime() + MeasuringRig.LIMIT.toNanos();
    while (rig.watch().count(open) > 0) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(symbol + " is not closed");
      }
      Thread.sleep(1);
    }
  }

  /** Adds how often each trip came in a close, of which there are then so many. */
  private static void count(Map<String, List<Integer>> counts, List<Trip> trips, int closes) {
    for (Trip trip : trips) {
      String label = String.join(" + ", trip.statements().stream().map(RoundTrips::cut).toList());
      List<Integer> of = counts.computeIfAbsent(label, k -> new ArrayList<>());
      while (of.size() < closes) {
        of.add(0);
      }
      of.set(closes - 1, of.get(closes - 1) + 1);
    }
  }

  private static String cut(String statement) {
    return statement.length() <= SHOWN ? statement : statement.substring(0, SHOWN) + "...";
  }

  private static Counted counted(Map<String, List<Integer>> counts) {
    long value = 0;
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, List<Integer>> trip : counts.entrySet()) {
      int total = trip.getValue().stream().mapToInt(Integer::intValue).sum();
      long zeros = CLOSES - trip.getValue().size();
      List<Double> each = new ArrayList<>();
      trip.getValue().forEach(n -> each.add((double) n));
      for (long n = 0; n < zeros; n++) {
        each.add(0.0);
      }
      long median = Math.round(Figures.median(each));
      value += median;
      lines.add(
          String.format(
              Locale.ROOT, "R1   %d (%.2f) %s", median, total / (double) CLOSES, trip.getKey()));
    }
    return new Counted(value, lines);
  }
}
