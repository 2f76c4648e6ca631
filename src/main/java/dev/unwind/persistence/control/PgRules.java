// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.control;

import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.rule.KeptRules;
import dev.unwind.application.rule.RuleStore;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.rule.Valuation;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreCalls;
import dev.unwind.persistence.act.ActRows;
import dev.unwind.persistence.book.PgBooks;
import dev.unwind.persistence.market.InstrumentCatalog;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules of accounts in their table. */
@ApplicationScoped
class PgRules implements RuleStore {
  private static final int WHY_CHARS_MAX = 200;

  private final PgBooks books;
  private final LedgerPool reads;
  private final InstrumentCatalog market;
  private final InstantSource clock;

  PgRules(PgBooks books, LedgerPool reads, InstrumentCatalog market, InstantSource clock) {
    this.books = books;
    this.reads = reads;
    this.market = market;
    this.clock = clock;
  }

  @Override
  public <R> Uni<R> decide(AccountId account, DecisionOrigin origin, Decision<R> decision) {
    return books
        .decideWith(
            account,
            BookScope.account(),
            origin,
            connection -> standing(connection, account),
            decision::on,
            (connection, outcome) -> keep(connection, account, outcome))
        .map(Outcome::result);
  }

  private static Uni<Standing> standing(SqlConnection connection, AccountId account) {
    Tuple id = Tuple.of(account.value());
    return connection
        .preparedQuery(RuleSql.FIND)
        .execute(id)
        .map(PgRules::found)
        .chain(
            found ->
                SettingsSql.read(SettingsSql.on(connection), account)
                    .chain(
                        settings ->
                            connection
                                .preparedQuery(RuleSql.FUTURES)
                                .execute(id)
                                .map(
                                    rows ->
                                        new Standing(
                                            found.rules(),
                                            found.unreadable(),
                                            settings,
                                            rows.iterator().next().getBoolean(0)))));
  }

  private record Found(@Nullable KeptRules rules, boolean unreadable) {}

  /** Rules that cannot be read can be replaced all the same. */
  private static Found found(RowSet<Row> rows) {
    try {
      return new Found(RuleSql.first(rows).orElse(null), false);
    } catch (RuntimeException e) {
      return new Found(null, true);
    }
  }

  private Uni<Void> keep(SqlConnection connection, AccountId account, Outcome<?> outcome) {
    KeptRules kept = outcome.keep();
    Uni<Void> written =
        kept == null
            ? connection
                .preparedQuery(RuleSql.REMOVE)
                .execute(Tuple.of(account.value()))
                .replaceWithVoid()
            : connection.preparedQuery(RuleSql.PUT).execute(RuleSql.put(kept)).replaceWithVoid();
    Following following = outcome.following();
    if (following == null) {
      return written;
    }
    Instant now = clock.instant();
    return written.chain(
        () -> ActRows.insert(connection, following.id(), following.act(), account, now));
  }

  @Override
  public Uni<Optional<KeptRules>> find(AccountId account) {
    return reads.query(RuleSql.FIND, Tuple.of(account.value())).map(RuleSql::first);
  }

  @Override
  public Uni<Looked> next(AccountId after, int limit) {
    return watched(RuleSql.NEXT, Tuple.of(after.value(), limit));
  }

  @Override
  public Uni<Looked> among(Collection<AccountId> accounts) {
    return watched(RuleSql.AMONG, Tuple.tuple().addArrayOfLong(ids(accounts)));
  }

  private static Long[] ids(Collection<AccountId> accounts) {
    return accounts.stream().map(AccountId::value).toArray(Long[]::new);
  }

  private record Line(AccountId account, InstrumentId instrument, Row row) {}

  /** Cash and positions of one moment: a trade between two looks would seem to be a profit. */
  private Uni<Looked> watched(String sql, Tuple parameters) {
    return reads.read(
        () ->
            reads
                .query(sql, parameters)
                .chain(
                    rows ->
                        rows.size() == 0
                            ? Uni.createFrom().item(Looked.NOTHING)
                            : positions(rows).chain(lines -> watched(rows, lines))));
  }

