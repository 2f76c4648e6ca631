// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.market;

import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.InstrumentId;
import io.smallrye.mutiny.Uni;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Port: instruments and quotes. Instruments are never changed once written, so implementations keep
 * them in memory.
 */
public interface Market {
  /** Finds an instrument by symbol or alias, exactly as spelled. */
  Uni<Optional<Instrument>> bySymbol(String symbol);

  /** Finds an instrument by uid. */
  Uni<Optional<Instrument>> byUid(UUID uid);

  /** Finds an instrument by ISIN. */
  Uni<Optional<Instrument>> byIsin(String isin);

  Uni<Optional<Instrument>> byId(InstrumentId id);

  /** All that exist among these, by id. */
  Uni<Map<InstrumentId, Instrument>> byIds(Collection<InstrumentId> ids);

  /** Every instrument, ascending by symbol, at most {@code limit}. */
  Uni<List<Instrument>> list(int limit);

  /** The latest quotes of these, where there is one. */
  Uni<Map<InstrumentId, Quote>> quotes(Collection<InstrumentId> ids);

  /**
   * Replaces the quote of an instrument, durably; where it gives no previous close, the one that is
   * known stays.
   *
   * @param value the largest of its prices, times the instrument's multiplier
   * @return the quote as it is from now on; empty, and nothing is changed, where something is held
   *     or on order that would be worth more by it than the ledger can carry
   */
  Uni<Optional<Quote>> putQuote(Quote quote, BigDecimal value);
}
