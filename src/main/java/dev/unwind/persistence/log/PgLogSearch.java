// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.application.TradingException;
import dev.unwind.application.event.EventFilter;
import dev.unwind.application.event.LogSearch;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.Conditions;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Queries;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreCalls;
import dev.unwind.persistence.StoreFailures;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Reads spans of an account's log by its key; what an event is of is not in any index. */
@ApplicationScoped
public class PgLogSearch implements LogSearch {
  /**
   * The log has no gaps and its times ascend, so the last row before a moment is found by halving;
   * the time needs no index of its own. A row bears the number and the time of the last event that
   * it tells. Yields the number after which to read.
   */
  public static final String SEQ_BEFORE =
      """
      with recursive halves (low, high) as (
        select $2::bigint, a.event_seq from log_end a where a.account_id = $1
        union all
        select case when e.at < $3 then e.seq else h.low end,
          case when e.at < $3 then h.high else (h.low + h.high + 1) / 2 - 1 end
        from halves h
        cross join lateral (
          select e.seq, e.at from event e where e.account_id = $1 and e.seq >= (h.low + h.high + 1) / 2 order by e.seq limit 1) e
        where h.low < h.high
      )
      select low from halves where low >= high limit 1
      """;

  private static final String ENDS =
      "select a.event_seq, b.seq as begin_seq, b.at as begin_at from log_end a"
          + " left join log_begin b on b.account_id = a.account_id where a.account_id = $1";

  /**
   * A span by the key, its rows as {@link EventFilter} tells them apart; rather a row too many,
   * since the events that a row tells are looked at afterwards. A sub-query each for what an order
   * belongs to, for a join might be begun at the other end.
   */
  static final String SPAN =
      EventRows.select(
          """
          where e.account_id = $1 and e.seq > $2 and e.seq <= $3
            and ($4::text[] is null or e.kind = any($4) or (e.opens is true and 'LIQUIDATION_NEW' = any($4))
              or (e.works is true and 'ORDER_NEW' = any($4)) or (e.begins is true and 'LIQUIDATION_PROCESSING' = any($4))
              or (e.end_status is not null and 'LIQUIDATION_ENDED' = any($4)))
            and ($5::text is null or e.actor = $5)
            and (($6::bigint is null and $7::text is null) or e.liquidation_id = $6
              or (e.kind = 'FILL_SETTLED' and $6 is not null)
              or (select o.liquidation_id from orders o where o.account_id = e.account_id and o.order_id = e.order_id) = $6
              or (e.request_id = $7 and e.actor = $8))
          order by e.account_id, e.seq limit $9
          """);

  private static final String ACCOUNTS = "select a.account_id from account a ";

  /** All there are, whichever server is away. */
  private static final String DIRECTORY =
      "select d.account_id, get_shard_id_for_distribution_column('account', d.account_id) as shard from account_directory d ";

  private static final String SHARD_OF =
      "select get_shard_id_for_distribution_column('account', $1::bigint)";

  /** Those that have told nothing since a moment, of the servers that answer. */
  static final String IDLE =
      "select a.account_id from account a where a.account_id = any($1::bigint[]) and a.event_at < $2";

  private static final String BESIDE =
      """
      select s.shardid from pg_dist_placement p join pg_dist_placement other on other.groupid = p.groupid
      join pg_dist_shard s on s.shardid = other.shardid
      where p.shardid = $1 and s.logicalrelid = 'account'::regclass
      """;

  /** So many names of the directory cost one read; most of them may be idle. */
  private static final int LISTED = 1_000;

  private final Queries pool;
  private final boolean spread;

  @Inject
  PgLogSearch(
      LedgerPool ledger,
      @ConfigProperty(name = "unwind.database.spread", defaultValue = "false") boolean spread) {
    this((Queries) ledger, spread);
  }

  /** Of a ledger on one server. */
  public PgLogSearch(Queries pool) {
    this(pool, false);
  }

  private PgLogSearch(Queries pool, boolean spread) {
    this.pool = pool;
    this.spread = spread;
  }

