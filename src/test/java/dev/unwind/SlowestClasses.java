// SPDX-License-Identifier: Apache-2.0
package dev.unwind;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Prints the slowest test classes of a run of many, so that a build that grows slow says where. */
public final class SlowestClasses implements TestExecutionListener {
  private static final int SHOWN = 10;

  private record Spent(String name, Duration time) {}

  private final Map<String, Long> begun = new ConcurrentHashMap<>();
  private final Map<String, Spent> spent = new ConcurrentHashMap<>();

  @Override
  public void executionStarted(TestIdentifier test) {
    begun.put(test.getUniqueId(), System.nanoTime());
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    Long start = begun.remove(test.getUniqueId());
    if (start != null
        && test.getSource().orElse(null) instanceof ClassSource source
        && test.getUniqueIdObject().getLastSegment().getType().equals("class")) {
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      spent.put(test.getUniqueId(), new Spent(source.getClassName(), time));
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    if (spent.size() > SHOWN) {
      System.out.print(summary());
    }
    spent.clear();
  }

  private String summary() {
    List<Spent> all = new ArrayList<>(spent.values());
    all.sort(Comparator.comparing(Spent::time).reversed());
    Duration total = all.stream().map(Spent::time).reduce(Duration.ZERO, Duration::plus);
    StringBuilder text = new StringBuilder();
    long processor =
        ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toSeconds();
    line(
        text,
        total,
        all.size() + " test classes, " + processor + " s of processor; the slowest of them:");
    for (Spent one : all.subList(0, SHOWN)) {
      line(text, one.time(), one.name());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, Duration time, String what) {
    text.append(String.format(Locale.ROOT, "%8.1f s  %s%n", time.toMillis() / 1000.0, what));
  }
}
