// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Port: books the usual end of a liquidation, a trade that fills its closing order whole and leaves
 * the position flat, in one statement for any number of orders.
 */
public interface ClosingFills {
  /**
   * Books the plain ones among these trades: each is the only one of its closing order, and no
   * other order works on its position. What it writes is what {@code AccountBook.record} would, for
   * a report that the order works and then the trade. All others are left as they were.
   *
   * <p>Fails with {@code TradingException} STORE_UNAVAILABLE. Any other failure means that these
   * trades are not for the statement, as when another order has one of their executions. Nothing is
   * booked then.
   *
   * @param trades of one venue and different orders, executed under different ids
   * @return the keys of the orders whose trades are booked now
   */
  Uni<Set<UUID>> book(
      AccountId account, List<ExecutionReport.Trade> trades, DecisionOrigin decision);
}
