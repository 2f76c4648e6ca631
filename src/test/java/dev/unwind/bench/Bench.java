// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.platform.database.EmbeddedDatabase;
import java.nio.file.Path;
import java.util.Arrays;

/** What {@code bench/run}, {@code bench/crash} and {@code bench/upgrade} start. */
public final class Bench {
  private Bench() {}

  /**
   * {@code run [--binary FILE] [--against FILE] [METRIC...]}, {@code crash [KILLS [SEED]]}, or
   * {@code upgrade JAR}; exit code 1 when a ledger was wrong.
   */
  public static void main(String... arguments) throws Exception {
    int wrong = 0;
    try (EmbeddedDatabase database =
        EmbeddedDatabase.startFresh(Path.of("target", "bench-database").toAbsolutePath())) {
      TestDatabase.publish(database.address());
      if (arguments.length > 0 && arguments[0].equals("crash")) {
        int kills = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : System.nanoTime();
        wrong = CrashCampaign.many(kills, seed);
      } else if (arguments.length > 1 && arguments[0].equals("upgrade")) {
        wrong = new SideBySide(Path.of(arguments[1])).run(System.nanoTime());
      } else {
        SpeedReport.run(Programs.of(Arrays.asList(arguments).subList(1, arguments.length)));
      }
    }
    System.exit(wrong == 0 ? 0 : 1);
  }
}
