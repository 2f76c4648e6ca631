// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import dev.unwind.dialect.Dialect;
import dev.unwind.dialect.wire.DialectErrors;
import dev.unwind.dialect.wire.Refusal;
import dev.unwind.dialect.wire.WireError;
import io.quarkus.arc.All;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Answers refused requests in the words of the dialect that their path belongs to. */
@ApplicationScoped
public class ErrorAnswers {
  /** Key of the routing context: the {@link Refusal} that authentication found. */
  public static final String CHALLENGE = "unwind.challenge";

  private final Map<Dialect, DialectErrors> dialects = new EnumMap<>(Dialect.class);

  ErrorAnswers(@All List<DialectErrors> errors) {
    for (DialectErrors dialect : errors) {
      if (dialects.put(dialect.dialect(), dialect) != null) {
        throw new IllegalStateException("two error vocabularies for " + dialect.dialect());
      }
    }
  }

  /** The answer in the path's dialect; paths of nobody are answered in our own words. */
  WireError render(RoutingContext rc, Refusal refusal, String detail) {
    Dialect dialect = Dialect.ofPath(path(rc)).orElse(Dialect.UNWIND);
    DialectErrors words = dialects.get(dialect);
    if (words == null) {
      words = dialects.get(Dialect.UNWIND);
    }
    if (words == null) {
      throw new IllegalStateException("no error vocabulary at all");
    }
    return words.render(refusal, detail, RequestIds.of(rc));
  }

  /** The answer as a resource would give it. */
  public Response response(RoutingContext rc, Refusal refusal, String detail) {
    WireError error = render(rc, refusal, detail);
    Response.ResponseBuilder response = Response.status(error.status());
    error.headers().forEach(response::header);
    if (!error.body().isEmpty()) {
      response.entity(error.body()).header("Content-Type", error.contentType());
    }
    return response.build();
  }

  /** The normalised path, or the path as it came where it cannot be decoded. */
  public static String path(RoutingContext rc) {
    try {
      return rc.normalizedPath();
    } catch (IllegalArgumentException e) {
      String path = rc.request().path();
      return path == null ? "" : path;
    }
  }

  /** Writes the answer, unless one is on its way already. */
  public void write(RoutingContext rc, Refusal refusal) {
    write(rc, render(rc, refusal, refusal.meaning()));
  }

  /** Answers a request whose credential is missing, or is what authentication found it to be. */
  public void writeChallenge(RoutingContext rc) {
    write(rc, challenge(rc));
  }

  static Refusal challenge(RoutingContext rc) {
    Refusal found = rc.get(CHALLENGE);
    return found == null ? Refusal.CREDENTIAL_MISSING : found;
  }

  static void write(RoutingContext rc, WireError error) {
    HttpServerResponse response = rc.response();
    if (response.ended() || response.headWritten()) {
      return;
    }
    response.setStatusCode(error.status());
    error.headers().forEach(response::putHeader);
    if (error.body().isEmpty()) {
      response.end();
    } else {
      response.putHeader("Content-Type", error.contentType()).end(error.body());
    }
  }
}
