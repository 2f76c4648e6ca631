// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A portfolio of funds: a liquidation with a life cycle, its proceeds computed once. */
final class UpvestStep implements DemoStep {

  static final String CLIENT_ID = "6e0e7d5c-2f1b-4c8e-9d64-0c4f3f0f4a11";
  static final String SECRET = "demo-secret-portfolio-1";
  static final String ACCOUNT = "d7a57c3e-2be9-4c4e-b3ff-48e1e7815659";
  static final String USER = "2ef01903-3b0f-487c-89d8-303684d2f23c";
  static final String SCOPES =
      "account_liquidations:admin account_liquidations:read positions:read orders:read";

  private static final Duration END_LIMIT = Duration.ofSeconds(30);
  private static final Set<String> FILLED = Set.of("FILLED", "SETTLED");

  @Override
  public String title() {
    return "Upvest dialect: account portfolio-1, sold as a whole";
  }

  @Override
  public void show(DemoServer server, Screen screen) {
    screen.request("POST", "/auth/token");
    JsonNode token =
        server
            .call(
                200,
                "POST",
                "/auth/token",
                Map.of(
                    "upvest-client-id",
                    CLIENT_ID,
                    "Content-Type",
                    "application/x-www-form-urlencoded"),
                "client_id=%s&client_secret=%s&grant_type=client_credentials&scope=%s"
                    .formatted(CLIENT_ID, SECRET, SCOPES.replace(":", "%3A").replace(" ", "+")))
            .body();
    screen.line("token for " + token.path("scope").asText());
    String bearer = "Bearer " + token.path("access_token").asText();
    Map<String, String> headers = Map.of("upvest-client-id", CLIENT_ID, "Authorization", bearer);

    showPositions(server, screen, headers);
    String path = "/accounts/" + ACCOUNT + "/liquidations";
    screen.request("POST", path);
    JsonNode taken =
        server
            .call(
                202,
                "POST",
                path,
                Map.of(
                    "upvest-client-id", CLIENT_ID,
                    "Authorization", bearer,
                    "idempotency-key", UUID.randomUUID().toString()),
                "{\"user_id\":\"%s\"}".formatted(USER))
            .body();
    screen.line(taken.path("status").asText());
    follow(server, screen, headers, path + "/" + taken.path("id").asText());
    if (showPositions(server, screen, headers) > 0) {
      throw new DemoFailedException("The account is not flat.");
    }
  }

  private static void follow(
      DemoServer server, Screen screen, Map<String, String> headers, String path) {
    screen.request("GET", path);
    server.await(
        "the liquidation to be filled",
        END_LIMIT,
        () -> FILLED.contains(liquidation(server, headers, path).path("status").asText()));
    JsonNode ended = liquidation(server, headers, path);
    screen.line(
        "%s: %d orders, cash amount %s %s"
            .formatted(
                ended.path("status").asText(),
                ended.path("orders").size(),
                ended.path("cash_amount").asText(),
                ended.path("currency").asText()));
  }

  private static JsonNode liquidation(DemoServer server, Map<String, String> headers, String path) {
    return server.call(200, "GET", path, headers).body();
  }

  private static int showPositions(DemoServer server, Screen screen, Map<String, String> headers) {
    String path = "/accounts/" + ACCOUNT + "/positions";
    screen.request("GET", path);
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode each : server.call(200, "GET", path, headers).body().path("data")) {
      rows.add(
          List.of(
              each.path("instrument").path("isin").asText(),
              each.path("quantity").asText(),
              each.path("available_for_trading").asText()));
    }
    screen.table(List.of("ISIN", ">QUANTITY", ">AVAILABLE"), rows);
    return rows.size();
  }
}
