// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.PositionId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request to close positions.
 *
 * @param positions which, for the scopes POSITION and POSITIONS; empty for ACCOUNT
 * @param selection with POSITIONS and without ids: those that it means when the request is decided
 * @param instrument with POSITION: also cancel this instrument's working orders when nothing is
 *     held of it
 * @param denyWhenNothing refuse with POSITION_NOT_FOUND, or the sizing's own refusal, instead of
 *     accepting a liquidation that does nothing (single closes)
 * @param exclusive refuse while another exclusive liquidation of the account is live
 * @param clientOrderId the caller's name of the order; on a close-all {@code <id>-<symbol>}
 */
public record CloseRequest(
    LiquidationScope scope,
    Set<PositionId> positions,
    @Nullable Selection selection,
    @Nullable InstrumentId instrument,
    CloseAmount amount,
    boolean cancelOrders,
    HeldPolicy heldPolicy,
    boolean denyWhenNothing,
    boolean exclusive,
    @Nullable String clientOrderId,
    Map<String, String> tags) {
  public CloseRequest {
    positions = Set.copyOf(positions);
    tags = Map.copyOf(tags);
  }

  /** One that names its positions, or wants all. */
  public CloseRequest(
      LiquidationScope scope,
      Set<PositionId> positions,
      @Nullable InstrumentId instrument,
      CloseAmount amount,
      boolean cancelOrders,
      HeldPolicy heldPolicy,
      boolean denyWhenNothing,
      boolean exclusive,
      @Nullable String clientOrderId,
      Map<String, String> tags) {
    this(
        scope,
        positions,
        null,
        instrument,
        amount,
        cancelOrders,
        heldPolicy,
        denyWhenNothing,
        exclusive,
        clientOrderId,
        tags);
  }

  /** The same request for the positions of this instrument. */
  public CloseRequest of(Collection<Position> positionsLoaded, @Nullable InstrumentId wanted) {
    return positions(
        positionsLoaded.stream()
            .filter(p -> p.instrumentId().equals(wanted))
            .map(Position::id)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** The same request with one more tag. */
  public CloseRequest tagged(String name, String value) {
    Map<String, String> all = new HashMap<>(tags);
    all.put(name, value);
    return new CloseRequest(
        scope,
        positions,
        selection,
        instrument,
        amount,
        cancelOrders,
        heldPolicy,
        denyWhenNothing,
        exclusive,
        clientOrderId,
        all);
  }

  /** The same request for these positions. */
  public CloseRequest positions(Set<PositionId> ids) {
    return new CloseRequest(
        scope,
        ids,
        selection,
        instrument,
        amount,
        cancelOrders,
        heldPolicy,
        denyWhenNothing,
        exclusive,
        clientOrderId,
        tags);
  }
}
