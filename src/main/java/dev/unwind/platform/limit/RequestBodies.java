// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.limit;

import dev.unwind.dialect.wire.Refusal;
import dev.unwind.platform.http.AnswerDeadline;
import dev.unwind.platform.http.BodyLimit;
import dev.unwind.platform.http.ErrorAnswers;
import dev.unwind.platform.http.FilterOrder;
import dev.unwind.platform.http.HttpLimitsConfig;
import dev.unwind.platform.security.CredentialHeaders;
import dev.unwind.platform.security.Identities;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Reads every body to its end before a resource sees it, whatever it is framed in: a resource that
 * waits for a body that has ended already waits for ever, and a client that sends one to a resource
 * that reads none waits for the server. What nobody has signed is read and thrown away.
 */
@ApplicationScoped
public class RequestBodies {
  private static final String EXPECT = "Expect";

  private final ErrorAnswers errors;
  private final long limit;
  private final Duration within;

  RequestBodies(ErrorAnswers errors, HttpLimitsConfig config) {
    this.errors = errors;
    limit = config.maxBodySize().asLongValue();
    within = config.bodyWithin();
  }

  void register(@Observes Filters filters) {
    filters.register(this::read, FilterOrder.BODY);
  }

  private void read(RoutingContext rc) {
    HttpServerRequest request = rc.request();
    boolean announced =
        request.getHeader("Transfer-Encoding") != null
            || BodyLimit.declared(request.getHeader("Content-Length")) > 0;
    // A request that was sent to another route meanwhile has been read already.
    if (!announced || rc.body().buffer() != null) {
      rc.next();
      return;
    }
    boolean kept =
        Identities.of(rc) != null || CredentialHeaders.isAnonymous(ErrorAnswers.path(rc));
    if ("100-continue".equalsIgnoreCase(request.getHeader(EXPECT))) {
      if (!kept) {
        // Who waits for leave to send is answered without it.
        rc.response().putHeader("Connection", "close");
        rc.next();
        return;
      }
      rc.response().writeContinue();
      request.headers().remove(EXPECT);
    }
    AnswerDeadline.standsAt(rc, "reading the body");
    new Reading(rc, kept).begin();
  }

  /** One body on its way in. */
  private final class Reading {
    private final RoutingContext rc;
    private final boolean kept;
    private final Buffer body = Buffer.buffer();
    private final long timer;
    private long bytes;
    private boolean done;

    Reading(RoutingContext rc, boolean kept) {
      this.rc = rc;
      this.kept = kept;
      timer =
          rc.vertx().setTimer(Math.max(1, within.toMillis()), fired -> refuse(Refusal.BODY_LATE));
    }

    void begin() {
      HttpServerRequest request = rc.request();
      if (request.isEnded()) {
        ended();
        return;
      }
      request.handler(this::received);
      request.exceptionHandler(gone -> finish());
      request.endHandler(end -> ended());
      request.resume();
    }

    private void received(Buffer part) {
      bytes += part.length();
      if (bytes > limit) {
        refuse(Refusal.BODY_TOO_LARGE);
      } else if (kept && !done) {
        body.appendBuffer(part);
      }
    }

    private void ended() {
      if (finish()) {
        ((RoutingContextInternal) rc).setBody(body);
        AnswerDeadline.standsAt(rc, "on the way to the resource");
        rc.next();
      }
    }

    /** The connection ends with the answer, for the rest of the body may come or not. */
    private void refuse(Refusal refusal) {
      if (finish()) {
        rc.response().putHeader("Connection", "close");
        errors.write(rc, refusal);
      }
    }

    private boolean finish() {
      boolean first = !done;
      done = true;
      rc.vertx().cancelTimer(timer);
      return first;
    }
  }
}
