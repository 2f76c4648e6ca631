// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import dev.unwind.postgres.ServerTimeline;
import dev.unwind.postgres.SessionPool;
import dev.unwind.postgres.SessionSettings;
import dev.unwind.postgres.shard.PlacedStatements;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Creates the pool with the limits that the extension has no settings for. */
@Singleton
class BoundedPool implements PgPoolCreator {

  private final PoolConfig config;
  private final ServerTimeline timeline;

  @Inject
  BoundedPool(PoolConfig config, ServerTimeline timeline) {
    this.timeline = timeline;
    this.config = config;
  }

  @Override
  public Pool create(Input input) {
    PgConnectOptions options = input.pgConnectOptionsList().get(0);
    options.setConnectTimeout((int) config.connectTimeout().toMillis());
    input
        .poolOptions()
        .setConnectionTimeout((int) config.acquisitionTimeout().toMillis())
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxWaitQueueSize(config.waitQueueMax());
    SessionSettings settings =
        SessionSettings.standard()
            .limit("statement_timeout", config.statementTimeout())
            .limit("idle_in_transaction_session_timeout", config.idleInTransactionTimeout());
    return SessionPool.open(
        input.vertx(),
        options,
        input.poolOptions(),
        "unwind",
        settings,
        timeline,
        config.spread()
            ? PlacedStatements.of(SpreadLedger.statements())
            : PlacedStatements.ON_ONE_SERVER);
  }
}
