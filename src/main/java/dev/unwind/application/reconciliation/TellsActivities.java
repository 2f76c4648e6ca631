// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.domain.reconciliation.Activity;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Set;

/** A venue that tells what happens to an account without a trade, such as fees and splits. */
public interface TellsActivities {
  /**
   * What has happened since the account was bound and is not noted, in order, by the venue's own
   * symbols, with no instrument named. What cannot be understood is not among it: it shows as a
   * difference.
   *
   * <p>Fails with {@code TradingException} VENUE_UNAVAILABLE where there is no whole answer.
   */
  Uni<List<Activity>> activities(AccountId account);

  /** Notes those that are booked: they are not told again. */
  Uni<Void> noted(AccountId account, Set<String> ids);
}