  private Uni<List<Line>> positions(RowSet<Row> accounts) {
    List<Long> ids = new ArrayList<>();
    accounts.forEach(row -> ids.add(row.getLong("account_id")));
    return reads
        .query(RuleSql.POSITIONS, Tuple.tuple().addArrayOfLong(ids.toArray(Long[]::new)))
        .chain(rows -> StoreCalls.offLoop(rows.size(), rows))
        .map(
            rows -> {
              List<Line> lines = new ArrayList<>();
              rows.forEach(
                  row ->
                      lines.add(
                          new Line(
                              new AccountId(row.getLong("account_id")),
                              new InstrumentId(row.getLong("instrument_id")),
                              row)));
              return lines;
            });
  }

  private Uni<Looked> watched(RowSet<Row> accounts, List<Line> lines) {
    Set<InstrumentId> instruments = new LinkedHashSet<>();
    lines.forEach(line -> instruments.add(line.instrument()));
    return market
        .byIds(instruments)
        .chain(
            known ->
                market.quotes(instruments).map(quotes -> looked(accounts, lines, known, quotes)));
  }

  /** Each account by itself: of one whose row cannot be read the others know nothing. */
  private static Looked looked(
      RowSet<Row> accounts,
      List<Line> lines,
      Map<InstrumentId, Instrument> known,
      Map<InstrumentId, Quote> quotes) {
    Map<AccountId, List<Line>> held = new HashMap<>();
    lines.forEach(line -> held.computeIfAbsent(line.account(), k -> new ArrayList<>()).add(line));
    List<Watched> watched = new ArrayList<>();
    Map<AccountId, String> unreadable = new LinkedHashMap<>();
    AccountId last = null;
    for (Row row : accounts) {
      AccountId account = new AccountId(row.getLong("account_id"));
      last = account;
      try {
        watched.add(
            new Watched(
                RuleSql.rules(row),
                SettingsSql.ofRow(row),
                row.getBoolean("futures"),
                Rows.money(row, "cash"),
                TradingState.valueOf(row.getString("trading_state")),
                held.getOrDefault(account, List.of()).stream()
                    .map(line -> held(line, known, quotes))
                    .toList()));
      } catch (RuntimeException e) {
        unreadable.put(account, unreadable(e));
      }
    }
    return new Looked(watched, unreadable, last);
  }

  private static String unreadable(RuntimeException e) {
    String why = "the rules cannot be read: " + e.getMessage();
    return why.length() > WHY_CHARS_MAX ? why.substring(0, WHY_CHARS_MAX) : why;
  }

  @Override
  public Uni<Boolean> tellUnreadable(AccountId account, String why) {
    return books.decideWith(
        account,
        SettingsSql.NOTHING,
        DecisionOrigin.SERVICE,
        connection ->
            connection
                .preparedQuery(RuleSql.UNREADABLE)
                .execute(Tuple.of(account.value(), why))
                .map(rows -> rows.rowCount() > 0),
        (book, changed) -> {
          if (changed) {
            book.note(
                EventKind.RULE_UNDECIDED,
                new Account.Latch(
                    book.account().latch().state(),
                    DecisionOrigin.SERVICE.actor(),
                    why,
                    book.context().now()));
          }
          return changed;
        },
        (connection, changed) -> Uni.createFrom().voidItem());
  }

  private static Valuation.Held held(
      Line line, Map<InstrumentId, Instrument> known, Map<InstrumentId, Quote> quotes) {
    Instrument instrument = known.get(line.instrument());
    if (instrument == null) {
      throw new IllegalStateException("no instrument " + line.instrument());
    }
    return new Valuation.Held(
        instrument,
        Rows.quantity(line.row(), "qty"),
        Rows.money(line.row(), "cost"),
        quotes.get(line.instrument()));
  }

  @Override
  public Uni<List<AccountId>> holding(
      Collection<InstrumentId> instruments, AccountId after, int limit) {
    Long[] ids = instruments.stream().map(InstrumentId::value).toArray(Long[]::new);
    return reads
        .query(
            RuleSql.HOLDING,
            Tuple.tuple().addArrayOfLong(ids).addLong(after.value()).addInteger(limit))
        .map(rows -> Rows.all(rows, row -> new AccountId(row.getLong(0))));
  }

  @Override
  public Uni<Void> remember(KeptRules rules) {
    return reads.query(RuleSql.REMEMBER, RuleSql.remember(rules)).replaceWithVoid();
  }
}
