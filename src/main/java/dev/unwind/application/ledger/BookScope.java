// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.domain.order.EnteredOrder;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Which part of an account's book a decision needs. The store adds, for every instrument touched,
 * all positions and open orders, and for every live item its liquidation with all its items where
 * {@code liquidations} names it.
 *
 * @param keys venue keys of orders
 * @param executions {@code venue/execId} to be looked up
 * @param corrected {@code venue/execId} of those that are to be corrected
 */
public record BookScope(
    Reach reach,
    Set<InstrumentId> instruments,
    Set<PositionId> positions,
    Set<OrderId> orders,
    Set<UUID> keys,
    Set<LiquidationId> liquidations,
    Set<String> executions,
    Set<String> corrected) {

  /** How far it goes beyond what is named; each goes as far as the one before it. */
  public enum Reach {
    /** Nothing else. */
    NAMED,
    /** In hedging accounts, too, everything of an instrument; in all, what is open of it. */
    INSTRUMENTS,
    /**
     * Where one of the instruments is a future, what takes the account's money: open orders that
     * buy with the positions that they may cover, and futures, held and on order. A sale of
     * anything else needs no money.
     */
    MONEY_FOR_FUTURES,
    /** What takes the account's money, whatever the instruments are. */
    MONEY,
    /** Every position that is open or working, and every open order; nothing that has ended. */
    ACCOUNT
  }

  public BookScope {
    instruments = Set.copyOf(instruments);
    positions = Set.copyOf(positions);
    orders = Set.copyOf(orders);
    keys = Set.copyOf(keys);
    liquidations = Set.copyOf(liquidations);
    executions = Set.copyOf(executions);
    corrected = Set.copyOf(corrected);
  }

  /** Where no execution is to be corrected. */
  public BookScope(
      Reach reach,
      Set<InstrumentId> instruments,
      Set<PositionId> positions,
      Set<OrderId> orders,
      Set<UUID> keys,
      Set<LiquidationId> liquidations,
      Set<String> executions) {
    this(reach, instruments, positions, orders, keys, liquidations, executions, Set.of());
  }

  public static BookScope account() {
    return new BookScope(Reach.ACCOUNT, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());
  }

  /** The whole account, and the netting rows of these instruments that are at zero. */
  public static BookScope accountWith(Set<InstrumentId> instruments) {
    return new BookScope(
        Reach.ACCOUNT, instruments, Set.of(), Set.of(), Set.of(), Set.of(), Set.of());
  }

  /** What orders in these instruments need, with the money that is left for them. */
  public static BookScope orderEntry(Reach reach, Set<InstrumentId> instruments) {
    return new BookScope(reach, instruments, Set.of(), Set.of(), Set.of(), Set.of(), Set.of());
  }

  /** What other terms of an order need; it may be final already. */
  public static BookScope replacement(Reach reach, OrderId id) {
    return new BookScope(reach, Set.of(), Set.of(), Set.of(id), Set.of(), Set.of(), Set.of());
  }

  public static BookScope instrument(InstrumentId id) {
    return new BookScope(Reach.NAMED, Set.of(id), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());
  }

  public static BookScope positions(Set<PositionId> ids) {
    return new BookScope(Reach.NAMED, Set.of(), ids, Set.of(), Set.of(), Set.of(), Set.of());
  }

  public static BookScope orders(Set<OrderId> ids) {
    return new BookScope(Reach.NAMED, Set.of(), Set.of(), ids, Set.of(), Set.of(), Set.of());
  }

  public static BookScope liquidation(LiquidationId id) {
    return new BookScope(Reach.NAMED, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(id), Set.of());
  }

  /** What these reports concern, also by orders that the ledger does not know yet. */
  public static BookScope of(List<ExecutionReport> reports) {
    Set<InstrumentId> instruments = new HashSet<>();
    Set<UUID> keys = new HashSet<>();
    Set<String> executions = new HashSet<>();
    Set<String> corrected = new HashSet<>();
    for (ExecutionReport report : reports) {
      keys.add(report.orderKey());
      if (report instanceof ExecutionReport.Trade trade) {
        executions.add(trade.venue() + "/" + trade.execId());
      } else if (report instanceof ExecutionReport.Corrected correction) {
        corrected.add(correction.venue() + "/" + correction.execId());
      } else if (report instanceof ExecutionReport.Entered entered) {
        EnteredOrder order = entered.order();
        instruments.add(order.instrument());
        Stream.of(order.replaces(), order.pair(), order.parent())
            .flatMap(Stream::ofNullable)
            .forEach(keys::add);
      }
    }
    return new BookScope(
        Reach.NAMED, instruments, Set.of(), Set.of(), keys, Set.of(), executions, corrected);
  }

  /** The same, and the whole account. */
  public BookScope ofAccount(Set<InstrumentId> more) {
    Set<InstrumentId> all = new HashSet<>(instruments);
    all.addAll(more);
    return new BookScope(
        Reach.ACCOUNT, all, positions, orders, keys, liquidations, executions, corrected);
  }

  public static BookScope reports(Set<UUID> keys, Set<String> executions) {
    return reports(keys, executions, Set.of());
  }

  public static BookScope reports(Set<UUID> keys, Set<String> executions, Set<String> corrected) {
    return new BookScope(
        Reach.NAMED, Set.of(), Set.of(), Set.of(), keys, Set.of(), executions, corrected);
  }
}
