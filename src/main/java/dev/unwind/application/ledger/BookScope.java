// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import java.util.Set;
import java.util.UUID;

/**
 * Which part of an account's book a decision needs. The store adds, for every instrument touched,
 * all positions and open orders, and for every live item its liquidation with all its items where
 * {@code liquidations} names it.
 *
 * @param wholeAccount every position that is open or working, and every open order
 * @param keys venue keys of orders
 * @param executions {@code venue/execId} to be looked up
 */
public record BookScope(
    boolean wholeAccount,
    Set<InstrumentId> instruments,
    Set<PositionId> positions,
    Set<OrderId> orders,
    Set<UUID> keys,
    Set<LiquidationId> liquidations,
    Set<String> executions) {

  public BookScope {
    instruments = Set.copyOf(instruments);
    positions = Set.copyOf(positions);
    orders = Set.copyOf(orders);
    keys = Set.copyOf(keys);
    liquidations = Set.copyOf(liquidations);
    executions = Set.copyOf(executions);
  }

  public static BookScope account() {
    return new BookScope(true, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());
  }

  /** The whole account, and instruments that it may not hold yet. */
  public static BookScope accountWith(Set<InstrumentId> instruments) {
    return new BookScope(true, instruments, Set.of(), Set.of(), Set.of(), Set.of(), Set.of());
  }

  /** The whole account, and orders that may be final already. */
  public static BookScope accountWithOrders(Set<OrderId> ids) {
    return new BookScope(true, Set.of(), Set.of(), ids, Set.of(), Set.of(), Set.of());
  }

  public static BookScope instrument(InstrumentId id) {
    return new BookScope(false, Set.of(id), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());
  }

  public static BookScope positions(Set<PositionId> ids) {
    return new BookScope(false, Set.of(), ids, Set.of(), Set.of(), Set.of(), Set.of());
  }

  public static BookScope orders(Set<OrderId> ids) {
    return new BookScope(false, Set.of(), Set.of(), ids, Set.of(), Set.of(), Set.of());
  }

  public static BookScope liquidation(LiquidationId id) {
    return new BookScope(false, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(id), Set.of());
  }

  public static BookScope reports(Set<UUID> keys, Set<String> executions) {
    return new BookScope(false, Set.of(), Set.of(), Set.of(), keys, Set.of(), executions);
  }
}
