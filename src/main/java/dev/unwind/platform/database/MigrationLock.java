// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.stream.Stream;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * Of replicas that start together one migrates, and the others wait for the lock of its session.
 * With the lock of a transaction, which is the default, a migration that builds an index beside the
 * ledger's traffic would wait for that transaction, which waits for the migration. The tables are
 * locked before a script begins: see {@link LedgerLocks}. What can be done before any is locked is
 * done before: see {@link SharedTimes}.
 */
@Singleton
public class MigrationLock implements FlywayConfigurationCustomizer {
  @Override
  public void customize(FluentConfiguration configuration) {
    configuration
        .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    configuration.callbacks(
        Stream.concat(
                Arrays.stream(configuration.getCallbacks()),
                Stream.of(new SharedTimes(), new LedgerLocks()))
            .toArray(Callback[]::new));
  }
}
