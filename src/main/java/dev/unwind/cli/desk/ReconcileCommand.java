// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ClientException;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.client.LostException;
import dev.unwind.cli.screen.Cells;
import dev.unwind.cli.screen.Screen;
import dev.unwind.cli.screen.Table;
import dev.unwind.cli.screen.Table.Kind;
import dev.unwind.cli.screen.Tone;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares accounts with their venues, and books what the venue states where that is asked for. */
@Command(
    name = "reconcile",
    description = {
      "Ask the venues of accounts what they have there, and show where the ledger says otherwise.",
      "For the roles risk and admin."
    },
    mixinStandardHelpOptions = true)
public final class ReconcileCommand extends DeskCommand {
  private static final ObjectMapper STATEMENTS = new ObjectMapper();

  /** No server takes more. */
  private static final int STATEMENT_BYTES_MAX = 16 << 20;

  @Parameters(paramLabel = "ACCOUNT", arity = "1..*", description = "Names, uids or ids.")
  List<String> accounts = new ArrayList<>();

  @Option(names = "--adopt", description = "Book what the venue states.")
  boolean adopt;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; kept with what is booked. Needed with --adopt.")
  @Nullable String reason;

  @Option(
      names = "--statement",
      paramLabel = "FILE",
      description = {
        "What the venue has stated of one account, where it cannot be asked: JSON with asOf, positions",
        "(symbol, quantity, price) and cash."
      })
  @Nullable Path statement;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  boolean yes;

  @Override
  boolean looks() {
    return false;
  }

  @Override
  ExitStatus run(Api api, Screen screen) {
    if (adopt && (reason == null || reason.isBlank())) {
      throw usage("--adopt needs a --reason");
    }
    if (statement != null && accounts.size() > 1) {
      throw usage("a --statement is of one account");
    }
    ExitStatus all = ExitStatus.DONE;
    for (String account : accounts) {
      ExitStatus one = reconcile(api, screen, account);
      all = one.status() > all.status() ? one : all;
    }
    return all;
  }

  private ExitStatus reconcile(Api api, Screen screen, String account) {
    // What is adopted was shown before.
    JsonNode found = ask(api, account, adopt ? "REPORT" : null);
    if (!adopt || found.path("differences").isEmpty()) {
      show(screen, account, found);
      return status(found);
    }
    if (!yes) {
      show(screen, account, found);
    }
    confirm(
        screen, "Book what %s states of %s?".formatted(found.path("venue").asText(), account), yes);
    JsonNode done;
    try {
      done = ask(api, account, "ADOPT");
    } catch (LostException e) {
      if (!e.mayBeDone()) {
        throw e;
      }
      throw new ClientException(
          ExitStatus.LEFT_RUNNING,
          e.getMessage() + "; whether it is booked, unwind reconcile " + account + " shows");
    }
    show(screen, account, done);
    return status(done);
  }

  private JsonNode ask(Api api, String account, @Nullable String act) {
    ObjectNode body = Api.object();
    if (act != null) {
      body.put("onDifference", act);
    }
    if (reason != null) {
      body.put("reason", reason);
    }
    if (statement != null) {
      body.set("statement", read(statement));
    }
    return api.send("POST", Api.path("accounts", account, "reconciliation"), body, Map.of()).body();
  }

  private JsonNode read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(STATEMENT_BYTES_MAX + 1);
      if (bytes.length > STATEMENT_BYTES_MAX) {
        throw usage(
            file + " has more than " + STATEMENT_BYTES_MAX + " bytes, which no server takes");
      }
      JsonNode read = STATEMENTS.readTree(bytes);
      if (read != null && read.isObject()) {
        return read;
      }
      throw usage(file + " has no statement in it");
    } catch (IOException e) {
      throw usage(file + " cannot be read: " + e.getMessage());
    }
  }

  /** What was not compared is not known to be equal. */
  private static ExitStatus status(JsonNode found) {
    if (!found.path("differences").isEmpty()) {
      return ExitStatus.PARTLY;
    }
    boolean compared =
        found.path("settled").asBoolean()
            && !found.path("notStated").toString().contains("\"positions\"");
    return compared ? ExitStatus.DONE : ExitStatus.LEFT_RUNNING;
  }

  private void show(Screen screen, String account, JsonNode found) {
    if (json) {
      ObjectNode line = Api.object().put("account", account);
      found.properties().forEach(each -> line.set(each.getKey(), each.getValue()));
      screen.line(Api.text(line));
      return;
    }
    Table table =
        new Table()
            .column("ACCOUNT", Kind.NAME)
            .column("OF", Kind.NAME)
            .column("NAME", Kind.NAME)
            .column("LEDGER", Kind.FIGURE)
            .column("VENUE", Kind.FIGURE)
            .column("DIFFERENCE", Kind.FIGURE)
            .column("NOTE", Kind.TEXT);
    found
        .path("differences")
        .forEach(row -> add(table, account, row, Tone.BAD, "since " + row.path("since").asText()));
    found.path("adopted").forEach(row -> add(table, account, row, Tone.PLAIN, "booked"));
    if (!table.isEmpty()) {
      table.print(screen);
    }
    screen.line(Cells.clean(account + " at " + found.path("venue").asText() + ": " + told(found)));
  }

  private static void add(Table table, String account, JsonNode row, Tone tone, String note) {
    table.row(
        tone,
        account,
        row.path("subject").asText().toLowerCase(Locale.ROOT),
        row.path("name").asText(),
        row.path("ledger").asText(),
        row.path("venue").asText(),
        row.path("difference").asText(),
        note);
  }

  private static String told(JsonNode found) {
    int differences = found.path("differences").size();
    StringBuilder told =
        new StringBuilder(differences == 0 ? "no differences" : differences + " that differ");
    List<String> notStated = new ArrayList<>();
    found.path("notStated").forEach(each -> notStated.add(each.asText()));
    if (!notStated.isEmpty()) {
      told.append("; not stated: ").append(String.join(", ", notStated));
    }
    if (!found.path("settled").asBoolean()) {
      told.append("; something was under way, so not everything was compared");
    }
    return told.toString();
  }
}
