// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The network connections below the sockets. Where a client takes nothing any more, a closing frame
 * waits behind what it does not take, so that its socket would stay for as long as the client does;
 * then the connection is cut.
 */
@ApplicationScoped
public class TradovateChannels {
  /** Put into the upgrade's headers, whatever the client has sent there, to find it again. */
  private static final String HEADER = "Unwind-Channel";

  /** The one key under which a connection is remembered, if it is. */
  private static final AttributeKey<String> KEY = AttributeKey.valueOf("unwind.upgrading");

  private static final String PATH = "/v1/websocket";
  private static final int PRIORITY = 940;

  private final Map<String, Channel> upgrading = new ConcurrentHashMap<>();

  void register(@Observes Filters filters) {
    filters.register(this::remember, PRIORITY);
  }

  private void remember(RoutingContext rc) {
    HttpServerRequest request = rc.request();
    if (request.path().equals(PATH)
        && request.headers().contains("Upgrade", "websocket", true)
        && request.connection() instanceof ConnectionBase connection
        && connection.channel().isOpen()) {
      String key = UUID.randomUUID().toString();
      request.headers().set(HEADER, key);
      remember(connection.channel(), key);
      // The response of an upgrade does not end, only that of a refusal does.
      rc.addEndHandler(ended -> upgrading.remove(key));
    }
    rc.next();
  }

  /** However many requests a connection carries, one entry and one listener are kept for it. */
  private void remember(Channel channel, String key) {
    upgrading.put(key, channel);
    String before = channel.attr(KEY).getAndSet(key);
    if (before == null) {
      channel.closeFuture().addListener(closed -> upgrading.remove(channel.attr(KEY).get()));
    } else {
      upgrading.remove(before);
    }
  }

  /** Connections that have asked for a socket and have none yet. */
  int count() {
    return upgrading.size();
  }

  /** What cuts a socket's connection. */
  Runnable cut(WebSocketConnection socket) {
    String key = socket.handshakeRequest().header(HEADER);
    @Nullable Channel channel = key == null ? null : upgrading.remove(key);
    return () -> {
      if (channel != null) {
        channel.close();
      }
    };
  }
}
