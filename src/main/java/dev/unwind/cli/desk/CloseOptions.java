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
      names = "--held",
      defaultValue = "refuse",
      description =
          "Where working orders hold part of a position: ${COMPLETION-CANDIDATES};"
              + " ${DEFAULT-VALUE} unless given.")
  Held held = Held.refuse;

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
    body.put("heldPolicy", held.name().toUpperCase(Locale.ROOT));
    return body;
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

  static void put(ObjectNode object, String member, @Nullable String value) {
    if (value != null) {
      object.put(member, value);
    }
  }
}
