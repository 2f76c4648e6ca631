// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.rest;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.tracing.TracingPolicy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One broker's REST API. It never repeats a request by itself, and says of each whether it has
 * left, was answered, or may have arrived.
 */
public final class BrokerHttp {
  private static final int BODY_BYTES_MAX = 8 << 20;
  private static final int WAITING_MAX = 1000;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration RETRY_AFTER_MAX = Duration.ofMinutes(1);
  private static final int TOO_MANY = 429;

  /** Besides those of the server: whoever answers so may have passed the request on. */
  private static final Set<Integer> LEAVE_OPEN = Set.of(408, 409, 425);

  private final HttpClient client;
  private final URI url;
  private final Credential credential;
  private final Duration timeout;
  private final InstantSource clock;

  public BrokerHttp(
      Vertx vertx,
      URI url,
      Credential credential,
      int connections,
      Duration timeout,
      InstantSource clock) {
    this.clock = clock;
    this.url = url;
    this.credential = credential;
    this.timeout = timeout;
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl("https".equals(url.getScheme()))
                .setVerifyHost(true)
                .setConnectTimeout((int) timeout.toMillis())
                .setMaxChunkSize(BODY_BYTES_MAX)
                // Also what no request has asked for: what another replica has left, what is
                // missing.
                .setTracingPolicy(TracingPolicy.ALWAYS)
                .setKeepAliveTimeout(30),
            new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(WAITING_MAX));
  }

  /** A key's id and secret; nothing that is logged shows the secret. */
  public record Credential(String keyId, String secret) {
    @Override
    public String toString() {
      return "Credential[" + keyId + "]";
    }
  }

  public Uni<BrokerAnswer> get(String path) {
    return send(HttpMethod.GET, path, null);
  }

  public Uni<BrokerAnswer> post(String path, JsonObject body) {
    return send(HttpMethod.POST, path, body);
  }

  public Uni<BrokerAnswer> patch(String path, JsonObject body) {
    return send(HttpMethod.PATCH, path, body);
  }

  public Uni<BrokerAnswer> delete(String path) {
    return send(HttpMethod.DELETE, path, null);
  }

  private Uni<BrokerAnswer> send(HttpMethod method, String path, @Nullable JsonObject body) {
    // The request itself gives up when nothing moves; this one, when it moves but does not end.
    return Uni.createFrom()
        .deferred(
            () ->
                Uni.createFrom().completionStage(exchange(method, path, body).toCompletionStage()))
        .ifNoItem()
        .after(timeout.multipliedBy(5).dividedBy(4))
        .recoverWithItem(new BrokerAnswer.Unknown("no answer in time"));
  }

  private Future<BrokerAnswer> exchange(HttpMethod method, String path, @Nullable JsonObject body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setAbsoluteURI(url.resolve(path).toString())
            .setConnectTimeout(timeout.toMillis())
            .putHeader("APCA-API-KEY-ID", credential.keyId())
            .putHeader("APCA-API-SECRET-KEY", credential.secret())
            .putHeader("Accept", "application/json");
    return client
        .request(options)
        .transform(
            connected ->
                connected.failed()
                    ? Future.succeededFuture(new BrokerAnswer.NotSent(text(connected.cause())))
                    : answer(connected.result(), body));
  }

  private Future<BrokerAnswer> answer(HttpClientRequest request, @Nullable JsonObject body) {
    request.idleTimeout(timeout.toMillis());
    Future<HttpClientResponse> sent =
        body == null
            ? request.send()
            : request.putHeader("Content-Type", "application/json").send(body.toBuffer());
    return sent.compose(response -> bounded(request, response).map(read -> answer(response, read)))
        .otherwise(failure -> new BrokerAnswer.Unknown(text(failure)));
  }

  /** Reads a body that is no longer than it may be, to its end. */
  private static Future<Buffer> bounded(HttpClientRequest request, HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    Buffer read = Buffer.buffer();
    response.handler(
        part -> {
          read.appendBuffer(part);
          if (read.length() > BODY_BYTES_MAX) {
            whole.tryFail("the answer is too long");
            request.reset();
          }
        });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(end -> whole.tryComplete(read));
    return whole.future();
  }

  private BrokerAnswer answer(HttpClientResponse response, Buffer body) {
    int status = response.statusCode();
    if (status == TOO_MANY) {
      return new BrokerAnswer.TooMany(retryAfter(response));
    }
    if (status >= 500 || status < 200 || LEAVE_OPEN.contains(status)) {
      return new BrokerAnswer.Unknown("status " + status);
    }
    return new BrokerAnswer.Answered(status, body);
  }

  private Duration retryAfter(HttpClientResponse response) {
    Duration asked = RETRY_AFTER;
    try {
      String seconds = response.getHeader("Retry-After");
      String reset = response.getHeader("X-RateLimit-Reset");
      if (seconds != null) {
        asked = Duration.ofSeconds(Long.parseLong(seconds.strip()));
      } else if (reset != null) {
        asked =
            Duration.between(clock.instant(), Instant.ofEpochSecond(Long.parseLong(reset.strip())));
      }
    } catch (NumberFormatException e) {
      return RETRY_AFTER;
    }
    if (asked.compareTo(RETRY_AFTER) < 0) {
      return RETRY_AFTER;
    }
    return asked.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : asked;
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  public Future<Void> close() {
    return client.close();
  }
}
