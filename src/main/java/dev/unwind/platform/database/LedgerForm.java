// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import dev.unwind.platform.StartFault;
import dev.unwind.platform.StartRefusedException;
import jakarta.enterprise.context.ApplicationScoped;
import org.flywaydb.core.Flyway;

/** Whether the ledger has the form that this program reads. */
@ApplicationScoped
public class LedgerForm {
  private final Flyway migrations;

  LedgerForm(Flyway migrations) {
    this.migrations = migrations;
  }

  /**
   * For those who look at a ledger and must not change its form.
   *
   * @throws StartRefusedException if migrations are due
   */
  public void requireCurrent() {
    int due = migrations.info().pending().length;
    if (due > 0) {
      throw new StartRefusedException(
          StartFault.LEDGER_FORM,
          "The ledger is of an earlier version: "
              + due
              + " migrations are due. Start the server of this version once.");
    }
  }
}
