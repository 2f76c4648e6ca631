// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.domain.book.BookChanges.VersionState;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderTerms;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order with every version that it had, ascending; the last LIVE one is {@code order.terms()}.
 *
 * @param order its present state
 */
public record OrderRecord(Order order, List<Version> versions) {
  public OrderRecord {
    versions = List.copyOf(versions);
  }

  /** One version; {@code replacedAt} is set where a later one took its place. */
  public record Version(OrderTerms terms, VersionState state, @Nullable Instant replacedAt) {}
}
