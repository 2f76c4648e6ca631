// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Port: reads of the ledger, on the primary. Every method takes the caller's scope; what lies
 * outside is absent (I12). Fails with STORE_UNAVAILABLE when the ledger cannot be reached. Each
 * method sees a moment of its own; what belongs together is read within {@link Snapshots}.
 */
public interface LedgerReader {
  Uni<Optional<Account>> account(AccountScope scope, AccountId id);

  Uni<Optional<Account>> accountByUid(AccountScope scope, UUID uid);

  Uni<Optional<Account>> accountByName(AccountScope scope, String name);

  /** Accounts of the scope ascending by id. */
  Uni<List<Account>> accounts(AccountScope scope, int offset, int limit);

  Uni<List<Position>> positions(AccountScope scope, LedgerQueries.Positions query);

  /** A hedging position by NeuraTrade's name of it. */
  Uni<Optional<Position>> positionByExternalId(
      AccountScope scope, AccountId account, String externalId);

  Uni<List<OrderRecord>> orders(AccountScope scope, LedgerQueries.Orders query);

  /** Where the versions that match stand, in the order asked for. */
  Uni<List<LedgerQueries.VersionPlace>> orderVersions(
      AccountScope scope, LedgerQueries.OrderVersions query);

  Uni<Optional<OrderRecord>> order(AccountScope scope, OrderId id);

  /** Finds an order by the uid of any of its versions. */
  Uni<Optional<OrderRecord>> orderByUid(AccountScope scope, UUID uid);

  Uni<Optional<OrderRecord>> orderByClientOrderId(
      AccountScope scope, AccountId account, String clientOrderId);

  /**
   * The orders that hang on these: their children, and the other legs of the groups that they
   * founded. Oldest first.
   */
  Uni<List<OrderRecord>> dependents(AccountScope scope, AccountId account, Set<OrderId> orders);

  Uni<List<Fill>> fills(AccountScope scope, LedgerQueries.Fills query);

  Uni<Optional<Liquidation>> liquidation(AccountScope scope, UUID uid);

  Uni<Optional<Liquidation>> liquidationById(
      AccountScope scope, AccountId account, LiquidationId id);

  Uni<List<Liquidation>> liquidations(AccountScope scope, LedgerQueries.Liquidations query);

  /** How many rows that query matches, its page not counted; at most COUNT_MAX. */
  Uni<Long> countLiquidations(AccountScope scope, LedgerQueries.Liquidations query);

  Uni<List<LiquidationItem>> items(AccountScope scope, LedgerQueries.Items query);

  /** Whether any item of a liquidation still waits for cancels; false for one out of scope. */
  Uni<Boolean> awaitsCancels(AccountScope scope, AccountId account, LiquidationId id);

  Uni<List<LedgerEvent>> events(AccountScope scope, LedgerQueries.Events query);

  /** Sequence number of an account's last event. */
  Uni<Long> lastSeq(AccountScope scope, AccountId account);

  /** Number of the last event of an account that was archived and dropped; 0 where none was. */
  Uni<Long> lastDropped(AccountScope scope, AccountId account);

  /**
   * Fails with EVENTS_ARCHIVED where what follows this number of an account's log has been archived
   * and dropped; whoever went on behind it would miss something.
   */
  default Uni<Void> requireKept(AccountScope scope, AccountId account, long after) {
    return lastDropped(scope, account)
        .map(
            dropped -> {
              requireKept(dropped, after);
              return null;
            });
  }

  /**
   * The same where it is known what was dropped.
   *
   * @param dropped as of {@link #lastDropped}
   */
  static void requireKept(long dropped, long after) {
    if (after < dropped) {
      throw new TradingException(
          Denial.of(
              Reason.EVENTS_ARCHIVED,
              "events up to %d are in an archive; read on after that number".formatted(dropped)));
    }
  }
}
