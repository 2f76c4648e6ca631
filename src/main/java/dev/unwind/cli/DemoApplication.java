// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.application.importing.ImportBook;
import dev.unwind.cli.demo.DemoFailedException;
import dev.unwind.cli.demo.Demonstration;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import picocli.CommandLine.ExitCode;

/** The part of {@code unwind demo} that runs inside the application. */
@Singleton
@Unremovable
class DemoApplication implements QuarkusApplication {

  private static final String BOOK = "book/desk.json";

  private final ImportBook importBook;
  private final int port;
  private final boolean exits;

  DemoApplication(
      ImportBook importBook,
      @ConfigProperty(name = "quarkus.http.port") int port,
      @ConfigProperty(name = "unwind.demo.exit", defaultValue = "false") boolean exits) {
    this.importBook = importBook;
    this.port = port;
    this.exits = exits;
  }

  @Override
  public int run(String... arguments) {
    Demonstration demonstration =
        new Demonstration(URI.create("http://localhost:" + port), System.out);
    try {
      importBook.book(book(), BOOK).await().indefinitely();
      demonstration.run();
    } catch (DemoFailedException e) {
      System.err.println("unwind: the demo failed. " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
    if (!exits) {
      demonstration.explain();
      System.out.println();
      System.out.println("Serving until Ctrl-C.");
      Quarkus.waitForExit();
    }
    return ExitCode.OK;
  }

  private static byte[] book() {
    try (InputStream stream =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(BOOK)) {
      if (stream == null) {
        throw new IllegalStateException(BOOK + " is not part of the program");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
