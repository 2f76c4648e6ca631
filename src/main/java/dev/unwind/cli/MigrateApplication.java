// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import picocli.CommandLine.ExitCode;

/** The part of {@code unwind migrate} that runs inside the application: its start has migrated. */
@Singleton
@Unremovable
class MigrateApplication implements QuarkusApplication {
  private final Flyway migrations;

  MigrateApplication(Flyway migrations) {
    this.migrations = migrations;
  }

  @Override
  public int run(String... arguments) {
    MigrationInfo current = migrations.info().current();
    if (current == null) {
      System.err.println("unwind: the ledger was not made");
      return ExitCode.SOFTWARE;
    }
    System.out.println("The ledger has the form of version " + current.getVersion() + ".");
    return ExitCode.OK;
  }
}
