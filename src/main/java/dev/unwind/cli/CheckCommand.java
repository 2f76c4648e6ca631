// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Audits the ledger, also that of a running server. */
@Command(
    name = "check",
    description = {
      "Add the whole ledger up again from its fills, its log and the simulator's journal, and tell"
          + " what contradicts it.",
      "The log's chains are computed again, and compared with the checkpoints that were delivered,"
          + " and the archives of",
      "what was dropped, where they are given.",
      "Reads only. Ends with 0 if nothing contradicts, with 1 if something does, with 7 if nothing"
          + " does but some",
      "events are newer than those checkpoints or in no archive that was given, and with 6 if it could not look: there is no"
          + " ledger, no account in it, or",
      "it cannot be read."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  @Option(
      names = "--checkpoints",
      paramLabel = "FILE",
      description = "Checkpoints that were delivered; may be given several times.")
  List<Path> checkpoints = List.of();

  @Option(
      names = "--public-key",
      paramLabel = "FILE",
      description = "PEM of the Ed25519 key whose signature each checkpoint must bear.")
  @Nullable Path publicKey;

  @Option(
      names = "--archive",
      paramLabel = "FILE",
      description = "What 'archive' has written; may be given several times, the oldest first.")
  List<Path> archives = List.of();

  @Option(names = "--json", description = "One JSON object a line.")
  boolean json;

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>();
    arguments.add(publicKey == null ? "" : publicKey.toString());
    checkpoints.forEach(file -> arguments.add(file.toString()));
    arguments.add(CheckApplication.ARCHIVES);
    archives.forEach(file -> arguments.add(file.toString()));
    return ApplicationLaunch.look()
        .run(json, CheckApplication.class, arguments.toArray(String[]::new));
  }
}
