// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.liquidation.Conduct;
import java.time.Duration;

/**
 * What bounds liquidations and orders.
 *
 * @param cancelDeadline how long a close waits for the cancels that it asked for
 * @param deadline how much open session time a closing order gets before it is cancelled
 * @param escalation how long the venue may take to confirm that cancel
 * @param attemptsMax closing orders per position when the venue cancels them by itself
 * @param settlementDelay from an execution to its settlement, on accounts that settle; whole days
 *     are business days
 * @param futuresLeverage how many times its cash an account may open in futures of which no initial
 *     margin is known
 * @param quoteAgeMax how old a quote may be from which the limit of a closing order is measured
 */
public record BookSettings(
    Duration cancelDeadline,
    Duration deadline,
    Duration escalation,
    int attemptsMax,
    Duration settlementDelay,
    int futuresLeverage,
    Duration quoteAgeMax) {
  /** How long a close that is carried out so waits for its cancels. */
  Duration cancelDeadline(Conduct conduct) {
    Duration own = conduct.cancelDeadline();
    return own == null ? cancelDeadline : own;
  }
}
