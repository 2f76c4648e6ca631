// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.liquidation;

import dev.unwind.domain.Stepwise;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.PositionId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request to close positions.
 *
 * @param positions which, for the scopes POSITION and POSITIONS, in the order named; empty for
 *     ACCOUNT
 * @param selection with POSITIONS and without ids: those that it means when the request is decided
 * @param instrument with POSITION: also cancel this instrument's working orders when nothing is
 *     held of it
 * @param denyWhenNothing refuse with POSITION_NOT_FOUND, or the sizing's own refusal, instead of
 *     accepting a liquidation that does nothing (single closes)
 * @param exclusive refuse while another exclusive liquidation of the account is live
 * @param clientOrderId the caller's name of the order; on a close-all {@code <id>-<symbol>}
 */
@Stepwise
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
    Conduct conduct,
    Map<String, String> tags)
    implements CloseRequestBuilder.With {
  public CloseRequest {
    positions = Collections.unmodifiableSet(new LinkedHashSet<>(positions));
    tags = Map.copyOf(tags);
  }

  /** All that the account holds. */
  public static CloseRequestBuilder all() {
    return of(LiquidationScope.ACCOUNT);
  }

  /** One position, of this instrument where that says which. */
  public static CloseRequestBuilder one(@Nullable InstrumentId instrument) {
    return of(LiquidationScope.POSITION).instrument(instrument);
  }

  /**
   * Closes all of them, leaves orders alone and refuses where these hold something, unless told
   * otherwise.
   */
  public static CloseRequestBuilder of(LiquidationScope scope) {
    return CloseRequestBuilder.builder()
        .scope(scope)
        .positions(Set.of())
        .amount(CloseAmount.ALL)
        .heldPolicy(HeldPolicy.REFUSE)
        .denyWhenNothing(scope == LiquidationScope.POSITION)
        .conduct(Conduct.AT_ONCE)
        .tags(Map.of());
  }

  /** The same request for the positions of this instrument. */
  public CloseRequest of(Collection<Position> positionsLoaded, @Nullable InstrumentId wanted) {
    return withPositions(
        positionsLoaded.stream()
            .filter(p -> p.instrumentId().equals(wanted))
            .map(Position::id)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** The same request with one more tag. */
  public CloseRequest tagged(String name, String value) {
    Map<String, String> all = new HashMap<>(tags);
    all.put(name, value);
    return withTags(all);
  }

  /** The same request for the positions that this means. */
  public CloseRequest selecting(Selection meant) {
    return with(request -> request.scope(LiquidationScope.POSITIONS).selection(meant));
  }
}
