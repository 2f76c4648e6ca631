// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unwind.cli.client.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which positions are meant, and how much of them: everything where nothing is said. */
final class CloseOptions {
  /** Side of a position. */
  enum Side {
    both,
    longs("long"),
    shorts("short");

    private final @Nullable String word;

    Side() {
      this.word = null;
    }

    Side(String word) {
      this.word = word;
    }
  }

  /** By the last price. */
  enum Result {
    profit,
    loss
  }

  /** What becomes of a position that working orders hold. */
  enum Held {
    refuse,
    close_available,
    close_as_freed
  }

  /** By which orders each position is closed. */
  enum Style {
    market,
    limit,
    slices
  }

  /** Which position comes first. */
  enum Order {
    listed,
    shortsFirst,
    largestFirst
  }

  /** What becomes of what is open at the deadline. */
  enum Late {
    report,
    market
  }

  @Option(
      names = {"-s", "--symbol"},
      split = ",",
      paramLabel = "SYMBOL",
      description = "Only these instruments; a * in one stands for any characters.")
  List<String> symbols = new ArrayList<>();

  @Option(
      names = "--position",
      split = ",",
      paramLabel = "ID",
      description = "Only these positions of one account, by their ids.")
  List<Long> positions = new ArrayList<>();

  @Option(names = "--except", split = ",", paramLabel = "SYMBOL", description = "Not these.")
  List<String> except = new ArrayList<>();

  @Option(
      names = "--asset-class",
      split = ",",
      paramLabel = "CLASS",
      description = "Only us_equity, us_option, crypto, future, fund.")
  List<String> assetClasses = new ArrayList<>();

  @Option(
      names = "--side",
      defaultValue = "both",
      description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} unless given.")
  Side side = Side.both;

  @Option(
      names = "--pnl",
      description = "Only those with ${COMPLETION-CANDIDATES} by the last price.")
  @Nullable Result pnl;

  @Option(
      names = "--opened-before",
      paramLabel = "TIME",
      description = "An ISO-8601 time with offset.")
  @Nullable String openedBefore;

  @Option(
      names = "--min-notional",
      paramLabel = "VALUE",
      description = "Only those worth at least this.")
  @Nullable String minNotional;

  @Option(names = "--quantity", paramLabel = "UNITS", description = "So much of each.")
  @Nullable String quantity;

  @Option(names = "--percentage", paramLabel = "P", description = "So much of each, 0 to 100.")
  @Nullable String percentage;

  @Option(names = "--target", paramLabel = "UNITS", description = "So much is left of each.")
  @Nullable String target;

  @Option(names = "--cancel-orders", description = "Cancel working orders first.")
  boolean cancelOrders;

  @Option(
      names = "--cancel-deadline",
      paramLabel = "TIME",
      description = "How long those cancels are waited for, as 30s.")
  @Nullable String cancelDeadline;

  @Option(
      names = "--held",
      defaultValue = "refuse",
      description =
          "Where working orders hold part of a position: ${COMPLETION-CANDIDATES};"
              + " ${DEFAULT-VALUE} unless given.")
  Held held = Held.refuse;

  @Option(
      names = "--style",
      description =
          "By which orders: ${COMPLETION-CANDIDATES}; one at the market unless given. limit goes"
              + " in steps from the quote to --guard-bps.")
  @Nullable Style style;

  @Option(
      names = "--guard-bps",
      paramLabel = "N",
      description = "Of limit: the widest one, in hundredths of a percent from the quote.")
  @Nullable Integer guardBps;

