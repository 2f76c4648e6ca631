// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.application.event.Commits;
import dev.unwind.application.ledger.Administration;
import dev.unwind.application.ledger.AdministrationStore;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.StoreConfig;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;

/** Entries in the log of administration that are a transaction each. */
@ApplicationScoped
class PgAdministration implements AdministrationStore {
  private final LedgerPool pool;
  private final StoreConfig config;
  private final Commits commits;
  private final InstantSource clock;

  PgAdministration(LedgerPool pool, StoreConfig config, Commits commits, InstantSource clock) {
    this.pool = pool;
    this.config = config;
    this.commits = commits;
    this.clock = clock;
  }

  @Override
  public Uni<Void> tell(Administration told) {
    return LogEnds.transaction(
        pool,
        commits,
        config.statementTimeout(),
        (connection, ends) -> AdministrationLog.tell(connection, ends, told, clock.instant()));
  }
}
