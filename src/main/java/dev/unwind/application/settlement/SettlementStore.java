// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.settlement;

import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Quantity;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Port: what is to settle, and what is still unsettled. */
public interface SettlementStore {
  /** Fills whose time has come, the longest due first; resumes after the given one. */
  Uni<List<Fill>> due(Instant now, @Nullable Fill after, int limit);

  /** A filled liquidation of an account that settles, with nothing unsettled. */
  record Complete(AccountId account, LiquidationId liquidation, Instant endedAt) {}

  /** Those of these accounts. */
  Uni<List<Complete>> complete(Set<AccountId> accounts, int limit);

  /** Those of any account, ascending by account. */
  Uni<List<Complete>> complete(AccountId after, int limit);

  /**
   * What an account's unsettled fills amount to.
   *
   * @param proceeds sum of cash effects of sales
   * @param bought quantity bought, by position
   */
  record Unsettled(Money proceeds, Map<PositionId, Quantity> bought) {
    public static final Unsettled NOTHING = new Unsettled(Money.ZERO, Map.of());
  }

  Uni<Map<AccountId, Unsettled>> unsettled(AccountScope scope, Set<AccountId> accounts);
}
