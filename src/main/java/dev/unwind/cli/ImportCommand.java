// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.importing.table.PositionFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fills the ledger from a file, also that of a running server. */
@Command(
    name = "import",
    description = {
      "Load a book document, or positions as a broker exports them, into the ledger.",
      "A document is loaded whole or not at all, and once for ever."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  /** What a file can be. */
  enum Format {
    /** A book document. */
    book(null),
    /** A table with a header row. */
    csv(PositionFile.Format.CSV),
    /** What Alpaca's GET /v2/positions answers. */
    alpaca(PositionFile.Format.ALPACA),
    /** Schwab's export of positions. */
    schwab(PositionFile.Format.SCHWAB),
    /** Fidelity's export of positions. */
    fidelity(PositionFile.Format.FIDELITY),
    /** Interactive Brokers' activity statement or flex query, as CSV. */
    ibkr(PositionFile.Format.IBKR),
    /** Tradovate's export of positions. */
    tradovate(PositionFile.Format.TRADOVATE);

    private final PositionFile.@Nullable Format positions;

    Format(PositionFile.@Nullable Format positions) {
      this.positions = positions;
    }

    /** The kind of a file of positions; null for a book document. */
    PositionFile.@Nullable Format positions() {
      return positions;
    }
  }

  @Parameters(paramLabel = "FILE", description = "The file to load.")
  Path file = Path.of("");

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}; book when absent.",
      defaultValue = "book")
  Format format = Format.book;

  @Option(
      names = "--account",
      description = "Account that gets the positions (all formats but book).")
  @Nullable String account;

  @Option(names = "--create-account", description = "Make the account if there is none.")
  boolean createAccount;

  @Option(names = "--currency", description = "Currency of the account to be made.")
  @Nullable String currency;

  @Option(names = "--json", description = "One JSON object a line.")
  boolean json;

  @ArgGroup(exclusive = false, validate = false, heading = "Tables of positions:%n")
  ImportOptions options = new ImportOptions();

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    requireConsistent();
    List<String> arguments = new ArrayList<>();
    arguments.add(file.toString());
    arguments.add(format.name());
    arguments.add(account == null ? "" : account);
    arguments.add(createAccount && currency != null ? currency : "");
    arguments.addAll(options.write());
    return ApplicationLaunch.task()
        .run(json, ImportApplication.class, arguments.toArray(String[]::new));
  }

  private void requireConsistent() {
    if (format == Format.book && (account != null || createAccount || currency != null)) {
      throw wrong("a book document names its accounts itself; give --format with --account");
    }
    if (format != Format.book && account == null) {
      throw wrong("--format=" + format + " needs --account");
    }
    if ((format == Format.book || format == Format.alpaca) && !options.isEmpty()) {
      throw wrong("--format=" + format + " is no table; the options of tables do not fit it");
    }
    if (createAccount != (currency != null)) {
      throw wrong("--create-account and --currency go together");
    }
  }

  private RuntimeException wrong(String message) {
    return spec == null
        ? new IllegalArgumentException(message)
        : new ParameterException(spec.commandLine(), message);
  }
}
