// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.platform.database.EmbeddedDatabase;
import java.nio.file.Path;
import java.util.Arrays;

/** What {@code bench/run} and {@code bench/crash} start. */
public final class Bench {
  private Bench() {}

  /**
   * {@code run [METRIC...]}, or {@code crash [KILLS [SEED]]}; exit code 1 when a ledger was wrong.
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
      } else {
        SpeedReport.run(Arrays.stream(arguments).skip(1).toArray(String[]::new));
      }
    }
    System.exit(wrong == 0 ? 0 : 1);
  }
}
