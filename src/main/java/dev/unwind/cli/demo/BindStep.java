// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;

/** An empty account is bound to a broker, and holds what it has there. */
final class BindStep implements DemoStep {
  static final AlpacaStep.Key DESK =
      new AlpacaStep.Key("desk-1", "PKDEMODESK1", "demo-secret-desk-1");

  private static final String PATH = "/unwind/v1/accounts/" + DESK.account() + "/venue";
  private static final Map<String, String> ADMINISTRATOR =
      Map.of("Authorization", "Bearer demo-token-admin");

  /** The link belongs to one replica at a time, which has to take it first. */
  private static final Duration LINK_LIMIT = Duration.ofSeconds(30);

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final DemoServer broker;

  BindStep(DemoServer broker) {
    this.broker = broker;
  }

  @Override
  public String title() {
    return "Alpaca as a venue: account desk-1, whose broker is the process at " + broker.root();
  }

  @Override
  public void show(DemoServer server, Screen screen) {
    screen.line("What the broker has under its key " + AlpacaStep.EQUITY.id() + ":");
    AlpacaStep.showPositions(broker, AlpacaStep.EQUITY, screen);
    screen.request("PUT", PATH);
    String wanted =
        """
        {"venue":"%s"}"""
            .formatted(VenueSettings.NAME);
    JsonNode account =
        server
            .awaitAnswer(
                "the link to the broker",
                LINK_LIMIT,
                LOOK_EVERY,
                () -> server.call(ADMINISTRATOR, "PUT", PATH, wanted))
            .body();
    screen.line(
        "%s is bound to %s; cash %s %s, as the broker states it"
            .formatted(
                DESK.account(),
                account.path("venue").asText(),
                account.path("cash").asText(),
                account.path("currency").asText()));
    AgreeStep.compare(server, screen);
  }
}
