// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import dev.unwind.fixture.Json;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.alpaca.ScriptedBroker;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server that says and exports all that it can, on behalf of clients with many kinds of secrets:
 * what arrives at a collector, and what stands in its log.
 */
@Timeout(300)
class TracedRunIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BROKER_SECRET = "never-" + UUID.randomUUID();
  private static final String COLLECTOR_SECRET = "never-" + UUID.randomUUID();
  private static final String NEW_PASSWORD = "never-" + UUID.randomUUID();
  private static final String REQUEST = UUID.randomUUID().toString();

  private static final List<String> SECRETS = new ArrayList<>();

  private static Collector collector;
  private static List<String> lines = List.of();
  private static String liquidation = "";
  private static int brokerPort;

  @BeforeAll
  static void run() throws Exception {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
    Vertx vertx = Vertx.vertx();
    Path book = Files.createTempFile("unwind-book", ".json");
    Files.writeString(book, bookWithABroker());
    try (TestDatabase database = TestDatabase.create();
        Collector receiver = new Collector();
        ScriptedBroker broker = new ScriptedBroker(vertx)) {
      collector = receiver;
      brokerPort = broker.url().getPort();
      broker.positions = Map.of("BTCUSD", "0.261937");
      Map<String, String> environment = new HashMap<>(database.environment());
      environment.put("UNWIND_IMPORT", book.toString());
      environment.put("UNWIND_LOG_JSON", "true");
      environment.put("QUARKUS_LOG_LEVEL", "TRACE");
      environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url());
      environment.put("OTEL_EXPORTER_OTLP_HEADERS", "X-Collector-Key=" + COLLECTOR_SECRET);
      environment.put("UNWIND_VENUES_PAPER_KIND", "alpaca");
      environment.put("UNWIND_VENUES_PAPER_URL", broker.url().toString());
      environment.put("UNWIND_VENUES_PAPER_KEY_ID", "PKPAPER");
      environment.put("UNWIND_VENUES_PAPER_SECRET", BROKER_SECRET);
      try (UnwindProcess server = UnwindProcess.start(environment, "serve")) {
        String url = "http://127.0.0.1:" + server.port();
        Awaiting.await(LIMIT, broker::isListened);
        liquidation = close(url);
        askInEveryWay(url);
        Awaiting.await(LIMIT, () -> broker.count("POST /v2/orders") > 0);
        given().auth().oauth2("demo-token-risk").get(url + "/the/last/of/all");
        Awaiting.await(
            LIMIT,
            () ->
                receiver.spans().stream().anyMatch(TracedRunIT::isOrder)
                    && receiver.spans().stream()
                        .anyMatch(span -> span.attributes().containsValue("/the/last/of/all")));
        server.stop();
        lines = server.output().lines().toList();
      }
    } finally {
      Files.delete(book);
      vertx.close();
    }
  }

  /** One of the accounts trades at a broker, which has its orders. */
  private static String bookWithABroker() throws Exception {
    ObjectNode book =
        (ObjectNode) JSON.readTree(Path.of("src/main/resources/book/desk.json").toFile());
    ((ObjectNode) book.path("accounts").path(0)).put("venue", "paper");
    ArrayNode orders = JSON.createArrayNode();
    for (JsonNode order : book.path("orders")) {
      if (!order.path("account").asText().equals("equity-1")) {
        orders.add(order);
      }
    }
    book.set("orders", orders);
    return book.toString();
  }

  private static String close(String server) {
    Response closed =
        given()
            .header("APCA-API-KEY-ID", "PKDEMOEQUITY1")
            .header("APCA-API-SECRET-KEY", "demo-secret-equity-1")
            .header("X-Request-ID", REQUEST)
            .urlEncodingEnabled(false)
            .delete(server + "/v2/positions/BTC%2FUSD");
    assertThat(closed.statusCode()).as(closed.asString()).isEqualTo(200);
    return closed.header("Unwind-Liquidation");
  }

  /** In every API, with what opens it, with something like it, and with what cannot be read. */
  private static void askInEveryWay(String server) {
    for (String end : List.of("", "-wrong")) {
      for (String number : List.of("1", "2")) {
        String id = "PKDEMOEQUITY" + number;
        String key = secret("demo-secret-equity-" + number + end);
        given()
            .header("APCA-API-KEY-ID", id)
            .header("APCA-API-SECRET-KEY", key)
            .get(server + "/v2/positions");
        given().auth().preemptive().basic(id, key).get(server + "/v2/positions");
        secret(Base64.getEncoder().encodeToString((id + ":" + key).getBytes(UTF_8)));
      }
      for (String token : List.of("demo-token-risk", "demo-token-crypto-1", "demo-token-reader")) {
        given().auth().oauth2(secret(token + end)).get(server + "/unwind/v1/accounts");
        given().auth().oauth2(token + end).get(server + "/api/v1/trading/positions");
        given().auth().oauth2(token + end).get(server + "/v1/position/list");
        given().queryParam("token", token + end).get(server + "/v1/position/list");
        given().queryParam("access_token", token + end).get(server + "/unwind/v1/accounts");
        given().get(server + "/v2/positions?" + token + end);
        given().get(server + "/nowhere?a=b&" + token + end + "=c");
      }
      given()
          .formParam("client_id", "6e0e7d5c-2f1b-4c8e-9d64-0c4f3f0f4a11")
          .formParam("client_secret", secret("demo-secret-portfolio-1" + end))
          .formParam("grant_type", "client_credentials")
          .post(server + "/auth/token");
      signIn(server, secret("demo-password" + end));
    }
    given()
        .contentType("application/json")
        .body("{\"name\": \"futures-desk\", \"password\": \"" + secret(NEW_PASSWORD) + "\", broken")
        .post(server + "/v1/auth/accesstokenrequest");
    secret(BROKER_SECRET);
    secret(COLLECTOR_SECRET);
  }

  private static void signIn(String server, String password) {
    String session =
        Json.of(
                given()
                    .contentType("application/json")
                    .body(Map.of("name", "futures-desk", "password", password, "appId", "x"))
                    .post(server + "/v1/auth/accesstokenrequest"))
            .getString("accessToken");
    if (session != null) {
      given().auth().oauth2(secret(session)).get(server + "/v1/position/list");
    }
  }

  /** Remembers it. */
  private static String secret(String secret) {
    SECRETS.add(secret);
    return secret;
  }

  private static boolean isOrder(Spans.Span span) {
    return span.isCallTo(brokerPort) && span.name().startsWith("POST");
  }

  @Test
  void theStatementsOfARequestAndItsCallToTheBrokerAreInOneTrace() {
    List<Spans.Span> spans = collector.spans();
    Spans.Span request =
        spans.stream()
            .filter(span -> span.name().equals("DELETE /v2/positions/{symbol_or_asset_id}"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no close in " + names(spans)));
    List<Spans.Span> trace =
        spans.stream().filter(span -> span.trace().equals(request.trace())).toList();

    assertThat(request.parent()).isEmpty();
    assertThat(trace.stream().filter(Spans.Span::isStatement))
        .as("statements of %s", names(trace))
        .hasSizeGreaterThan(2);
    assertThat(trace.stream().filter(TracedRunIT::isOrder)).as("of %s", names(trace)).hasSize(1);
    assertThat(spans.stream().filter(Spans.Span::isStatement))
        .as("statements of no request")
        .allSatisfy(span -> assertThat(span.parent()).isNotEmpty());
    assertThat(trace.stream().filter(span -> span != request))
        .allSatisfy(span -> assertThat(span.parent()).isEqualTo(request.id()));
  }

  @Test
  void eachExportSaysItsKeyAndGoesWhereTracesGo() {
    assertThat(collector.keys()).isNotEmpty().containsOnly(COLLECTOR_SECRET);
    assertThat(collector.paths()).containsOnly("/v1/traces");
  }

  private static Set<String> names(List<Spans.Span> spans) {
    return spans.stream().map(Spans.Span::name).collect(Collectors.toSet());
  }

  @Test
  void noSpanHoldsASecret() {
    for (String text : collector.texts()) {
      for (String secret : SECRETS) {
        assertThat(text.contains(secret)).as("a span holds %s", secret).isFalse();
      }
    }
  }

  @Test
  void noLineOfAnyLevelHoldsASecret() {
    assertThat(lines.stream().filter(line -> line.contains("\"level\":\"DEBUG\"")))
        .as("lines of DEBUG")
        .hasSizeGreaterThan(100);
    for (String secret : SECRETS) {
      assertThat(lines.stream().filter(line -> line.contains(secret)))
          .as("lines with %s", secret)
          .isEmpty();
    }
  }

  @Test
  void theLinesOfACloseCarryItsRequestAccountLiquidationAndTrace() throws Exception {
    List<JsonNode> ours = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("{") && line.contains(REQUEST)) {
        JsonNode parsed = JSON.readTree(line);
        if (parsed.path("loggerName").asText().startsWith("dev.unwind")) {
          ours.add(parsed.path("mdc"));
        }
      }
    }
    String trace =
        collector.spans().stream()
            .filter(span -> span.name().startsWith("DELETE"))
            .map(Spans.Span::trace)
            .findFirst()
            .orElseThrow();
    assertThat(ours)
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.path("traceId").asText()).isEqualTo(trace))
        .anySatisfy(
            line -> {
              assertThat(line.path("request").asText()).isEqualTo(REQUEST);
              assertThat(line.path("account").asText()).isEqualTo("1001");
              assertThat(line.path("liquidation").asText()).isEqualTo(liquidation);
            });
  }
}
