// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.control;

import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody has asked for a latch to be lifted, which takes another to confirm it.
 *
 * @param caller who has asked
 * @param state what the account is to be then
 * @param seen the latch that he means; any other is not lifted by this
 * @param decidedBy who has confirmed it or taken it back
 */
public record Lift(
    UUID id,
    AccountId account,
    PrincipalId caller,
    String actor,
    TradingState state,
    String reason,
    Account.Latch seen,
    Status status,
    Instant createdAt,
    Instant expiresAt,
    @Nullable String decidedBy,
    @Nullable Instant decidedAt) {

  /** How it stands; EXPIRED is told, and never stored. */
  public enum Status {
    PENDING,
    CONFIRMED,
    WITHDRAWN,
    EXPIRED
  }

  public Status statusAt(Instant now) {
    return status == Status.PENDING && !now.isBefore(expiresAt) ? Status.EXPIRED : status;
  }

  Lift decided(Status next, String by, Instant at) {
    return new Lift(
        id, account, caller, actor, state, reason, seen, next, createdAt, expiresAt, by, at);
  }
}
