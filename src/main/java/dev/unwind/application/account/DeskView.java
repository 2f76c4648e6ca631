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
   * @param unpriced positions without a quote: they are in none of the three sums
   * @param workingOrders ordinary ones
   * @param liquidations that have not ended
   * @param openItems positions that those are about to close
   */
  record Line(
      Account account,
      long positions,
      BigDecimal longs,
      BigDecimal shorts,
      BigDecimal unrealized,
      long unpriced,
      long workingOrders,
      long liquidations,
      long openItems) {}

  /** Accounts within the scope, ascending by id, at one moment. */
  Uni<List<Line>> lines(AccountScope scope, AccountId after, int limit);
}
