// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import java.util.Set;

/**
 * What a venue can do.
 *
 * @param batchSizeMax the most elements of one call
 * @param replaces whether working orders can be replaced
 * @param linksPairs whether it takes orders of one {@link VenueOrder#pair} as one. Where it does
 *     not, it is never sent more than one of them at a time
 * @param paced whether it counts requests, so that their order matters: cancels go first, then
 *     questions about unknown outcomes, closes, and the rest
 */
public record VenueCapabilities(
    Set<OrderType> orderTypes,
    Set<TimeInForce> timesInForce,
    int batchSizeMax,
    boolean replaces,
    boolean linksPairs,
    boolean paced) {
  public VenueCapabilities {
    orderTypes = Set.copyOf(orderTypes);
    timesInForce = Set.copyOf(timesInForce);
  }
}
