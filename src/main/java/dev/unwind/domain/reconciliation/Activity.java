// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.reconciliation;

import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
   * Its changes in the order in which they are booked: of a holding that is renamed, first the name
   * that goes, for its cost goes with it. Nothing where one is of no instrument that is known,
   * would turn what is held, or takes away what is not held.
   *
   * @param held the signed quantity that is held of an instrument
   */
  public Optional<List<Change>> fitting(Function<InstrumentId, Quantity> held) {
    boolean isRenamed = reason == AdjustmentReason.RENAMED;
    List<Change> goes = new ArrayList<>();
    List<Change> others = new ArrayList<>();
    for (Change change : changes) {
      InstrumentId id = change.instrument();
      if (id == null) {
        return Optional.empty();
      }
      Quantity before = held.apply(id);
      boolean turns = before.signum() * before.plus(change.qty()).signum() < 0;
      boolean isOfNothing = before.isZero() && change.qty().signum() < 0;
      if (turns || isOfNothing && !isRenamed) {
        return Optional.empty();
      }
      boolean isReduced = before.signum() * change.qty().signum() < 0;
      (isRenamed && isReduced ? goes : others).add(change);
    }
    if (isRenamed && goes.isEmpty()) {
      return Optional.empty();
    }
    goes.addAll(others);
    return Optional.of(goes);
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
