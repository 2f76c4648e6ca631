// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the database answers, and says no in time when it hangs. */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements AsyncHealthCheck {

  private static final String NAME = "database";

  private final Pool pool;
  private final PoolConfig config;

  @Inject
  DatabaseReadiness(Pool pool, PoolConfig config) {
    this.pool = pool;
    this.config = config;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return pool.query("select 1")
        .execute()
        .map(rows -> HealthCheckResponse.up(NAME))
        .ifNoItem()
        .after(config.readinessTimeout())
        .fail()
        .onFailure()
        .recoverWithItem(HealthCheckResponse.down(NAME));
  }
}
