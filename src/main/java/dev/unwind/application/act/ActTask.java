// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.act;

import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.liquidation.CloseRequest;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done to each account of an act, in one transaction.
 *
 * @param kind a halt latches first, then cancels, then closes; a liquidation closes, then latches
 * @param latch null: the account may go on as before
 * @param cancelOrders of a halt: whether ordinary orders are cancelled
 * @param close null: positions stay as they are
 */
public record ActTask(
    Kind kind, @Nullable TradingState latch, boolean cancelOrders, @Nullable CloseRequest close) {

  public enum Kind {
    LIQUIDATION,
    HALT
  }
}
