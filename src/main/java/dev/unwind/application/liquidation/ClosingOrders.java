// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.liquidation;

import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.Side;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Port: the closing orders of liquidations in short, many at once. The caller has checked the
 * account.
 */
public interface ClosingOrders {
  /** The most orders that one read returns. */
  int LIMIT_MAX = 20_000;

  /** A closing order. */
  record ClosingOrder(UUID uid, Side side, OrderStatus status) {}

  /** As they stand now, in the order of their placing. */
  Uni<Map<LiquidationId, List<ClosingOrder>>> of(
      AccountId account, Set<LiquidationId> liquidations);

  /** As they stood after an event of the account's log. */
  Uni<List<ClosingOrder>> after(AccountId account, LiquidationId liquidation, long seq);
}
