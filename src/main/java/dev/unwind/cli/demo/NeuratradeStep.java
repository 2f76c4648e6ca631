// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Crypto on a hedging account: each opening order is a position of its own. */
final class NeuratradeStep implements DemoStep {

  static final String TOKEN = "demo-token-crypto-1";

  private static final Map<String, String> BEARER = Map.of("Authorization", "Bearer " + TOKEN);

  @Override
  public String title() {
    return "NeuraTrade dialect: account crypto-1, all at once";
  }

  @Override
  public void show(DemoServer server, Screen screen) {
    showPositions(screen, "GET", "/api/v1/trading/positions?status=OPEN", open(server));
    JsonNode closed =
        server.call(200, "POST", "/api/v1/trading/liquidate_all", BEARER, "{}").body().path("data");
    showPositions(screen, "POST", "/api/v1/trading/liquidate_all", closed);
    if (open(server).path("count").asInt() != 0) {
      throw new DemoFailedException("The account is not flat.");
    }
  }

  private static JsonNode open(DemoServer server) {
    return server
        .call(200, "GET", "/api/v1/trading/positions?status=OPEN", BEARER)
        .body()
        .path("data");
  }

  private static void showPositions(Screen screen, String method, String path, JsonNode data) {
    screen.request(method, path);
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode each : data.path("positions")) {
      rows.add(
          List.of(
              each.path("position_id").asText(),
              each.path("symbol").asText(),
              each.path("side").asText(),
              each.path("size").asText(),
              each.path("entry_price").asText(),
              each.path("status").asText()));
    }
    screen.table(List.of("POSITION", "SYMBOL", "SIDE", ">SIZE", ">ENTRY", "STATUS"), rows);
  }
}
