// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes traces that are exported over HTTP, as collectors do. */
final class Collector implements AutoCloseable {
  private final List<byte[]> exports = new CopyOnWriteArrayList<>();
  private final List<String> paths = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          paths.add(exchange.getRequestURI().getPath());
          keys.addAll(exchange.getRequestHeaders().getOrDefault("X-Collector-Key", List.of()));
          exports.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Spans.Span> spans() {
    return Spans.of(List.copyOf(exports));
  }

  /** What came, read as text in two ways. */
  List<String> texts() {
    return exports.stream()
        .flatMap(bytes -> List.of(new String(bytes, UTF_8), new String(bytes, ISO_8859_1)).stream())
        .toList();
  }

  List<String> paths() {
    return List.copyOf(paths);
  }

  List<String> keys() {
    return List.copyOf(keys);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
