// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.reconciliation;

import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a venue states of an account: positions first, then orders, then cash. What is null it does
 * not state, and is never said to be equal.
 */
public record Statement(
    @Nullable List<Holding> positions, @Nullable List<Working> orders, @Nullable Money cash) {
  /** Of a venue that states nothing. */
  public static final Statement NOTHING = new Statement(null, null, null);

  /**
   * @param instrument null where the ledger does not know it
   * @param qty signed
   * @param entryPrice what was paid for it on average, where that is stated
   */
  public record Holding(
      String symbol, @Nullable InstrumentId instrument, Quantity qty, @Nullable Price entryPrice) {}

  /**
   * An order that works there.
   *
   * @param key the key under which it was sent; null where that is none of ours
   * @param left what it may still trade, signed: what it sells is below zero
   */
  public record Working(
      String id, @Nullable UUID key, String symbol, Quantity left, Quantity filled) {}
}
