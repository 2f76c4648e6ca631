// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.platform.StartRefusedException;
import dev.unwind.platform.database.DatabaseSettings;
import dev.unwind.platform.database.LedgerServers;
import dev.unwind.postgres.shard.NotDistributableException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Brings the ledger to this version's form, before any replica of it starts. */
@Command(
    name = "migrate",
    description = {
      "Bring the ledger to the form of this version and tell which it has, in one line.",
      "Several may run at once; one works and the others wait. Replicas of the version before may",
      "go on serving. Ends with 0, or with 1 and the reason."
    },
    mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {
  @Option(names = "--json", description = "One JSON object a line.")
  boolean json;

  @Option(
      names = "--distributed",
      description = {
        "Spread the accounts over the workers of a Citus cluster. All replicas must be stopped:",
        "UNWIND_DATABASE_SPREAD=true serves it from then on."
      })
  boolean distributed;

  @Override
  public Integer call() {
    Report report =
        json ? Report.of(System.out, System.err, Report.JSON) : Report.of(System.out, System.err);
    DatabaseSettings settings = DatabaseSettings.ofProcess();
    try {
      if (distributed) {
        LedgerServers.of(settings).requireFit();
      }
      int status = ApplicationLaunch.migration().run(json, MigrateApplication.class);
      if (status != ExitCode.OK) {
        return ExitCode.SOFTWARE;
      }
      // A ledger that is spread already gets a place for whatever this version has added.
      if (distributed || settings.hasExternal() && LedgerServers.of(settings).spread()) {
        String place = LedgerServers.of(settings).place();
        report.tell(
            "The ledger is on " + place + ".", Report.object("spread").put("servers", place));
      }
      return ExitCode.OK;
    } catch (NotDistributableException | StartRefusedException e) {
      return report.refuse(
          "the ledger is not spread over servers: " + e.getMessage(), ExitCode.SOFTWARE);
    }
  }
}
