// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import dev.unwind.domain.Reason;

/** Tells the reason table what this dialect makes of a reason. */
public final class NeuratradeReasons {
  private NeuratradeReasons() {}

  /** Of a liquidation; what an order is answered only where it is something else. */
  public static String cell(Reason reason) {
    String liquidation = words(reason, NeuratradeOperation.LIQUIDATE);
    String order =
        words(reason, NeuratradeOperation.PLACE)
            .replace(NeuratradeOperation.PLACE.failure(), NeuratradeOperation.LIQUIDATE.failure());
    return order.equals(liquidation) ? liquidation : liquidation + "; an order: " + order;
  }

  private static String words(Reason reason, NeuratradeOperation operation) {
    NeuratradeException answer = NeuratradeErrors.of(reason, operation);
    return answer.status() + " " + answer.text();
  }
}
