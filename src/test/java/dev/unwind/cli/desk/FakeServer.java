// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli.desk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine;

/** Answers of a server that a real one gives only when something goes wrong; in their order. */
final class FakeServer implements AutoCloseable {
  /** What was asked for. */
  record Request(String line, String body, String key, String digest, String lastEventId) {}

  /** An answer; without a status the connection is cut. */
  record Reply(int status, String body, Map<String, String> headers) {
    static Reply of(int status, String body) {
      return new Reply(status, body, Map.of());
    }

    static Reply cut() {
      return of(0, "");
    }
  }

  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final Path profile;

  FakeServer(Path directory) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
    profile = Files.writeString(directory.resolve("profile"), "token=t\nserver=" + address());
    Files.setPosixFilePermissions(profile, PosixFilePermissions.fromString("rw-------"));
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The last one is given again and again. */
  FakeServer on(String line, Reply... answers) {
    replies.put(line, new ArrayDeque<>(List.of(answers)));
    return this;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(
        new Request(
            line,
            body,
            exchange.getRequestHeaders().getFirst("Idempotency-Key"),
            exchange.getRequestHeaders().getFirst("If-Match"),
            exchange.getRequestHeaders().getFirst("Last-Event-ID")));
    Deque<Reply> known = replies.get(line);
    Reply reply;
    if (known == null) {
      reply = Reply.of(404, "{\"code\":\"ROUTE_UNKNOWN\",\"message\":\"" + line + "\"}");
    } else {
      reply = known.size() > 1 ? known.removeFirst() : known.getFirst();
    }
    if (reply.status() > 0) {
      byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
      reply.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  List<Request> asked(String line) {
    return requests.stream().filter(request -> request.line().equals(line)).toList();
  }

  /** A command that has run. */
  record Run(int status, String out, String err) {}

  Run run(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    Run run = run(new CommandLine(command).setOut(new PrintWriter(out)), arguments);
    return new Run(run.status(), out.toString(), run.err());
  }

  /** The same of a command that writes where programs do. */
  Run runInTheOpen(Object command, String... arguments) {
    return run(new CommandLine(command), arguments);
  }

  private Run run(CommandLine command, String... arguments) {
    StringWriter err = new StringWriter();
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--profile", profile.toString()));
    int status = command.setErr(new PrintWriter(err)).execute(line.toArray(String[]::new));
    return new Run(status, "", err.toString());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
