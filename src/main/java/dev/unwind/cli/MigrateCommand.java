// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

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

  @Override
  public Integer call() {
    int status = ApplicationLaunch.task().run(json, MigrateApplication.class);
    return status == ExitCode.OK ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
