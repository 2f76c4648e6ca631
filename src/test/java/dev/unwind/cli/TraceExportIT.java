// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import dev.unwind.TestDatabase;
import dev.unwind.UnwindProcess;
import dev.unwind.venue.Awaiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Traces go where OpenTelemetry's own variables say. */
@Timeout(180)
class TraceExportIT {

  @BeforeAll
  static void needsThePackagedProgram() {
    assumeThat(System.getProperty("unwind.it.url")).isNull();
  }

  @Test
  void tracesArriveWhereTheStandardVariableSays() throws Exception {
    try (Receiver receiver = new Receiver()) {
      run(
          Map.of(
              "OTEL_EXPORTER_OTLP_ENDPOINT",
              receiver.url(),
              "OTEL_EXPORTER_OTLP_PROTOCOL",
              "http/protobuf"),
          receiver);
      assertThat(receiver.paths).containsOnly("/v1/traces");
    }
  }

  @Test
  void theSettingOfQuarkusComesFirst() throws Exception {
    try (Receiver receiver = new Receiver();
        Receiver passedOver = new Receiver()) {
      run(
          Map.of(
              "OTEL_EXPORTER_OTLP_ENDPOINT", passedOver.url(),
              "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url(),
              "QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
          receiver);
      assertThat(passedOver.paths).isEmpty();
    }
  }

  private static void run(Map<String, String> variables, Receiver receiver) throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      Map<String, String> environment = new HashMap<>(database.environment());
      environment.putAll(variables);
      try (UnwindProcess server = UnwindProcess.start(environment)) {
        HttpRequest clock =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v2/clock"))
                .build();
        HttpClient.newHttpClient().send(clock, HttpResponse.BodyHandlers.discarding());
        Awaiting.await(
            Duration.ofSeconds(30),
            () -> receiver.bodies.stream().anyMatch(body -> body.contains("/v2/clock")));
        server.stop();
      }
    }
  }

  /** Takes what is exported over HTTP. */
  private static final class Receiver implements AutoCloseable {
    final List<String> paths = new CopyOnWriteArrayList<>();
    final List<String> bodies = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    Receiver() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            paths.add(exchange.getRequestURI().getPath());
            byte[] body = exchange.getRequestBody().readAllBytes();
            bodies.add(new String(body, StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
