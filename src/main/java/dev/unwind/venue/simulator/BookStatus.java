// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import java.util.Locale;

/** Where an order stands in the simulator's book. Everything but WORKING is final. */
enum BookStatus {
  WORKING,
  FILLED,
  CANCELED,
  EXPIRED,
  REJECTED,
  REPLACED;

  /** As it stands in a sentence. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
