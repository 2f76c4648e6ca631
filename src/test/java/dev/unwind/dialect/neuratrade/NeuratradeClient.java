// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A client of one caller, over real sockets. */
final class NeuratradeClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI base;
  private final String token;

  NeuratradeClient(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  /** An answer; {@code json} is missing where the body is none. */
  record Answer(int status, JsonNode json, String body, HttpResponse<String> response) {
    JsonNode data() {
      return json.path("data");
    }

    String error() {
      return json.path("error").asText();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  Answer placeLimit(String symbol, String side, String amount, String price) {
    return post("/place_order", limit(symbol, side, amount, price));
  }

  Answer placeMarket(String symbol, String side, String amount) {
    return post("/place_order", market(symbol, side, amount));
  }

  static String limit(String symbol, String side, String amount, String price) {
    return """
        {"exchange":"binance","symbol":"%s","side":"%s","type":"LIMIT","amount":"%s","price":"%s"}"""
        .formatted(symbol, side, amount, price);
  }

  static String market(String symbol, String side, String amount) {
    return """
        {"exchange":"binance","symbol":"%s","side":"%s","amount":"%s"}"""
        .formatted(symbol, side, amount);
  }

  Answer cancel(String orderId) {
    return post("/cancel_order", "{\"order_id\":\"" + orderId + "\"}");
  }

  Answer liquidate(String positionId) {
    return post("/liquidate", byId(positionId));
  }

  static String byId(String positionId) {
    return "{\"position_id\":\"" + positionId + "\"}";
  }

  static String bySymbol(String symbol) {
    return "{\"symbol\":\"" + symbol + "\"}";
  }

  Answer liquidateAll() {
    return post("/liquidate_all", "{}");
  }

  /** The positions of an answer that lists them, by id. */
  static List<String> ids(Answer answer) {
    List<String> ids = new ArrayList<>();
    answer.data().path("positions").forEach(p -> ids.add(p.path("position_id").asText()));
    return ids;
  }

  Answer post(String path, String body, String... headers) {
    return send(request(path, headers).POST(BodyPublishers.ofString(body)));
  }

  CompletableFuture<Answer> postAsync(String path, String body, String... headers) {
    return HTTP.sendAsync(
            request(path, headers).POST(BodyPublishers.ofString(body)).build(),
            BodyHandlers.ofString())
        .thenApply(NeuratradeClient::answer);
  }

  /** Sends this many times at once, and waits for all answers. */
  static List<Answer> together(int times, Supplier<CompletableFuture<Answer>> call) {
    List<CompletableFuture<Answer>> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.add(call.get());
    }
    return all.stream().map(CompletableFuture::join).toList();
  }

  Answer get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  Answer send(HttpRequest.Builder request) {
    try {
      return answer(HTTP.send(request.build(), BodyHandlers.ofString()));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/api/v1/trading" + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + token);
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static Answer answer(HttpResponse<String> response) {
    String body = response.body();
    try {
      JsonNode json = body.startsWith("{") ? JSON.readTree(body) : MissingNode.getInstance();
      return new Answer(response.statusCode(), json, body, response);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(body, e);
    }
  }
}
