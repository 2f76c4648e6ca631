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
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What has become of each position, and the status that says it in one number. */
final class Outcomes {
  private static final int PAGE = 1_000;

  /** A table is read by people: beyond this only what did not close stands in it. */
  private static final int ROWS_MAX = 40;

  private static final int FAILED_ROWS_MAX = 200;
  private static final String FILLED = "FILLED";

  private final Api api;
  private final Screen screen;
  private final Patience patience;
  private final boolean json;

  Outcomes(Api api, Screen screen, Patience patience, boolean json) {
    this.api = api;
    this.screen = screen;
    this.patience = patience;
    this.json = json;
  }

  static Tone tone(String status) {
    return switch (status) {
      case FILLED -> Tone.GOOD;
      case "PARTIALLY_FILLED" -> Tone.DOUBTFUL;
      case "CANCELED", "FAILED", "REFUSED" -> Tone.BAD;
      default -> Tone.PLAIN;
    };
  }

  /** Tells of a liquidation that has ended. */
  ExitStatus liquidation(JsonNode ended) {
    String id = ended.path("id").asText();
    JsonNode counts = ended.path("counts");
    int total = counts.path("total").asInt();
    int filled = counts.path("filled").asInt();
    Table table = positions();
    int[] left = {total <= ROWS_MAX ? ROWS_MAX : FAILED_ROWS_MAX};
    boolean wholly = total <= ROWS_MAX;
    items(
        id,
        item -> {
          boolean closed = item.path("status").asText().equals(FILLED);
          if (json) {
            screen.line(Api.text(line(id, item)));
          } else if ((wholly || !closed) && left[0]-- > 0) {
            add(table, item);
          }
        });
    ExitStatus status = filled == total ? ExitStatus.DONE : ExitStatus.PARTLY;
    if (json) {
      ObjectNode line = Api.object().put("type", "outcome").put("liquidation", id);
      line.set("status", ended.path("status"));
      line.set("counts", counts);
      line.set("proceeds", ended.path("proceeds"));
      screen.line(Api.text(line.put("exitStatus", status.status())));
      return status;
    }
    if (!table.isEmpty()) {
      table.print(screen);
    }
    if (left[0] < 0) {
      screen.line("... and " + -left[0] + " more; --json shows all");
    }
    screen.line(
        status == ExitStatus.DONE ? Tone.GOOD : Tone.BAD,
        "%d of %s closed, proceeds %s (liquidation %s)"
            .formatted(
                filled,
                Words.count(total, "position"),
                ended.path("proceeds").asText(ended.path("executedValue").asText()),
                id));
    return status;
  }

  private JsonNode read(String id, String kind, Map<String, @Nullable String> query) {
    return patience.read(() -> api.get(Api.path(kind, id), query), Watch.command(id));
  }

  private static ObjectNode line(String liquidation, JsonNode item) {
    ObjectNode line = Api.object().put("type", "position").put("liquidation", liquidation);
    item.properties().forEach(each -> line.set(each.getKey(), each.getValue()));
    return line;
  }

  private static Table positions() {
    return new Table()
        .column("SYMBOL", Kind.NAME)
        .column("OUTCOME", Kind.NAME)
        .column("HELD", Kind.FIGURE)
        .column("CLOSED", Kind.FIGURE)
        .column("AT", Kind.MINOR_FIGURE)
        .column("CASH", Kind.MINOR_FIGURE)
        .column("WHY", Kind.TEXT);
  }

  private static void add(Table table, JsonNode item) {
    String status = item.path("status").asText();
    table.row(
        tone(status),
        item.path("symbol").asText(),
        status,
        item.path("positionQuantity").asText(),
        item.path("filledQuantity").asText(),
        item.path("averagePrice").asText(""),
        item.path("cashEffect").asText(),
        Words.spaced(item, "reason", "message"));
  }

  private void items(String id, Consumer<JsonNode> each) {
    Map<String, @Nullable String> query = new HashMap<>();
    query.put("itemsLimit", String.valueOf(PAGE));
    while (true) {
      JsonNode page = read(id, "liquidations", query);
      page.path("items").forEach(each);
      if (!page.hasNonNull("nextItemsAfter")) {
        return;
      }
      query.put("itemsAfter", page.path("nextItemsAfter").asText());
    }
  }