  @Override
  public Uni<Found> search(AccountScope scope, Wanted wanted) {
    AccountId account = wanted.account();
    return ends(scope, account)
        .chain(
            ends ->
                bound(account, wanted.from(), 0L)
                    .chain(
                        low ->
                            bound(account, wanted.to(), ends.last())
                                .chain(
                                    high ->
                                        search(
                                            wanted,
                                            Math.max(ends.dropped(), Math.max(low, wanted.after())),
                                            // A row may tell events that were before its time.
                                            Math.min(high + EventRows.BESIDES_MAX, ends.last()),
                                            ends.last()))));
  }

  /**
   * Between which numbers a log is.
   *
   * @param dropped the last that was archived and dropped; 0 where none was
   * @param droppedAt its time
   */
  private record Ends(long last, long dropped, @Nullable Instant droppedAt) {}

  private Uni<Found> search(Wanted wanted, long after, long high, long end) {
    long upTo = Math.min(high, after + wanted.examined());
    if (upTo <= after || wanted.limit() < 1) {
      return Uni.createFrom().item(new Found(List.of(), after, after < high, 0, end));
    }
    int limit = Conditions.rows(wanted.limit());
    return pool.query(SPAN, span(wanted, after, upTo, limit))
        .chain(rows -> StoreCalls.offLoop(rows.size(), rows))
        .map(rows -> found(rows, wanted, after, upTo, high, end, limit));
  }

  private static Tuple span(Wanted wanted, long after, long upTo, int limit) {
    EventFilter filter = wanted.filter();
    EventFilter.Request request = filter.request();
    return Tuple.tuple()
        .addLong(wanted.account().value())
        .addLong(after)
        // A row bears the number of its last event; those before it may be within the span.
        .addLong(upTo + EventRows.BESIDES_MAX)
        .addValue(
            filter.kinds().isEmpty()
                ? null
                : filter.kinds().stream().map(Enum::name).toArray(String[]::new))
        .addString(filter.actor())
        .addLong(filter.liquidation() == null ? null : filter.liquidation().value())
        .addString(request == null ? null : request.id())
        .addString(request == null ? null : request.actor())
        .addInteger(limit);
  }

  private static Found found(
      RowSet<Row> rows, Wanted wanted, long after, long upTo, long high, long end, int limit) {
    List<LedgerEvent> events = new ArrayList<>();
    long last = after;
    for (Row row : rows) {
      for (LedgerEvent event : EventRows.events(row)) {
        last = event.seq();
        if (last > after && last <= upTo && wanted.tells(event)) {
          events.add(event);
        }
      }
    }
    long next = rows.size() < limit ? upTo : Math.min(last, upTo);
    List<LedgerEvent> given = events.size() > limit ? events.subList(0, limit) : events;
    if (events.size() > limit) {
      next = given.get(limit - 1).seq();
    }
    return new Found(List.copyOf(given), next, next < high, (int) (next - after), end);
  }

