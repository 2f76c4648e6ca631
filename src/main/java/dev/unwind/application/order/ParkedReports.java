// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.order;

import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.reconciliation.Activity;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Port: what venues have reported and the ledger cannot book, kept until somebody has dealt with
 * it.
 */
public interface ParkedReports {
  /** The kind of what has happened without a trade. */
  String ACTIVITY = "ACTIVITY";

  /**
   * One of them.
   *
   * @param orderKey null where it is of no order
   * @param orderId the ledger's order; null where the key belongs to none
   * @param kind what was reported: {@code TRADE}, {@code CANCELED} and so on
   * @param execId of a trade, like {@code qty}, {@code price} and {@code cumQty}; of what has
   *     happened without one the venue's id of it
   * @param why it cannot be booked
   */
  record Parked(
      UUID id,
      String venue,
      @Nullable UUID orderKey,
      @Nullable Long orderId,
      String kind,
      @Nullable String execId,
      @Nullable BigDecimal qty,
      @Nullable BigDecimal price,
      @Nullable BigDecimal cumQty,
      Instant reportedAt,
      Instant parkedAt,
      String why) {}

  /**
   * Whether a failure says that what was to be written can never be: it would say the same of any
   * further attempt.
   */
  boolean isFinal(Throwable failure);

  /**
   * Keeps a report, durably; one that is kept already stays as it is.
   *
   * @return whether it is new here
   */
  Uni<Boolean> park(AccountId account, String venue, VenueReport report, Throwable failure);

  /**
   * Keeps what has happened without a trade, likewise.
   *
   * @param why it cannot be booked
   */
  Uni<Boolean> park(AccountId account, String venue, Activity activity, String why);

  /** Whether a trade is among them, which then cannot be corrected either. */
  Uni<Boolean> isParked(AccountId account, String venue, String execId);

  /** Those of an account, oldest first; empty outside of the scope. */
  Uni<List<Parked>> of(AccountScope scope, AccountId account, int limit);

  /** How many there are in all accounts. */
  Uni<Long> count();
}
