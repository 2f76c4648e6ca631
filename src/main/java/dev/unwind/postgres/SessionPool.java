// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import dev.unwind.postgres.shard.PlacedStatements;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Opens pools whose connections have their settings before anybody gets them. */
public final class SessionPool {
  /**
   * Characters. The longest statement has 16,000; one above the limit is planned at each use, which
   * takes longer than running it (decision 0011).
   */
  private static final int PREPARED_LENGTH_MAX = 32_768;

  /** For a server that accepts connections and then says nothing. */
  private static final Duration GREETING_MAX = Duration.ofSeconds(10);

  /** Ten seconds' worth, which is the longest that closing the pool then waits for them. */
  private static final int REFUSALS_MAX = 20;

  /** Between two attempts at a connection that the server refuses. */
  private static final int PAUSES = 10;

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final ConnectionFactory factory;
  private final String settings;
  private final ServerTimeline timeline;
  private final PoolingProof proof;

  private final OpenSessions open;

  private final Vertx vertx;

  private SessionPool(
      ConnectionFactory factory, String settings, ServerTimeline timeline, Vertx vertx) {
    this.factory = factory;
    this.settings = settings;
    this.timeline = timeline;
    this.vertx = vertx;
    open = new OpenSessions(timeline);
    proof = new PoolingProof(factory, vertx);
  }

  /**
   * A pool of such connections.
   *
   * @param name what the server shows as the application's name
   * @param timeline is told where each new connection finds the server
   */
  public static Pool open(
      Vertx vertx,
      PgConnectOptions connect,
      PoolOptions options,
      String name,
      SessionSettings settings,
      ServerTimeline timeline) {
    return open(vertx, connect, options, name, settings, timeline, PlacedStatements.ON_ONE_SERVER);
  }

  /**
   * The same where the ledger may be spread.
   *
   * @param statements what is sent in the place of some
   */
  @SuppressWarnings("deprecation") // The builder has no place for a provider of connections.
  public static Pool open(
      Vertx vertx,
      PgConnectOptions connect,
      PoolOptions options,
      String name,
      SessionSettings settings,
      ServerTimeline timeline,
      PlacedStatements statements) {
    connect
        .setTcpKeepAlive(true)
        .setCachePreparedStatements(true)
        .setPreparedStatementCacheSqlFilter(
            sql -> sql.length() <= PREPARED_LENGTH_MAX && Plans.areKept(sql))
        .setProperties(startup(connect, name));
    SessionPool sessions =
        new SessionPool(
            PgDriver.INSTANCE.createConnectionFactory(vertx, connect),
            (statements.areSpread() ? settings.spread() : settings).sql(),
            timeline,
            vertx);
    Pool places = PgBuilder.pool().with(options).connectingTo(connect).using(vertx).build();
    SharedPool shared =
        new SharedPool(
            (VertxInternal) vertx, PgDriver.INSTANCE, places, options.getMaxSize(), statements);
    return shared.connectionProvider(context -> sessions.connect(context, shared, REFUSALS_MAX));
  }

  /** Only what every pooler in between lets through. */
  private static Map<String, String> startup(PgConnectOptions connect, String name) {
    Map<String, String> properties = new HashMap<>(connect.getProperties());
    properties.remove("extra_float_digits");
    properties.put("application_name", name);
    return properties;
  }

  /**
   * While the server has no connection left, the place in the pool stays taken: so those who come
   * meanwhile wait for the connections that there are, and do not ask for further ones.
   */
  private Future<SqlConnection> connect(Context context, SharedPool pool, int refusals) {
    return attempt(context)
        .recover(
            failure ->
                refusals > 1 && PostgresFailures.isFull(failure)
                    ? pause(pool, PAUSES).compose(over -> connect(context, pool, refusals - 1))
                    : Future.failedFuture(failure));
  }

  private Future<Void> pause(SharedPool pool, int pauses) {
    pool.refused();
    Promise<Void> ended = Promise.promise();
    vertx.setTimer(PAUSE.toMillis(), now -> ended.complete());
    return pauses > 1 ? ended.future().compose(over -> pause(pool, pauses - 1)) : ended.future();
  }

  private Future<SqlConnection> attempt(Context context) {
    Promise<SqlConnection> ready = Promise.promise();
    long timer =
        vertx.setTimer(
            GREETING_MAX.toMillis(),
            late -> ready.tryFail("PostgreSQL has accepted a connection and does not answer"));
    factory
        .connect(context)
        .compose(connection -> settled(connection, context))
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

  private Future<SqlConnection> settled(SqlConnection connection, Context context) {
    return connection
        .query(settings)
        .execute()
        .compose(set -> proof.require(connection, context))
        .compose(proved -> located(connection))
        .map(
            place -> {
              open.add(((SqlConnectionInternal) connection).unwrap(), place);
              return connection;
            })
        .recover(
            failure -> {
              if (failure instanceof TransactionPoolingException) {
                // The pooler treats those that are open in the same way, since it was told to.
                open.closeAll();
              }
              connection.close();
              return Future.failedFuture(failure);
            });
  }

  /**
   * A standby, or a user without that right, does not say; then nothing is noted. Of a server that
   * was left behind no session is used: what it acknowledged would be lost.
   */
  private Future<Optional<ServerTimeline.Place>> located(SqlConnection connection) {
    ServerTimeline.Place before = timeline.known();
    return connection
        .query("select * from " + ServerTimeline.PLACE + " place")
        .execute()
        .map(rows -> Optional.of(ServerTimeline.Place.of(rows.iterator().next())))
        .recover(
            failure ->
                failure instanceof PgException
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure))
        .compose(
            place ->
                place.isEmpty() || timeline.met(before, place.get())
                    ? Future.succeededFuture(place)
                    : Future.failedFuture(
                        "PostgreSQL was left behind by a fail-over, and is not used: " + place));
  }
}
