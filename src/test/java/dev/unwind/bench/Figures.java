// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What comes of measurements, and how it is printed: one line per metric, for scripts. */
final class Figures {
  private Figures() {}

  /**
   * {@code M1 ratio=0.71 goal>=0.60 ours=... baseline=... n=... met}.
   *
   * @param goal with its sign, {@code >=0.60}
   * @param unit of ours and baseline
   * @param more further figures, may be empty
   */
  static void print(
      String metric,
      double ratio,
      String goal,
      double ours,
      double baseline,
      String unit,
      int n,
      String more) {
    double limit = Double.parseDouble(goal.substring(2));
    boolean met = goal.startsWith(">=") ? ratio >= limit : ratio <= limit;
    System.out.printf(
        Locale.ROOT,
        "%s ratio=%.2f goal%s ours=%.3f%s baseline=%.3f%s n=%d %s%s%n",
        metric,
        ratio,
        goal,
        ours,
        unit,
        baseline,
        unit,
        n,
        met ? "met" : "missed",
        more.isEmpty() ? "" : " " + more);
  }

  /** How many repetitions count; {@code -Dunwind.bench.repetitions} in BENCH_OPTS changes it. */
  static int repetitions(int usual) {
    return Integer.getInteger("unwind.bench.repetitions", usual);
  }

  /** Shows on the error stream what one repetition came to, so that a long run is seen to go on. */
  static void progress(String metric, int repetition, double ours, double baseline) {
    System.err.printf(
        Locale.ROOT, "# %s %d ours=%.3f baseline=%.3f%n", metric, repetition, ours, baseline);
  }

  static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }

  static double median(List<Double> values) {
    return percentile(values.stream().mapToDouble(Double::doubleValue).toArray(), 0.5);
  }

  /** The value below which so large a share of all lies. */
  static double percentile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))];
  }
}
