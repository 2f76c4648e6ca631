// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import dev.unwind.application.account.AccountDirectory;
import dev.unwind.application.account.AccountDirectory.Listing;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.market.Market;
import dev.unwind.application.settlement.SettlementStore;
import dev.unwind.application.settlement.SettlementStore.Unsettled;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.Side;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
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
class UpvestCash {
  /** Accounts of one group that are added up. */
  private static final int ACCOUNTS_MAX = 1000;

  private final AccountDirectory directory;
  private final LedgerReader reader;
  private final Market market;
  private final SettlementStore settlements;

  UpvestCash(
      AccountDirectory directory, LedgerReader reader, Market market, SettlementStore settlements) {
    this.directory = directory;
    this.reader = reader;
    this.market = market;
    this.settlements = settlements;
  }

  /**
   * What a group's cash consists of.
   *
   * @param cash by account
   * @param locked what open buy orders will cost
   * @param pending proceeds that are not settled
   */
  record Parts(
      UUID group, String currency, Map<AccountId, Money> cash, Money locked, Money pending) {
    UpvestCashBalance balance() {
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
    Parts with(AccountId account, Money then) {
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

  Uni<Optional<Parts>> parts(AccountScope scope, UUID group) {
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
        .transformToUniAndConcatenate(id -> reader.orders(scope, LedgerQueries.Orders.open(id)))
        .flatMap(open -> Multi.createFrom().iterable(open))
        .map(OrderRecord::order)
        .filter(order -> order.side() == Side.BUY)
        .collect()
        .asList()
        .chain(this::cost)
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

  /** What these orders will cost at their limit, or at the quote. */
  private Uni<Money> cost(List<Order> buys) {
    Set<InstrumentId> ids = buys.stream().map(Order::instrumentId).collect(Collectors.toSet());
    return market
        .quotes(ids)
        .map(
            quotes ->
                buys.stream()
                    .map(order -> cost(order, quotes.get(order.instrumentId())))
                    .reduce(Money.ZERO, Money::plus));
  }

  private static Money cost(Order order, @org.jspecify.annotations.Nullable Quote quote) {
    Price limit = order.terms().limitPrice();
    Price price = limit != null ? limit : quote == null ? null : quote.touch(Side.BUY);
    return price == null ? Money.ZERO : order.leaves().at(price);
  }
}
