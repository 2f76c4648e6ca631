// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Futures: sign in with a password, liquidate each contract; its bracket orders go first. */
final class TradovateStep implements DemoStep {

  static final String SIGN_IN =
      """
      {"name":"futures-desk","password":"demo-password"}""";

  private static final Duration FLAT_LIMIT = Duration.ofSeconds(30);

  @Override
  public String title() {
    return "Tradovate dialect: account futures-1, contract by contract";
  }

  @Override
  public void show(DemoServer server, Screen screen) {
    screen.request("POST", "/v1/auth/accesstokenrequest");
    JsonNode signedIn =
        server.call(200, "POST", "/v1/auth/accesstokenrequest", Map.of(), SIGN_IN).body();
    if (!signedIn.hasNonNull("accessToken")) {
      throw new DemoFailedException("Signing in failed: " + signedIn);
    }
    screen.line("signed in as " + signedIn.path("name").asText());
    Map<String, String> token =
        Map.of("Authorization", "Bearer " + signedIn.path("accessToken").asText());

    screen.request("GET", "/v1/position/list");
    JsonNode positions = server.call(200, "GET", "/v1/position/list", token).body();
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode each : open(positions)) {
      rows.add(
          List.of(
              contractName(server, token, each),
              each.path("contractId").asText(),
              each.path("netPos").asText(),
              each.path("netPrice").asText()));
    }
    screen.table(List.of("CONTRACT", ">ID", ">NET", ">PRICE"), rows);

    for (JsonNode each : open(positions)) {
      liquidate(server, screen, token, each);
    }
    server.await(
        "futures-1 to be flat",
        FLAT_LIMIT,
        () -> open(server.call(200, "GET", "/v1/position/list", token).body()).isEmpty());
    showCash(server, screen, token, positions.path(0).path("accountId").asLong());
  }

  private static void liquidate(
      DemoServer server, Screen screen, Map<String, String> token, JsonNode position) {
    String body =
        """
        {"accountId":%d,"contractId":%d,"admin":false}"""
            .formatted(position.path("accountId").asLong(), position.path("contractId").asLong());
    screen.request("POST", "/v1/order/liquidateposition " + body);
    JsonNode placed = server.call(200, "POST", "/v1/order/liquidateposition", token, body).body();
    if (!placed.hasNonNull("orderId")) {
      throw new DemoFailedException("The contract is not liquidated: " + placed);
    }
    screen.line("order " + placed.path("orderId").asText());
  }

  private static void showCash(
      DemoServer server, Screen screen, Map<String, String> token, long account) {
    String path = "/v1/cashbalance/getcashbalancesnapshot";
    screen.request("POST", path);
    JsonNode cash =
        server.call(200, "POST", path, token, "{\"accountId\":%d}".formatted(account)).body();
    screen.line("flat; cash " + cash.path("totalCashValue").asText());
  }

  private static List<JsonNode> open(JsonNode positions) {
    List<JsonNode> open = new ArrayList<>();
    positions.forEach(
        each -> {
          if (new BigDecimal(each.path("netPos").asText("0")).signum() != 0) {
            open.add(each);
          }
        });
    return open;
  }

  private static String contractName(
      DemoServer server, Map<String, String> token, JsonNode position) {
    String path = "/v1/contract/item?id=" + position.path("contractId").asLong();
    return server.call(200, "GET", path, token).body().path("name").asText();
  }
}
