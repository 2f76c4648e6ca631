// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.heartbeat;

import dev.unwind.application.act.ActTask;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody has promised to be heard of again within a time, for an account.
 *
 * @param caller who has
 * @param origin under whose name it is done what was agreed, if he is not
 * @param dueAt until when
 * @param missedAt when it was found that he was not; null while he may still be
 * @param act what was done then
 */
public record Heartbeat(
    AccountId account,
    PrincipalId caller,
    DecisionOrigin origin,
    Duration timeout,
    Action action,
    Instant beatenAt,
    Instant dueAt,
    @Nullable Instant missedAt,
    @Nullable UUID act) {

  /** What is done then. */
  public enum Action {
    /** Only orders that reduce are accepted. */
    CLOSE_ONLY,
    /** No orders are accepted, and those that work are cancelled. */
    HALT,
    /** As HALT, and everything is closed. */
    LIQUIDATE;

    public ActTask task() {
      return new ActTask(
          ActTask.Kind.HALT,
          this == CLOSE_ONLY ? TradingState.CLOSE_ONLY : TradingState.HALTED,
          this != CLOSE_ONLY,
          this == LIQUIDATE ? everything() : null);
    }

    private static CloseRequest everything() {
      return CloseRequest.all().cancelOrders(true).build();
    }
  }
}
