// SPDX-License-Identifier: Apache-2.0
package dev.unwind.cli;

import dev.unwind.persistence.check.LedgerCheck;
import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import dev.unwind.platform.database.LedgerForm;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import picocli.CommandLine.ExitCode;

/** The part of {@code unwind check} that runs inside the application. */
@Singleton
@Unremovable
class CheckApplication implements QuarkusApplication {
  private final DataSource database;
  private final LedgerForm form;

  CheckApplication(DataSource database, LedgerForm form) {
    this.database = database;
    this.form = form;
  }

  @Override
  public int run(String... arguments) {
    return run(System.out, System.err);
  }

  int run(PrintStream out, PrintStream err) {
    try {
      form.requireCurrent();
      return look(out, err);
    } catch (SQLException | FlywayException | StartRefusedException e) {
      err.println("unwind: could not look: " + e.getMessage());
      return StartFault.NO_LEDGER.status();
    }
  }

  private int look(PrintStream out, PrintStream err) throws SQLException {
    try (Connection connection = database.getConnection()) {
      // One snapshot for all of it, so that a server at work is no contradiction.
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      try {
        return check(connection, out, err);
      } finally {
        connection.rollback();
      }
    }
  }

  private static int check(Connection connection, PrintStream out, PrintStream err)
      throws SQLException {
    LedgerCheck.Counts counts = LedgerCheck.counts(connection);
    long underWay = LedgerCheck.underWay(connection);
    List<LedgerCheck.Violation> found =
        new ArrayList<>(
            underWay == 0 ? LedgerCheck.atRest(connection) : LedgerCheck.always(connection));
    found.addAll(LedgerCheck.openMatters(connection));
    found.forEach(err::println);
    LedgerCheck.expired(connection).forEach(out::println);
    out.printf(
        "checked %d accounts, %d liquidations with %d items, %d orders, %d fills, %d events; under"
            + " way: %d%n",
        counts.accounts(),
        counts.liquidations(),
        counts.items(),
        counts.orders(),
        counts.fills(),
        counts.events(),
        underWay);
    if (counts.accounts() == 0 && found.isEmpty()) {
      err.println("unwind: there is no account, so nothing was checked");
      return StartFault.NO_LEDGER.status();
    }
    out.println(found.isEmpty() ? "nothing contradicts" : found.size() + " contradictions");
    return found.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
