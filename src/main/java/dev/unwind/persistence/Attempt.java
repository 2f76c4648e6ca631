// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.postgres.PostgresFailures;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One try of a transaction. Until its work is done it can be given up with nothing executed; from
 * then on, while COMMIT is on its way, only the database knows.
 */
final class Attempt<T> {
  private enum Phase {
    WORKING,
    COMMITTING,
    GIVEN_UP
  }

  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WORKING);
  private volatile @Nullable T result;

  /** The last step before COMMIT: fails, so that all is undone, where nobody waits any more. */
  Uni<T> commits(T done) {
    result = done;
    return phase.compareAndSet(Phase.WORKING, Phase.COMMITTING)
        ? Uni.createFrom().item(done)
        : Uni.createFrom().failure(new TimeoutException());
  }

  /** The same where COMMIT goes along with the last statement. */
  Uni<Void> commitsUnread() {
    return phase.compareAndSet(Phase.WORKING, Phase.COMMITTING)
        ? Uni.createFrom().voidItem()
        : Uni.createFrom().failure(new TimeoutException());
  }

  /** Whether it may have been committed in spite of this failure; if not, it never will be. */
  boolean mayHaveCommitted(Throwable failure) {
    return !phase.compareAndSet(Phase.WORKING, Phase.GIVEN_UP)
        && phase.get() == Phase.COMMITTING
        && PostgresFailures.leavesOutcomeOpen(failure);
  }

  /** What the work has come to; only once it may have been committed. */
  @Nullable T result() {
    return result;
  }
}
