// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.io.PrintStream;
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
    return run(System.out, System.err, arguments);
  }

  int run(PrintStream out, PrintStream err, String... arguments) {
    Report report = Report.of(out, err, arguments);
    MigrationInfo current = migrations.info().current();
    if (current == null) {
      return report.refuse("the ledger was not made", ExitCode.SOFTWARE);
    }
    String version = String.valueOf(current.getVersion());
    report.tell(
        "The ledger has the form of version " + version + ".",
        Report.object("migrated").put("version", version));
    return ExitCode.OK;
  }
}
