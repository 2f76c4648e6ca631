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

  /** Those after this symbol, ascending by symbol. */
  Uni<List<Instrument>> list(String after, int limit);

  /** The latest quotes of these, where there is one. */
  Uni<Map<InstrumentId, Quote>> quotes(Collection<InstrumentId> ids);

  /**
   * A quote to be put.
   *
   * @param value the largest of its prices, times the instrument's multiplier
   */
  record ValuedQuote(Quote quote, BigDecimal value) {}

  /**
   * Replaces the quotes of instruments, durably, in one transaction; where one gives no previous
   * close, the one that is known stays.
   *
   * @param quotes each of another instrument
   * @return the quotes as they are from now on, in any order; without those by which something that
   *     is held or on order would be worth more than the ledger can carry, which are not changed
   */
  Uni<List<Quote>> putQuotes(List<ValuedQuote> quotes);
}
