// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.screen.Screen;
import dev.unwind.cli.screen.Table;
import dev.unwind.cli.screen.Table.Kind;
import dev.unwind.cli.screen.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** The desk: all accounts side by side. */
@Command(
    name = "accounts",
    description =
        "Show the accounts with latch, exposure, working orders and what is being closed.",
    mixinStandardHelpOptions = true)
public final class AccountsCommand extends DeskCommand {
  @Override
  ExitStatus run(Api api, Screen screen) {
    Table table =
        new Table()
            .column("ACCOUNT", Kind.NAME)
            .column("STATE", Kind.NAME)
            .column("CCY", Kind.NAME)
            .column("CASH", Kind.MINOR_FIGURE)
            .column("POSITIONS", Kind.FIGURE)
            .column("GROSS", Kind.FIGURE)
            .column("DAY", Kind.FIGURE)
            .column("UNREALIZED", Kind.MINOR_FIGURE)
            .column("ORDERS", Kind.MINOR_FIGURE)
            .column("CLOSING", Kind.FIGURE)
            .column("WHY", Kind.TEXT);
    Pages.byCursor(
        api,
        "/desk",
        "accounts",
        Map.of(),
        null,
        row -> {
          if (json) {
            screen.line(Api.text(row));
          } else {
            add(table, row);
          }
          return true;
        });
    if (!json) {
      table.print(screen);
    }
    return ExitStatus.DONE;
  }

  private static void add(Table table, JsonNode row) {
    JsonNode latch = row.path("tradingState");
    String state = latch.path("state").asText();
    String status = row.path("status").asText();
    boolean active = state.equals("ACTIVE");
    String unpriced = row.path("unpriced").asInt() == 0 ? "" : "*";
    List<String> why = why(row);
    table.row(
        active && why.isEmpty() ? Tone.PLAIN : Tone.DOUBTFUL,
        row.path("name").asText(),
        status.equals("ACTIVE") ? state : status,
        row.path("currency").asText(),
        row.path("cash").asText(),
        row.path("positions").asText(),
        row.path("grossValue").asText() + unpriced,
        row.path("dayPl").asText() + unpriced,
        row.path("unrealizedPl").asText() + unpriced,
        row.path("workingOrders").asText(),
        row.path("positionsClosing").asText(),
        String.join("; ", why));
  }

  private static List<String> why(JsonNode row) {
    List<String> why = new ArrayList<>();
    JsonNode latch = row.path("tradingState");
    if (!latch.path("state").asText().equals("ACTIVE")) {
      why.add(latch.path("reason").asText(""));
    }
    if (row.path("venueState").path("state").asText().equals("DOWN")) {
      why.add(row.path("venue").asText() + " does not answer");
    }
    int differences = row.path("differences").asInt();
    if (differences > 0) {
      why.add(row.path("venue").asText() + " states otherwise, " + differences + " times");
    }
    if (row.path("unpriced").asInt() > 0) {
      why.add("* without " + row.path("unpriced").asText() + " that have no price");
    }
    why.removeIf(String::isEmpty);
    return why;
  }
}
