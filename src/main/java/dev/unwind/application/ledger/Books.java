// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.util.function.Function;

/** Port: decisions about one account, each in one transaction under the account's lock. */
public interface Books {
  /**
   * Loads the slice, lets {@code decide} work on it, and writes what it changed. Serialization
   * failures and deadlocks are retried with a fresh book, so {@code decide} must be free of side
   * effects. Nothing is written when it throws; a {@code DeniedException} becomes a {@code
   * TradingException}. After the commit, work for venues and waiting streams are woken.
   *
   * <p>Fails with {@code TradingException} ACCOUNT_NOT_FOUND, CLIENT_ORDER_ID_DUPLICATE,
   * LIQUIDATION_IN_PROGRESS (exclusive ones), or STORE_UNAVAILABLE.
   */
  <R> Uni<R> decide(
      AccountId account, BookScope scope, DecisionOrigin decision, Function<AccountBook, R> decide);

  /**
   * The same, at most once per key.
   *
   * @param effect what to remember of the result
   */
  <R> Uni<KeyedResult<R>> decideOnce(
      AccountId account,
      BookScope scope,
      DecisionOrigin decision,
      IdempotencyKey key,
      Function<AccountBook, R> decide,
      Function<R, KeyedEffect> effect);
}
