// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing;

import dev.unwind.importing.plan.BookPlan;
import dev.unwind.importing.table.SkippedRow;
import java.util.List;

/**
 * What an import did: rows added, by kind.
 *
 * @param applied false when the very same document was imported before, so that nothing was done
 * @param withoutQuote symbols of the positions that have no quote, so that a close of them rests
 * @param skipped rows of a broker's file that are no positions
 * @param unreadColumns names of a file's columns that were not read
 */
public record ImportReport(
    boolean applied,
    int accounts,
    int principals,
    int instruments,
    int quotes,
    int positions,
    int orders,
    List<String> withoutQuote,
    List<SkippedRow> skipped,
    List<String> unreadColumns) {
  static final ImportReport ALREADY_APPLIED =
      new ImportReport(false, 0, 0, 0, 0, 0, 0, List.of(), List.of(), List.of());

  public ImportReport {
    withoutQuote = List.copyOf(withoutQuote);
    skipped = List.copyOf(skipped);
    unreadColumns = List.copyOf(unreadColumns);
  }

  static ImportReport of(BookPlan plan) {
    return new ImportReport(
        true,
        plan.accounts().size(),
        plan.principals().size(),
        plan.instruments().size(),
        plan.quotes().size(),
        plan.positions().size(),
        plan.orders().size(),
        plan.unquoted(),
        List.of(),
        List.of());
  }

  /** The same import, of a file with rows and columns that were left out. */
  ImportReport leaving(List<SkippedRow> rows, List<String> columns) {
    return applied
        ? new ImportReport(
            true,
            accounts,
            principals,
            instruments,
            quotes,
            positions,
            orders,
            withoutQuote,
            rows,
            columns)
        : this;
  }
}
