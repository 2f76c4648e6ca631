// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.webhook;

import dev.unwind.application.webhook.TargetPolicy;
import dev.unwind.application.webhook.WebhookTransport;
import dev.unwind.application.webhook.WebhooksConfig;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Posts webhooks with the Vert.x client, to an address that was looked at after the name was
 * resolved.
 */
@ApplicationScoped
class HttpWebhookTransport implements WebhookTransport {
  private static final int CONNECT_MILLIS = 5000;
  private static final int HEAD_BYTES_MAX = 8192;

  /** Asks for all addresses of a name. */
  interface Resolver {
    InetAddress[] addressesOf(String name) throws IOException;
  }

  private final HttpClient client;
  private final TargetPolicy policy;
  private final Resolver resolver;

  @Inject
  HttpWebhookTransport(Vertx vertx, WebhooksConfig config) {
    this(
        vertx,
        new TargetPolicy(config.allowPrivateTargets()),
        config.concurrency(),
        InetAddress::getAllByName);
  }

  HttpWebhookTransport(Vertx vertx, TargetPolicy policy, int concurrency, Resolver resolver) {
    this.policy = policy;
    this.resolver = resolver;
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setKeepAlive(false)
                .setMaxHeaderSize(HEAD_BYTES_MAX)
                .setDecompressionSupported(false)
                // Some receivers are known by a secret in their path.
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setVerifyHost(true),
            new PoolOptions().setHttp1MaxSize(concurrency).setMaxWaitQueueSize(concurrency));
  }

  @PreDestroy
  void close() {
    client.close();
  }

  @Override
  public Uni<Integer> post(URI target, Map<String, String> headers, byte[] body, Duration timeout) {
    String refusal = policy.refusal(target.toString());
    if (refusal != null) {
      return Uni.createFrom().failure(new IOException(refusal));
    }
    return resolve(target.getHost())
        .chain(
            address ->
                Uni.createFrom()
                    .completionStage(
                        () -> send(target, address, headers, body, timeout).toCompletionStage()))
        .ifNoItem()
        .after(timeout)
        .failWith(() -> new IOException("no answer in time"));
  }

  /**
   * All addresses of a name must be admitted: a name that points into a private network at times is
   * refused always.
   */
  private Uni<InetAddress> resolve(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return Uni.createFrom()
        .item(
            () -> {
              try {
                InetAddress[] all = resolver.addressesOf(bare);
                if (!Arrays.stream(all).allMatch(policy::admits)) {
                  throw new IllegalArgumentException("the name points into a private network");
                }
                return all[0];
              } catch (IOException e) {
                throw new IllegalArgumentException("the name cannot be resolved", e);
              }
            })
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private Future<Integer> send(
      URI target, InetAddress address, Map<String, String> headers, byte[] body, Duration timeout) {
    boolean tls = target.getScheme().toLowerCase(Locale.ROOT).equals("https");
    int port = target.getPort() > 0 ? target.getPort() : tls ? 443 : 80;
    String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
            .setHost(target.getHost())
            .setPort(port)
            .setSsl(tls)
            .setURI(target.getRawQuery() == null ? path : path + "?" + target.getRawQuery())
            .setFollowRedirects(false)
            .setTimeout(timeout.toMillis());
    headers.forEach(options::putHeader);
    return client
        .request(options)
        .compose(request -> request.send(Buffer.buffer(body)).map(r -> leave(request, r)));
  }

  /** The status is all that is wanted: the rest of the answer is not read, however long it is. */
  private static int leave(HttpClientRequest request, HttpClientResponse response) {
    int status = response.statusCode();
    // Without one the client calls the reset an error, aloud.
    response.exceptionHandler(end -> {});
    request.reset();
    return status;
  }
}
