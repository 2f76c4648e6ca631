// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.importing.ImportBook;
import dev.unwind.importing.ImportReport;
import dev.unwind.importing.book.ImportConfig;
import dev.unwind.importing.book.ImportRefusedException;
import dev.unwind.importing.table.PositionFile;
import dev.unwind.importing.table.SkippedRow;
import dev.unwind.platform.importing.ImportFile;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.ExitCode;

/** The part of {@code unwind import} that runs inside the application. */
@Singleton
@Unremovable
class ImportApplication implements QuarkusApplication {
  private static final int NAMES_SHOWN = 50;

  private final ImportBook importBook;
  private final ImportConfig limits;

  ImportApplication(ImportBook importBook, ImportConfig limits) {
    this.importBook = importBook;
    this.limits = limits;
  }

  /**
   * @param arguments file, format, account, currency of an account to be made, and what {@link
   *     ImportOptions} wrote
   */
  @Override
  public int run(String... arguments) {
    return run(System.out, System.err, arguments);
  }

  int run(PrintStream out, PrintStream err, String... arguments) {
    String file = arguments[0];
    try {
      ImportReport report = load(arguments).await().indefinitely();
      if (report.applied()) {
        describe(report, out);
      } else {
        out.println(file + " was imported before; nothing to do");
      }
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
    byte[] text = ImportFile.read(file, limits.maxBytes());
    PositionFile.Format positions = format.positions();
    return positions == null
        ? importBook.book(text, file.toString())
        : importBook.positions(
            text,
            file.toString(),
            new PositionFile(
                positions,
                arguments[2],
                arguments[3].isEmpty() ? null : arguments[3],
                ImportOptions.read(List.of(arguments).subList(4, arguments.length))));
  }

  private static void describe(ImportReport report, PrintStream out) {
    report.skipped().forEach(out::println);
    out.printf(
        "imported %d accounts, %d principals, %d instruments, %d quotes, %d positions, %d orders%n",
        report.accounts(),
        report.principals(),
        report.instruments(),
        report.quotes(),
        report.positions(),
        report.orders());
    if (!report.skipped().isEmpty()) {
      Map<String, Long> kinds =
          report.skipped().stream()
              .collect(
                  Collectors.groupingBy(
                      SkippedRow::kind, LinkedHashMap::new, Collectors.counting()));
      out.printf(
          "skipped %d rows: %s%n",
          report.skipped().size(),
          kinds.entrySet().stream()
              .map(kind -> kind.getValue() + " " + kind.getKey())
              .collect(Collectors.joining("; ")));
    }
    if (!report.unreadColumns().isEmpty()) {
      out.println("columns not read: " + names(report.unreadColumns()));
    }
    if (!report.withoutQuote().isEmpty()) {
      out.println(
          "no quote yet: "
              + names(report.withoutQuote())
              + ". A close of these rests until one arrives, by PUT /unwind/v1/quotes/SYMBOL or a"
              + " book document");
    }
  }

  private static String names(List<String> names) {
    String shown = names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
    return names.size() > NAMES_SHOWN
        ? shown + " and " + (names.size() - NAMES_SHOWN) + " more"
        : shown;
  }
}
