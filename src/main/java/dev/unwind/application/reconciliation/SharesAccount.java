// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A venue at which others trade under the same account, and which tells what they do. */
public interface SharesAccount {
  /**
   * What works there at a moment, and has happened by then.
   *
   * @param reports by which the ledger takes it over
   * @param since what is entered after this moment is told like everything else
   * @param activities what has happened there without a trade, by its ids
   */
  record TakenOver(List<ExecutionReport> reports, Instant since, Set<String> activities) {
    public TakenOver beside(Set<String> happened) {
      return new TakenOver(reports, since, happened);
    }

    /** Whether nothing has happened between two of them; how far a stop is trailed is nothing. */
    public boolean isStill(TakenOver before) {
      return since.equals(before.since)
          && activities.equals(before.activities)
          && untrailed().equals(before.untrailed());
    }

    private List<ExecutionReport> untrailed() {
      return reports.stream().map(TakenOver::untrailed).toList();
    }

    private static ExecutionReport untrailed(ExecutionReport report) {
      return report instanceof ExecutionReport.Entered entered && entered.order().trail() != null
          ? new ExecutionReport.Entered(
              entered.account(),
              entered.orderKey(),
              entered.order().withTrail(null).withStopPrice(null),
              entered.at())
          : report;
    }
  }

  /**
   * What works there of an account that is about to be bound.
   *
   * <p>Fails with {@code TradingException} VENUE_UNAVAILABLE where there is no whole answer.
   */
  Uni<TakenOver> takeOver(AccountId account);

  /** Tells what has happened there and was not told yet; completes when it is recorded. */
  Uni<Void> catchUp(AccountId account);
}
