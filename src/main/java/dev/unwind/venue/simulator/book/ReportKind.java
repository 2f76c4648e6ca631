// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

/** Kinds of report, one for each alternative of {@code ExecutionReport}. */
enum ReportKind {
  WORKING,
  REJECTED,
  TRADE,
  CANCELED,
  EXPIRED,
  CANCEL_REJECTED,
  REPLACED,
  REPLACE_REJECTED
}