  private Uni<Ends> ends(AccountScope scope, AccountId account) {
    if (!scope.admits(account)) {
      return Uni.createFrom().failure(new TradingException(Reason.ACCOUNT_NOT_FOUND));
    }
    return pool.query(ENDS, Tuple.of(account.value()))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw new TradingException(Reason.ACCOUNT_NOT_FOUND);
              }
              Row row = rows.iterator().next();
              Long dropped = row.getLong("begin_seq");
              return new Ends(
                  row.getLong("event_seq"),
                  dropped == null ? 0 : dropped,
                  Rows.instant(row, "begin_at"));
            });
  }

  private Uni<Long> bound(AccountId account, @Nullable Instant moment, long otherwise) {
    return moment == null ? Uni.createFrom().item(otherwise) : before(account, moment);
  }

  private Uni<Long> before(AccountId account, Instant moment) {
    return pool.query(SEQ_BEFORE, Tuple.of(account.value(), 0L, Rows.at(moment)))
        .map(rows -> rows.size() == 0 ? 0L : rows.iterator().next().getLong(0));
  }

  @Override
  public Uni<Long> lastBefore(AccountScope scope, AccountId account, Instant moment) {
    return ends(scope, account)
        .chain(
            ends -> {
              Instant dropped = ends.droppedAt();
              boolean kept = dropped != null && dropped.isBefore(moment);
              return before(account, moment).map(seq -> kept ? Math.max(seq, ends.dropped()) : seq);
            });
  }

  @Override
  public Uni<Optional<Found>> searchIfThere(AccountScope scope, Wanted wanted) {
    Uni<Optional<Found>> found = search(scope, wanted).map(Optional::of);
    return spread
        ? found.onFailure(StoreFailures::isUnavailable).recoverWithItem(Optional.empty())
        : found;
  }

  @Override
  public Uni<Logs> logs(AccountScope scope, Sought sought, int limit) {
    Uni<Logs> accounts =
        !sought.accounts()
            ? Uni.createFrom().item(new Logs(List.of(), null))
            : spread ? placed(scope, sought) : accounts(scope, sought, limit);
    return sought.administration() && sought.above() < AccountId.ADMINISTRATION.value()
        ? shardOfAdministration()
            .chain(shard -> accounts.map(logs -> withAdministration(logs, shard, sought)))
        : accounts;
  }

  private Uni<Long> shardOfAdministration() {
    return spread
        ? pool.query(SHARD_OF, Tuple.of(AccountId.ADMINISTRATION.value()))
            .map(rows -> rows.iterator().next().getLong(0))
        : Uni.createFrom().item(0L);
  }

  private static Logs withAdministration(Logs accounts, long shard, Sought sought) {
    Long only = sought.shard();
    if (only != null && only != shard) {
      return accounts;
    }
    List<Log> logs = new ArrayList<>();
    logs.add(new Log(AccountId.ADMINISTRATION, shard));
    logs.addAll(accounts.logs());
    return new Logs(logs, accounts.last());
  }

  private Uni<Logs> accounts(AccountScope scope, Sought sought, int limit) {
    return Conditions.anywhere(scope, null, "a.account_id")
        .map(
            where ->
                where
                    .and("a.account_id > %s", sought.above())
                    .andIf("a.event_at >= %s", Rows.at(sought.since()))
                    .page("a.account_id", 0, limit))
        .map(where -> pool.query(ACCOUNTS + where.sql(), where.tuple()))
        .map(
            found ->
                found.map(
                    rows -> logs(Rows.all(rows, row -> new Log(account(row), 0)), Set.of(), limit)))
        .orElseGet(() -> Uni.createFrom().item(new Logs(List.of(), null)));
  }

  /** Names are everywhere; what is told of them is where they are. */
  private Uni<Logs> placed(AccountScope scope, Sought sought) {
    return Conditions.anywhere(scope, null, "d.account_id")
        .map(
            where ->
                where
                    .and("d.account_id > %s", sought.above())
                    .andIf("d.account_id < %s", sought.below())
                    .andIf(
                        "get_shard_id_for_distribution_column('account', d.account_id) = %s",
                        sought.shard())
                    .page("d.account_id", 0, LISTED))
        .map(where -> pool.query(DIRECTORY + where.sql(), where.tuple()))
        .map(
            found ->
                found
                    .map(rows -> Rows.all(rows, row -> new Log(account(row), row.getLong(1))))
                    .chain(
                        listed ->
                            idle(listed, sought.since()).map(idle -> logs(listed, idle, LISTED))))
        .orElseGet(() -> Uni.createFrom().item(new Logs(List.of(), null)));
  }

  private Uni<Set<AccountId>> idle(List<Log> listed, @Nullable Instant since) {
    return since == null || listed.isEmpty()
        ? Uni.createFrom().item(Set.of())
        : pool.query(
                IDLE,
                Tuple.of(Conditions.longs(listed, each -> each.account().value()), Rows.at(since)))
            .map(rows -> Set.copyOf(Rows.all(rows, PgLogSearch::account)));
  }

  private static Logs logs(List<Log> listed, Set<AccountId> idle, int limit) {
    return new Logs(
        listed.stream().filter(each -> !idle.contains(each.account())).toList(),
        listed.size() < limit ? null : listed.get(listed.size() - 1).account().value());
  }

  private static AccountId account(Row row) {
    return new AccountId(row.getLong(0));
  }

  @Override
  public Uni<Set<Long>> beside(long shard) {
    return pool.query(BESIDE, Tuple.of(shard))
        .map(rows -> Set.copyOf(Rows.all(rows, row -> row.getLong(0))));
  }
}
