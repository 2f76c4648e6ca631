// SPDX-License-Identifier: Apache-2.0
package dev.unwind.secrets;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;

/** Notes what is said in bodies, by tests and by the application: passwords, tokens, keys. */
public final class SaidInBodies implements QuarkusTestBeforeEachCallback, Filter {

  @Override
  public void beforeEach(QuarkusTestMethodContext context) {
    if (RestAssured.filters().stream().noneMatch(SaidInBodies.class::isInstance)) {
      RestAssured.filters(this);
    }
  }

  @Override
  public Response filter(
      FilterableRequestSpecification request,
      FilterableResponseSpecification response,
      FilterContext context) {
    if (request.getBody() instanceof String body) {
      SecretNames.noteDocument(body);
    }
    request
        .getFormParams()
        .forEach(
            (name, value) -> {
              if (SecretNames.isOne(name)) {
                UsedSecrets.note(String.valueOf(value));
              }
            });
    Response answer = context.next(request, response);
    answer.cookies().values().forEach(UsedSecrets::note);
    if (answer.contentType() != null && answer.contentType().startsWith("application/json")) {
      SecretNames.noteDocument(answer.asString());
    }
    return answer;
  }
}
