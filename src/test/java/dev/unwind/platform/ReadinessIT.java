// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.unwind.PackagedServerTest;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
class ReadinessIT extends PackagedServerTest {

  @Test
  void packagedServerIsReadyWithItsDatabase() {
    when()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"))
        .body("checks.name", hasItem("database"));
  }
}
