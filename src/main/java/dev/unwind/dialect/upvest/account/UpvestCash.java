// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.account;

import dev.unwind.application.account.AccountDirectory;
import dev.unwind.application.account.AccountDirectory.Listing;
import dev.unwind.application.account.AccountSums;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.settlement.SettlementStore;
import dev.unwind.application.settlement.SettlementStore.Unsettled;
import dev.unwind.dialect.upvest.UpvestMapping;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Money;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The cash of account groups: the sum over the group's accounts that the caller may see. */
@ApplicationScoped
public class UpvestCash {
  /** Accounts of one group that are added up. */
  private static final int ACCOUNTS_MAX = 1000;

  private final AccountDirectory directory;
  private final Snapshots snapshots;
  private final AccountSums sums;
  private final SettlementStore settlements;

  UpvestCash(
      AccountDirectory directory,
      Snapshots snapshots,
      AccountSums sums,
      SettlementStore settlements) {
    this.directory = directory;
    this.snapshots = snapshots;
    this.sums = sums;
    this.settlements = settlements;
  }

  /**
   * What a group's cash consists of.
   *
   * @param cash by account
   * @param locked what open buy orders will cost
   * @param pending proceeds that are not settled
   */
  public record Parts(
      UUID group, String currency, Map<AccountId, Money> cash, Money locked, Money pending) {
    public UpvestCashBalance balance() {
      Money balance = cash.values().stream().reduce(Money.ZERO, Money::plus);
      Money tradable = balance.minus(locked);
      return new UpvestCashBalance(
          group.toString(),
          currency,
          UpvestMapping.money(balance),
          UpvestMapping.money(locked),
          UpvestMapping.money(pending),
          UpvestMapping.money(atLeastZero(tradable.minus(pending))),
          UpvestMapping.money(atLeastZero(tradable)));
    }

    /** The same with what one account had at another moment. */
    public Parts with(AccountId account, Money then) {
      Map<AccountId, Money> changed = new HashMap<>(cash);
      changed.put(account, then);
      return new Parts(group, currency, changed, locked, pending);
    }

    private static Money atLeastZero(Money money) {
      return money.signum() < 0 ? Money.ZERO : money;
    }
  }

  /** A group's balance; empty where no account of it can be seen. */
  Uni<Optional<UpvestCashBalance>> of(AccountScope scope, UUID group) {
    return parts(scope, group).map(found -> found.map(Parts::balance));
  }

  /** As of one moment. */
  public Uni<Optional<Parts>> parts(AccountScope scope, UUID group) {
    return snapshots.read(() -> reading(scope, group));
  }

  private Uni<Optional<Parts>> reading(AccountScope scope, UUID group) {
    return directory
        .ofGroup(scope, group, ACCOUNTS_MAX)
        .chain(
            listings ->
                listings.isEmpty()
                    ? Uni.createFrom().item(Optional.empty())
                    : parts(scope, group, listings.stream().map(Listing::account).toList())
                        .map(Optional::of));
  }

  private Uni<Parts> parts(AccountScope scope, UUID group, List<Account> accounts) {
    Set<AccountId> ids = accounts.stream().map(Account::id).collect(Collectors.toSet());
    return Multi.createFrom()
        .iterable(ids)
        .onItem()
        .transformToUniAndConcatenate(sums::purchases)
        .map(AccountSums.Purchases::all)
        .collect()
        .asList()
        .map(all -> all.stream().reduce(Money.ZERO, Money::plus))
        .chain(
            locked ->
                settlements
                    .unsettled(scope, ids)
                    .map(
                        unsettled ->
                            new Parts(
                                group,
                                accounts.get(0).currency(),
                                accounts.stream()
                                    .collect(Collectors.toMap(Account::id, Account::cash)),
                                locked,
                                unsettled.values().stream()
                                    .map(Unsettled::proceeds)
                                    .reduce(Money.ZERO, Money::plus))));
  }
}
