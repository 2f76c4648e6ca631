// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.cli.client.Api;
import dev.unwind.cli.client.ClientException;
import dev.unwind.cli.client.EventStream;
import dev.unwind.cli.client.ExitStatus;
import dev.unwind.cli.screen.Cells;
import dev.unwind.cli.screen.Screen;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An account's log, as it is and as it grows. */
@Command(
    name = "events",
    description = {
      "Show the events of an account in their order, without gaps.",
      "With --follow as they come; a connection that is lost is made again where it was."
    },
    mixinStandardHelpOptions = true)
public final class EventsCommand extends DeskCommand {
  /** Two heartbeats of a server may be five minutes apart, if it is told so. */
  private static final Duration SILENCE_MAX = Duration.ofMinutes(6);

  @Parameters(
      paramLabel = "ACCOUNT",
      arity = "0..1",
      description = "Name, uid or id; may be left out where there is one.")
  @Nullable String account;

  @Option(
      names = "--administration",
      description = "The log of administration instead, for role admin on every account.")
  boolean administration;

  @Option(
      names = "--after",
      paramLabel = "SEQ",
      description = "Only what comes after this one; else from the first, with --follow from now.")
  @Nullable Long after;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "500",
      description = "How many without --follow, at most; ${DEFAULT-VALUE} unless given.")
  long limit;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until stopped.")
  boolean follow;

  private long shown;

  @Override
  ExitStatus run(Api api, Screen screen) {
    if (administration && account != null) {
      throw new ClientException(
          ExitStatus.USAGE, "--administration shows a log that is no account's");
    }
    String only =
        administration
            ? "--administration"
            : Pages.accounts(api, account == null ? List.of() : List.of(account), false).get(0);
    Map<String, String> log =
        administration ? Map.of("log", "administration") : Map.of("account", only);
    if (!follow) {
      if (limit > 0) {
        Pages.byCursor(
            api,
            "/events",
            "events",
            new HashMap<>(log),
            after,
            event -> {
              show(screen, event);
              return ++shown < limit && !screen.isClosed();
            });
      }
      return ExitStatus.DONE;
    }
    EventStream stream = new EventStream(api, log, after, SILENCE_MAX, screen::note);
    Interruption goingOn =
        new Interruption(
            this,
            () -> ExitStatus.DONE,
            () ->
                stream.lastId() == null
                    ? List.of()
                    : List.of(
                        "unwind events %s --follow --after %s goes on there"
                            .formatted(Words.quoted(only), stream.lastId())));
    try (goingOn) {
      stream.follow(
          event -> {
            show(screen, event);
            if (screen.isClosed()) {
              goingOn.end();
            }
          });
    }
    return ExitStatus.DONE;
  }

  private void show(Screen screen, JsonNode event) {
    screen.line(json ? Api.text(event) : Cells.clean(line(event)));
  }

  private static String line(JsonNode event) {
    return "%s  %6s  %-22s  %s  (%s, %s)"
        .formatted(
            event.path("at").asText(),
            event.path("seq").asText(),
            event.path("kind").asText(),
            what(event),
            event.path("actor").asText(),
            event.path("dialect").asText());
  }

  private static String what(JsonNode event) {
    JsonNode fill = event.path("fill");
    if (fill.isObject()) {
      return Words.spaced(fill, "side", "quantity", "symbol")
          + " at "
          + fill.path("price").asText();
    }
    JsonNode order = event.path("order");
    if (order.isObject()) {
      return Words.spaced(order, "side", "quantity", "symbol", "type", "reason");
    }
    JsonNode liquidation = event.path("liquidation");
    if (liquidation.isObject()) {
      return Words.spaced(liquidation, "id", "status", "reason", "statedReason");
    }
    JsonNode position = event.path("position");
    if (position.isObject()) {
      return Words.spaced(position, "symbol", "quantity");
    }
    JsonNode administration = event.path("administration");
    if (administration.isObject()) {
      StringBuilder text = new StringBuilder(administration.path("subject").asText());
      administration
          .path("facts")
          .properties()
          .forEach(
              fact ->
                  text.append(' ')
                      .append(fact.getKey())
                      .append('=')
                      .append(fact.getValue().asText()));
      return text.toString();
    }
    return Words.spaced(event.path("tradingState"), "state", "reason");
  }
}
