// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Measures the packaged server and, in the same run and on the same PostgreSQL, the SQL without it.
 * One line per metric. {@code bench/README.md} says what the figures mean.
 */
final class SpeedReport {
  /** All there are; a further one is added here. */
  private static final List<Metric> METRICS =
      List.of(
          new SingleCloses(),
          new WholeAccounts(),
          new ClosesBeside(),
          new HaltsElsewhere(),
          new SocketLiquidations(),
          new OldestServer(),
          new WrittenLog(),
          new RoundTrips(),
          new ClosesWithCancels(),
          new WholeAccountsByLoop(),
          new LongHistories(),
          new ManyAccounts(),
          new LargestAccount(),
          new IdleStreams(),
          new Starts(),
          new ResidentMemory(),
          new BrokeredCloses(),
          new FixReports());

  /** The same of a ledger that is spread over the workers of a Citus cluster. */
  private static final List<Metric> DISTRIBUTED =
      List.of(new SpreadCloses(), new ShardStatements());

  private SpeedReport() {}

  /**
   * Measures what is named, or everything.
   *
   * @throws IllegalArgumentException for a name that no metric has
   */
  static void run(Programs programs) throws Exception {
    run(programs, METRICS);
  }

  /** The same where databases are ledgers that are spread. */
  static void distributed(Programs programs) throws Exception {
    run(programs, DISTRIBUTED);
  }

  private static void run(Programs programs, List<Metric> metrics) throws Exception {
    List<String> names = programs.metrics();
    Set<String> unknown = new TreeSet<>(names);
    metrics.forEach(metric -> unknown.removeAll(metric.names()));
    if (!unknown.isEmpty()) {
      Set<String> known = new TreeSet<>();
      metrics.forEach(metric -> known.addAll(metric.names()));
      throw new IllegalArgumentException("No such metric: " + unknown + "; there are " + known);
    }
    for (Metric metric : metrics) {
      if (names.isEmpty() || names.stream().anyMatch(metric.names()::contains)) {
        try (Sides sides = new Sides(metric, programs)) {
          metric.measure(sides);
        }
      }
    }
  }
}
