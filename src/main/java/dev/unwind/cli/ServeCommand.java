// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Serves every dialect over HTTP until it is told to stop. */
@Command(
    name = "serve",
    description = "Serve the APIs over HTTP until stopped. This is the default.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    return ApplicationLaunch.listening().run(ServeApplication.class);
  }
}
