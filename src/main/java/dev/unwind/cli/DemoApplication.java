// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.cli.demo.BrokerProcess;
import dev.unwind.cli.demo.DemoFailedException;
import dev.unwind.cli.demo.Demonstration;
import dev.unwind.cli.demo.Show;
import dev.unwind.cli.demo.VenueSettings;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import picocli.CommandLine.ExitCode;

/** The part of {@code unwind demo} that runs inside the application, on the main thread. */
@Singleton
@Unremovable
class DemoApplication implements QuarkusApplication {

  private final int port;
  private final boolean exits;
  private final Optional<String> broker;

  DemoApplication(
      @ConfigProperty(name = "quarkus.http.port") int port,
      @ConfigProperty(name = "unwind.demo.exit", defaultValue = "false") boolean exits,
      @ConfigProperty(name = VenueSettings.URL) Optional<String> broker) {
    this.port = port;
    this.exits = exits;
    this.broker = broker;
  }

  @Override
  public int run(String... arguments) {
    URI here = URI.create("http://localhost:" + port);
    Show show = Show.valueOf(arguments[0]);
    if (show == Show.BROKER) {
      BrokerProcess.serve(port);
      return ExitCode.OK;
    }
    Demonstration demonstration =
        show == Show.VENUE
            ? Demonstration.ofVenue(here, URI.create(broker.orElseThrow()), System.out)
            : Demonstration.ofDialects(here, System.out);
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
