// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.CitusCluster;
import dev.unwind.platform.database.EmbeddedDatabase;
import dev.unwind.venue.fix.CppPeer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What {@code bench/run}, {@code bench/crash}, {@code bench/failover} and {@code bench/upgrade}
 * start.
 */
public final class Bench {
  private Bench() {}

  /**
   * {@code run [--binary FILE] [--against FILE] [METRIC...]} and {@code crash [KILLS [SEED]]}, both
   * also with {@code --distributed} in front, {@code failover [ROUNDS [SEED
   * [synchronous|asynchronous [FAULTS]]]]}, {@code upgrade JAR} or {@code rolling JAR [EVENTS]};
   * exit code 1 when a ledger was wrong.
   */
  public static void main(String... arguments) throws Exception {
    if (arguments.length > 0 && arguments[0].equals("failover")) {
      System.exit(failOver(arguments) == 0 ? 0 : 1);
    }
    if (arguments.length > 1 && arguments[1].equals("--distributed")) {
      System.exit(distributed(arguments) == 0 ? 0 : 1);
    }
    int wrong = 0;
    try (EmbeddedDatabase database =
        EmbeddedDatabase.startFresh(Path.of("target", "bench-database").toAbsolutePath())) {
      TestDatabase.publish(database.address());
      if (arguments.length > 0 && arguments[0].equals("crash")) {
        int kills = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : System.nanoTime();
        wrong = CrashCampaign.many(kills, seed);
      } else if (arguments.length > 0 && arguments[0].equals("fix")) {
        wrong = fix(arguments);
      } else if (arguments.length > 0 && arguments[0].equals("kills")) {
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : System.nanoTime();
        wrong =
            VenueKills.many(
                number(arguments, 1, 10),
                seed,
                number(arguments, 3, 6),
                number(arguments, 4, 36),
                number(arguments, 5, 0));
      } else if (arguments.length > 0 && arguments[0].equals("venues")) {
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : System.nanoTime();
        wrong = VenueCampaign.many(runs, seed);
      } else if (arguments.length > 0 && arguments[0].equals("halts")) {
        int races = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200;
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : System.nanoTime();
        wrong = HaltRaces.many(races, seed);
      } else if (arguments.length > 0 && arguments[0].equals("steps")) {
        int campaigns = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : System.nanoTime();
        wrong = StepsCrashes.many(campaigns, seed);
      } else if (arguments.length > 1 && arguments[0].equals("rolling")) {
        wrong = rolling(arguments);
      } else if (arguments.length > 1 && arguments[0].equals("upgrade")) {
        wrong = new SideBySide(Path.of(arguments[1])).run(System.nanoTime());
      } else {
        SpeedReport.run(Programs.of(Arrays.asList(arguments).subList(1, arguments.length)));
      }
    }
    System.exit(wrong == 0 ? 0 : 1);
  }

  /** {@code fix [KILLS [THEIRS [FREEZES [FAILOVERS [SEED]]]]]}; of the kills a third at a book. */
  private static int fix(String... arguments) throws Exception {
    Optional<String> missing = CppPeer.missing();
    if (missing.isPresent()) {
      System.out.println("fix skipped: " + missing.get());
      return 0;
    }
    int kills = number(arguments, 1, 30);
    Map<FixCampaign.Blow, Integer> plan = new EnumMap<>(FixCampaign.Blow.class);
    plan.put(FixCampaign.Blow.OURS_KILLED, kills - kills / 3);
    plan.put(FixCampaign.Blow.OURS_KILLED_AT_A_BOOK, kills / 3);
    plan.put(FixCampaign.Blow.THEIRS_KILLED, number(arguments, 2, 20));
    plan.put(FixCampaign.Blow.FROZEN, number(arguments, 3, 20));
    plan.put(FixCampaign.Blow.FAILED_OVER, number(arguments, 4, 20));
    long seed = arguments.length > 5 ? Long.parseLong(arguments[5]) : System.nanoTime();
    return FixCampaign.many(plan, seed);
  }

  /**
   * On a ledger that is spread: {@code run --distributed [METRIC...]}, and {@code crash
   * --distributed [KILLS [SEED [ROUNDS]]]}: kills of our server, and then so many of a worker.
   */
  private static int distributed(String... arguments) throws Exception {
    Optional<String> absent = CitusCluster.absent();
    if (absent.isPresent()) {
      System.out.println(arguments[0] + " --distributed skipped: " + absent.get());
      return 0;
    }
    if (!Set.of("run", "crash").contains(arguments[0])) {
      throw new IllegalArgumentException("Not on a ledger that is spread: " + arguments[0]);
    }
    System.setProperty("unwind.database.spread", "true");
    if (arguments[0].equals("run")) {
      try (EmbeddedDatabase plain =
          EmbeddedDatabase.startFresh(Path.of("target", "bench-database").toAbsolutePath())) {
        TestDatabase.publish(plain.address());
        SpeedReport.distributed(Programs.of(Arrays.asList(arguments).subList(2, arguments.length)));
      }
      return 0;
    }
    int kills = number(arguments, 2, 10);
    long seed = arguments.length > 3 ? Long.parseLong(arguments[3]) : System.nanoTime();
    int rounds = number(arguments, 4, 1);
    int wrong = kills == 0 ? 0 : CrashCampaign.many(kills, seed);
    return rounds == 0 ? wrong : wrong + new WorkerCrashes(seed, rounds).run();
  }

  private static int number(String[] arguments, int at, int otherwise) {
    return arguments.length > at ? Integer.parseInt(arguments[at]) : otherwise;
  }

  private static int rolling(String... arguments) throws Exception {
    if (!Balancer.isInstalled()) {
      System.out.println("rolling skipped: there is no HAProxy (Debian: haproxy)");
      return 0;
    }
    long events = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1_000_000;
    return new RollingUpgrade(Path.of(arguments[1]), events).run(System.nanoTime());
  }

  /** On servers of its own. */
  private static int failOver(String... arguments) throws Exception {
    Optional<String> missing = PatroniCluster.missing();
    if (missing.isPresent()) {
      System.out.println("failover skipped: there is no " + missing.get());
      return 0;
    }
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : System.nanoTime();
    List<FailOverRounds.Fault> faults =
        arguments.length > 4
            ? Stream.of(arguments[4].split(",")).map(FailOverRounds.Fault::valueOf).toList()
            : List.of(FailOverRounds.Fault.values());
    int wrong = 0;
    for (boolean synchronous : new boolean[] {true, false}) {
      String mode = synchronous ? "synchronous" : "asynchronous";
      if (arguments.length < 4 || arguments[3].equals(mode)) {
        wrong += new FailOverRounds(synchronous, seed, faults).run(rounds);
      }
    }
    return wrong;
  }
}
