// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.RefusedException;
import dev.unwind.cli.screen.Screen;
import dev.unwind.cli.screen.Table;
import dev.unwind.cli.screen.Table.Kind;
import dev.unwind.cli.screen.Tone;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a liquidation would do to each of several accounts.
 *
 * @param digest of all that would be done; null where there is none over that many accounts
 */
record Previews(List<One> accounts, @Nullable String digest) {
  private static final String TOO_MANY = "REQUEST_TOO_LARGE";

  /** Of one account: a preview, or why there is none. */
  record One(String account, @Nullable JsonNode preview, @Nullable RefusedException refused) {
    JsonNode lines() {
      return preview == null ? Api.object().putArray("positions") : preview.path("positions");
    }

    JsonNode cancelled() {
      return preview == null ? Api.object().putArray("cancels") : preview.path("cancels");
    }
  }

  static Previews of(Api api, List<String> accounts, ObjectNode body) {
    if (accounts.size() == 1) {
      return oneByOne(api, accounts, body);
    }
    ObjectNode asked = body.deepCopy();
    ArrayNode names = asked.putArray("accounts");
    accounts.forEach(names::add);
    JsonNode shown;
    try {
      shown = api.ask("/liquidations/preview", asked).body();
    } catch (RefusedException e) {
      if (!e.code().equals(TOO_MANY)) {
        throw e;
      }
      return oneByOne(api, accounts, body);
    }
    List<One> all = new ArrayList<>();
    for (JsonNode each : shown.path("accounts")) {
      all.add(
          new One(
              each.path("account").asText(),
              each.hasNonNull("preview") ? each.path("preview") : null,
              each.hasNonNull("reason")
                  ? RefusedException.oneOfSeveral(
                      each.path("reason").asText(), each.path("message").asText())
                  : null));
    }
    return new Previews(all, shown.path("digest").asText(null));
  }

  private static Previews oneByOne(Api api, List<String> accounts, ObjectNode body) {
    List<One> all = new ArrayList<>();
    for (String account : accounts) {
      ObjectNode asked = body.deepCopy().put("account", account);
      try {
        all.add(new One(account, api.ask("/liquidations/preview", asked).body(), null));
      } catch (RefusedException e) {
        all.add(new One(account, null, e));
      }
    }
    JsonNode only = all.size() == 1 ? all.get(0).preview() : null;
    return new Previews(all, only == null ? null : only.path("digest").asText(null));
  }

  long positions() {
    return accounts.stream().mapToLong(one -> one.lines().size()).sum();
  }

  long cancels() {
    return accounts.stream().mapToLong(one -> one.cancelled().size()).sum();
  }

  boolean allRefused() {
    return accounts.stream().allMatch(one -> one.refused() != null);
  }

  RefusedException firstRefusal() {
    return accounts.stream()
        .map(One::refused)
        .filter(refused -> refused != null)
        .findFirst()
        .orElseThrow();
  }

  void print(Screen screen, boolean json, int rowsMax) {
    if (json) {
      accounts.forEach(one -> screen.line(Api.text(line(one))));
      return;
    }
    table(screen, rowsMax);
    for (One one : accounts) {
      if (one.refused() != null) {
        screen.line(Tone.BAD, one.account() + ": " + one.refused().getMessage());
      }
    }
    if (cancels() > 0) {
      screen.line(Words.count(cancels(), "working order") + " would be cancelled first");
      cancels(screen, rowsMax);
    }
    sums().forEach((currency, sum) -> screen.line(sum.text(currency)));
  }

  private static ObjectNode line(One one) {
    ObjectNode line = Api.object().put("type", "preview").put("account", one.account());
    if (one.preview() != null) {
      one.preview().properties().forEach(each -> line.set(each.getKey(), each.getValue()));
    } else if (one.refused() != null) {
      line.put("code", one.refused().code()).put("message", one.refused().getMessage());
    }
    return line;
  }

