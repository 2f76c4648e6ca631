// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.PackagedServerTest;
import dev.unwind.fixture.Json;
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
    Json ready = Json.of(when().get("/q/health/ready").then().statusCode(200).extract());
    assertThat(ready.getString("status")).isEqualTo("UP");
    assertThat(ready.getList("checks.name")).contains("database");
  }
}
