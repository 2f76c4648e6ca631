// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.control;

import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;

/** Port: settings of accounts. */
public interface SettingsStore {
  /** Those of an account that nobody has set any for are {@link AccountSettings#NONE}. */
  Uni<AccountSettings> find(AccountId account);

  /** A decision under the account's lock. */
  @FunctionalInterface
  interface Decision {
    AccountSettings on(AccountBook book, AccountSettings now);
  }

  /** Keeps what is decided, in its transaction; fails as a decision of {@code Books} does. */
  Uni<AccountSettings> decide(AccountId account, DecisionOrigin origin, Decision decision);
}
