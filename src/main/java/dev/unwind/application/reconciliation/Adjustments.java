// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Port: what was booked without a trade. */
public interface Adjustments {
  /** Those that match; none outside of the scope. */
  Uni<List<Adjustment>> of(AccountScope scope, Query query);

  /** Those of these activities of the account's venue that are booked. */
  Uni<Set<String>> booked(AccountId account, Set<String> activities);

  /**
   * What a reason has done.
   *
   * @param moves whether it has changed a position; otherwise it has moved money alone
   */
  record Kind(AdjustmentReason reason, boolean moves) {}

  /**
   * @param after exclusive, on the booking time; {@code until} likewise
   */
  record Query(
      AccountId account,
      Set<Kind> kinds,
      @Nullable Instant after,
      @Nullable Instant until,
      boolean oldestFirst,
      int limit) {
    public Query {
      kinds = Set.copyOf(kinds);
    }
  }
}
