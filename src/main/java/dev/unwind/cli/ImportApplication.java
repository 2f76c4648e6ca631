// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.importing.ImportBook;
import dev.unwind.importing.ImportReport;
import dev.unwind.importing.book.ImportConfig;
import dev.unwind.importing.book.ImportRefusedException;
import dev.unwind.importing.plan.ImportSource;
import dev.unwind.importing.table.PositionFile;
import dev.unwind.importing.table.SkippedRow;
import dev.unwind.platform.importing.ImportFile;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
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
    Report report = Report.of(out, err, arguments);
    List<String> rest = Report.rest(arguments);
    String file = rest.get(0);
    try {
      ImportReport loaded = load(rest).await().indefinitely();
      if (loaded.applied()) {
        describe(loaded, report);
      } else {
        report.tell(
            file + " was imported before; nothing to do",
            Report.object("imported").put("applied", false));
      }
      return ExitCode.OK;
    } catch (ImportRefusedException e) {
      e.mistakes().forEach(mistake -> report.mistake(String.valueOf(mistake)));
      return report.refuse(file + " is not imported; nothing of it was loaded", ExitCode.SOFTWARE);
    }
  }

  private Uni<ImportReport> load(List<String> arguments) {
    Path file = Path.of(arguments.get(0));
    ImportCommand.Format format = ImportCommand.Format.valueOf(arguments.get(1));
    byte[] text = ImportFile.read(file, limits.maxBytes());
    PositionFile.Format positions = format.positions();
    return positions == null
        ? importBook.book(
            text, new ImportSource(file.toString(), DecisionOrigin.COMMAND_LINE, false))
        : importBook.positions(
            text,
            file.toString(),
            new PositionFile(
                positions,
                arguments.get(2),
                arguments.get(3).isEmpty() ? null : arguments.get(3),
                ImportOptions.read(arguments.subList(4, arguments.size()))));
  }

  private static void describe(ImportReport loaded, Report report) {
    for (SkippedRow row : loaded.skipped()) {
      report.tell(
          row.toString(),
          Report.object("skipped")
              .put("line", row.line())
              .put("text", row.text())
              .put("kind", row.kind()));
    }
    report.tell(
        "imported %d accounts, %d principals, %d instruments, %d quotes, %d positions, %d orders"
            .formatted(
                loaded.accounts(),
                loaded.principals(),
                loaded.instruments(),
                loaded.quotes(),
                loaded.positions(),
                loaded.orders()),
        Report.object("imported")
            .put("applied", true)
            .put("accounts", loaded.accounts())
            .put("principals", loaded.principals())
            .put("instruments", loaded.instruments())
            .put("quotes", loaded.quotes())
            .put("positions", loaded.positions())
            .put("orders", loaded.orders())
            .put("unreadColumns", new JsonArray(loaded.unreadColumns()))
            .put("withoutQuote", new JsonArray(loaded.withoutQuote())));
    if (!loaded.skipped().isEmpty()) {
      Map<String, Long> kinds =
          loaded.skipped().stream()
              .collect(
                  Collectors.groupingBy(
                      SkippedRow::kind, LinkedHashMap::new, Collectors.counting()));
      report.say(
          "skipped %d rows: %s"
              .formatted(
                  loaded.skipped().size(),
                  kinds.entrySet().stream()
                      .map(kind -> kind.getValue() + " " + kind.getKey())
                      .collect(Collectors.joining("; "))));
    }
    if (!loaded.unreadColumns().isEmpty()) {
      report.say("columns not read: " + names(loaded.unreadColumns()));
    }
    if (!loaded.withoutQuote().isEmpty()) {
      report.say(
          "no quote yet: "
              + names(loaded.withoutQuote())
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
