// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Quantity;
import io.vertx.mutiny.sqlclient.Row;

/** Makes differences of rows. */
public final class DifferenceRows {
  private DifferenceRows() {}

  public static Difference of(Row row) {
    Long instrument = row.getLong("instrument_id");
    return new Difference(
        Difference.Subject.valueOf(row.getString("subject")),
        row.getString("name"),
        instrument == null ? null : new InstrumentId(instrument),
        new Quantity(row.getBigDecimal("ledger")),
        new Quantity(row.getBigDecimal("venue")),
        Rows.time(row, "since"));
  }
}
