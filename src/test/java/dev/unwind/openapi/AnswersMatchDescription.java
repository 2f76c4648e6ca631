// SPDX-License-Identifier: Apache-2.0
package dev.unwind.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.unwind.fixture.Management;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks every answer that any test of the running service receives against the API description
 * that the same service gives: its status must be declared, its body allowed by the schema.
 */
public final class AnswersMatchDescription implements QuarkusTestBeforeEachCallback, Filter {
  private static @Nullable ApiDescription description;

  @Override
  public void beforeEach(QuarkusTestMethodContext context) {
    boolean there =
        RestAssured.filters().stream().anyMatch(AnswersMatchDescription.class::isInstance);
    if (!there) {
      RestAssured.filters(this);
    }
    // All is laid out for a log that is printed only where a test fails.
    RestAssured.config =
        RestAssured.config()
            .logConfig(RestAssured.config().getLogConfig().enablePrettyPrinting(false));
  }

  @Override
  public Response filter(
      FilterableRequestSpecification request,
      FilterableResponseSpecification response,
      FilterContext context) {
    Response answer = context.next(request, response);
    String path = URI.create(request.getURI()).getPath();
    if (!path.startsWith("/q/")) {
      check(request.getMethod(), path, answer);
    }
    return answer;
  }

  private static void check(String method, String path, Response answer) {
    String type = answer.contentType() == null ? "" : answer.contentType().split(";", 2)[0].trim();
    if (type.equals("text/event-stream")) {
      return;
    }
    ApiDescription api = description();
    api.find(method, path.startsWith("/v1/") ? path.toLowerCase(Locale.ROOT) : path)
        .ifPresent(
            operation -> {
              String body = answer.asString();
              assertThat(api.faults(operation, answer.statusCode(), type, body))
                  .as("%s answered %d: %s", operation, answer.statusCode(), body)
                  .isEmpty();
            });
  }

  private static synchronized ApiDescription description() {
    ApiDescription known = description;
    if (known == null) {
      try {
        known =
            new ApiDescription(
                RestAssured.given()
                    .noFilters()
                    .get(Management.url("/q/openapi?format=json"))
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString());
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("the API description is not JSON", e);
      }
      description = known;
    }
    return known;
  }
}
