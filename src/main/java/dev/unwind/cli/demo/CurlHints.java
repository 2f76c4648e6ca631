// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

import java.net.URI;
import org.eclipse.microprofile.config.ConfigProvider;

/** Requests to copy: all of them work on the book that the demonstration leaves behind. */
final class CurlHints {

  private CurlHints() {}

  static void print(URI root, AlpacaStep.Key owner, Screen screen) {
    String key =
        "-H 'APCA-API-KEY-ID: %s' -H 'APCA-API-SECRET-KEY: %s'"
            .formatted(owner.id(), owner.secret());
    screen.heading("Now you: " + root);
    screen.line("Buy something, look at it, close half of it, then the rest:");
    screen.line("");
    screen.line(
        "curl -s %s %s/v2/orders -H 'Content-Type: application/json' \\".formatted(key, root));
    screen.line(
        "  -d '{\"symbol\":\"NVDA\",\"qty\":\"10\",\"side\":\"buy\",\"type\":\"market\",\"time_in_force\":\"day\"}'");
    screen.line("curl -s %s %s/v2/positions".formatted(key, root));
    screen.line("curl -s %s -X DELETE '%s/v2/positions/NVDA?percentage=50'".formatted(key, root));
    screen.line("curl -s %s -X DELETE '%s/v2/positions?cancel_orders=true'".formatted(key, root));
    screen.line("");
    int management = ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class);
    screen.line("The API documents are at http://127.0.0.1:" + management + "/q/swagger-ui");
    screen.line("");
    screen.line("Serving until Ctrl-C.");
  }
}
