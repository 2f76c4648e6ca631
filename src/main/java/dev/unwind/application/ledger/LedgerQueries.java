// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be asked of the ledger. Null and empty mean "any"; limits are hard. */
public final class LedgerQueries {
  private LedgerQueries() {}

  /** The most rows that any one read returns. */
  public static final int LIMIT_MAX = 20_000;

  /** As far as matching rows are counted. */
  public static final int COUNT_MAX = 10_000;

  /**
   * @param account null for every account of the scope
   * @param openOnly leaves out positions at zero
   * @param oldestFirst ascending by opening time, then id; else descending
   */
  public record Positions(
      @Nullable AccountId account,
      Set<InstrumentId> instruments,
      Set<PositionId> ids,
      boolean openOnly,
      boolean oldestFirst,
      int offset,
      int limit) {
    public static Positions open(AccountId account) {
      return new Positions(account, Set.of(), Set.of(), true, true, 0, LIMIT_MAX);
    }
  }

  /** Which orders, by whether they are final. */
  public enum OrderState {
    OPEN,
    CLOSED,
    ANY
  }

  /**
   * @param after exclusive, on the submission time; {@code until} likewise
   * @param afterOrder exclusive, in the order of submission; {@code beforeOrder} likewise
   * @param openOrSince still open, or submitted at or after this moment (Tradovate's session)
   */
  public record Orders(
      @Nullable AccountId account,
      OrderState state,
      Set<OrderId> ids,
      Set<InstrumentId> instruments,
      @Nullable Side side,
      @Nullable Instant after,
      @Nullable Instant until,
      @Nullable OrderId afterOrder,
      @Nullable OrderId beforeOrder,
      @Nullable Instant openOrSince,
      @Nullable LiquidationId liquidation,
      boolean oldestFirst,
      int offset,
      int limit) {
    public static Orders open(AccountId account) {
      return new Orders(
          account,
          OrderState.OPEN,
          Set.of(),
          Set.of(),
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          true,
          0,
          LIMIT_MAX);
    }

    /** Those of one instrument, the newest first. */
    public static Orders ofInstrument(
        AccountId account, InstrumentId instrument, OrderState state, int limit) {
      return new Orders(
          account,
          state,
          Set.of(),
          Set.of(instrument),
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          false,
          0,
          limit);
    }

    public static Orders ofLiquidation(AccountId account, LiquidationId liquidation) {
      return new Orders(
          account,
          OrderState.ANY,
          Set.of(),
          Set.of(),
          null,
          null,
          null,
          null,
          null,
          null,
          liquidation,
          true,
          0,
          LIMIT_MAX);
    }

    public static Orders byIds(Set<OrderId> ids) {
      return byIds(null, ids);
    }

    public static Orders byIds(@Nullable AccountId account, Set<OrderId> ids) {
      return new Orders(
          account,
          OrderState.ANY,
          ids,
          Set.of(),
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          true,
          0,
          LIMIT_MAX);
    }
  }

  /**
   * A version of an order, at its place among all that an account has submitted: by time, then
   * order, then version.
   *
   * @param at when it was submitted; no other of the account was at that time
   */
  public record VersionPlace(Instant at, OrderId order, int version) {}

  /**
   * The versions of an account's orders, each an order of its own. An open one works or waits; what
   * was replaced is closed, also while the order goes on.
   *
   * @param after exclusive, on the submission; {@code until} likewise
   * @param afterPlace exclusive; {@code beforePlace} likewise
   * @param headsOnly leaves out the legs of orders that are in the list themselves
   */
  public record OrderVersions(
      AccountId account,
      OrderState state,
      Set<InstrumentId> instruments,
      @Nullable Side side,
      @Nullable Instant after,
      @Nullable Instant until,
      @Nullable VersionPlace afterPlace,
      @Nullable VersionPlace beforePlace,
      boolean headsOnly,
      boolean oldestFirst,
      int limit) {}

  /**
   * @param after exclusive, on the booking time; {@code until} likewise
   * @param afterFill exclusive, in the order in which is read
   */
  public record Fills(
      @Nullable AccountId account,
      Set<Long> ids,
      Set<OrderId> orders,
      Set<PositionId> positions,
      @Nullable Instant after,
      @Nullable Instant until,
      @Nullable Long afterFill,
      boolean oldestFirst,
      int limit) {
    public static Fills ofOrders(Set<OrderId> orders) {
      return new Fills(null, Set.of(), orders, Set.of(), null, null, null, true, LIMIT_MAX);
    }
  }

  /** {@code start} is inclusive and {@code end} exclusive, on the time of acceptance. */
  public record Liquidations(
      @Nullable AccountId account,
      Set<LiquidationStatus> statuses,
      @Nullable String dialect,
      @Nullable Instant start,
      @Nullable Instant end,
      boolean oldestFirst,
      int offset,
      int limit) {}

  /** Items ascending by id, after the given one. */
  public record Items(
      AccountId account, LiquidationId liquidation, @Nullable LiquidationItemId after, int limit) {}

  /**
   * Events of one account ascending by sequence number.
   *
   * @param afterSeq exclusive
   * @param since inclusive, on the event's time
   * @param until inclusive
   */
  public record Events(
      AccountId account,
      long afterSeq,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable OrderId order,
      int limit) {
    public static Events after(AccountId account, long seq, int limit) {
      return new Events(account, seq, null, null, null, limit);
    }

    /** Whether an event of the account is among those asked for, its number apart. */
    public boolean tells(LedgerEvent event) {
      Order told = event.order();
      return (since == null || !event.at().isBefore(since))
          && (until == null || !event.at().isAfter(until))
          && (order == null || (told != null && order.equals(told.id())));
    }
  }
}
