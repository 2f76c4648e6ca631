// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.unwind.TestBook;
import dev.unwind.fixture.Management;
import dev.unwind.importing.ImportBook;
import io.quarkus.logging.Log;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every operation of every API description that takes an id, by every role, with an id of an
 * account that the caller is granted, of one that he is not, and of none. What is another's is
 * answered like what is not there, to the letter.
 */
@QuarkusTest
class ForeignIsAbsentTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> ROLES = List.of("reader", "trader", "risk", "admin");
  private static final Pattern PARAMETER = Pattern.compile("\\{([^}]*)}");

  /** What changes from answer to answer, whatever was asked. */
  private static final Pattern PASSING =
      Pattern.compile(
          "\"(?:request_?id|requestId|timestamp|instance)\":\"[^\"]*\"|20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z");

  private static final String BOOK =
      """
      {
        "accounts": [
          {"id": %3$d, "name": "own#", "currency": "USD", "cash": "1000", "type": "PORTFOLIO"},
          {"id": %4$d, "name": "foreign#", "currency": "USD", "cash": "1000", "type": "PORTFOLIO"}
        ],
        "principals": [
          %2$s
          {"name": "other#", "roles": ["admin"], "accounts": ["foreign#"], "tokens": ["T-other#"]}
        ],
        "instruments": [%1$s],
        "positions": [
          {"account": "own#", "symbol": "OWN#", "qty": "10", "avgEntryPrice": "9"},
          {"account": "foreign#", "symbol": "FOR#", "qty": "10", "avgEntryPrice": "9"}
        ],
        "orders": [
          {"account": "own#", "symbol": "OWN#", "side": "sell", "type": "limit", "qty": "10", "limitPrice": "999", "clientOrderId": "own-order#"},
          {"account": "foreign#", "symbol": "FOR#", "side": "sell", "type": "limit", "qty": "10", "limitPrice": "999", "clientOrderId": "foreign-order#"}
        ]
      }
      """;

  private enum Whose {
    OWN,
    FOREIGN,
    ABSENT
  }

  @Inject ImportBook importBook;

  private TestBook book;
  private final Map<Whose, Map<IdKind, String>> ids = new EnumMap<>(Whose.class);
  private final Map<String, Map<Dialect, String>> tokens = new HashMap<>();

  private record Answer(int status, String body) {}

  private record Operation(
      Dialect dialect, String method, String path, JsonNode node, @Nullable JsonNode body) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  @BeforeEach
  void twoAccounts() throws Exception {
    String instrument =
        "{\"symbol\": \"%s#\", \"assetClass\": \"us_equity\", \"exchange\": \"NASDAQ\", \"currency\": \"USD\","
            + " \"quantityIncrement\": \"1\", \"priceIncrement\": \"0.01\"}";
    String principal =
        "{\"name\": \"%1$s#\", \"password\": \"%1$s#\", \"roles\": [\"%1$s\"], \"accounts\": [\"own#\"],"
            + " \"tokens\": [\"T-%1$s#\"], \"apiKeys\": [{\"id\": \"K-%1$s#\", \"secret\": \"%1$s#\"}]},";
    book =
        TestBook.load(
            importBook,
            BOOK.formatted(
                Stream.of("OWN", "FOR", "ABS")
                    .map(instrument::formatted)
                    .collect(Collectors.joining(", ")),
                ROLES.stream().map(principal::formatted).collect(Collectors.joining()),
                // Like the ids of nothing else.
                700_000_000 + System.nanoTime() % 1_000_000,
                720_000_000 + System.nanoTime() % 1_000_000));
    own(Whose.OWN, "T-admin#", "own");
    own(Whose.FOREIGN, "T-other#", "foreign");
    Map<IdKind, String> absent = new EnumMap<>(IdKind.class);
    for (IdKind kind : IdKind.values()) {
      absent.put(
          kind,
          switch (kind) {
            case ACCOUNT_ID, ORDER_ID, POSITION_ID -> "888888888888";
            case ACCOUNT_UID, ORDER_UID, POSITION_UID, LIQUIDATION, ACT, SCHEDULE, LIFT, KEY ->
                UUID.randomUUID().toString();
            case ACCOUNT_NAME -> book.name("nobody#");
            case CLIENT_ORDER_ID -> book.name("no-order#");
            case PRINCIPAL -> book.name("no-principal#");
            case SYMBOL -> book.name("ABS#");
          });
    }
    ids.put(Whose.ABSENT, absent);
    for (String role : ROLES) {
      String name = book.name(role + "#");
      Map<Dialect, String> each = new EnumMap<>(Dialect.class);
      String token = book.name("T-" + role + "#");
      each.put(Dialect.UNWIND, token);
      each.put(Dialect.ALPACA, token);
      each.put(Dialect.NEURATRADE, token);
      each.put(
          Dialect.TRADOVATE,
          call(
                  "POST",
                  "/v1/auth/accesstokenrequest",
                  null,
                  "application/json",
                  "{\"name\":\"%1$s\",\"password\":\"%1$s\"}".formatted(name))
              .path("accessToken")
              .asText());
      each.put(
          Dialect.UPVEST,
          call(
                  "POST",
                  "/auth/token",
                  null,
                  "application/x-www-form-urlencoded",
                  "grant_type=client_credentials&client_id=K-" + name + "&client_secret=" + name)
              .path("access_token")
              .asText());
      tokens.put(role, each);
    }
  }

  /** What somebody has, by what he is told of it. */
  private void own(Whose whose, String token, String name) throws Exception {
    String bearer = book.name(token);
    String account = book.name(name + "#");
    Map<IdKind, String> own = new EnumMap<>(IdKind.class);
    JsonNode shown = call("GET", "/unwind/v1/accounts/" + account, bearer, null, null);
    own.put(IdKind.ACCOUNT_NAME, account);
    own.put(IdKind.ACCOUNT_ID, shown.path("id").asText());
    own.put(IdKind.ACCOUNT_UID, shown.path("uid").asText());
    JsonNode order = call("GET", "/unwind/v1/orders", bearer, null, null).path("orders").path(0);
    own.put(IdKind.ORDER_ID, order.path("id").asText());
    own.put(IdKind.ORDER_UID, order.path("uid").asText());
    own.put(IdKind.CLIENT_ORDER_ID, order.path("clientOrderId").asText());
    own.put(IdKind.SYMBOL, order.path("symbol").asText());
    JsonNode position =
        call("GET", "/unwind/v1/accounts/" + account + "/positions", bearer, null, null)
            .path("positions")
            .path(0);
    own.put(IdKind.POSITION_ID, position.path("id").asText());
    own.put(IdKind.POSITION_UID, position.path("uid").asText());
    String close = "\"scope\":\"ACCOUNT\"";
    own.put(IdKind.LIQUIDATION, made("/liquidations", "{" + close + "}", bearer));
    own.put(
        IdKind.ACT,
        made("/liquidations", "{\"accounts\":[\"" + account + "\"]," + close + "}", bearer));
    own.put(
        IdKind.SCHEDULE,
        made(
            "/schedules",
            "{\"at\":\"%s\",\"liquidation\":{%s}}"
                .formatted(Instant.now().plus(Duration.ofDays(9)), close),
            bearer));
    String principal = book.name("bot-of-" + name + "#");
    own.put(IdKind.PRINCIPAL, principal);
    call(
        "POST",
        "/unwind/v1/principals",
        bearer,
        "application/json",
        "{\"name\":\"%s\",\"roles\":[\"trader\"],\"accounts\":[\"%s\"]}"
            .formatted(principal, account));
    own.put(IdKind.KEY, made("/principals/" + principal + "/keys", "{\"kind\":\"token\"}", bearer));
    String controlled = "/unwind/v1/accounts/" + account;
    put(controlled + "/settings", "{\"requireSecondPerson\":true}", bearer);
    put(controlled + "/trading-state", "{\"state\":\"CLOSE_ONLY\"}", bearer);
    JsonNode asked =
        put(controlled + "/trading-state", "{\"state\":\"ACTIVE\",\"reason\":\"r\"}", bearer);
    own.put(IdKind.LIFT, asked.path("id").asText());
    assertThat(own.values()).doesNotContain("");
    ids.put(whose, own);
  }

  private static JsonNode put(String path, String body, String token) throws Exception {
    return call("PUT", path, token, "application/json", body);
  }

  private static String made(String path, String body, String token) throws Exception {
    return call("POST", "/unwind/v1" + path, token, "application/json", body).path("id").asText();
  }

  private static JsonNode call(
      String method,
      String path,
      @Nullable String token,
      @Nullable String type,
      @Nullable String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
            .timeout(PATIENCE)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (type != null) {
      request.header("Content-Type", type);
    }
    HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isLessThan(300);
    return JSON.readTree(answer.body());
  }

  @Test
  void whatIsAnothersIsAnsweredLikeWhatIsNotThere() throws Exception {
    List<String> faults = new ArrayList<>();
    int cases = 0;
    int operations = 0;
    for (Operation operation : operations()) {
      if (!takesAnId(operation)) {
        continue;
      }
      operations++;
      for (String role : ROLES) {
        Answer absent = send(operation, role, Whose.ABSENT);
        Answer foreign = send(operation, role, Whose.FOREIGN);
        Answer own = send(operation, role, Whose.OWN);
        cases += 3;
        if (!absent.equals(foreign)) {
          faults.add(operation + " by " + role + " foreign " + foreign + " absent " + absent);
        }
        if (own.status() >= 500 || foreign.status() >= 500) {
          faults.add(operation + " by " + role + " own " + own + " foreign " + foreign);
        }
        if (own.status() == 401) {
          faults.add(operation + " by " + role + " own " + own);
        }
        its(Whose.FOREIGN)
            .forEach(
                (kind, secret) -> {
                  // Numbers out of sequences are ids of other things as well.
                  boolean telling = kind != IdKind.ORDER_ID && kind != IdKind.POSITION_ID;
                  if (telling && own.body().contains(secret)) {
                    faults.add(operation + " by " + role + " tells of " + secret + ": " + own);
                  }
                });
      }
    }
    Log.infof("%d operations that take an id: %d cases", operations, cases);
    assertThat(cases).isGreaterThanOrEqualTo(900);
    assertThat(faults).as("%d faults", faults.size()).isEmpty();
  }

  private static List<Operation> operations() throws Exception {
    List<Operation> operations = new ArrayList<>();
    for (Dialect dialect : Dialect.values()) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(Management.url("/q/openapi-" + dialect.code() + "?format=json")))
              .build();
      JsonNode document = JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
      for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
        for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
          JsonNode node = method.getValue();
          if (node.path("security").isEmpty()) {
            continue;
          }
          JsonNode examples =
              node.path("requestBody").path("content").path("application/json").path("examples");
          String verb = method.getKey().toUpperCase(Locale.ROOT);
          operations.add(new Operation(dialect, verb, path.getKey(), node, null));
          for (JsonNode example : examples) {
            operations.add(
                new Operation(dialect, verb, path.getKey(), node, example.path("value")));
          }
        }
      }
    }
    return operations;
  }

  private boolean takesAnId(Operation operation) {
    boolean bodied = operation.method().matches("POST|PUT|PATCH");
    if (bodied && operation.body() == null) {
      return operation.node().path("requestBody").isMissingNode() && operation.path().contains("{");
    }
    return !path(operation, Whose.OWN).equals(path(operation, Whose.ABSENT))
        || operation.body() != null
            && !body(operation, Whose.OWN).equals(body(operation, Whose.ABSENT));
  }

  private Map<IdKind, String> its(Whose whose) {
    return Objects.requireNonNull(ids.get(whose));
  }

  private String path(Operation operation, Whose whose) {
    Matcher parameters = PARAMETER.matcher(operation.path());
    StringBuilder path = new StringBuilder();
    while (parameters.find()) {
      IdKind kind = IdKind.of(operation.dialect(), operation.path(), parameters.group(1), "path");
      parameters.appendReplacement(
          path, Matcher.quoteReplacement(kind == null ? "1" : its(whose).get(kind)));
    }
    parameters.appendTail(path);
    String separator = "?";
    for (JsonNode parameter : operation.node().path("parameters")) {
      String name = parameter.path("name").asText();
      if (parameter.path("in").asText().equals("query")) {
        IdKind kind = IdKind.of(operation.dialect(), operation.path(), name, "query");
        if (kind != null) {
          path.append(separator)
              .append(name)
              .append('=')
              .append(URLEncoder.encode(its(whose).get(kind), StandardCharsets.UTF_8));
          separator = "&";
        }
      }
    }
    return path.toString();
  }

  /** An example of the description, with the ids put into it. */
  private JsonNode body(Operation operation, Whose whose) {
    JsonNode copy =
        operation.body() == null ? JSON.createObjectNode() : operation.body().deepCopy();
    fill(operation, copy, whose);
    return copy;
  }

  private void fill(Operation operation, JsonNode node, Whose whose) {
    if (node instanceof ArrayNode all) {
      all.forEach(each -> fill(operation, each, whose));
    }
    if (!(node instanceof ObjectNode object)) {
      return;
    }
    for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
      IdKind kind = IdKind.of(operation.dialect(), operation.path(), member.getKey(), "body");
      JsonNode value = member.getValue();
      if (kind == null || value.isObject()) {
        fill(operation, value, whose);
      } else {
        String id = its(whose).get(kind);
        JsonNode put =
            value.isIntegralNumber() ? new LongNode(Long.parseLong(id)) : new TextNode(id);
        object.set(member.getKey(), value.isArray() ? JSON.createArrayNode().add(put) : put);
      }
    }
  }

  private Answer send(Operation operation, String role, Whose whose)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port + path(operation, whose)))
            .timeout(PATIENCE)
            .header(
                "Authorization",
                "Bearer " + Objects.requireNonNull(tokens.get(role)).get(operation.dialect()));
    boolean bodied = operation.method().matches("POST|PUT|PATCH");
    if (operation.dialect() == Dialect.UPVEST) {
      request.header("upvest-client-id", book.name("K-" + role + "#"));
      request.header("upvest-user-id", its(Whose.ABSENT).get(IdKind.ACCOUNT_UID));
      if (bodied) {
        request.header("idempotency-key", UUID.randomUUID().toString());
      }
    }
    if (operation.path().startsWith("/unwind/v1/schedules/") && operation.method().equals("PUT")) {
      request.header("If-Match", "0".repeat(64));
    }
    if (bodied) {
      request.header("Content-Type", "application/json");
    }
    request.method(
        operation.method(),
        bodied
            ? BodyPublishers.ofString(JSON.writeValueAsString(body(operation, whose)))
            : BodyPublishers.noBody());
    HttpResponse<InputStream> response = HTTP.send(request.build(), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      boolean stream =
          response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
      String text = stream ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(response.statusCode(), plain(text, whose));
    }
  }

  /** Without what passes, and without the ids that were sent. */
  private String plain(String text, Whose whose) {
    String plain = PASSING.matcher(text).replaceAll("");
    if (whose != Whose.OWN) {
      for (Map.Entry<IdKind, String> id : its(whose).entrySet()) {
        plain = plain.replace(id.getValue(), "<" + id.getKey() + ">");
      }
    }
    return plain;
  }
}
