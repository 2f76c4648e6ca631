// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import dev.unwind.TestDatabase;
import dev.unwind.platform.database.DatabaseAddress;
import dev.unwind.postgres.ServerTimeline;
import dev.unwind.postgres.SessionPool;
import dev.unwind.postgres.SessionSettings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A pool on the test's database, through a line that breaks once, where the test says. */
final class LossyPool implements AutoCloseable {
  /** What becomes of the message at which the line breaks. */
  enum Loss {
    /** The server does as told, and its answer is lost. */
    OF_THE_ANSWER,
    /** The server never gets it, and sees that the line is broken. */
    OF_THE_REQUEST,
    /** The server never gets it, and goes on waiting for it. */
    WITH_THE_SERVER_WAITING
  }

  private record Break(String text, Loss loss) {}

  private final Vertx vertx = Vertx.vertx();
  private final AtomicReference<@Nullable Break> armed = new AtomicReference<>();
  private final NetServer server;
  private final Pool pool;

  LossyPool() {
    DatabaseAddress address = TestDatabase.shared();
    PgConnectOptions options =
        PgConnectOptions.fromUri(address.url())
            .setUser(address.user())
            .setPassword(String.valueOf(address.password()));
    String host = options.getHost();
    int port = options.getPort();
    server =
        vertx
            .createNetServer()
            .connectHandler(client -> join(client, host, port))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    pool =
        Pool.newInstance(
            SessionPool.open(
                vertx,
                options.setHost("127.0.0.1").setPort(server.actualPort()),
                new PoolOptions().setMaxSize(4).setConnectionTimeout(5),
                "unwind-lossy",
                SessionSettings.standard(),
                new ServerTimeline()));
  }

  Pool pool() {
    return pool;
  }

  /** Breaks the line at the message of the client that has this text. */
  void breakAt(String text, Loss loss) {
    armed.set(new Break(text, loss));
  }

  private void join(NetSocket client, String host, int port) {
    client.pause();
    vertx
        .createNetClient()
        .connect(port, host)
        .onFailure(e -> client.close())
        .onSuccess(
            database -> {
              database.handler(client::write);
              database.closeHandler(closed -> client.close());
              client.closeHandler(closed -> database.close());
              client.handler(message -> pass(message, client, database));
              client.resume();
            });
  }

  private void pass(Buffer message, NetSocket client, NetSocket database) {
    Break planned = armed.get();
    String text = message.toString(StandardCharsets.ISO_8859_1);
    if (planned == null || !text.contains(planned.text())) {
      database.write(message);
      return;
    }
    armed.set(null);
    switch (planned.loss()) {
      case OF_THE_ANSWER -> {
        database.handler(answer -> client.close());
        database.write(message);
      }
      case OF_THE_REQUEST -> database.close();
      case WITH_THE_SERVER_WAITING -> {
        client.closeHandler(closed -> {});
        client.close();
      }
    }
  }

  @Override
  public void close() {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
