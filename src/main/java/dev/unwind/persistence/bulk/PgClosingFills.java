// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import dev.unwind.application.TradingException;
import dev.unwind.application.event.Commits;
import dev.unwind.application.ledger.ClosingFills;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.liquidation.SettlementConfig;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.venue.Venues;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.calendar.BusinessDays;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.order.ExecutionReport.Trade;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.VenueName;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreCalls;
import dev.unwind.persistence.book.EndedClose;
import dev.unwind.persistence.log.EventForm;
import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Books plain closing trades: the account's lock, and one statement for all of them. */
@ApplicationScoped
class PgClosingFills implements ClosingFills {
  private static final List<Instrument> CALENDARS =
      Stream.of(SessionKind.values()).map(CloseRows::probe).toList();

  private final Pool pool;
  private final Venues venues;
  private final SettlementConfig settlement;
  private final Commits commits;
  private final InstantSource clock;
  private final StoreCalls calls;
  private final Observations observations;
  private final EventForm form;

  PgClosingFills(
      Pool pool,
      Venues venues,
      SettlementConfig settlement,
      Commits commits,
      InstantSource clock,
      StoreCalls calls,
      EventForm form,
      Observations observations) {
    this.observations = observations;
    this.pool = pool;
    this.venues = venues;
    this.settlement = settlement;
    this.commits = commits;
    this.clock = clock;
    this.calls = calls;
    this.form = form;
  }

  @Override
  public Uni<Set<UUID>> book(AccountId account, List<Trade> trades, DecisionOrigin decision) {
    return form.isLean()
        .chain(
            lean ->
                lean
                    ? calls.inTwoTrips(
                        pool,
                        connection ->
                            connection
                                .preparedQuery(FillSql.LOCK)
                                .execute(Tuple.of(account.value())),
                        (connection, locked) -> bookOn(connection, locked, trades, decision))
                    // The statement writes lean events only.
                    : Uni.createFrom().item(Map.<UUID, EndedClose>of()))
        // They are told again, and what is booked is known by its execution id.
        .onFailure(StoreCalls::isOutcomeUnknown)
        .transform(failure -> new TradingException(Reason.STORE_UNAVAILABLE, failure))
        .invoke(
            booked -> {
              if (!booked.isEmpty()) {
                commits.committed(account);
                booked.values().forEach(close -> close.tell(observations));
              }
            })
        .map(Map::keySet)
        .plug(StoreCalls::detached);
  }

  private Uni<Map<UUID, EndedClose>> bookOn(
      SqlConnection connection, RowSet<Row> locked, List<Trade> trades, DecisionOrigin decision) {
    if (!locked.iterator().hasNext()) {
      return Uni.createFrom().item(Map.of());
    }
    // Read after the lock was granted, so that the log's times follow its order.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return connection
        .preparedQuery(FillSql.BOOK)
        .execute(parameters(locked.iterator().next(), trades, decision, now))
        .map(
            rows -> {
              Map<UUID, EndedClose> booked = new HashMap<>();
              rows.forEach(row -> booked.put(row.getUUID(0), ended(row, now)));
              return booked;
            });
  }

  private static EndedClose ended(Row row, Instant now) {
    Duration took = Duration.between(Rows.time(row, "accepted_at"), now);
    return new EndedClose(row.getString("dialect"), ItemStatus.FILLED, took);
  }

  private Tuple parameters(Row locked, List<Trade> trades, DecisionOrigin decision, Instant now) {
    Account account = Rows.account(locked);
    Instant next = Rows.time(locked, "event_at").plus(1, ChronoUnit.MICROS);
    Instant settles = account.settles() ? BusinessDays.after(now, settlement.delay()) : null;
    return Columns.of(
            trades,
            account.id().value(),
            Rows.at(now),
            decision.actor(),
            decision.dialect(),
            decision.requestId(),
            locked.getLong("event_seq"),
            Rows.at(now.isAfter(next) ? now : next),
            account.cash().value(),
            account.currencyUnit().fractionDigits(),
            Rows.at(settles))
        .uuids(Trade::orderKey)
        .texts(Trade::execId)
        .uuids(trade -> Fill.uid(trade.venue(), trade.execId()))
        .quantities(Trade::qty)
        .prices(Trade::price)
        .times(Trade::at)
        .tuple()
        .addString(trades.get(0).venue())
        .addArrayOfLocalDate(tradeDates(trades))
        .addArrayOfString(
            Stream.of(SessionKind.values()).map(CloseRows::column).toArray(String[]::new));
  }

  private LocalDate[] tradeDates(List<Trade> trades) {
    Sessions sessions = venues.get(new VenueName(trades.get(0).venue())).sessions();
    Map<Instant, List<LocalDate>> known = new HashMap<>();
    return trades.stream()
        .flatMap(
            trade ->
                known
                    .computeIfAbsent(
                        trade.at(),
                        at -> CALENDARS.stream().map(c -> sessions.tradeDate(c, at)).toList())
                    .stream())
        .toArray(LocalDate[]::new);
  }
}
