// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import dev.unwind.platform.database.DatabaseAddress;
import dev.unwind.platform.database.MigrationLock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Makes a ledger as a server does that starts. */
final class MigratedLedger {
  private MigratedLedger() {}

  static void make(DatabaseAddress address) {
    FluentConfiguration migrations =
        Flyway.configure().dataSource(address.jdbcUrl(), address.user(), address.password());
    new MigrationLock().customize(migrations);
    migrations.load().migrate();
  }
}
