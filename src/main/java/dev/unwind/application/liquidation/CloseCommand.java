// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.liquidation;

import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.Conduct;
import org.jspecify.annotations.Nullable;

/**
 * A close with the caller's idempotency key: same key, same liquidation, one effect (I11).
 *
 * @param key null where the caller gave none
 * @param then what the account may do from its acceptance on; null: what it may do now
 * @param expected digest of the plan that the caller has seen; another one is refused with
 *     BOOK_CHANGED
 */
public record CloseCommand(
    CloseRequest request,
    @Nullable IdempotencyKey key,
    @Nullable Then then,
    @Nullable String expected) {

  /** A latch that is set in the transaction that accepts the close. */
  public record Then(TradingState state, @Nullable String why) {}

  public CloseCommand(CloseRequest request, @Nullable IdempotencyKey key) {
    this(request, key, null, null);
  }

  public static CloseCommand of(CloseRequest request) {
    return new CloseCommand(request, null);
  }

  /** Whether the statements know all that it asks for. */
  boolean isPlain() {
    return then == null
        && expected == null
        && request.selection() == null
        && request.conduct().equals(Conduct.AT_ONCE)
        && !(request.amount() instanceof CloseAmount.Target);
  }
}
