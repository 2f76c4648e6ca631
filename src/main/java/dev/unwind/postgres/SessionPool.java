// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Opens pools whose connections have their settings before anybody gets them. */
public final class SessionPool {
  /**
   * Characters. The longest statement has 16,000; one above the limit is planned at each use, which
   * takes longer than running it (decision 0011).
   */
  private static final int PREPARED_LENGTH_MAX = 32_768;

  /** For a server that accepts connections and then says nothing. */
  private static final Duration GREETING_MAX = Duration.ofSeconds(10);

  private final ConnectionFactory factory;
  private final String settings;
  private final Vertx vertx;

  private SessionPool(ConnectionFactory factory, String settings, Vertx vertx) {
    this.factory = factory;
    this.settings = settings;
    this.vertx = vertx;
  }

  /**
   * A pool of such connections.
   *
   * @param name what the server shows as the application's name
   */
  @SuppressWarnings("deprecation") // The builder has no place for a provider of connections.
  public static Pool open(
      Vertx vertx,
      PgConnectOptions connect,
      PoolOptions options,
      String name,
      SessionSettings settings) {
    connect
        .setTcpKeepAlive(true)
        .setCachePreparedStatements(true)
        .setPreparedStatementCacheSqlLimit(PREPARED_LENGTH_MAX)
        .setProperties(startup(connect, name));
    SessionPool sessions =
        new SessionPool(
            PgDriver.INSTANCE.createConnectionFactory(vertx, connect), settings.sql(), vertx);
    return PgBuilder.pool()
        .with(options)
        .connectingTo(connect)
        .using(vertx)
        .build()
        .connectionProvider(sessions::connect);
  }

  /** Only what every pooler in between lets through. */
  private static Map<String, String> startup(PgConnectOptions connect, String name) {
    Map<String, String> properties = new HashMap<>(connect.getProperties());
    properties.remove("extra_float_digits");
    properties.put("application_name", name);
    return properties;
  }

  private Future<SqlConnection> connect(Context context) {
    Promise<SqlConnection> ready = Promise.promise();
    long timer =
        vertx.setTimer(
            GREETING_MAX.toMillis(),
            late -> ready.tryFail("PostgreSQL has accepted a connection and does not answer"));
    factory
        .connect(context)
        .compose(this::settled)
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              if (done.failed()) {
                ready.tryFail(done.cause());
              } else if (!ready.tryComplete(done.result())) {
                done.result().close();
              }
            });
    return ready.future();
  }

  private Future<SqlConnection> settled(SqlConnection connection) {
    return connection
        .query(settings)
        .execute()
        .map(connection)
        .recover(
            failure ->
                connection
                    .close()
                    .transform(closed -> Future.<SqlConnection>failedFuture(failure)));
  }
}
