// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** A venue at which others trade under the same account, and which tells what they do. */
public interface SharesAccount {
  /**
   * What works there of an account that is about to be bound, as the reports by which the ledger
   * takes it over. What is entered after that moment is told like everything else, once the account
   * is bound.
   *
   * <p>Fails with {@code TradingException} VENUE_UNAVAILABLE where there is no whole answer.
   */
  Uni<List<VenueReport>> takeOver(AccountId account);

  /** Tells what has happened there and was not told yet; completes when it is recorded. */
  Uni<Void> catchUp(AccountId account);
}
