// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

import io.netty.channel.Channel;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.websockets.next.WebSocketConnection;
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

  private static final String PATH = "/v1/websocket";
  private static final int PRIORITY = 940;

  private final Map<String, Channel> upgrading = new ConcurrentHashMap<>();

  void register(@Observes Filters filters) {
    filters.register(this::remember, PRIORITY);
  }

  private void remember(RoutingContext rc) {
    if (rc.request().path().equals(PATH)
        && rc.request().connection() instanceof ConnectionBase connection) {
      String key = UUID.randomUUID().toString();
      rc.request().headers().set(HEADER, key);
      Channel channel = connection.channel();
      upgrading.put(key, channel);
      channel.closeFuture().addListener(closed -> upgrading.remove(key));
    }
    rc.next();
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
