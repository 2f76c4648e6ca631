// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.account;

import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.ReplayStore.StoredAnswer;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.AccountType;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Port: accounts as they are opened, named and closed. What lies outside the scope is absent (I12).
 * What is listed and found by uid are netting accounts, with their groups: whoever asks so has no
 * others.
 */
public interface AccountDirectory {
  /**
   * An account as its owner sees it.
   *
   * @param title what the owner calls it; its name where nothing else was chosen
   * @param number its place in its group, from 1
   */
  record Listing(Account account, String title, int number, Instant updatedAt) {
    /** The group that it belongs to; an account without a group is one by itself. */
    public UUID group() {
      UUID group = account.groupUid();
      return group == null ? account.uid() : group;
    }
  }

  /** A page with the number of all, as of one moment. */
  record Page(long total, List<Listing> accounts) {}

  /** An account to be opened. */
  record NewAccount(
      UUID uid, String title, AccountType type, String currency, UUID owner, UUID group) {}

  Uni<Page> page(AccountScope scope, int offset, int limit, boolean oldestFirst);

  Uni<Optional<Listing>> find(AccountScope scope, UUID uid);

  /** The accounts of a group, at most {@code limit}. */
  Uni<List<Listing>> ofGroup(AccountScope scope, UUID group, int limit);

  /**
   * Opens an account, grants it to the caller, and remembers the answer, at most once per key.
   * Fails with IDEMPOTENCY_KEY_REUSED when the key was used for another payload.
   *
   * @return the answer; of a repeated request the first one, byte for byte
   */
  Uni<StoredAnswer> open(
      NewAccount account,
      PrincipalId caller,
      IdempotencyKey key,
      DecisionOrigin by,
      Instant now,
      Function<Listing, StoredAnswer> answer);

  /**
   * How many orders an account has ever had, at most {@code LedgerQueries.COUNT_MAX}. The caller
   * has checked the account.
   */
  Uni<Long> countOrders(AccountId account);

  /** Gives an account another title. */
  Uni<Optional<Listing>> rename(
      AccountScope scope, UUID uid, String title, DecisionOrigin by, Instant now);

  /**
   * Begins to close an account: ACTIVE becomes CLOSING.
   *
   * @return empty when it does not exist; else whether it was ACTIVE
   */
  Uni<Optional<Boolean>> close(AccountScope scope, UUID uid, DecisionOrigin by, Instant now);

  /**
   * Gives an account, of whatever kind, another title. Fails with ACCOUNT_NOT_FOUND.
   *
   * @param asSeen judges it under its lock, and throws where it is another
   */
  Uni<Account> retitle(
      AccountId account, String title, Consumer<Account> asSeen, DecisionOrigin by, Instant now);

  /**
   * Closes an account, of whatever kind, that holds nothing, at once; one that is closed stays so.
   * Fails with ACCOUNT_NOT_FOUND, or ACCOUNT_IN_USE.
   */
  Uni<Account> closeEmpty(
      AccountId account, Consumer<Account> asSeen, DecisionOrigin by, Instant now);

  /** Closes accounts that are CLOSING and hold nothing any more; at most {@code limit}. */
  Uni<List<AccountId>> closeEmptied(Instant now, int limit);
}
