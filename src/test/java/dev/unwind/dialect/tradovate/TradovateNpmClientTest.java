// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unwind.fixture.OtherSettings;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The client {@code tradovate} of npm, version 1.0.3, as its users install it: its REST calls, its
 * socket and its props against this service. It authorises its socket with the market data token,
 * and trades through it. Skipped where there is no Node, and only there.
 */
@QuarkusTest
@TestProfile(OtherSettings.class)
class TradovateNpmClientTest {
  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", "panic.cjs");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Inject ImportBook importBook;

  private record Run(int code, String output) {}

  @Test
  void theClientSignsInPressesTheButtonAndFollowsThePositionToFlat() throws Exception {
    skipWithoutNode();
    Path directory = Path.of("target", "tradovate-client").toAbsolutePath();
    install(directory);
    TradovateDesk desk = TradovateDesk.open(importBook, 0, "");
    Run run =
        run(
            directory,
            Map.of(
                "UNWIND_PORT", Integer.toString(RestAssured.port),
                "UNWIND_NAME", desk.name,
                "UNWIND_PASSWORD", TradovateDesk.PASSWORD,
                "UNWIND_SYMBOL", desk.contract),
            "node",
            "panic.cjs");
    assertThat(run.code()).as(run.output()).isZero();
    JsonNode result =
        new ObjectMapper().readTree(run.output().substring(run.output().indexOf("RESULT ") + 7));

    long orderId = result.at("/order/id").asLong();
    assertThat(result.at("/session/name").asText()).isEqualTo(desk.name);
    assertThat(result.at("/session/renewed").asBoolean()).isTrue();
    assertThat(result.at("/synchronised").asBoolean()).isTrue();
    assertThat(result.at("/placed/orderId").asLong()).isPositive().isNotEqualTo(orderId);
    assertThat(result.at("/order/ordStatus").asText()).isEqualTo("Filled");
    assertThat(result.at("/order/action").asText()).isEqualTo("Sell");
    assertThat(result.at("/fill/qty").asInt()).isEqualTo(3);
    assertThat(result.at("/command/customTag50").asText()).isEqualTo("panic");
    assertThat(result.at("/read/netPos").asInt()).isZero();
    assertThat(result.at("/viaSocket/id").asLong()).isEqualTo(orderId);
    assertThat(desk.netPos()).isZero();
    assertThat(desk.openOrders()).isEmpty();
    assertThat(desk.list("order/list")).hasSize(2);
  }

  private static void skipWithoutNode() throws InterruptedException {
    try {
      run(Path.of("."), Map.of(), "node", "--version");
      run(Path.of("."), Map.of(), "npm", "--version");
    } catch (IOException e) {
      System.out.println("The npm client is not tested: there is no Node here: " + e.getMessage());
      abort("there is no Node here");
    }
  }

  /** From the lock file; what is installed already is installed anew. */
  private static void install(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    for (String file : FILES) {
      try (InputStream in =
          TradovateNpmClientTest.class.getResourceAsStream("/tradovate-client/" + file)) {
        Files.write(directory.resolve(file), Objects.requireNonNull(in, file).readAllBytes());
      }
    }
    Run run = run(directory, Map.of(), "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
    assertThat(run.code()).as(run.output()).isZero();
  }

  private static Run run(Path directory, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("unwind-node", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(List.of(command) + " does not end: " + Files.readString(output));
      }
      return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.delete(output);
    }
  }
}
