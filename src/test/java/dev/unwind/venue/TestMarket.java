// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue;

import dev.unwind.application.market.Market;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Instruments in memory. A venue that asks the port for anything else fails. */
public class TestMarket implements Market {
  private final Map<InstrumentId, Instrument> byId = new ConcurrentHashMap<>();

  /** A new share that trades in these sessions. */
  public Instrument share(String symbol, SessionKind session, String increment) {
    InstrumentId id = new InstrumentId(1000 + byId.size());
    Instrument instrument =
        new Instrument(
            id,
            UUID.randomUUID(),
            symbol,
            AssetClass.US_EQUITY,
            "NASDAQ",
            "USD",
            Quantity.of(increment),
            Price.of("0.01"),
            Quantity.ONE,
            null,
            true,
            true,
            true,
            session,
            null,
            List.of());
    byId.put(id, instrument);
    return instrument;
  }

  @Override
  public Uni<Map<InstrumentId, Instrument>> byIds(Collection<InstrumentId> ids) {
    return Uni.createFrom().item(found(byId, ids));
  }

  protected static <T> Map<InstrumentId, T> found(
      Map<InstrumentId, T> all, Collection<InstrumentId> ids) {
    Map<InstrumentId, T> found = new HashMap<>(all);
    found.keySet().retainAll(ids);
    return found;
  }

  @Override
  public Uni<Optional<Instrument>> bySymbol(String symbol) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<Optional<Instrument>> byUid(UUID uid) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<Optional<Instrument>> byIsin(String isin) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<Optional<Instrument>> byId(InstrumentId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<List<Instrument>> list(int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<List<Instrument>> list(String after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<Map<InstrumentId, Quote>> quotes(Collection<InstrumentId> ids) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<List<Quote>> putQuotes(List<ValuedQuote> quotes) {
    throw new UnsupportedOperationException();
  }
}
