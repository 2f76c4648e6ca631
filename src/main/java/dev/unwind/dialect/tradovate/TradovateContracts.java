// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.market.Market;
import dev.unwind.domain.Reason;
import dev.unwind.domain.calendar.CalendarSessions;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.InstrumentId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The instruments that this dialect shows: those traded in whole units, for its quantities are
 * integers.
 */
@ApplicationScoped
public class TradovateContracts {
  private static final ZoneId EXCHANGE = ZoneId.of("America/Chicago");
  private static final LocalTime SESSION_START = LocalTime.of(17, 0);

  private final Market market;
  private final Sessions sessions = new CalendarSessions();

  TradovateContracts(Market market) {
    this.market = market;
  }

  static boolean isShown(Instrument instrument) {
    return instrument.quantityIncrement().isWhole();
  }

  /** When the futures session of this moment began; what ended before it is history. */
  public static Instant sessionStart(Instant now) {
    ZonedDateTime local = now.atZone(EXCHANGE);
    LocalDate day =
        local.toLocalTime().isBefore(SESSION_START)
            ? local.toLocalDate().minusDays(1)
            : local.toLocalDate();
    return ZonedDateTime.of(day, SESSION_START, EXCHANGE).toInstant();
  }

  public LocalDate session(Instrument instrument, Instant at) {
    return sessions.tradeDate(instrument, at);
  }

  /** The session date of money, which belongs to no instrument. */
  public static LocalDate session(Instant at) {
    ZonedDateTime local = at.atZone(EXCHANGE);
    return local.toLocalTime().isBefore(SESSION_START)
        ? local.toLocalDate()
        : local.toLocalDate().plusDays(1);
  }

  public Uni<Optional<Instrument>> byName(String name) {
    return market.bySymbol(name).map(found -> found.filter(TradovateContracts::isShown));
  }

  public Uni<Optional<Instrument>> byId(long id) {
    return market
        .byId(new InstrumentId(id))
        .map(found -> found.filter(TradovateContracts::isShown));
  }

  /** The same; fails with INSTRUMENT_NOT_FOUND. */
  public Uni<Instrument> required(Uni<Optional<Instrument>> instrument) {
    return instrument.map(
        found -> found.orElseThrow(() -> new TradingException(Reason.INSTRUMENT_NOT_FOUND)));
  }

  /** Those of these that are shown. */
  public Uni<Map<InstrumentId, Instrument>> shown(Collection<InstrumentId> ids) {
    if (ids.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return market
        .byIds(ids)
        .map(
            all -> {
              Map<InstrumentId, Instrument> shown = new HashMap<>(all);
              shown.values().removeIf(i -> !isShown(i));
              return shown;
            });
  }

  /** All that are shown, ascending by name. */
  public Uni<List<Instrument>> all() {
    return market
        .list(LedgerQueries.LIMIT_MAX)
        .map(list -> list.stream().filter(TradovateContracts::isShown).toList());
  }

  public Uni<Map<InstrumentId, Quote>> quotes(Collection<InstrumentId> ids) {
    return ids.isEmpty() ? Uni.createFrom().item(Map.of()) : market.quotes(ids);
  }
}
