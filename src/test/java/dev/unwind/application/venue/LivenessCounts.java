// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

/** What has happened, summed over worlds. */
final class LivenessCounts {
  int liquidations;
  int items;
  int quiet;
  int waitedForOrders;
  int waitedForTurns;
  int refusedCancels;
  int adjustments;
  int corrections;
  int denials;

  void add(LivenessCounts other) {
    liquidations += other.liquidations;
    items += other.items;
    quiet += other.quiet;
    waitedForOrders += other.waitedForOrders;
    waitedForTurns += other.waitedForTurns;
    refusedCancels += other.refusedCancels;
    adjustments += other.adjustments;
    corrections += other.corrections;
    denials += other.denials;
  }

  @Override
  public String toString() {
    return ("liquidations=%d items=%d quiet=%d waitedForOrders=%d waitedForTurns=%d"
            + " refusedCancels=%d adjustments=%d corrections=%d denials=%d")
        .formatted(
            liquidations,
            items,
            quiet,
            waitedForOrders,
            waitedForTurns,
            refusedCancels,
            adjustments,
            corrections,
            denials);
  }
}
