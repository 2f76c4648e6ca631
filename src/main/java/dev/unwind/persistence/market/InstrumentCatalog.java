// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.market;

import dev.unwind.application.market.Market;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LedgerRange;
import dev.unwind.domain.value.Price;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.StoreCalls;
import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Instruments, read once and then kept, for they never change; quotes, read every time. What is not
 * there is asked for again each time, so that unknown spellings take no memory.
 */
@ApplicationScoped
public class InstrumentCatalog implements Market {
  /** Beyond this the memory starts anew. */
  private static final int KEPT_MAX = 100_000;

  private final LedgerPool pool;
  private final Pool writes;
  private final StoreCalls calls;
  private final Map<InstrumentId, Instrument> byId = new ConcurrentHashMap<>();
  private final Map<String, Instrument> bySpelling = new ConcurrentHashMap<>();
  private final Map<UUID, Instrument> byUid = new ConcurrentHashMap<>();
  private final Map<String, Instrument> byIsin = new ConcurrentHashMap<>();

  InstrumentCatalog(LedgerPool pool, Pool writes, StoreCalls calls) {
    this.pool = pool;
    this.writes = writes;
    this.calls = calls;
  }

  @Override
  public Uni<Optional<Instrument>> bySymbol(String symbol) {
    return symbol.indexOf('\0') >= 0
        ? Uni.createFrom().item(Optional.empty())
        : find(bySpelling.get(symbol), InstrumentSql.BY_SPELLING, Tuple.of(symbol));
  }

  @Override
  public Uni<Optional<Instrument>> byUid(UUID uid) {
    return find(byUid.get(uid), InstrumentSql.BY_UID, Tuple.of(uid));
  }

  @Override
  public Uni<Optional<Instrument>> byIsin(String isin) {
    return isin.indexOf('\0') >= 0
        ? Uni.createFrom().item(Optional.empty())
        : find(byIsin.get(isin), InstrumentSql.BY_ISIN, Tuple.of(isin));
  }

  @Override
  public Uni<Optional<Instrument>> byId(InstrumentId id) {
    return byIds(List.of(id)).map(found -> Optional.ofNullable(found.get(id)));
  }

  @Override
  public Uni<Map<InstrumentId, Instrument>> byIds(Collection<InstrumentId> ids) {
    return byIds(ids, wanted -> pool.query(InstrumentSql.BY_IDS, wanted));
  }

  /**
   * The same for whoever holds a connection, and with it others up: the next connection may be one
   * that waits for them.
   */
  public Uni<Map<InstrumentId, Instrument>> byIds(
      SqlConnection connection, Collection<InstrumentId> ids) {
    return byIds(ids, wanted -> connection.preparedQuery(InstrumentSql.BY_IDS).execute(wanted));
  }

  private Uni<Map<InstrumentId, Instrument>> byIds(
      Collection<InstrumentId> ids, Function<Tuple, Uni<RowSet<Row>>> query) {
    Map<InstrumentId, Instrument> found = new HashMap<>();
    List<Long> missing = new ArrayList<>();
    for (InstrumentId id : ids) {
      Instrument kept = byId.get(id);
      if (kept == null) {
        missing.add(id.value());
      } else {
        found.put(id, kept);
      }
    }
    if (missing.isEmpty()) {
      return Uni.createFrom().item(found);
    }
    return query
        .apply(Tuple.tuple().addArrayOfLong(missing.toArray(new Long[0])))
        .map(
            rows -> {
              read(rows).forEach(instrument -> found.put(instrument.id(), instrument));
              return found;
            });
  }

  @Override
  public Uni<List<Instrument>> list(int limit) {
    return pool.query(InstrumentSql.LIST, Tuple.of(limit)).map(rows -> read(rows).toList());
  }

  @Override
  public Uni<List<Instrument>> list(String after, int limit) {
    return pool.query(InstrumentSql.LIST_AFTER, Tuple.of(after, limit))
        .map(rows -> read(rows).toList());
  }

  @Override
  public Uni<Map<InstrumentId, Quote>> quotes(Collection<InstrumentId> ids) {
    if (ids.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    Long[] wanted = ids.stream().map(InstrumentId::value).distinct().toArray(Long[]::new);
    return pool.query(InstrumentSql.QUOTES, Tuple.tuple().addArrayOfLong(wanted))
        .chain(rows -> StoreCalls.offLoop(rows.size(), rows))
        .map(
            rows -> {
              Map<InstrumentId, Quote> quotes = new HashMap<>();
              for (Row row : rows) {
                Quote quote = InstrumentSql.quote(row);
                quotes.put(quote.instrument(), quote);
              }
              return quotes;
            });
  }

  @Override
  public Uni<List<Quote>> putQuotes(List<ValuedQuote> quotes) {
    return calls
        .write(
            writes,
            InstrumentSql.PUT_QUOTES,
            Columns.of(quotes, LedgerRange.VALUE_MAX.scaleByPowerOfTen(2))
                .longs(each -> each.quote().instrument().value())
                .decimals(each -> each.quote().last().value())
                .decimals(each -> value(each.quote().bid()))
                .decimals(each -> value(each.quote().ask()))
                .decimals(each -> value(each.quote().previousClose()))
                .times(each -> each.quote().at())
                .decimals(ValuedQuote::value)
                .tuple())
        .map(rows -> StreamSupport.stream(rows.spliterator(), false))
        .map(rows -> rows.map(InstrumentSql::quote).toList());
  }

  private Uni<Optional<Instrument>> find(@Nullable Instrument kept, String sql, Tuple key) {
    return kept != null
        ? Uni.createFrom().item(Optional.of(kept))
        : pool.query(sql, key).map(rows -> read(rows).findFirst());
  }

  private Stream<Instrument> read(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(InstrumentSql::instrument)
        .peek(this::keep);
  }

  private void keep(Instrument instrument) {
    if (byId.size() >= KEPT_MAX) {
      byId.clear();
      bySpelling.clear();
      byUid.clear();
      byIsin.clear();
    }
    byId.put(instrument.id(), instrument);
    byUid.put(instrument.uid(), instrument);
    bySpelling.put(instrument.symbol(), instrument);
    instrument.aliases().forEach(alias -> bySpelling.put(alias, instrument));
    String isin = instrument.isin();
    if (isin != null) {
      byIsin.put(isin, instrument);
    }
  }

  private static @Nullable BigDecimal value(@Nullable Price price) {
    return price == null ? null : price.value();
  }
}
