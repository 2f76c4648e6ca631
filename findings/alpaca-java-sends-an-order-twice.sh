#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Maven net.jacobpeterson:alpaca-java 9.2.0 (OkHttp 4.10.0): POST /v2/orders is sent again by the HTTP client itself.
#
# OkHttp repeats any request, POST included, once after 503 with `Retry-After: 0` and once after 408, and
# does not ask whether it may have been executed. 503 with `Retry-After: 1`, 504 and 429 are not repeated. The
# program sees one call and one answer. A server that may have executed an order must answer neither 408 nor 503
# with `Retry-After: 0`.
#
# Seen: POSTs received for one requestMarketOrder: 503 and Retry-After 0: 2; 503 and Retry-After 1: 1; 408: 2; 504: 1; 429: 1.
set -euo pipefail
mvn=$(cd "$(dirname "$0")/.." && pwd)/mvnw
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>try</groupId>
  <artifactId>try</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>net.jacobpeterson</groupId>
      <artifactId>alpaca-java</artifactId>
      <version>9.2.0</version>
    </dependency>
  </dependencies>
</project>
XML
"$mvn" -q -B dependency:copy-dependencies -DoutputDirectory=lib
cat > Try.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import net.jacobpeterson.alpaca.AlpacaAPI;
import net.jacobpeterson.alpaca.model.endpoint.orders.enums.OrderSide;
import net.jacobpeterson.alpaca.model.endpoint.orders.enums.OrderTimeInForce;
import net.jacobpeterson.alpaca.model.properties.DataAPIType;
import net.jacobpeterson.alpaca.model.properties.EndpointAPIType;
import okhttp3.OkHttpClient;

class Try {
  public static void main(String[] args) throws Exception {
    answering(503, "0");
    answering(503, "1");
    answering(408, null);
    answering(504, null);
    answering(429, null);
    System.exit(0);
  }

  static void answering(int status, String retryAfter) throws Exception {
    AtomicInteger posts = new AtomicInteger();
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      posts.incrementAndGet();
      if (retryAfter != null) exchange.getResponseHeaders().set("Retry-After", retryAfter);
      byte[] body = "{\"code\":50310000,\"message\":\"service unavailable\"}".getBytes();
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
    OkHttpClient http = new OkHttpClient.Builder().addInterceptor(chain -> chain.proceed(chain.request().newBuilder().url(
        chain.request().url().newBuilder().scheme("http").host("127.0.0.1").port(server.getAddress().getPort()).build()).build())).build();
    AlpacaAPI alpaca = new AlpacaAPI(http, "k", "s", null, EndpointAPIType.PAPER, DataAPIType.IEX);
    try {
      alpaca.orders().requestMarketOrder("AAPL", 1, OrderSide.SELL, OrderTimeInForce.DAY);
    } catch (Exception refused) {
      // The status is not what this is about.
    }
    System.out.println(status + (retryAfter == null ? "" : " Retry-After " + retryAfter) + ": " + posts + " POST");
    server.stop(0);
  }
}
JAVA
java -cp 'lib/*' Try.java 2>/dev/null | tee seen
diff seen - <<'SEEN'
503 Retry-After 0: 2 POST
503 Retry-After 1: 1 POST
408: 2 POST
504: 1 POST
429: 1 POST
SEEN
