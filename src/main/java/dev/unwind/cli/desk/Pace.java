// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast something goes, and how long the rest of it takes at that pace. */
final class Pace {
  private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();
  private static final double NANOS = 1e9;

  private record Sample(long at, long done) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * @param now of a clock that only goes forward
   */
  void done(long now, long done) {
    samples.addLast(new Sample(now, done));
    while (samples.size() > 2 && now - samples.getFirst().at() > WINDOW_NANOS) {
      samples.removeFirst();
    }
  }

  private double perSecond() {
    if (samples.size() < 2) {
      return 0;
    }
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    long nanos = last.at() - first.at();
    return nanos <= 0 ? 0 : (last.done() - first.done()) * NANOS / nanos;
  }

  /** Such as {@code 120/s, 5 s left}. */
  String text(long open) {
    double rate = perSecond();
    if (rate <= 0) {
      return open == 0 ? "" : "waiting";
    }
    String shown = rate >= 10 ? Long.toString(Math.round(rate)) : "%.1f".formatted(rate);
    return shown + "/s" + (open == 0 ? "" : ", " + (long) Math.ceil(open / rate) + " s left");
  }
}
