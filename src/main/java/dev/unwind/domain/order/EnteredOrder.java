// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import dev.unwind.domain.Stepwise;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order that somebody else has entered at the venue, as the venue states it. The venue alone
 * lets it work, and ends it with its pair or its parent.
 *
 * @param clientOrderId what he calls it, where no other order of the account is called so
 * @param replaces the key of the order whose place it took
 * @param pair the key of the first order of the pair that it is a leg of; its own, of that one
 * @param parent the key of the order whose fill lets it work
 * @param waits whether it is held there until that has traded
 */
@Stepwise
public record EnteredOrder(
    InstrumentId instrument,
    Side side,
    OrderType type,
    TimeInForce timeInForce,
    Quantity qty,
    @Nullable Price limitPrice,
    @Nullable Price stopPrice,
    @Nullable Trail trail,
    @Nullable String clientOrderId,
    @Nullable UUID replaces,
    @Nullable UUID pair,
    @Nullable UUID parent,
    boolean waits,
    Map<String, String> tags)
    implements EnteredOrderBuilder.With {
  public EnteredOrder {
    tags = Map.copyOf(tags);
  }
}
