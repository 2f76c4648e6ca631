// SPDX-License-Identifier: Apache-2.0
package dev.unwind.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.fixture.Management;
import dev.unwind.openapi.ApiDescription.Operation;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API descriptions are complete, and their examples are what their schemas say. */
@QuarkusTest
class ApiDescriptionTest {
  private static final Set<String> OPEN =
      Set.of("/v1/auth/accesstokenrequest", "/v1/timestamp", "/auth/token", "/unwind/v1/sign-in");

  /** Streams: their events are described in words. */
  private static final String EVENT_STREAM = "text/event-stream";

  @ParameterizedTest
  @ValueSource(strings = {"", "-alpaca", "-tradovate", "-neuratrade", "-upvest", "-unwind"})
  void everyOperationIsDescribedInFull(String document) throws Exception {
    ApiDescription api = read(document);
    List<String> faults = new ArrayList<>();
    Set<String> ids = new HashSet<>();

    for (Operation operation : api.operations()) {
      JsonNode node = operation.node();
      expect(faults, ids.add(node.path("operationId").asText()), operation, "an id of its own");
      expect(faults, !node.path("summary").asText().isBlank(), operation, "a summary");
      expect(faults, !node.path("tags").isEmpty(), operation, "a tag");
      expect(
          faults,
          node.path("security").isEmpty() == OPEN.contains(operation.path()),
          operation,
          "the credential that it takes");
      responses(faults, api, operation);
    }

    assertThat(api.operations()).isNotEmpty();
    assertThat(faults).as("%d faults", faults.size()).isEmpty();
  }

  /**
   * Generators of clients (openapi-generator 7.14 for Python and Java) make classes of {@code
   * anyOf}, {@code oneOf} and {@code allOf} with null that throw on every null.
   */
  @ParameterizedTest
  @ValueSource(strings = {"", "-alpaca", "-tradovate", "-neuratrade", "-upvest", "-unwind"})
  void whatMayBeNullIsSaidInTheTypeAlone(String document) throws Exception {
    JsonNode whole = read(document).document();
    List<String> faults = new ArrayList<>();
    nullChoices("", whole, faults);
    assertThat(faults).as("%d faults", faults.size()).isEmpty();
  }

  private static void nullChoices(String at, JsonNode node, List<String> faults) {
    for (String keyword : List.of("anyOf", "oneOf", "allOf")) {
      for (JsonNode choice : node.path(keyword)) {
        if (choice.path("type").asText().equals("null")) {
          faults.add(at + "/" + keyword);
        }
      }
    }
    JsonNode types = node.path("type");
    if (types.isArray()) {
      int real = 0;
      for (JsonNode type : types) {
        real += type.asText().equals("null") ? 0 : 1;
      }
      if (real != 1 || types.size() > 2) {
        faults.add(at + "/type is " + types);
      }
    }
    if (node.has("nullable")) {
      faults.add(at + "/nullable is of OpenAPI 3.0");
    }
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      if (!each.getKey().equals("example") && !each.getKey().equals("examples")) {
        nullChoices(at + "/" + each.getKey(), each.getValue(), faults);
      }
    }
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        nullChoices(at + "/" + i, node.get(i), faults);
      }
    }
  }

  @Test
  void aBrowsersSessionIsDescribedWhereItIsTakenAndNowhereElse() throws Exception {
    ApiDescription whole = read("");
    JsonNode schemes = whole.document().at("/components/securitySchemes");
    assertThat(schemes.at("/session/in").asText()).isEqualTo("cookie");
    assertThat(schemes.at("/session/name").asText()).isEqualTo("__Host-unwind");
    assertThat(schemes.at("/ownPage/name").asText()).isEqualTo("Unwind-Console");
    for (Operation operation : whole.operations()) {
      boolean taken = false;
      for (JsonNode way : operation.node().path("security")) {
        assertThat(way.has("session")).as("%s", operation).isEqualTo(way.has("ownPage"));
        taken |= way.has("session");
      }
      assertThat(taken)
          .as("%s", operation)
          .isEqualTo(
              operation.path().startsWith("/unwind/v1/") && !OPEN.contains(operation.path()));
    }
    assertThat(read("-alpaca").document().at("/components/securitySchemes").has("session"))
        .isFalse();
  }

  @Test
  void theWholeIsTheSumOfItsDialects() throws Exception {
    int sum = 0;
    for (String dialect : List.of("alpaca", "tradovate", "neuratrade", "upvest", "unwind")) {
      sum += read("-" + dialect).operations().size();
    }

    assertThat(read("").operations()).hasSize(sum);
  }

  @Test
  void anAnswerOfAnotherShapeIsAFault() throws Exception {
    ApiDescription api = read("");
    Operation clock = api.find("get", "/v2/clock").orElseThrow();

    assertThat(api.faults(clock, 200, "application/json", "{\"is_open\":\"yes\"}")).isNotEmpty();
    assertThat(api.faults(clock, 200, "application/json", "[]")).isNotEmpty();
    assertThat(api.faults(clock, 299, "application/json", "{}")).isNotEmpty();
    assertThat(api.faults(clock, 200, "text/html", "<p>")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"place_order", "liquidate", "liquidate_all"})
  void theKeyThatMakesRepeatsHarmlessIsDescribed(String name) throws Exception {
    Operation operation = read("-neuratrade").find("post", "/api/v1/trading/" + name).orElseThrow();

    assertThat(operation.node().path("parameters").findValuesAsText("name"))
        .containsExactlyInAnyOrder("Idempotency-Key", "Unwind-Account");
  }

  private static void responses(List<String> faults, ApiDescription api, Operation operation) {
    boolean success = false;
    boolean error = false;
    for (Map.Entry<String, JsonNode> declared : operation.node().path("responses").properties()) {
      String status = declared.getKey();
      success |= status.startsWith("2");
      error |= status.startsWith("4") || status.startsWith("5");
      JsonNode response = api.resolved(declared.getValue());
      expect(
          faults,
          !response.path("description").asText().isBlank(),
          operation,
          status + " in words");
      for (Map.Entry<String, JsonNode> content : response.path("content").properties()) {
        if (!content.getKey().equals(EVENT_STREAM)) {
          examples(faults, api, operation, status, content);
        }
      }
    }
    expect(faults, success, operation, "a success");
    expect(faults, error, operation, "an error");
    expect(
        faults,
        OPEN.contains(operation.path()) || operation.node().path("responses").has("401"),
        operation,
        "401");
  }

  private static void examples(
      List<String> faults,
      ApiDescription api,
      Operation operation,
      String status,
      Map.Entry<String, JsonNode> content) {
    JsonNode examples = content.getValue().path("examples");
    expect(faults, !examples.isEmpty(), operation, status + " with an example");
    for (Map.Entry<String, JsonNode> example : examples.properties()) {
      for (String fault :
          api.faults(
              api.schemaOf(operation, status, content.getKey()),
              example.getValue().path("value"))) {
        faults.add(operation + " " + status + " example " + example.getKey() + ": " + fault);
      }
    }
  }

  private static void expect(List<String> faults, boolean there, Operation operation, String what) {
    if (!there) {
      faults.add(operation + " lacks " + what);
    }
  }

  private static ApiDescription read(String document) throws Exception {
    return new ApiDescription(
        given()
            .get(Management.url("/q/openapi" + document + "?format=json"))
            .then()
            .statusCode(200)
            .extract()
            .asString());
  }
}