  /** Tells of an act all of which has ended. */
  ExitStatus act(JsonNode ended) {
    String id = ended.path("id").asText();
    JsonNode sums = ended.path("sums");
    boolean halt = ended.path("kind").asText().equals("HALT");
    Table table = accounts(halt);
    int[] left = {FAILED_ROWS_MAX};
    boolean wholly = sums.path("accounts").asInt() <= ROWS_MAX;
    int[] reached = {halt ? 0 : sums.path("accepted").asInt()};
    entries(
        id,
        entry -> {
          // Also one that was refused, because it could not be closed.
          reached[0] += halt && entry.hasNonNull("blocked") ? 1 : 0;
          if (json) {
            ObjectNode line = Api.object().put("type", "account").put("act", id);
            entry.properties().forEach(each -> line.set(each.getKey(), each.getValue()));
            screen.line(Api.text(line));
          } else if ((wholly || !isWhole(entry)) && left[0]-- > 0) {
            add(table, entry, halt);
          }
        });
    boolean done =
        sums.path("refused").asInt() == 0
            && sums.path("endedOtherwise").asInt() == 0
            && sums.path("ordersKept").asInt() == 0;
    ExitStatus status = done ? ExitStatus.DONE : ExitStatus.PARTLY;
    if (json) {
      ObjectNode line = Api.object().put("type", "outcome").put("act", id);
      line.set("sums", sums);
      screen.line(Api.text(line.put("exitStatus", status.status())));
      return status;
    }
    if (!table.isEmpty()) {
      table.print(screen);
    }
    screen.line(done ? Tone.GOOD : Tone.BAD, sentence(id, sums, halt, reached[0]));
    return status;
  }

  private static String sentence(String id, JsonNode sums, boolean halt, int reached) {
    long closed = sums.path("positionsClosed").asLong();
    long other = sums.path("positionsEndedOtherwise").asLong();
    String positions = "%d of %s closed".formatted(closed, Words.count(closed + other, "position"));
    String accounts =
        "%d of %s %s"
            .formatted(
                reached,
                Words.count(sums.path("accounts").asLong(), "account"),
                halt ? "blocked" : "accepted");
    String orders =
        halt
            ? ", orders: %s cancelled, %s asked of the venue, %s kept"
                .formatted(
                    sums.path("ordersCanceled").asText(),
                    sums.path("ordersAsked").asText(),
                    sums.path("ordersKept").asText())
            : "";
    return "%s, %s%s (act %s)".formatted(accounts, positions, orders, id);
  }

  private static Table accounts(boolean halt) {
    Table table = new Table().column("ACCOUNT", Kind.NAME).column("STATUS", Kind.NAME);
    if (halt) {
      table.column("STATE", Kind.NAME).column("ORDERS LEFT", Kind.FIGURE);
    }
    return table
        .column("CLOSED", Kind.FIGURE)
        .column("NOT CLOSED", Kind.FIGURE)
        .column("WHY", Kind.TEXT);
  }

  private static boolean isWhole(JsonNode entry) {
    return entry.path("status").asText().equals("ACCEPTED")
        && entry.path("closing").path("endedOtherwise").asInt() == 0
        && entry.path("cancels").path("kept").asInt() == 0;
  }

  private static void add(Table table, JsonNode entry, boolean halt) {
    JsonNode closing = entry.path("closing");
    JsonNode cancels = entry.path("cancels");
    Tone tone = isWhole(entry) ? Tone.GOOD : Tone.BAD;
    String closed = closing.path("filled").asText("0");
    String other = closing.path("endedOtherwise").asText("0");
    boolean some = closing.path("endedOtherwise").asInt() > 0;
    String why =
        Words.spaced(entry, "reason", "message")
            + (some ? Watch.command(closing.path("liquidation").asText()) + " says why" : "");
    if (halt) {
      table.row(
          tone,
          entry.path("account").asText(),
          entry.path("status").asText(),
          entry.path("blocked").asText(""),
          String.valueOf(cancels.path("asked").asInt() + cancels.path("kept").asInt()),
          closed,
          other,
          why);
    } else {
      table.row(
          tone, entry.path("account").asText(), entry.path("status").asText(), closed, other, why);
    }
  }

  private void entries(String id, Consumer<JsonNode> each) {
    Map<String, @Nullable String> query = new HashMap<>();
    query.put("accountsLimit", String.valueOf(PAGE));
    while (true) {
      JsonNode page = read(id, "acts", query);
      page.path("accounts").forEach(each);
      if (!page.hasNonNull("nextAccountsAfter")) {
        return;
      }
      query.put("accountsAfter", page.path("nextAccountsAfter").asText());
    }
  }
}
