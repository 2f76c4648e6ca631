// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.event;

import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.value.LiquidationId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events of an account are meant. What is null or empty is any; of a liquidation and a
 * request an event needs to belong to one.
 *
 * @param actor under whose name it was written
 * @param liquidation with its orders and fills
 */
public record EventFilter(
    Set<EventKind> kinds,
    @Nullable String actor,
    @Nullable LiquidationId liquidation,
    @Nullable Request request) {
  public static final EventFilter ANY = new EventFilter(Set.of(), null, null, null);

  /** What one request has written itself. */
  public record Request(String actor, String id) {}

  public EventFilter {
    kinds = Set.copyOf(kinds);
  }

  public static EventFilter of(LiquidationId liquidation) {
    return new EventFilter(Set.of(), null, liquidation, null);
  }

  public boolean tells(LedgerEvent event) {
    return (kinds.isEmpty() || kinds.contains(event.kind()))
        && (actor == null || actor.equals(event.actor()))
        && (liquidation == null && request == null || isOfLiquidation(event) || isOfRequest(event));
  }

  private boolean isOfLiquidation(LedgerEvent event) {
    if (liquidation == null) {
      return false;
    }
    Liquidation told = event.liquidation();
    return told != null && liquidation.equals(told.id())
        || event.order() != null && liquidation.equals(event.order().liquidationId())
        || event.fill() != null && liquidation.equals(event.fill().liquidationId());
  }

  private boolean isOfRequest(LedgerEvent event) {
    return request != null
        && request.id().equals(event.requestId())
        && request.actor().equals(event.actor());
  }
}
