// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/** A venue at which others trade under the same account, and which tells what they do. */
public interface SharesAccount {
  /**
   * What works there at a moment; two that are equal had nothing happen in between.
   *
   * @param reports by which the ledger takes it over
   * @param since what is entered after this moment is told like everything else
   */
  record TakenOver(List<ExecutionReport> reports, Instant since) {}

  /**
   * What works there of an account that is about to be bound.
   *
   * <p>Fails with {@code TradingException} VENUE_UNAVAILABLE where there is no whole answer.
   */
  Uni<TakenOver> takeOver(AccountId account);

  /** Tells what has happened there and was not told yet; completes when it is recorded. */
  Uni<Void> catchUp(AccountId account);
}
