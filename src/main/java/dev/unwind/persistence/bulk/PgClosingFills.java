// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import dev.unwind.application.TradingException;
import dev.unwind.application.event.AcknowledgedCommit;
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
import org.jspecify.annotations.Nullable;

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
                    : Uni.createFrom().item(Booked.NOTHING))
        // They are told again, and what is booked is known by its execution id.
        .onFailure(StoreCalls::isOutcomeUnknown)
        .transform(failure -> new TradingException(Reason.STORE_UNAVAILABLE, failure))
        .invoke(
            booked -> {
              if (booked.commit() != null) {
                commits.acknowledged().note(booked.commit());
                commits.committed(account);
                booked.closes().values().forEach(close -> close.tell(observations));
              }
            })
        .map(booked -> booked.closes().keySet())
        .plug(StoreCalls::detached);
  }

  /** What a statement has booked, by the orders' keys. */
  private record Booked(Map<UUID, EndedClose> closes, @Nullable AcknowledgedCommit commit) {
    private static final Booked NOTHING = new Booked(Map.of(), null);
  }

  private Uni<Booked> bookOn(
      SqlConnection connection, RowSet<Row> locked, List<Trade> trades, DecisionOrigin decision) {
    if (!locked.iterator().hasNext()) {
      return Uni.createFrom().item(Booked.NOTHING);
    }
    Row account = locked.iterator().next();
    // Read after the lock was granted, so that the log's times follow its order.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return connection
        .preparedQuery(FillSql.BOOK)
        .execute(parameters(account, trades, decision, now))
        .map(rows -> booked(account, rows, now));
  }

  private static Booked booked(Row account, RowSet<Row> rows, Instant now) {
    Map<UUID, EndedClose> closes = new HashMap<>();
    long last = 0;
    for (Row row : rows) {
      closes.put(row.getUUID(0), ended(row, now));
      last = Math.max(last, row.getLong("seq_end"));
    }
    return closes.isEmpty() ? Booked.NOTHING : new Booked(closes, commit(account, last, now));
  }

  /** Each event is a microsecond after the one before it. */
  private static AcknowledgedCommit commit(Row account, long last, Instant now) {
    long told = last - account.getLong("event_seq");
    return AcknowledgedCommit.of(
        new AccountId(account.getLong("account_id")),
        last,
        first(account, now).plus(told - 1, ChronoUnit.MICROS),
        "executions");
  }

  /** When the first event that is written now happened. */
  private static Instant first(Row account, Instant now) {
    Instant next = Rows.time(account, "event_at").plus(1, ChronoUnit.MICROS);
    return now.isAfter(next) ? now : next;
  }

  private static EndedClose ended(Row row, Instant now) {
    Duration took = Duration.between(Rows.time(row, "accepted_at"), now);
    return new EndedClose(row.getString("dialect"), ItemStatus.FILLED, took);
  }

  private Tuple parameters(Row locked, List<Trade> trades, DecisionOrigin decision, Instant now) {
    Account account = Rows.account(locked);
    Instant settles = account.settles() ? BusinessDays.after(now, settlement.delay()) : null;
    return Columns.of(
            trades,
            account.id().value(),
            Rows.at(now),
            decision.actor(),
            decision.dialect(),
            decision.requestId(),
            locked.getLong("event_seq"),
            Rows.at(first(locked, now)),
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
