// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.value.OrderId;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Port: how orders hang together and what happened to them, for dialects that show commands,
 * reports and versions by ids of their own. Same rules as {@link LedgerReader}.
 */
public interface OrderHistory {
  /** Events by their unique ids, those of the scope that exist. */
  Uni<List<LedgerEvent>> events(AccountScope scope, Set<Long> eventIds);

  /** All events that carry these orders, ascending per account; at most {@code limit}. */
  Uni<List<LedgerEvent>> eventsOfOrders(AccountScope scope, Set<OrderId> orders, int limit);

  /** The orders that these versions belong to. */
  Uni<Set<OrderId>> ordersOfVersions(AccountScope scope, Set<Long> versionIds);

  /** The orders that wait, or waited, for these to fill; ascending. */
  Uni<Set<OrderId>> children(AccountScope scope, Set<OrderId> parents);

  /** The legs of these groups, ascending; each cancels the others of its group. */
  Uni<Map<Long, List<OrderId>>> legs(AccountScope scope, Set<Long> groups);
}
