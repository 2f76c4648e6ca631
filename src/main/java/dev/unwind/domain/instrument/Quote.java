// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.instrument;

import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The market as last seen. */
public record Quote(
    InstrumentId instrument,
    Price last,
    @Nullable Price bid,
    @Nullable Price ask,
    @Nullable Price previousClose,
    Instant at) {

  /**
   * What a market order of this side pays or receives: the far side of the market, else the last
   * price.
   */
  public Price touch(Side side) {
    Price far = side == Side.BUY ? ask : bid;
    return far == null ? last : far;
  }
}
