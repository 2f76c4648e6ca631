// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Audits the ledger, also that of a running server. */
@Command(
    name = "check",
    description = {
      "Add the whole ledger up again from its fills, its log and the simulator's journal, and tell"
          + " what contradicts it.",
      "Reads only. Ends with 0 if nothing does, with 1 if something does, and with 6 if it could"
          + " not look:",
      "there is no ledger, no account in it, or it cannot be read."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    return ApplicationLaunch.look().run(CheckApplication.class);
  }
}
