// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.order;

import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.Price;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Children whose prices are told as distances from what their parent traded at, known only then.
 * The distances stand in the child's tags, signed, in points; until the release the child carries
 * provisional prices.
 */
public final class EntryOffsets {
  /** Tag: distance of the limit price from the parent's average price. */
  public static final String LIMIT = "entry_limit_offset";

  /** Tag: distance of the stop price from the parent's average price. */
  public static final String STOP = "entry_stop_offset";

  /** Tag: distance of the price at which a trailing stop begins to trail, likewise. */
  public static final String TRAIL = "entry_trail_offset";

  private EntryOffsets() {}

  /** The child's terms with the prices that follow from its parent's average price. */
  public static OrderTerms price(Order child, Order parent, Instrument instrument) {
    OrderTerms terms = child.terms();
    Price entry = parent.averagePrice();
    String limit = child.tags().get(LIMIT);
    String stop = child.tags().get(STOP);
    String begins = child.tags().get(TRAIL);
    if (entry == null || terms.version() > 1) {
      return terms;
    }
    Trail trail = terms.trail();
    return terms
        .with()
        .limitPrice(at(entry, limit, terms.limitPrice(), instrument))
        .stopPrice(at(entry, stop, terms.stopPrice(), instrument))
        .trail(
            trail == null
                ? null
                : trail.beginning(at(entry, begins, trail.begins(), instrument), trail.step()))
        .build();
  }

  /** A price at a distance, on the nearest increment and never below the first one. */
  public static Price at(Price entry, BigDecimal distance, Instrument instrument) {
    BigDecimal increment = instrument.priceIncrement().value();
    BigDecimal steps = entry.value().add(distance).divide(increment, 0, RoundingMode.HALF_EVEN);
    return new Price(steps.max(BigDecimal.ONE).multiply(increment));
  }

  private static @Nullable Price at(
      Price entry, @Nullable String distance, @Nullable Price provisional, Instrument instrument) {
    return distance == null ? provisional : at(entry, new BigDecimal(distance), instrument);
  }
}
