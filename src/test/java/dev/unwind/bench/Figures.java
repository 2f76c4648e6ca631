// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What comes of measurements, and how it is printed: one line per metric, for scripts. */
final class Figures {
  private Figures() {}

  /** Our figure as a share of another build's in the same run, and what it should be. */
  record Today(Optional<Double> ratio, String goal) {
    static final Today UNKNOWN = new Today(Optional.empty(), "");

    private boolean isMissed() {
      return ratio.isPresent() && !isMet(ratio.get(), goal);
    }

    private String shown() {
      return ratio
          .map(of -> String.format(Locale.ROOT, " today=%.2f today-goal%s", of, goal))
          .orElse("");
    }
  }

  static void print(
      String metric,
      double ratio,
      String goal,
      double ours,
      double baseline,
      String unit,
      int n,
      String more) {
    print(metric, ratio, goal, Today.UNKNOWN, ours, baseline, unit, n, more);
  }

  /**
   * {@code M2 ratio=1.52 goal<=1.6 today=0.66 today-goal<=0.7 ours=... baseline=... n=... met}.
   *
   * @param goal with its sign, {@code >=0.60}
   * @param unit of ours and baseline
   * @param more further figures, may be empty
   */
  static void print(
      String metric,
      double ratio,
      String goal,
      Today today,
      double ours,
      double baseline,
      String unit,
      int n,
      String more) {
    System.out.printf(
        Locale.ROOT,
        "%s ratio=%.2f goal%s%s ours=%.3f%s baseline=%.3f%s n=%d %s%s%n",
        metric,
        ratio,
        goal,
        today.shown(),
        ours,
        unit,
        baseline,
        unit,
        n,
        isMet(ratio, goal) && !today.isMissed() ? "met" : "missed",
        more.isEmpty() ? "" : " " + more);
  }

  private static boolean isMet(double value, String goal) {
    double limit = Double.parseDouble(goal.substring(2));
    return goal.startsWith(">=") ? value >= limit : value <= limit;
  }

  /** {@code W1 value=6.8 goal<=7.0 unit=kB n=... met}, of what is counted and not timed. */
  static void count(
      String metric,
      double value,
      String goal,
      String unit,
      Optional<Double> today,
      int n,
      String more) {
    System.out.printf(
        Locale.ROOT,
        "%s value=%s goal%s unit=%s%s n=%d %s%s%n",
        metric,
        new BigDecimal(value)
            .setScale(2, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString(),
        goal,
        unit,
        today.map(of -> String.format(Locale.ROOT, " today=%.2f", of)).orElse(""),
        n,
        isMet(value, goal) ? "met" : "missed",
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

  /** What a process holds of the machine's memory. */
  static double residentMegabytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
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
