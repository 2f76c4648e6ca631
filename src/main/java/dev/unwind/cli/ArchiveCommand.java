// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes the past of the log out of the ledger, also of a running server. */
@Command(
    name = "archive",
    description = {
      "Write what the log tells before a day to a file, with its chain, and drop it from the ledger"
          + " if asked to.",
      "What is dropped answers as gone; chains and checkpoints stay what 'check' can verify, with"
          + " --archive all of them.",
      "Of an account that something open still needs the past of, nothing is dropped; each is told"
          + " in a line.",
      "Ends with 0 if all of it was written (and dropped), with 1 if some accounts were left out,"
          + " and with 6 if it",
      "could not: there is no ledger, it cannot be read, or the file cannot be written."
    },
    mixinStandardHelpOptions = true)
final class ArchiveCommand implements Callable<Integer> {
  @Option(
      names = "--before",
      paramLabel = "DATE",
      required = true,
      description =
          "A day (UTC) such as 2026-06-01, at least two days ago; it and what follows stays.")
  LocalDate before = LocalDate.MIN;

  @Option(names = "--drop", description = "Drop from the ledger what the file then has.")
  boolean drop;

  @Parameters(paramLabel = "FILE", description = "JSON lines; must not be there yet.")
  Path file = Path.of("");

  @Override
  public Integer call() {
    return ApplicationLaunch.task()
        .run(ArchiveApplication.class, before.toString(), file.toString(), Boolean.toString(drop));
  }
}
