// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.UnwindProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * C1: from the start of {@code serve} until it is ready, on an embedded database that is there
 * already, against another build in turns. Ours starts from what a first start has left, as in the
 * container image, and by itself besides.
 */
final class Starts implements Metric {
  private static final int REPETITIONS = Figures.repetitions(7);
  private static final int AOT_CACHE_SINCE = 25;
  private static final int TICKS_A_SECOND = 100;
  private static final int LOOK_MILLIS = 10;

  @Override
  public Set<String> names() {
    return Set.of("C1");
  }

  @Override
  public int instruments() {
    return 1;
  }

  @Override
  public int accounts() {
    return 1;
  }

  /** A start: how long it took, and how much of the processors. */
  private record Taken(double seconds, double processor) {}

  /** A build with a directory of its own, and what has come of its starts. */
  private static final class Kind {
    private final @Nullable Path program;
    private final Path directory;
    private String options = "";
    private final List<Taken> starts = new ArrayList<>();

    Kind(@Nullable Path program) throws IOException {
      this.program = program;
      directory = Files.createTempDirectory("unwind-start");
    }

    Taken start() throws IOException, InterruptedException {
      Map<String, String> environment = new HashMap<>();
      environment.put("UNWIND_DATA_DIR", directory.resolve("data").toString());
      environment.put("JAVA_TOOL_OPTIONS", ("-Xmx512m " + options).strip());
      long from = System.nanoTime();
      try (UnwindProcess server =
          program == null
              ? UnwindProcess.start(environment, "serve")
              : UnwindProcess.start(program, environment, "serve")) {
        int port = server.port();
        while (!Closes.ready(port)) {
          if (Figures.seconds(from) > MeasuringRig.LIMIT.toSeconds()) {
            throw new AssertionError("does not get ready: " + server.output());
          }
          Thread.sleep(LOOK_MILLIS);
        }
        Taken taken = new Taken(Figures.seconds(from), processor(server.pid()));
        server.stop();
        return taken;
      }
    }

    /** Lets the JVM keep what a start has loaded; an executable ignores that. */
    void keep() throws IOException, InterruptedException {
      Path file = directory.resolve("kept");
      boolean cache = Runtime.version().feature() >= AOT_CACHE_SINCE;
      options = (cache ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + file;
      start();
      options =
          Files.exists(file) ? (cache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file : "";
    }

    double seconds() {
      return Figures.median(starts.stream().map(Taken::seconds).toList());
    }

    double processor() {
      return Figures.median(starts.stream().map(Taken::processor).toList());
    }

    void delete() throws IOException {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }

    /** Seconds of the processors that a process has had, user's and system's. */
    private static double processor(long pid) throws IOException {
      String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS_A_SECOND;
    }
  }

  @Override
  public void measure(Sides sides) throws Exception {
    List<MeasuringRig> rigs = sides.rigs();
    if (rigs.size() < 2) {
      System.out.println("C1 skipped: name another build by --against");
      return;
    }
    Kind plain = new Kind(rigs.get(0).program());
    Kind kept = new Kind(rigs.get(0).program());
    Kind other = new Kind(rigs.get(1).program());
    List<Kind> kinds = List.of(kept, plain, other);
    try {
      for (Kind kind : kinds) {
        kind.start();
      }
      kept.keep();
      for (int repetition = 0; repetition < REPETITIONS; repetition++) {
        for (Kind kind : kinds) {
          kind.starts.add(kind.start());
        }
        Figures.progress(
            "C1",
            repetition,
            kept.starts.get(repetition).seconds(),
            other.starts.get(repetition).seconds());
      }
      Figures.print(
          "C1",
          kept.seconds() / other.seconds(),
          "<=0.6",
          kept.seconds(),
          other.seconds(),
          "s",
          REPETITIONS,
          String.format(
              Locale.ROOT,
              "processor=%.2f (%.2fs of %.2fs) by itself=%.2f, processor=%.2f",
              kept.processor() / other.processor(),
              kept.processor(),
              other.processor(),
              plain.seconds() / other.seconds(),
              plain.processor() / other.processor()));
    } finally {
      for (Kind kind : kinds) {
        kind.delete();
      }
    }
  }
}
