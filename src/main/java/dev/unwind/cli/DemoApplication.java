// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.cli.demo.DemoFailedException;
import dev.unwind.cli.demo.Demonstration;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import picocli.CommandLine.ExitCode;

/** The part of {@code unwind demo} that runs inside the application, on the main thread. */
@Singleton
@Unremovable
class DemoApplication implements QuarkusApplication {

  private final int port;
  private final boolean exits;

  DemoApplication(
      @ConfigProperty(name = "quarkus.http.port") int port,
      @ConfigProperty(name = "unwind.demo.exit", defaultValue = "false") boolean exits) {
    this.port = port;
    this.exits = exits;
  }

  @Override
  public int run(String... arguments) {
    Demonstration demonstration =
        new Demonstration(URI.create("http://localhost:" + port), System.out);
    try {
      demonstration.run();
    } catch (DemoFailedException e) {
      System.out.flush();
      System.err.println("unwind: the demo failed. " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
    if (!exits) {
      demonstration.explain();
      Quarkus.waitForExit();
    }
    return ExitCode.OK;
  }
}
