// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.application.importing.ImportBook;
import dev.unwind.application.importing.ImportRefusedException;
import dev.unwind.application.importing.ImportReport;
import dev.unwind.application.importing.PositionFile;
import dev.unwind.platform.importing.ImportFile;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine.ExitCode;

/** The part of {@code unwind import} that runs inside the application. */
@Singleton
@Unremovable
class ImportApplication implements QuarkusApplication {
  private final ImportBook importBook;

  ImportApplication(ImportBook importBook) {
    this.importBook = importBook;
  }

  /**
   * @param arguments file, format, account, currency of an account to be made
   */
  @Override
  public int run(String... arguments) {
    return run(System.out, System.err, arguments);
  }

  int run(PrintStream out, PrintStream err, String... arguments) {
    String file = arguments[0];
    try {
      ImportReport report = load(arguments).await().indefinitely();
      out.println(
          report.applied() ? describe(report) : file + " was imported before; nothing to do");
      return ExitCode.OK;
    } catch (ImportRefusedException e) {
      e.mistakes().forEach(err::println);
      err.println("unwind: " + file + " is not imported; nothing of it was loaded");
      return ExitCode.SOFTWARE;
    }
  }

  private Uni<ImportReport> load(String... arguments) {
    Path file = Path.of(arguments[0]);
    ImportCommand.Format format = ImportCommand.Format.valueOf(arguments[1]);
    byte[] text = ImportFile.read(file);
    PositionFile.Format positions =
        switch (format) {
          case book -> null;
          case csv -> PositionFile.Format.CSV;
          case alpaca -> PositionFile.Format.ALPACA;
        };
    return positions == null
        ? importBook.book(text, file.toString())
        : importBook.positions(
            text,
            file.toString(),
            new PositionFile(
                positions, arguments[2], arguments[3].isEmpty() ? null : arguments[3]));
  }

  private static String describe(ImportReport report) {
    return "imported %d accounts, %d principals, %d instruments, %d quotes, %d positions, %d orders"
        .formatted(
            report.accounts(),
            report.principals(),
            report.instruments(),
            report.quotes(),
            report.positions(),
            report.orders());
  }
}
