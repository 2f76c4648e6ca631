// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.screen.Screen;
import dev.unwind.cli.screen.Table;
import dev.unwind.cli.screen.Table.Kind;
import dev.unwind.cli.screen.Tone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What accounts hold. */
@Command(
    name = "positions",
    description = "Show what accounts hold: those named, or all.",
    mixinStandardHelpOptions = true)
public final class PositionsCommand extends DeskCommand {
  @Parameters(paramLabel = "ACCOUNT", arity = "0..*", description = "Names, uids or ids.")
  List<String> accounts = new ArrayList<>();

  @Option(
      names = {"-s", "--symbol"},
      description = "Only this instrument.")
  @Nullable String symbol;

  @Override
  ExitStatus run(Api api, Screen screen) {
    Table table =
        new Table()
            .column("ACCOUNT", Kind.NAME)
            .column("SYMBOL", Kind.NAME)
            .column("QUANTITY", Kind.FIGURE)
            .column("AVAILABLE", Kind.MINOR_FIGURE)
            .column("ENTRY", Kind.MINOR_FIGURE)
            .column("LAST", Kind.MINOR_FIGURE)
            .column("VALUE", Kind.FIGURE)
            .column("UNREALIZED", Kind.FIGURE)
            .column("NOTE", Kind.TEXT);
    for (String account : accounts.isEmpty() ? Pages.accounts(api) : accounts) {
      Map<String, @Nullable String> query = new HashMap<>();
      query.put("symbol", symbol);
      Pages.byOffset(
          api,
          Api.path("accounts", account, "positions"),
          "positions",
          query,
          row -> {
            if (json) {
              ObjectNode line = Api.object().put("account", account);
              row.properties().forEach(each -> line.set(each.getKey(), each.getValue()));
              screen.line(Api.text(line));
            } else {
              add(table, account, row);
            }
            return true;
          });
    }
    if (!json && !table.isEmpty()) {
      table.print(screen);
    } else if (!json) {
      screen.line("flat");
    }
    return ExitStatus.DONE;
  }

  private static void add(Table table, String account, JsonNode row) {
    boolean closing = row.hasNonNull("liquidationItemId");
    boolean expired = row.path("expired").asBoolean();
    table.row(
        closing || expired ? Tone.DOUBTFUL : Tone.PLAIN,
        account,
        row.path("symbol").asText(),
        row.path("quantity").asText(),
        row.path("available").asText(),
        row.path("averageEntryPrice").asText(),
        row.path("lastPrice").asText(""),
        row.path("marketValue").asText(""),
        row.path("unrealizedPl").asText(""),
        expired ? "expired" : closing ? "being closed" : "");
  }
}
