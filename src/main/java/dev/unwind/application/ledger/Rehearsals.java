// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.util.function.Function;

/** Port: what a decision would be, on the book of one moment, with nothing written. */
public interface Rehearsals {
  /**
   * Lets {@code decide} work as {@link Books#decide} would, on ids that are nobody's, and forgets
   * what it changed. Nothing is locked: whoever writes goes on.
   *
   * <p>Fails as the decision would.
   */
  <R> Uni<R> rehearse(
      AccountId account, BookScope scope, DecisionOrigin decision, Function<AccountBook, R> decide);
}