  private void table(Screen screen, int rowsMax) {
    Table table =
        new Table()
            .column("ACCOUNT", Kind.NAME)
            .column("SYMBOL", Kind.NAME)
            .column("HELD", Kind.FIGURE)
            .column("SIDE", Kind.NAME)
            .column("CLOSE", Kind.FIGURE)
            .column("AT BID", Kind.MINOR_FIGURE)
            .column("AT ASK", Kind.MINOR_FIGURE)
            .column("WHAT", Kind.NAME)
            .column("WHY", Kind.TEXT);
    rows(screen, table, rowsMax, One::lines, Previews::row);
  }

  private void cancels(Screen screen, int rowsMax) {
    Table table =
        new Table()
            .column("ACCOUNT", Kind.NAME)
            .column("ORDER", Kind.NAME)
            .column("SYMBOL", Kind.NAME)
            .column("SIDE", Kind.NAME)
            .column("QUANTITY", Kind.FIGURE)
            .column("FILLED", Kind.FIGURE);
    rows(screen, table, rowsMax, One::cancelled, Previews::cancel);
  }

  private interface Adding {
    void add(Table table, String account, JsonNode line);
  }

  private void rows(
      Screen screen, Table table, int rowsMax, Function<One, JsonNode> lines, Adding adding) {
    int left = rowsMax;
    for (One one : accounts) {
      for (JsonNode line : lines.apply(one)) {
        if (left-- > 0) {
          adding.add(table, one.account(), line);
        }
      }
    }
    if (!table.isEmpty()) {
      table.print(screen);
    }
    if (left < 0) {
      screen.line("... and " + -left + " more; unwind preview shows all");
    }
  }

  private static void cancel(Table table, String account, JsonNode line) {
    table.row(
        Tone.DOUBTFUL,
        account,
        line.path("id").asText(),
        line.path("symbol").asText(""),
        line.path("side").asText(),
        line.path("quantity").asText(),
        line.path("filledQuantity").asText());
  }

  private static void row(Table table, String account, JsonNode line) {
    String outcome = line.path("outcome").asText();
    table.row(
        switch (outcome) {
          case "FAILED" -> Tone.BAD;
          case "SENT" -> Tone.PLAIN;
          default -> Tone.DOUBTFUL;
        },
        account,
        line.path("symbol").asText(),
        line.path("positionQuantity").asText(),
        line.path("side").asText(""),
        line.path("quantity").asText(),
        line.path("proceedsAtBid").asText(""),
        line.path("proceedsAtAsk").asText(""),
        outcome,
        line.path("message").asText(""));
  }

  /** What the accounts of one currency would get. */
  private record Sum(BigDecimal bid, BigDecimal ask, int known, int unknown) {
    static final Sum NOTHING = new Sum(BigDecimal.ZERO, BigDecimal.ZERO, 0, 0);

    Sum plus(JsonNode proceeds) {
      return proceeds.hasNonNull("atBid") && proceeds.hasNonNull("atAsk")
          ? new Sum(
              bid.add(new BigDecimal(proceeds.path("atBid").asText())),
              ask.add(new BigDecimal(proceeds.path("atAsk").asText())),
              known + 1,
              unknown)
          : new Sum(bid, ask, known, unknown + 1);
    }

    String text(String currency) {
      if (known == 0) {
        return "expected " + currency + " not known: a bid or an ask is missing";
      }
      return "expected %s %s at the bid, %s at the ask, fees not known%s"
          .formatted(
              currency,
              bid.toPlainString(),
              ask.toPlainString(),
              unknown == 0
                  ? ""
                  : "; without " + Words.count(unknown, "account") + " with a price missing");
    }
  }

  private Map<String, Sum> sums() {
    Map<String, Sum> sums = new TreeMap<>();
    for (One one : accounts) {
      if (one.preview() != null && one.lines().size() > 0) {
        JsonNode proceeds = one.preview().path("proceeds");
        String currency = proceeds.path("currency").asText();
        Sum sum = sums.getOrDefault(currency, Sum.NOTHING);
        sums.put(currency, sum.plus(proceeds));
      }
    }
    return sums;
  }
}
