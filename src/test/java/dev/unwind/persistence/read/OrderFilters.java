// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerQueries.OrderState;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Queries for orders that ask for one thing and leave the rest open. */
final class OrderFilters {
  private OrderFilters() {}

  static LedgerQueries.Orders orders(@Nullable AccountId account, Set<OrderId> ids) {
    return new LedgerQueries.Orders(
        account,
        OrderState.ANY,
        ids,
        Set.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        true,
        0,
        100);
  }

  static LedgerQueries.Orders state(AccountId own, OrderState state, boolean oldestFirst) {
    return new LedgerQueries.Orders(
        own,
        state,
        Set.of(),
        Set.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        oldestFirst,
        0,
        100);
  }

  static LedgerQueries.Orders beyond(
      AccountId own, @Nullable OrderId after, @Nullable OrderId before) {
    return new LedgerQueries.Orders(
        own,
        OrderState.ANY,
        Set.of(),
        Set.of(),
        null,
        null,
        null,
        after,
        before,
        null,
        null,
        true,
        0,
        100);
  }
}
