// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.fixture.Management;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The description of this dialect covers all of it, and what it refers to is there. */
@QuarkusTest
class TradovateDescriptionsTest {
  private static final Set<String> ANONYMOUS = Set.of("auth/accesstokenrequest", "timestamp");

  @Inject TradovateOperations operations;
  private JsonNode document;

  @BeforeEach
  void read() throws Exception {
    document =
        new ObjectMapper()
            .readTree(
                given()
                    .queryParam("format", "json")
                    .get(Management.url("/q/openapi-tradovate"))
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString());
  }

  private Map<String, List<JsonNode>> described() {
    Map<String, List<JsonNode>> described = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      if (path.getKey().startsWith("/v1/")) {
        described.put(
            path.getKey().substring("/v1/".length()),
            new ArrayList<>(path.getValue().valueStream().toList()));
      }
    }
    return described;
  }

  @Test
  void everyOperationOfTheSocketIsDescribed() {
    Set<String> names = new TreeSet<>(operations.names());
    assertThat(described().keySet()).isEqualTo(names);
    System.out.printf("described operations=%d%n", names.size());
  }

  @Test
  void everyOperationHasAnAnswerItsErrorsAndANameOfItsOwn() {
    Set<String> ids = new TreeSet<>();
    described()
        .forEach(
            (path, all) -> {
              for (JsonNode operation : all) {
                assertThat(operation.path("summary").asText()).as(path).isNotBlank();
                assertThat(ids.add(operation.path("operationId").asText())).as(path).isTrue();
                JsonNode schema = operation.at("/responses/200/content/application~1json/schema");
                assertThat(schema.isMissingNode() || schema.isEmpty()).as(path).isFalse();
                for (String status : List.of("401", "429", "500", "503")) {
                  assertThat(operation.path("responses").has(status)).as(path + status).isTrue();
                }
                assertThat(operation.path("responses").has("403")).as(path).isFalse();
                JsonNode scheme = operation.at("/security/0/token");
                boolean anonymous = ANONYMOUS.contains(path);
                assertThat(scheme.isMissingNode()).as(path + " is open").isEqualTo(anonymous);
                boolean asks = operation.has("requestBody") || operation.has("parameters");
                assertThat(operation.path("responses").has("400")).as(path).isEqualTo(asks);
              }
            });
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = new ArrayList<>();
    document.findValues("$ref").forEach(reference -> references.add(reference.asText()));
    assertThat(references).hasSizeGreaterThan(100);
    assertThat(references)
        .allSatisfy(r -> assertThat(document.at(r.substring(1)).isMissingNode()).as(r).isFalse());
  }

  @Test
  void theErrorsAreThoseThatClientsRead() {
    assertThat(
            document.at(
                "/components/responses/Tradovate401/content/application~1json/examples"
                    + "/credential_wrong/value"))
        .hasToString(given().get("/v1/account/list").asString());
  }

  @Test
  void readsWithoutACredentialAreCountedUnderAShortName() {
    given().get("/v1/account/list").then().statusCode(401);
    assertThat(given().get(Management.url("/q/metrics")).asString())
        .contains("uri=\"/v1/{read}\"")
        .doesNotContain("{read:");
  }
}
