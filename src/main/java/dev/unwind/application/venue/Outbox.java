// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.VenueName;
import java.time.Instant;
import java.util.List;

/**
 * Port: whoever tells venues about orders. Called after the commit that handed them out to this
 * replica.
 */
public interface Outbox {
  /**
   * Takes orders to be told. Never blocks and never fails; what it cannot take is claimed from the
   * ledger later.
   *
   * @param venue where the account of all of these is bound
   * @param leaseUntil until when this replica owns them
   */
  void handOut(VenueName venue, List<Order> orders, Instant leaseUntil);
}
