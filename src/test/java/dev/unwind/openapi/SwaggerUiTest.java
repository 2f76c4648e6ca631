// SPDX-License-Identifier: Apache-2.0
package dev.unwind.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.unwind.fixture.Management;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that shows the documents. */
@QuarkusTest
class SwaggerUiTest {
  private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);
  @TempDir Path directory;

  @Test
  void thePageIsReachedByItsRedirectAndNamesEveryDocument() {
    String page = page();
    for (String document :
        Stream.of("", "-alpaca", "-tradovate", "-neuratrade", "-upvest", "-unwind").toList()) {
      assertThat(page).contains("/q/openapi" + document + "\"");
      given().get(Management.url("/q/openapi" + document)).then().statusCode(200);
    }
  }

  @Test
  void theScriptOfThePageIsValid() throws IOException, InterruptedException {
    assumeThat(nodeIsThere()).as("Node is not installed here").isTrue();
    Matcher script = SCRIPT.matcher(page());
    int scripts = 0;
    while (script.find()) {
      scripts++;
      Path file = Files.writeString(directory.resolve(scripts + ".js"), script.group(1));
      Process check =
          new ProcessBuilder("node", "--check", file.toString()).redirectErrorStream(true).start();
      String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(check.waitFor()).as(said).isZero();
    }
    assertThat(scripts).isPositive();
  }

  private static String page() {
    return given()
        .redirects()
        .follow(true)
        .redirects()
        .max(3)
        .get(Management.url("/q/swagger-ui"))
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  private static boolean nodeIsThere() throws InterruptedException {
    try {
      return new ProcessBuilder("node", "--version").start().waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      return false;
    }
  }
}