  @Option(names = "--steps", paramLabel = "N", description = "Of limit: steps to the guard; 1.")
  @Nullable Integer steps;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      description = "Of limit: how long each step works, as 30s or 2m.")
  @Nullable String every;

  @Option(
      names = "--then-market",
      description = "Of limit: what the last step leaves goes to the market.")
  boolean thenMarket;

  @Option(names = "--slices", paramLabel = "N", description = "Style slices, so many of them.")
  @Nullable Integer slices;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      description = "Of slices: from one to the next at least, as 30s or 2m.")
  @Nullable String interval;

  @Option(names = "--order", description = "Which comes first: ${COMPLETION-CANDIDATES}.")
  @Nullable Order order;

  @Option(
      names = "--max-concurrent",
      paramLabel = "N",
      description = "Closing orders of an account that are out at a time.")
  @Nullable Integer maxConcurrent;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "By when it ends, from its acceptance on, as 30m or 2h.")
  @Nullable String deadline;

  @Option(
      names = "--on-deadline",
      description =
          "What is open then is left and told, or goes to the market: ${COMPLETION-CANDIDATES};"
              + " report unless given.")
  @Nullable Late onDeadline;

  /** The request, but for its accounts. */
  ObjectNode body() {
    ObjectNode body = Api.object();
    ObjectNode select = select();
    boolean chosen = !select.isEmpty();
    if (chosen && !positions.isEmpty()) {
      throw DeskCommand.usage("--position goes without the other ways to choose positions");
    }
    if (!positions.isEmpty()) {
      ArrayNode ids = body.put("scope", "POSITIONS").putArray("positions");
      positions.forEach(ids::add);
    } else if (chosen) {
      body.set("select", select);
    }
    if (!symbols.isEmpty()) {
      ArrayNode names =
          chosen ? select.putArray("symbols") : body.put("scope", "POSITIONS").putArray("symbols");
      symbols.forEach(names::add);
    }
    if (!chosen && symbols.isEmpty() && positions.isEmpty()) {
      body.put("scope", "ACCOUNT");
    }
    amount(body);
    body.put("cancelOrders", cancelOrders);
    if (cancelDeadline != null) {
      body.put("cancelDeadline", cancelDeadline);
    }
    body.put("heldPolicy", held.name().toUpperCase(Locale.ROOT));
    conduct(body);
    return body;
  }

  /** The server says what does not go together. */
  private void conduct(ObjectNode body) {
    ObjectNode by = Api.object();
    put(by, "guardBps", guardBps);
    put(by, "steps", steps);
    put(by, "every", every);
    if (thenMarket) {
      by.put("thenMarket", true);
    }
    put(by, "slices", slices);
    put(by, "interval", interval);
    if (style != null || !by.isEmpty()) {
      Style implied = slices == null ? Style.limit : Style.slices;
      by.put("type", (style == null ? implied : style).name());
      body.set("style", by);
    }
    put(body, "order", order == null ? null : order.name());
    put(body, "maxConcurrent", maxConcurrent);
    put(body, "deadline", deadline);
    put(body, "onDeadline", onDeadline == null ? null : onDeadline.name());
  }

  private void amount(ObjectNode body) {
    put(body, "quantity", quantity);
    put(body, "percentage", percentage);
    put(body, "target", target);
  }

  /** Without the symbols, unless one has a star: plain names are looked for by the account. */
  private ObjectNode select() {
    ObjectNode select = Api.object();
    if (!except.isEmpty()) {
      except.forEach(select.putArray("except")::add);
    }
    if (!assetClasses.isEmpty()) {
      assetClasses.forEach(select.putArray("assetClasses")::add);
    }
    put(select, "side", side.word);
    put(select, "unrealizedPnl", pnl == null ? null : pnl.name());
    put(select, "openedBefore", openedBefore);
    put(select, "minNotional", minNotional);
    if (symbols.stream().anyMatch(symbol -> symbol.indexOf('*') >= 0)) {
      select.putArray("symbols");
    }
    return select;
  }

  private static void put(ObjectNode object, String member, @Nullable Integer value) {
    if (value != null) {
      object.put(member, value);
    }
  }

  static void put(ObjectNode object, String member, @Nullable String value) {
    if (value != null) {
      object.put(member, value);
    }
  }
}
