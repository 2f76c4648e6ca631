// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Creates the pool with the limits that the extension has no settings for. */
@Singleton
class BoundedPool implements PgPoolCreator {

  /**
   * Characters. The longest statement has 16,000; one above the limit is planned at each use, which
   * takes longer than running it (decision 0011).
   */
  private static final int PREPARED_LENGTH_MAX = 32_768;

  private final PoolConfig config;

  @Inject
  BoundedPool(PoolConfig config) {
    this.config = config;
  }

  @Override
  public Pool create(Input input) {
    PgConnectOptions options = input.pgConnectOptionsList().get(0);
    options
        .setConnectTimeout((int) config.connectTimeout().toMillis())
        .setTcpKeepAlive(true)
        .setPreparedStatementCacheSqlLimit(PREPARED_LENGTH_MAX)
        // A plan that is kept may be from when its tables were small, and tables grow at once.
        .addProperty("enable_seqscan", "off")
        .addProperty("application_name", "unwind");
    limit(options, "statement_timeout", config.statementTimeout());
    limit(options, "idle_in_transaction_session_timeout", config.idleInTransactionTimeout());
    input
        .poolOptions()
        .setConnectionTimeout((int) config.acquisitionTimeout().toMillis())
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxWaitQueueSize(config.waitQueueMax());
    return PgBuilder.pool()
        .with(input.poolOptions())
        .connectingTo(options)
        .using(input.vertx())
        .build();
  }

  private static void limit(PgConnectOptions options, String parameter, Duration limit) {
    if (!limit.isZero()) {
      options.addProperty(parameter, String.valueOf(limit.toMillis()));
    }
  }
}
