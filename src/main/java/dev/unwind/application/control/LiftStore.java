// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.control;

import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: requests to lift latches, decided together with the latch. */
public interface LiftStore {
  /**
   * What a decision has made of a book and a request, both written in its transaction.
   *
   * @param keep the request as it is from now on; null where there is none
   */
  record Outcome<R>(R result, @Nullable Lift keep) {}

  /** A decision under the account's lock; free of side effects, like any about a book. */
  @FunctionalInterface
  interface Decision<R> {
    /**
     * @param settings the account's, as they are under its lock
     * @param lift the request that is decided on; null where none was named, or none has the id
     */
    Outcome<R> on(AccountBook book, AccountSettings settings, @Nullable Lift lift);
  }

  /** Fails as a decision of {@code Books} does. */
  <R> Uni<R> decide(
      AccountId account, @Nullable UUID lift, DecisionOrigin origin, Decision<R> decision);

  Uni<Optional<Lift>> find(AccountScope scope, UUID id);

  /**
   * The newest first.
   *
   * @param status null for all
   */
  Uni<List<Lift>> list(
      AccountScope scope, Lift.@Nullable Status status, Instant now, int offset, int limit);
}
