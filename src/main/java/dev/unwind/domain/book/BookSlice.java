// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Stepwise;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.Executed;
import dev.unwind.domain.value.OrderId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The part of an account's ledger that a decision needs, as read under the account's lock: for
 * every instrument in it all positions and all open orders, and for every item its liquidation.
 *
 * @param eventSeq last sequence number of the account's log
 * @param eventAt its time
 * @param orderKeys which order a venue key belongs to, also keys of replaced versions
 * @param bookedExecutions {@code venue/execId} of the executions asked about that are booked
 *     already
 * @param differences what the account's venue states otherwise
 * @param executed what is booked of executions that are to be corrected, by {@code venue/execId}
 */
@Stepwise
public record BookSlice(
    Account account,
    long eventSeq,
    Instant eventAt,
    List<Position> positions,
    List<Order> orders,
    Map<UUID, OrderId> orderKeys,
    List<Liquidation> liquidations,
    List<LiquidationItem> items,
    Set<String> bookedExecutions,
    List<Difference> differences,
    Map<String, Executed> executed)
    implements BookSliceBuilder.With {

  /** An account and nothing that it has. */
  public static BookSlice of(Account account, long eventSeq, Instant eventAt) {
    return new BookSlice(
        account, eventSeq, eventAt, List.of(), List.of(), Map.of(), List.of(), List.of(), Set.of(),
        List.of(), Map.of());
  }
}
