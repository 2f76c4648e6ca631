// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import java.util.Locale;

/** Where an order stands in the simulator's book. Everything but WORKING is final. */
public enum BookStatus {
  WORKING,
  FILLED,
  CANCELED,
  EXPIRED,
  REJECTED,
  REPLACED;

  /** As it stands in a sentence. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
