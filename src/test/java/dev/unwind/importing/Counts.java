// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing;

/** How much an import added, without what it says besides. */
record Counts(
    int accounts, int principals, int instruments, int quotes, int positions, int orders) {

  static Counts of(ImportReport report) {
    return new Counts(
        report.accounts(),
        report.principals(),
        report.instruments(),
        report.quotes(),
        report.positions(),
        report.orders());
  }
}
