// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.ledger;

import dev.unwind.domain.position.ClosedBy;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A position from its opening until it was flat. On hedging accounts that is the whole life of a
 * position; a netting position has one after the other.
 *
 * @param externalId the name that a hedging position was given
 * @param opening what its opening order said; hedging accounts only
 * @param openedQty signed; see {@code Position}
 * @param entryPrice average entry price; zero before the first fill
 * @param closedAt null while it is open
 * @param liveItem the liquidation item that is closing it
 */
public record PositionEpisode(
    PositionId position,
    InstrumentId instrument,
    boolean netting,
    @Nullable String externalId,
    @Nullable String exchange,
    @Nullable Opening opening,
    Quantity openedQty,
    Price entryPrice,
    Instant openedAt,
    Instant updatedAt,
    @Nullable Instant closedAt,
    @Nullable ClosedBy closedBy,
    @Nullable LiquidationItemId liveItem) {

  /** Open, or how it ended. */
  public enum State {
    OPEN,
    /** By an ordinary order, or by the cancel of its opening order. */
    CLOSED,
    LIQUIDATED
  }

  /** What is known of the opening order. */
  public record Opening(
      String clientOrderId, @Nullable Price limitPrice, Map<String, String> tags) {
    public Opening {
      tags = Map.copyOf(tags);
    }
  }

  /** A position's present or last episode. */
  public static PositionEpisode of(Position position) {
    return new PositionEpisode(
        position.id(),
        position.instrumentId(),
        position.netting(),
        position.externalId(),
        position.exchange(),
        null,
        position.openedQty(),
        position.entryPrice(),
        position.openedAt(),
        position.updatedAt(),
        position.closedAt(),
        position.closedBy(),
        position.liveItem());
  }

  public State state() {
    if (closedAt == null) {
      return State.OPEN;
    }
    return closedBy == ClosedBy.LIQUIDATION ? State.LIQUIDATED : State.CLOSED;
  }
}
