// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The accounts that the dialect can speak of: it knows one position per symbol, so an account that
 * keeps one per opening order is refused rather than shown wrongly.
 */
@ApplicationScoped
public class AlpacaAccess {
  private static final int REMEMBERED_MAX = 100_000;

  private final LedgerReader reader;

  /** An account's mode never changes, so that it is read once. */
  private final Set<AccountId> netting = ConcurrentHashMap.newKeySet();

  AlpacaAccess(LedgerReader reader) {
    this.reader = reader;
  }

  /** The account that a request means, or ACCOUNT_TYPE_UNSUPPORTED. */
  public Uni<AccountId> of(Caller caller) {
    return caller.account().chain(account -> require(caller.principal().scope(), account));
  }

  /** The account itself, or ACCOUNT_TYPE_UNSUPPORTED. */
  public Uni<AccountId> require(AccountScope scope, AccountId account) {
    if (netting.contains(account)) {
      return Uni.createFrom().item(account);
    }
    return reader
        .account(scope, account)
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND)))
        .map(this::requireNetting);
  }

  private AccountId requireNetting(Account account) {
    if (account.positionMode() == PositionMode.HEDGING) {
      throw new TradingException(
          Denial.of(
              Reason.ACCOUNT_TYPE_UNSUPPORTED,
              "account keeps a position per order: it is not offered through this API"));
    }
    if (netting.size() >= REMEMBERED_MAX) {
      netting.clear();
    }
    netting.add(account.id());
    return account.id();
  }
}
