// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/** A receiver of webhooks on this machine. */
public final class WebhookReceiver implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A request as it came. */
  public record Delivery(String uri, Map<String, String> headers, String body, int answered) {
    public List<JsonNode> events() {
      try {
        List<JsonNode> events = new ArrayList<>();
        JsonNode message = JSON.readTree(body);
        message.path(message.has("payload") ? "payload" : "events").forEach(events::add);
        return events;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile IntUnaryOperator status = attempt -> 200;
  private volatile String location = "";

  public WebhookReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(
                  exchange.getRequestBody().readAllBytes(),
                  java.nio.charset.StandardCharsets.UTF_8);
          Map<String, String> headers = new LinkedHashMap<>();
          exchange
              .getRequestHeaders()
              .forEach(
                  (name, values) ->
                      headers.put(
                          name.toLowerCase(java.util.Locale.ROOT), String.join(", ", values)));
          int answer = status.applyAsInt(deliveries.size() + 1);
          deliveries.add(new Delivery(exchange.getRequestURI().toString(), headers, body, answer));
          if (!location.isEmpty()) {
            exchange.getResponseHeaders().set("Location", location);
          }
          if (answer > 0) {
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
          } else if (answer < 0) {
            exchange.close();
          }
        });
    server.start();
  }

  /**
   * What it answers to its first, second ... request; 0 is no answer at all, and below it closes
   * the connection.
   */
  public WebhookReceiver answering(IntUnaryOperator by) {
    status = by;
    return this;
  }

  WebhookReceiver redirectingTo(WebhookReceiver other) {
    location = other.url();
    return answering(attempt -> 307);
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?tenant=a";
  }

  public List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  /** The events of deliveries that were taken, in the order in which they came. */
  public List<JsonNode> taken() {
    return deliveries.stream()
        .filter(delivery -> delivery.answered() >= 200 && delivery.answered() < 300)
        .flatMap(delivery -> delivery.events().stream())
        .toList();
  }

  List<String> types() {
    return taken().stream().map(event -> event.path("type").asText()).toList();
  }

  public WebhookReceiver await(Predicate<WebhookReceiver> wanted) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!wanted.test(this)) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError(
            "not in time: " + types() + " of " + deliveries.size() + " requests");
      }
      UpvestClient.pause();
    }
    return this;
  }

  WebhookReceiver awaitType(String type) {
    return await(receiver -> receiver.types().contains(type));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
