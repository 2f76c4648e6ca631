// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Optional;

/** A venue that can say what an account has there. One that is not this states nothing. */
public interface StatesAccount {
  /**
   * Asks for the positions first, then for the open orders, then for the cash. An account that is
   * bound to no venue may be asked for too, where the venue serves no other.
   *
   * <p>Fails with {@code TradingException} VENUE_UNAVAILABLE where there is no whole answer.
   *
   * @return what it states, by its own symbols, with no instrument named; null in it is what it
   *     cannot state
   */
  Uni<Statement> statement(AccountId account);

  /** What it says of an instrument, by its own symbol; empty where it has none, or cannot say. */
  Uni<Optional<StatedAsset>> asset(String symbol);

  /** Since when what happens there has been told without a gap. */
  Instant linkedSince();
}
