// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.http;

import dev.unwind.dialect.wire.Refusal;
import io.quarkus.logging.Log;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests that nothing else answers in time, and writes down where they stood. Once the
 * head of an answer is on its way it has no further end here: streams last as long as they are let,
 * long answers as long as they are read.
 *
 * <p>What has not reached a resource has not been carried out; of the rest that is not known, and
 * the answer says so.
 */
@ApplicationScoped
public class AnswerDeadline {
  private static final String STAGE = "unwind.stage";
  private static final String RESOURCE = "unwind.resource";
  private static final Set<String> SOCKETS = Set.of("/stream", "/v1/websocket");

  private final ErrorAnswers errors;
  private final Vertx vertx;
  private final Duration limit;
  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
  private final long sweep;

  /** A request whose answer has not begun. */
  private static final class Waiting {
    private final RoutingContext rc;
    private final Context context;
    private final long sinceNanos = System.nanoTime();

    Waiting(RoutingContext rc, Context context) {
      this.rc = rc;
      this.context = context;
    }
  }

  AnswerDeadline(ErrorAnswers errors, Vertx vertx, HttpLimitsConfig config) {
    this.errors = errors;
    this.vertx = vertx;
    limit = config.answerWithin();
    sweep = vertx.setPeriodic(Math.max(50, Math.min(1000, limit.toMillis() / 10)), this::sweep);
  }

  void register(@Observes Filters filters) {
    filters.register(this::begin, FilterOrder.DEADLINE);
  }

  @PreDestroy
  void stop() {
    vertx.cancelTimer(sweep);
  }

  /** Notes how far a request has come. */
  public static void standsAt(RoutingContext rc, String stage) {
    rc.put(STAGE, stage);
  }

  /** Notes that a request is carried out from here on. */
  public static void reached(RoutingContext rc, String resource) {
    rc.put(RESOURCE, resource);
  }

  private void begin(RoutingContext rc) {
    boolean socket =
        rc.request().getHeader("Upgrade") != null && SOCKETS.contains(rc.request().path());
    Context context = Vertx.currentContext();
    if (!socket && context != null) {
      Waiting entry = new Waiting(rc, context);
      waiting.add(entry);
      rc.addHeadersEndHandler(written -> waiting.remove(entry));
    }
    rc.next();
  }

  private void sweep(long timer) {
    long now = System.nanoTime();
    for (Waiting entry : waiting) {
      boolean gone = entry.rc.response().closed() || entry.rc.response().ended();
      if (gone || now - entry.sinceNanos >= limit.toNanos()) {
        waiting.remove(entry);
        if (!gone) {
          entry.context.runOnContext(nothing -> expire(entry.rc));
        }
      }
    }
  }

  private void expire(RoutingContext rc) {
    if (rc.response().headWritten() || rc.response().closed()) {
      return;
    }
    @Nullable String resource = rc.get(RESOURCE);
    @Nullable String stage = rc.get(STAGE);
    Log.warnf(
        "No answer within %s to %s %s requestId=%s: it stood at %s, body %s",
        limit,
        rc.request().method(),
        ErrorAnswers.path(rc),
        RequestIds.of(rc),
        resource != null ? resource : stage != null ? stage : "authentication",
        rc.request().isEnded() ? "read" : "not read to its end");
    rc.response().putHeader("Connection", "close");
    errors.write(rc, resource == null ? Refusal.OVERLOADED : Refusal.ANSWER_LATE);
  }
}
