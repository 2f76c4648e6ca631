// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.console;

import dev.unwind.application.access.SecretDigest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The console at {@code /unwind}: one page and what it loads, read once and served from memory. A
 * build without Node has no console; then a page says so.
 */
@ApplicationScoped
public class ConsolePages {
  /**
   * Nothing is loaded, sent to or shown within another site, and nothing written in a page runs.
   */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String PATH = "/unwind";
  private static final String INDEX = "index.html";

  /** Where the build leaves the files, and what lists them; see {@code src/build/Console.java}. */
  private static final String FOLDER = "console/";

  private static final String LIST = "files.txt";
  private static final String WHY_ABSENT = "absent.txt";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  private static final String ABSENT =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <meta name="color-scheme" content="light dark">
      <title>Unwind</title>
      </head>
      <body>
      <main>
      <h1>Unwind runs, without its console</h1>
      <p>%s</p>
      <p>The APIs and the command line do all that the console does.</p>
      </main>
      </body>
      </html>
      """;

  /**
   * A file as it is sent.
   *
   * @param zipped null where it is not worth it
   */
  private record Page(String type, Buffer plain, @Nullable Buffer zipped, String tag) {}

  private final Map<String, Page> pages = new HashMap<>();

  void register(@Observes Router router) {
    Optional<byte[]> list = resource(LIST);
    if (list.isPresent()) {
      new String(list.get(), StandardCharsets.UTF_8).lines().forEach(this::load);
    }
    pages.computeIfAbsent(INDEX, name -> absent());
    router.route(PATH).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::index);
    router
        .route(PATH + "/assets/:name")
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(this::asset);
  }

  private void load(String name) {
    byte[] plain =
        resource(name)
            .orElseThrow(() -> new IllegalStateException("the build has left no " + name));
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalStateException("no media type is known for " + name);
    }
    pages.put(
        name, page(type, plain, resource(name + ".gz").map(ConsolePages::buffer).orElse(null)));
  }

  private static Page absent() {
    String why =
        resource(WHY_ABSENT)
            .map(text -> new String(text, StandardCharsets.UTF_8).strip())
            .orElse("This build was made without it.");
    String safe = why.replace("&", "&amp;").replace("<", "&lt;");
    return page(
        "text/html; charset=utf-8", ABSENT.formatted(safe).getBytes(StandardCharsets.UTF_8), null);
  }

  private static Page page(String type, byte[] plain, @Nullable Buffer zipped) {
    String tag = '"' + HexFormat.of().formatHex(SecretDigest.of(plain), 0, 12) + '"';
    return new Page(type, buffer(plain), zipped, tag);
  }

  private static Buffer buffer(byte[] bytes) {
    return Buffer.buffer(bytes);
  }

  private static Optional<byte[]> resource(String name) {
    try (InputStream file =
        ConsolePages.class.getClassLoader().getResourceAsStream(FOLDER + name)) {
      return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void index(RoutingContext rc) {
    send(rc, pages.get(INDEX), "no-cache");
  }

  /** Names of assets carry a hash of what is in them, so that they never change. */
  private void asset(RoutingContext rc) {
    Page page = pages.get("assets/" + rc.pathParam("name"));
    send(rc, page, "public, max-age=31536000, immutable");
  }

  private static void send(RoutingContext rc, @Nullable Page page, String caching) {
    if (page == null) {
      rc.next();
      return;
    }
    HttpServerResponse response =
        rc.response()
            .putHeader("Content-Security-Policy", POLICY)
            .putHeader("X-Content-Type-Options", "nosniff")
            .putHeader("Referrer-Policy", "no-referrer")
            .putHeader("Cross-Origin-Opener-Policy", "same-origin")
            .putHeader("Cross-Origin-Resource-Policy", "same-origin")
            .putHeader("Cache-Control", caching)
            .putHeader("Vary", "Accept-Encoding")
            .putHeader("ETag", page.tag());
    if (page.tag().equals(rc.request().getHeader("If-None-Match"))) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader("Content-Type", page.type());
    Buffer body = page.plain();
    String accepted = rc.request().getHeader("Accept-Encoding");
    if (page.zipped() != null && accepted != null && accepted.contains("gzip")) {
      response.putHeader("Content-Encoding", "gzip");
      body = page.zipped();
    }
    if (rc.request().method() == HttpMethod.HEAD) {
      response.putHeader("Content-Length", Integer.toString(body.length())).end();
    } else {
      response.end(body);
    }
  }
}
