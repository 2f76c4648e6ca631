// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Quantity;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/**
 * Port: open positions that no order could have opened today, and that can only be closed: in
 * another currency than the account's, off the instrument's quantity increment, or in a contract
 * that has expired.
 */
public interface CloseOnlyPositions {
  /**
   * One of them; a position stands here once for each reason.
   *
   * @param reason CURRENCY_MISMATCH, QUANTITY_OFF_INCREMENT or INSTRUMENT_EXPIRED
   */
  record CloseOnly(PositionId position, String symbol, Quantity qty, Reason reason) {}

  /** Those of an account, by opening time; empty outside of the scope. */
  Uni<List<CloseOnly>> of(AccountScope scope, AccountId account, Instant now, int limit);
}
