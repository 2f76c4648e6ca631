// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.liquidation;

import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/**
 * Port: outcomes that a caller could not wait for. Each is kept for the caller's repeat of the same
 * request, on any replica, and given out once. Fails with STORE_UNAVAILABLE.
 */
public interface UnclaimedOutcomes {
  /** What goes on without its caller. */
  enum Kind {
    LIQUIDATION,
    ORDER
  }

  /**
   * @param caller a principal's name
   * @param subject what was asked for; only the same request meets it
   * @param id of the liquidation or order
   */
  record Offer(AccountId account, String caller, String subject, Kind kind, long id) {}

  /**
   * Keeps an offer; keeping it again changes nothing. Forgets some that were made before {@code
   * expired}.
   */
  Uni<Void> keep(Offer offer, Instant now, Instant expired);

  /** What is on offer since {@code since}, oldest first; a handful at most. */
  Uni<List<Offer>> find(AccountId account, String caller, String subject, Instant since);

  /** Takes an offer off; of all who try one gets true. */
  Uni<Boolean> take(Offer offer);
}
