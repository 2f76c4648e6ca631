// SPDX-License-Identifier: Apache-2.0
package dev.unwind;

import io.restassured.RestAssured;
import org.junit.jupiter.api.BeforeEach;

/**
 * Base of the tests that {@code @QuarkusIntegrationTest} runs against the jar, a native binary or,
 * with {@code -Dunwind.it.url=http://host:port}, a running server.
 */
public abstract class PackagedServerTest {

  /** Quarkus 3.31 leaves port -1 behind when it has started nothing itself. */
  @BeforeEach
  void aimAtTheRunningServer() {
    if (System.getProperty("quarkus.http.test-host") != null) {
      RestAssured.port = Integer.getInteger("quarkus.http.test-port");
    }
  }
}
