// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.rule;

import dev.unwind.application.act.NewAct;
import dev.unwind.application.control.AccountSettings;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.rule.Valuation;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: rules of accounts, one set of each. */
public interface RuleStore {
  /**
   * What rules are judged by besides the book.
   *
   * @param rules null where the account has none, or none that can be read
   * @param unreadable whether there are some that cannot
   * @param futures whether the account holds or has held futures
   */
  record Standing(
      @Nullable KeptRules rules, boolean unreadable, AccountSettings settings, boolean futures) {}

  /** An act that is written together with what it follows from. */
  record Following(UUID id, NewAct act) {}

  /**
   * What a decision has made of it.
   *
   * @param keep the rules from now on; null where the account is to have none
   */
  record Outcome<R>(R result, @Nullable KeptRules keep, @Nullable Following following) {}

  /** A decision under the account's lock. */
  @FunctionalInterface
  interface Decision<R> {
    Outcome<R> on(AccountBook book, Standing standing);
  }

  /** Keeps what is decided, in its transaction; fails as a decision of {@code Books} does. */
  <R> Uni<R> decide(AccountId account, DecisionOrigin origin, Decision<R> decision);

  Uni<Optional<KeptRules>> find(AccountId account);

  /** An account as a look at it shows it, without any lock. */
  record Watched(
      KeptRules rules,
      AccountSettings settings,
      boolean futures,
      Money cash,
      TradingState state,
      List<Valuation.Held> positions) {}

  /**
   * Accounts that were looked at, ascending.
   *
   * @param unreadable why the others cannot be judged, each by itself
   * @param last the last of all of them; null where there is none
   */
  record Looked(
      List<Watched> watched, Map<AccountId, String> unreadable, @Nullable AccountId last) {
    public static final Looked NOTHING = new Looked(List.of(), Map.of(), null);

    public int count() {
      return watched.size() + unreadable.size();
    }
  }

  /** The next accounts that have rules, all of one moment. */
  Uni<Looked> next(AccountId after, int limit);

  /** The same of those among these that have any. */
  Uni<Looked> among(Collection<AccountId> accounts);

  /**
   * Enters in the account's log that its rules cannot be read, once for each reason, whichever
   * replica finds it.
   *
   * @return whether it was entered now
   */
  Uni<Boolean> tellUnreadable(AccountId account, String why);

  /** The next accounts with rules that hold one of these, ascending. */
  Uni<List<AccountId>> holding(Collection<InstrumentId> instruments, AccountId after, int limit);

  /** Keeps what the rules remember, unless they have changed or remember something newer. */
  Uni<Void> remember(KeptRules rules);
}
