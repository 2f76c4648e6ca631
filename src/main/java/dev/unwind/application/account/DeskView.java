// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.account;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.math.BigDecimal;
import java.util.List;

/** Port: all accounts side by side, as whoever watches them sees them. */
public interface DeskView {
  /**
   * One account.
   *
   * @param positions open ones
   * @param longs what is long, at the last prices, futures by their full value
   * @param shorts the same of what is short; not positive
   * @param unrealized against what it has cost
   * @param sincePreviousClose what the last prices make of the open positions against the previous
   *     close, however long they have been held; without one it counts as unchanged
   * @param day that and what the trades of the day have made against the previous close
   * @param unpriced positions without a quote: they are in none of these sums
   * @param workingOrders ordinary ones
   * @param liquidations that have not ended
   * @param openItems positions that those are about to close
   * @param differences what its venue states otherwise than the ledger, as of the last comparison
   */
  record Line(
      Account account,
      long positions,
      BigDecimal longs,
      BigDecimal shorts,
      BigDecimal unrealized,
      BigDecimal sincePreviousClose,
      BigDecimal day,
      long unpriced,
      long workingOrders,
      long liquidations,
      long openItems,
      long differences) {}

  /**
   * All open positions of one instrument.
   *
   * @param currency of the instrument
   * @param accounts how many hold it
   * @param longs as of a {@link Line}; the others likewise
   */
  record Exposure(
      String symbol,
      String currency,
      long accounts,
      long positions,
      BigDecimal longs,
      BigDecimal shorts,
      BigDecimal unrealized,
      long unpriced) {}

  /** Instruments within the scope, the largest without regard to sides first. */
  Uni<List<Exposure>> exposures(AccountScope scope, int limit);

  /** Accounts within the scope, ascending by id, at one moment. */
  Uni<List<Line>> lines(AccountScope scope, AccountId after, int limit);
}
