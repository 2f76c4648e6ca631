// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
      "Load a book document, or positions from a CSV file or a broker's JSON, into the ledger.",
      "A document is loaded whole or not at all, and once for ever."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  /** What a file can be. */
  enum Format {
    /** A book document. */
    book,
    /** Columns symbol, qty, avg_entry_price, and optionally asset_class, currency, exchange. */
    csv,
    /** What Alpaca's GET /v2/positions answers. */
    alpaca
  }

  @Parameters(paramLabel = "FILE", description = "The file to load.")
  Path file = Path.of("");

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}; book when absent.",
      defaultValue = "book")
  Format format = Format.book;

  @Option(names = "--account", description = "Account that gets the positions (csv and alpaca).")
  @Nullable String account;

  @Option(names = "--create-account", description = "Make the account if there is none.")
  boolean createAccount;

  @Option(names = "--currency", description = "Currency of the account to be made.")
  @Nullable String currency;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    requireConsistent();
    return ApplicationLaunch.task()
        .run(
            ImportApplication.class,
            file.toString(),
            format.name(),
            account == null ? "" : account,
            createAccount && currency != null ? currency : "");
  }

  private void requireConsistent() {
    if (format == Format.book && (account != null || createAccount || currency != null)) {
      throw wrong("a book document names its accounts itself; give --format with --account");
    }
    if (format != Format.book && account == null) {
      throw wrong("--format=" + format + " needs --account");
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
