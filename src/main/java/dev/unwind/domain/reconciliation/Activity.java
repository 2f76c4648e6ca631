// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.reconciliation;

import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened to an account at its venue without a trade: all of it together.
 *
 * @param id the venue's own, by which it is booked once
 * @param cash change of the account's cash
 * @param note what it was, in the venue's words
 */
public record Activity(
    String id, AdjustmentReason reason, List<Change> changes, Money cash, String note) {
  public Activity {
    changes = List.copyOf(changes);
  }

  /**
   * Of one holding.
   *
   * @param symbol the venue's
   * @param instrument null while it is not known which one that is
   * @param qty signed
   * @param price at which what it adds stands in the cost; null for what is there on average
   */
  public record Change(
      String symbol, @Nullable InstrumentId instrument, Quantity qty, @Nullable Price price) {}
}
