// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.event;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an account's event log, with the state after it. The log is gap-free per account
 * (I17).
 *
 * @param seq 1 for an account's first event, without gaps
 * @param id unique in the ledger; not ordered
 * @param cash the account's cash after it, where it moved
 * @param latch the account's latch after it, where it moved; the one that is asked for, or that a
 *     rule speaks of, where that is what it tells
 * @param standing the account's title and status after it, where they moved
 * @param adjustment what was booked without a trade
 * @param difference what the venue states otherwise, or has stated until now
 * @param administered what an administrator has done
 */
public record LedgerEvent(
    AccountId account,
    long seq,
    long id,
    Instant at,
    EventKind kind,
    @Nullable Order order,
    @Nullable Fill fill,
    @Nullable Position position,
    @Nullable Liquidation liquidation,
    @Nullable Money cash,
    Account.@Nullable Latch latch,
    Account.@Nullable Standing standing,
    @Nullable Adjustment adjustment,
    @Nullable Difference difference,
    @Nullable Administered administered,
    String actor,
    String dialect,
    @Nullable String requestId) {

  /** One that tells of no adjustment, no difference and no administration. */
  public LedgerEvent(
      AccountId account,
      long seq,
      long id,
      Instant at,
      EventKind kind,
      @Nullable Order order,
      @Nullable Fill fill,
      @Nullable Position position,
      @Nullable Liquidation liquidation,
      @Nullable Money cash,
      Account.@Nullable Latch latch,
      Account.@Nullable Standing standing,
      String actor,
      String dialect,
      @Nullable String requestId) {
    this(
        account,
        seq,
        id,
        at,
        kind,
        order,
        fill,
        position,
        liquidation,
        cash,
        latch,
        standing,
        null,
        null,
        null,
        actor,
        dialect,
        requestId);
  }
}
