// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

import dev.unwind.postgres.shard.PlacedStatements;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A venue's own connections to the server that the ledger is on. */
public final class VenuePool {
  private static final String QUARKUS_SCHEME = "vertx-reactive:";
  private static final int CONNECT_TIMEOUT_MILLIS = 2000;
  private static final int ACQUISITION_TIMEOUT_SECONDS = 5;

  /** Four batches of 500 orders may be cancelled at once, each under two keys. */
  private static final int WAITING_MAX = 5000;

  private VenuePool() {}

  /** One of a venue that keeps nothing by accounts. */
  public static Pool open(
      Vertx vertx,
      String venue,
      String url,
      Optional<String> user,
      Optional<String> password,
      int size,
      Duration statementTimeout,
      ServerTimeline timeline) {
    return open(
        vertx,
        venue,
        url,
        user,
        password,
        size,
        statementTimeout,
        timeline,
        PlacedStatements.ON_ONE_SERVER);
  }

  /**
   * @param venue what the connections are named after
   * @param url as in {@code quarkus.datasource.reactive.url}
   * @param statements what is sent in the place of some
   */
  public static Pool open(
      Vertx vertx,
      String venue,
      String url,
      Optional<String> user,
      Optional<String> password,
      int size,
      Duration statementTimeout,
      ServerTimeline timeline,
      PlacedStatements statements) {
    String uri = url.startsWith(QUARKUS_SCHEME) ? url.substring(QUARKUS_SCHEME.length()) : url;
    PgConnectOptions connect = PgConnectOptions.fromUri(uri);
    user.ifPresent(connect::setUser);
    password.ifPresent(connect::setPassword);
    connect.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
    PoolOptions pool =
        new PoolOptions()
            .setName(venue)
            .setMaxSize(size)
            .setMaxWaitQueueSize(WAITING_MAX)
            .setConnectionTimeout(ACQUISITION_TIMEOUT_SECONDS)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS);
    SessionSettings settings =
        SessionSettings.standard().limit("statement_timeout", statementTimeout);
    return Pool.newInstance(
        SessionPool.open(
            vertx.getDelegate(), connect, pool, "unwind-" + venue, settings, timeline, statements));
  }
}
