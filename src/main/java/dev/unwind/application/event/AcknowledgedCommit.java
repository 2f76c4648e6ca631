// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.event;

import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.value.AccountId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row by which a commit that was acknowledged can be told from every other: where it is not in
 * the ledger, the commit is lost.
 *
 * @param number of the liquidation, or of the event in the account's log
 * @param liquidation null of an event
 * @param eventId null of a liquidation, and where the database has given it
 * @param at of the event, or when the liquidation was accepted
 * @param name for those who read of its loss
 */
public record AcknowledgedCommit(
    AccountId account,
    long number,
    @Nullable UUID liquidation,
    @Nullable Long eventId,
    Instant at,
    String name) {

  public static AcknowledgedCommit of(Liquidation made) {
    return new AcknowledgedCommit(
        made.accountId(),
        made.id().value(),
        made.uid(),
        null,
        made.createdAt(),
        "liquidation " + made.uid());
  }

  /** The last event of a commit, which is there if the others are. */
  public static AcknowledgedCommit of(LedgerEvent last, String name) {
    return new AcknowledgedCommit(last.account(), last.seq(), null, last.id(), last.at(), name);
  }

  /** The same of an event whose id is not known. */
  public static AcknowledgedCommit of(AccountId account, long seq, Instant at, String name) {
    return new AcknowledgedCommit(account, seq, null, null, at, name);
  }
}
