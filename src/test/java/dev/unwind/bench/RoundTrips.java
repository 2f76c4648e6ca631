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
 * booked, over all connections. What polls in its own time comes while nothing is asked, too; as
 * often is left out of the count, and stands in the list alone.
 */
final class RoundTrips implements Metric {
  private static final int WARM_UP = 100;
  private static final int CLOSES = 100;
  private static final int SHOWN = 100;

  /** As long as the venue looks for reports as often as it does after a close. */
  private static final long IDLE_MS = 4_000;

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
        Math.round(counted.get(0).value()),
        "<=6",
        "trips",
        Sides.today(counted.stream().map(Counted::value).toList()),
        CLOSES,
        String.format(Locale.ROOT, "mean=%.2f", counted.get(0).value()));
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
      for (int n = 1; n <= WARM_UP; n++) {
        close(rig, http, n);
        rig.watch().awaitRest(MeasuringRig.LIMIT);
      }
      long idle = System.nanoTime();
      Thread.sleep(IDLE_MS);
      Map<String, Double> polls = counts(tap.between(idle, System.nanoTime()));
      double idleSeconds = Figures.seconds(idle);
      List<Trip> trips = new ArrayList<>();
      double seconds = 0;
      for (int n = WARM_UP + 1; n <= WARM_UP + CLOSES; n++) {
        long start = System.nanoTime();
        close(rig, http, n);
        long booked = System.nanoTime();
        seconds += (booked - start) / 1e9;
        // What follows the booking is not in the next close's way.
        rig.watch().awaitRest(MeasuringRig.LIMIT);
        trips.addAll(tap.between(start, booked));
      }
      server.stop();
      double share = seconds / idleSeconds;
      polls.replaceAll((label, count) -> count * share / CLOSES);
      return counted(counts(trips), polls);
    }
  }

  private static void close(MeasuringRig rig, HttpCloses http, int n) throws Exception {
    await(http.closeOne(1, BenchBook.symbol(n)));
    awaitBooked(rig, BenchBook.symbol(n));
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

  /** How often each trip came, in the order in which they came first. */
  private static Map<String, Double> counts(List<Trip> trips) {
    Map<String, Double> counts = new LinkedHashMap<>();
    for (Trip trip : trips) {
      String label = String.join(" + ", trip.statements().stream().map(RoundTrips::cut).toList());
      counts.merge(label, 1.0, Double::sum);
    }
    return counts;
  }

  private static String cut(String statement) {
    return statement.length() <= SHOWN ? statement : statement.substring(0, SHOWN) + "...";
  }

  private static Counted counted(Map<String, Double> counts, Map<String, Double> polls) {
    double value = 0;
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, Double> trip : counts.entrySet()) {
      double each = trip.getValue() / CLOSES;
      double polled = polls.getOrDefault(trip.getKey(), 0.0);
      value += Math.max(0, each - polled);
      lines.add(
          String.format(Locale.ROOT, "R1   %.2f, polls %.2f: %s", each, polled, trip.getKey()));
    }
    return new Counted(value, lines);
  }
}
