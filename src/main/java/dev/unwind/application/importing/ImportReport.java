// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.importing;

/**
 * What an import did: rows added, by kind.
 *
 * @param applied false when the very same document was imported before, so that nothing was done
 */
public record ImportReport(
    boolean applied,
    int accounts,
    int principals,
    int instruments,
    int quotes,
    int positions,
    int orders) {
  static final ImportReport ALREADY_APPLIED = new ImportReport(false, 0, 0, 0, 0, 0, 0);

  static ImportReport of(BookPlan plan) {
    return new ImportReport(
        true,
        plan.accounts().size(),
        plan.principals().size(),
        plan.instruments().size(),
        plan.quotes().size(),
        plan.positions().size(),
        plan.orders().size());
  }
}
