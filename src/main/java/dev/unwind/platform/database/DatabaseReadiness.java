// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import dev.unwind.postgres.DatabaseStanding;
import dev.unwind.postgres.PostgresFailures;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the database answers and can be written, and says no in time when it hangs. Where
 * something could not be written, a write of this check, or anybody's, must work first.
 */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements AsyncHealthCheck {

  private static final String NAME = "database";

  private final Pool pool;

  /** Some 64 KB that do not compress. */
  private static final String WRITE =
      """
      with earlier as (delete from write_check)
      insert into write_check (filler) select string_agg(md5(random()::text), '') from generate_series(1, 2000)
      """;

  private final PoolConfig config;
  private final DatabaseStanding standing;
  private volatile boolean written;

  @Inject
  DatabaseReadiness(Pool pool, PoolConfig config, DatabaseStanding standing) {
    this.pool = pool;
    this.config = config;
    this.standing = standing;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    boolean tried = written && standing.writeFailure().isEmpty();
    return pool.query(tried ? "select 1" : WRITE)
        .execute()
        .invoke(
            rows -> {
              if (!tried) {
                written = true;
                standing.wrote();
              }
            })
        .map(rows -> HealthCheckResponse.up(NAME))
        .ifNoItem()
        .after(config.readinessTimeout())
        .fail()
        .onFailure()
        .invoke(standing::failed)
        .onFailure()
        .recoverWithItem(DatabaseReadiness::down);
  }

  private static HealthCheckResponse down(Throwable failure) {
    return HealthCheckResponse.named(NAME)
        .down()
        .withData("reason", PostgresFailures.reason(failure))
        .build();
  }
}
