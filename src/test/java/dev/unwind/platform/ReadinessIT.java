// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.unwind.PackagedServerTest;
import dev.unwind.venue.Awaiting;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
class ReadinessIT extends PackagedServerTest {

  /** Listening comes before ready. */
  @Test
  void packagedServerIsReadyWithItsDatabase() {
    Awaiting.await(Duration.ofSeconds(60), () -> when().get("/q/health/ready").statusCode() == 200);
    when()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"))
        .body("checks.name", hasItem("database"));
  }
}
