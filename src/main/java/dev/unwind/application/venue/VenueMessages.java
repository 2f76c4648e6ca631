// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderTerms;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Orders in the venue port's words. */
final class VenueMessages {
  private VenueMessages() {}

  static VenueOrder order(Order order) {
    return order(order, order.terms());
  }

  static VenueOrder order(Order order, OrderTerms terms) {
    return new VenueOrder(
        order.accountId(),
        terms.uid(),
        order.instrumentId(),
        order.side(),
        terms.type(),
        terms.timeInForce(),
        terms.ordered(),
        terms.limitPrice(),
        terms.stopPrice(),
        terms.trail(),
        terms.expiresAt(),
        order.ocoGroup(),
        order.isLiquidation());
  }

  static VenueOrderRef ref(Order order) {
    return new VenueOrderRef(order.accountId(), order.terms().uid());
  }

  /** By the key of what is to take its place, where something is. */
  static Optional<VenueOrderRef> pending(Order order) {
    return Optional.ofNullable(order.pending())
        .map(pending -> new VenueOrderRef(order.accountId(), pending.uid()));
  }

  /** An order under replacement is cancelled under both its keys. */
  static List<VenueOrderRef> cancels(Order order) {
    return Stream.concat(Stream.of(ref(order)), pending(order).stream()).toList();
  }
}
