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

/** Orders of accounts, whichever API they came through. */
@Command(
    name = "orders",
    description =
        "Show the orders of accounts: those named, or all; open orders unless --state says more.",
    mixinStandardHelpOptions = true)
public final class OrdersCommand extends DeskCommand {
  /** Which orders. */
  enum State {
    open,
    closed,
    any
  }

  @Parameters(paramLabel = "ACCOUNT", arity = "0..*", description = "Names, uids or ids.")
  List<String> accounts = new ArrayList<>();

  @Option(
      names = {"-s", "--symbol"},
      description = "Only this instrument.")
  @Nullable String symbol;

  @Option(
      names = "--state",
      defaultValue = "open",
      description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} unless given.")
  State state = State.open;

  @Override
  ExitStatus run(Api api, Screen screen) {
    Table table =
        new Table()
            .column("ACCOUNT", Kind.NAME)
            .column("ID", Kind.NAME)
            .column("SYMBOL", Kind.NAME)
            .column("SIDE", Kind.NAME)
            .column("TYPE", Kind.NAME)
            .column("QUANTITY", Kind.FIGURE)
            .column("FILLED", Kind.MINOR_FIGURE)
            .column("LIMIT", Kind.MINOR_FIGURE)
            .column("STOP", Kind.MINOR_FIGURE)
            .column("STATUS", Kind.NAME)
            .column("BY", Kind.TEXT);
    for (String account : accounts.isEmpty() ? Pages.accounts(api) : accounts) {
      Map<String, @Nullable String> query = new HashMap<>();
      query.put("account", account);
      query.put("state", state.name());
      query.put("symbol", symbol);
      Pages.byCursor(
          api,
          "/orders",
          "orders",
          query,
          null,
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
      screen.line("no orders");
    }
    return ExitStatus.DONE;
  }

  private static void add(Table table, String account, JsonNode row) {
    table.row(
        Tone.PLAIN,
        account,
        row.path("id").asText(),
        row.path("symbol").asText(),
        row.path("side").asText(),
        row.path("type").asText(),
        row.path("quantity").asText(),
        row.path("filledQuantity").asText(),
        row.path("limitPrice").asText(""),
        row.path("stopPrice").asText(""),
        row.path("status").asText(),
        row.path("actor").asText() + "/" + row.path("dialect").asText());
  }
}
