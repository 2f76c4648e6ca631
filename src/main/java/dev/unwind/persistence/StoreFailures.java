// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import dev.unwind.postgres.PostgresFailures;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What it means when the database does not do as asked. */
public final class StoreFailures {
  private static final Logger LOG = Logger.getLogger(StoreFailures.class);
  private static final int RETRIES_MAX = 8;

  private StoreFailures() {}

  /**
   * Gives the work this long, and turns failures of the way to the database into {@code
   * TradingException} STORE_UNAVAILABLE. What PostgreSQL says against a statement stays a {@link
   * PgException}. After a time-out the outcome of a write is unknown.
   */
  public static <T> Uni<T> bounded(Uni<T> work, Duration most) {
    return named(work.ifNoItem().after(most).fail());
  }

  /** The same without a limit of its own. */
  static <T> Uni<T> named(Uni<T> work) {
    return work.onFailure(StoreFailures::isUnavailable)
        .transform(
            e ->
                e instanceof TradingException
                    ? e
                    : new TradingException(Reason.STORE_UNAVAILABLE, e))
        .onFailure(PostgresFailures::isOverload)
        .transform(e -> new TradingException(Reason.OVERLOADED, e));
  }

  /**
   * Begins a whole transaction anew after a conflict; the last failure comes out. The work must
   * make its transaction at subscription.
   */
  static <T> Uni<T> retried(Uni<T> transaction) {
    return transaction
        .onFailure(StoreFailures::isRetryable)
        .invoke(conflict -> LOG.debugf("taken again: %s", conflict))
        .onFailure(StoreFailures::isRetryable)
        .retry()
        .withBackOff(Duration.ofMillis(5), Duration.ofMillis(100))
        .withJitter(0.5)
        .atMost(RETRIES_MAX);
  }

  /**
   * Serialization failure or deadlock, which the database has undone, or a decision that must be
   * taken anew.
   */
  public static boolean isRetryable(Throwable failure) {
    return failure instanceof StaleDecisionException || PostgresFailures.isConflict(failure);
  }

  public static boolean isUnavailable(@Nullable Throwable failure) {
    return PostgresFailures.isUnavailable(failure);
  }
}
