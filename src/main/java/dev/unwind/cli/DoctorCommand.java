// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.platform.Finding;
import dev.unwind.platform.StartFault;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells what a server would meet here. */
@Command(
    name = "doctor",
    description = {
      "Look at configuration, database, replication, connections, clock, disk, ledger and venues as a"
          + " server would, and tell what is there.",
      "Changes nothing. Ends with 1 if something would prevent serving."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Tell it as one JSON object.")
  boolean json;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many are to share the database; ${DEFAULT-VALUE} unless given.")
  int replicas;

  @Override
  public Integer call() {
    int[] failed = new int[1];
    int status =
        ApplicationLaunch.examination()
            .run(
                failure -> failed[0] = refused(failure),
                DoctorApplication.class,
                String.valueOf(json),
                String.valueOf(replicas));
    return failed[0] < 0 ? 0 : Math.min(status, 1);
  }

  /**
   * What kept the application from starting is the finding; below 0 where a server would start,
   * which makes a database of its own.
   */
  private int refused(StartFailure failure) {
    boolean none = failure.status() == StartFault.NO_LEDGER.status();
    String said = String.join("; ", failure.lines()).replaceFirst("^unwind: ", "");
    List<Finding> findings =
        none
            ? List.of(Finding.warning("ledger", said, "serve makes one"), DoctorApplication.disk())
            : List.of(Finding.fault("start", said, "see the exit statuses in docs/running.md"));
    new DoctorReport(findings).print(System.out, json);
    return none ? -1 : 1;
  }
}
