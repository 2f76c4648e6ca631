// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.account;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Money;
import io.smallrye.mutiny.Uni;
import java.time.Instant;

/**
 * Port: what everything that an account holds or has on order comes to, added up by the ledger; the
 * same as adding up its positions one by one. The caller has checked the account.
 */
public interface AccountSums {
  /**
   * Its open positions at the last prices. What has no quote counts at its entry price.
   *
   * @param longs market value of what is long, futures apart
   * @param shorts the same of what is short; not positive
   * @param futuresProfit unrealised profit of futures
   * @param atPreviousClose market value, of futures profit, at the previous close; where there is
   *     none, at the last price
   */
  record Values(Money longs, Money shorts, Money futuresProfit, Money atPreviousClose) {}

  Uni<Values> values(AccountId account);

  /**
   * The same, where each position is rounded to the currency's unit by itself and what has no quote
   * is worth what it has cost.
   *
   * @param profit unrealised profit of all positions
   * @param futuresProfit the futures' part of it
   * @param worth market value, of futures profit
   */
  record Profits(Money profit, Money futuresProfit, Money worth) {}

  Uni<Profits> profits(Account account);

  /**
   * What its open purchases will cost: at their limit, else at the market. One that has neither
   * costs nothing yet.
   *
   * @param opening of those that cover no short and buy no futures, times the multiplier
   * @param all of all of them, in units
   */
  record Purchases(Money opening, Money all) {}

  Uni<Purchases> purchases(AccountId account);

  /** Sum of the profits that fills booked after this moment have realised. */
  Uni<Money> realisedAfter(AccountId account, Instant moment);
}
