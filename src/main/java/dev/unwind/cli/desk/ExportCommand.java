// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ClientException;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.screen.Screen;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes all that there is of an account, as JSON lines. */
@Command(
    name = "export",
    description = {
      "Write an account's events, orders, positions or liquidations, or the log of administration,",
      "to their end, as JSON lines.",
      "A file appears under its name only when it is whole."
    },
    mixinStandardHelpOptions = true)
public final class ExportCommand extends DeskCommand {
  /** What there is of an account. */
  enum What {
    events,
    orders,
    positions,
    liquidations,
    administration
  }

  @Parameters(index = "0", paramLabel = "WHAT", description = "${COMPLETION-CANDIDATES}.")
  What what = What.events;

  @Parameters(
      index = "1",
      paramLabel = "ACCOUNT",
      arity = "0..1",
      description = "Name, uid or id; may be left out where there is one.")
  @Nullable String account;

  @Option(
      names = "--after",
      paramLabel = "ID",
      description = "Events after this seq, or orders after this id.")
  @Nullable Long after;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to; the standard output unless given.")
  @Nullable Path output;

  private long written;

  @Override
  ExitStatus run(Api api, Screen screen) {
    String only =
        what == What.administration
            ? ""
            : Pages.accounts(api, account == null ? List.of() : List.of(account), false).get(0);
    Path file = output;
    if (file == null) {
      read(
          api,
          only,
          row -> {
            screen.line(Api.text(row));
            return !screen.isClosed();
          });
      return ExitStatus.DONE;
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (BufferedWriter lines = Files.newBufferedWriter(part)) {
        read(api, only, row -> write(lines, row));
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      throw new ClientException(
          ExitStatus.NOT_SENT, "cannot write " + file + ": there is no such directory");
    } catch (IOException | UncheckedIOException e) {
      throw new ClientException(ExitStatus.PARTLY, "cannot write " + file + ": " + e.getMessage());
    }
    screen.note(Words.count(written, "line") + " in " + file);
    return ExitStatus.DONE;
  }

  private boolean write(BufferedWriter lines, JsonNode row) {
    try {
      lines.write(Api.text(row));
      lines.write('\n');
      written++;
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Api api, String only, Predicate<JsonNode> rows) {
    switch (what) {
      case events ->
          Pages.byCursor(
              api, "/events", "events", Map.of("account", only, "limit", "1000"), after, rows);
      case orders ->
          Pages.byCursor(
              api, "/orders", "orders", Map.of("account", only, "state", "any"), after, rows);
      case positions ->
          Pages.byOffset(
              api,
              Api.path("accounts", only, "positions"),
              "positions",
              Map.of("closed", "true"),
              rows);
      case liquidations ->
          Pages.byOffset(api, "/liquidations", "liquidations", Map.of("account", only), rows);
      case administration ->
          Pages.byCursor(
              api,
              "/events",
              "events",
              Map.of("log", "administration", "limit", "1000"),
              after,
              rows);
    }
  }
}
