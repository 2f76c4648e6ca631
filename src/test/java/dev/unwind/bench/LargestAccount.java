// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import static dev.unwind.bench.MeasuringRig.await;

import dev.unwind.UnwindProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * H1: {@code DELETE /v2/positions} of 100,000 positions with 512 MB of heap. Counted is the most
 * that the heap held when it had been cleaned, by the collector's own log; a native program has
 * none, so that its whole resident memory is counted.
 */
final class LargestAccount implements Metric {
  private static final int POSITIONS = 100_000;
  private static final Pattern CLEANED = Pattern.compile("Pause.* \\d+M->(\\d+)M\\(\\d+M\\)");
  private static final Pattern RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  @Override
  public Set<String> names() {
    return Set.of("H1");
  }

  @Override
  public int instruments() {
    return POSITIONS;
  }

  @Override
  public int accounts() {
    return 1;
  }

  @Override
  public void measure(Sides sides) throws Exception {
    MeasuringRig rig = sides.ours();
    // The import of so many instruments is not what is measured.
    try (UnwindProcess importer = rig.serve(Map.of())) {
      importer.stop();
    }
    rig.fill(1, POSITIONS);
    rig.watch().settle();
    Path log = Files.createTempFile("unwind-bench", ".gc");
    try (UnwindProcess server =
            rig.serve(Map.of("JAVA_TOOL_OPTIONS", "-Xmx512m -Xlog:gc:file=" + log));
        HttpCloses http = new HttpCloses(server.port(), 1)) {
      long start = System.nanoTime();
      await(http.closeAll(1));
      double answered = Figures.seconds(start);
      rig.awaitFlat(1);
      double flat = Figures.seconds(start);
      rig.watch().awaitRest(MeasuringRig.LIMIT);
      String status = Files.readString(Path.of("/proc", String.valueOf(server.pid()), "status"));
      server.stop();
      long heap = most(CLEANED, Files.readString(log));
      long resident = most(RESIDENT, status) / 1024;
      Figures.count(
          "H1",
          heap > 0 ? heap : resident,
          "<=400",
          "MB",
          Optional.empty(),
          POSITIONS,
          String.format(
              Locale.ROOT, "resident=%dMB answered=%.1fs flat=%.1fs", resident, answered, flat));
    } finally {
      Files.delete(log);
    }
  }

  private static long most(Pattern pattern, String text) {
    long most = 0;
    Matcher found = pattern.matcher(text);
    while (found.find()) {
      most = Math.max(most, Long.parseLong(found.group(1)));
    }
    return most;
  }
}
