// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;

/** Both sides are flat, and say the same. */
final class AgreeStep implements DemoStep {
  private static final String PATH =
      "/unwind/v1/accounts/" + BindStep.DESK.account() + "/reconciliation";
  private static final Map<String, String> RISK = Map.of("Authorization", "Bearer demo-token-risk");
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

  /** Closes have used up the broker's limit of requests; each look in vain would use up more. */
  private static final Duration ROOM_AGAIN_AFTER = Duration.ofSeconds(5);

  private final DemoServer broker;

  AgreeStep(DemoServer broker) {
    this.broker = broker;
  }

  @Override
  public String title() {
    return "Both ledgers, compared";
  }

  @Override
  public void show(DemoServer server, Screen screen) {
    screen.line("At the broker:");
    if (AlpacaStep.showPositions(broker, AlpacaStep.EQUITY, screen) > 0) {
      throw new DemoFailedException("The broker's account is not flat.");
    }
    screen.line("Here:");
    if (AlpacaStep.showPositions(server, BindStep.DESK, screen) > 0) {
      throw new DemoFailedException("The account is not flat.");
    }
    compare(server, screen);
  }

  /** Asks the broker for positions, open orders and cash, and says what differs. */
  static void compare(DemoServer server, Screen screen) {
    screen.request("POST", PATH);
    JsonNode found =
        server
            .awaitAnswer(
                "the broker to say what it has",
                ANSWER_LIMIT,
                ROOM_AGAIN_AFTER,
                () -> server.call(RISK, "POST", PATH, "{}"))
            .body();
    if (!found.path("differences").isEmpty() || !found.path("notStated").isEmpty()) {
      throw new DemoFailedException("The books differ: " + found);
    }
    screen.line("positions, open orders and cash were stated; differences: none");
  }
}
