// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.value.OrderId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decision made of a book; written in the transaction that holds the account's lock.
 *
 * @param settledFills fills that have settled; written only where they were unsettled, else the
 *     whole decision fails
 * @param differences what the account's venue states otherwise now; null where that is as it was
 */
public record BookChanges(
    Account account,
    boolean accountChanged,
    long eventSeq,
    List<Position> newPositions,
    List<Position> positions,
    List<Position> endedEpisodes,
    List<Order> newOrders,
    List<Order> orders,
    List<VersionChange> versions,
    List<Fill> fills,
    List<Fill> settledFills,
    List<Liquidation> newLiquidations,
    List<Liquidation> liquidations,
    List<LiquidationItem> newItems,
    List<LiquidationItem> items,
    List<Adjustment> adjustments,
    @Nullable List<Difference> differences,
    List<LedgerEvent> events) {

  /** Where a version of an order stands after the decision. */
  public record VersionChange(OrderId order, OrderTerms terms, VersionState state, boolean isNew) {}

  /**
   * PENDING until the venue confirms it; REPLACED when a later one took its place; REFUSED when the
   * venue said no.
   */
  public enum VersionState {
    PENDING,
    LIVE,
    REPLACED,
    REFUSED
  }

  public boolean isEmpty() {
    return events.isEmpty()
        && newPositions.isEmpty()
        && positions.isEmpty()
        && newOrders.isEmpty()
        && orders.isEmpty()
        && liquidations.isEmpty()
        && newLiquidations.isEmpty()
        && items.isEmpty()
        && differences == null
        && !accountChanged;
  }
}
