// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.order;

import dev.unwind.application.event.EventFeed;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.order.Order;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * Waits for the end of an order, whichever replica drives it. The order goes on when the waiting
 * ends or its caller leaves.
 */
@ApplicationScoped
public class AwaitOrder {
  private final LedgerReader reader;
  private final EventFeed feed;

  public AwaitOrder(LedgerReader reader, EventFeed feed) {
    this.reader = reader;
    this.feed = feed;
  }

  /** Until it is final, or the time is over; then as it stands. */
  public Uni<Order> ended(Order placed, Duration most) {
    if (!placed.isOpen()) {
      return Uni.createFrom().item(placed);
    }
    AccountScope scope = AccountScope.of(placed.accountId());
    return feed.wakes(placed.accountId())
        .onItem()
        .transformToUniAndConcatenate(tick -> reader.order(scope, placed.id()))
        .filter(found -> found.isPresent() && !found.get().order().isOpen())
        .toUni()
        .ifNoItem()
        .after(most)
        .recoverWithUni(() -> reader.order(scope, placed.id()))
        .map(found -> found == null ? placed : order(found, placed))
        // It is durable, whatever can be read of it now.
        .onFailure()
        .recoverWithItem(placed);
  }

  private static Order order(Optional<OrderRecord> found, Order placed) {
    return found.map(OrderRecord::order).orElse(placed);
  }
}
