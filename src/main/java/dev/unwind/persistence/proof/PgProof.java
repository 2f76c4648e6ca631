// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import dev.unwind.application.proof.ProofStore;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.Conditions;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Queries;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreCalls;
import dev.unwind.postgres.Columns;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.UUID;

/**
 * Follows the log by its accounts' numbers. It reads what is never written again, computes outside
 * any transaction, and moves heads from where they were read; the log's own rows are never written.
 */
@ApplicationScoped
class PgProof implements ProofStore {
  private static final Duration STEP_MAX = Duration.ofSeconds(30);
  private static final HexFormat HEX = HexFormat.of();

  /** Where all accounts are compared they may be read from end to end. */
  private static final String END_TO_END = "set local enable_seqscan = on";

  private static final String LEASE =
      "select lease_owner = $1 as mine, lease_until > $2 as held, lease_until > $3 as fresh from"
          + " proof_ledger";

  private static final String TAKE_LEASE =
      "update proof_ledger set lease_owner = $1, lease_until = $3 where lease_owner = $1 or"
          + " lease_until <= $2";

  /** Which of these accounts' logs are not chained to their ends. */
  static final String BEHIND_OF =
      """
      select a.account_id, a.event_seq, h.seq, encode(h.hash, 'hex') as hash
      from unnest($1::bigint[]) u (account_id)
      join account a on a.account_id = u.account_id left join proof_head h on h.account_id = u.account_id
      where h.account_id is null or h.seq < a.event_seq
      order by a.account_id
      """;

  /** The same of all accounts. */
  static final String BEHIND =
      """
      select a.account_id, a.event_seq, h.seq, encode(h.hash, 'hex') as hash
      from account a left join proof_head h on h.account_id = a.account_id
      where a.account_id > $1 and (h.account_id is null or h.seq < a.event_seq)
      order by a.account_id limit $2
      """;

  private static final String LEDGER = "select ledger::text from proof_ledger";

  private static final String GENESIS =
      "select a.account_id, ("
          + ProofSql.GENESIS_RECORD
          + ")::text as record from proof_ledger g cross join account a where a.account_id ="
          + " any($1::bigint[])";

  static final String BEGIN =
      """
      with begun as (
        insert into proof_genesis (account_id, record, hash)
        select u.account_id, u.record::json, decode(u.hash, 'hex')
        from unnest($1::bigint[], $2::text[], $3::text[]) u (account_id, record, hash)
        on conflict do nothing returning account_id, hash)
      insert into proof_head (account_id, seq, hash) select account_id, 0, hash from begun
      """;

  static final String MOVE =
      """
      with moved as (
        update proof_head h set seq = u.seq, hash = decode(u.hash, 'hex')
        from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) u (account_id, was, seq, hash)
        where h.account_id = u.account_id and h.seq = u.was
        returning h.account_id, h.seq, h.hash),
      noted as (
        insert into proof_text (account_id, seq, field, salt, digest)
        select t.account_id, t.seq, t.field, decode(t.salt, 'hex'), decode(t.digest, 'hex')
        from unnest($6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::text[]) t (account_id, seq, field, salt, digest)
        join moved m on m.account_id = t.account_id)
      insert into proof_link (account_id, seq, hash, marks)
      select m.account_id, m.seq, m.hash, decode(u.marks, 'hex')
      from moved m join unnest($1::bigint[], $5::text[]) u (account_id, marks) on u.account_id = m.account_id
      """;

  private final Pool pool;
  private final LedgerPool ledger;
  private final StoreCalls calls;
  private final SecureRandom random = new SecureRandom();

  PgProof(Pool pool, LedgerPool ledger, StoreCalls calls) {
    this.pool = pool;
    this.ledger = ledger;
    this.calls = calls;
  }

  /** An account and how far its chain has come. */
  private record Head(long account, long seq, byte[] hash) {}

  /**
   * Rows to chain.
   *
   * @param pending how many events they tell, by account
   * @param begun accounts whose chains have been begun
   * @param left accounts that were not come to
   */
  private record Found(
      List<Head> heads,
      List<LoggedRow> rows,
      Map<Long, Long> pending,
      List<Long> begun,
      List<Long> left,
      long last) {
    Found with(List<LoggedRow> read) {
      return new Found(heads, read, pending, begun, left, last);
    }

    /** An account of which rows are missing never comes to its end; there is no use in waiting. */
    private Set<AccountId> more() {
      Map<Long, Long> told = new HashMap<>();
      rows.forEach(row -> told.merge(row.account(), (long) row.told(), Long::sum));
      Set<AccountId> more = new HashSet<>();
      told.forEach(
          (account, count) -> {
            if (count < pending.getOrDefault(account, 0L)) {
              more.add(new AccountId(account));
            }
          });
      begun.forEach(account -> more.add(new AccountId(account)));
      return more;
    }

    Progress progress(int accounts) {
      boolean done = left.isEmpty() && heads.size() + begun.size() < accounts;
      return new Progress(new AccountId(last), done, !more().isEmpty());
    }

    Rest rest() {
      Set<AccountId> more = new HashSet<>(more());
      left.forEach(account -> more.add(new AccountId(account)));
      Set<AccountId> moved = new HashSet<>();
      rows.forEach(row -> moved.add(new AccountId(row.account())));
      moved.removeAll(more);
      return new Rest(more, moved);
    }
  }

  /** A head and where it goes. */
  private record Moved(Head from, long seq, byte[] hash, byte[] marks) {}

  @Override
  public Uni<Boolean> lead(UUID replica, Instant now, Instant renewBefore, Instant until) {
    return ledger
        .query(LEASE, Tuple.of(replica, Rows.at(now), Rows.at(renewBefore)))
        .chain(
            rows -> {
              Row lease = rows.iterator().next();
              boolean mine = Boolean.TRUE.equals(lease.getBoolean("mine"));
              if (lease.getBoolean("held") && !mine) {
                return Uni.createFrom().item(false);
              }
              return mine && lease.getBoolean("fresh")
                  ? Uni.createFrom().item(true)
                  : calls
                      .again(
                          Uni.createFrom()
                              .deferred(
                                  () ->
                                      pool.preparedQuery(TAKE_LEASE)
                                          .execute(
                                              Tuple.of(replica, Rows.at(now), Rows.at(until)))))
                      .map(taken -> taken.rowCount() > 0);
            });
  }

  @Override
  public Uni<Progress> extend(AccountId above, int accounts, int rows) {
    boolean first = above.equals(AccountId.ADMINISTRATION);
    Tuple of = Tuple.of(above.value(), accounts);
    Uni<Found> read =
        ledger.transaction(
            STEP_MAX,
            connection ->
                connection
                    .query(END_TO_END)
                    .execute()
                    .chain(() -> read(on(connection), BEHIND, of, first, rows)));
    return chained(read).map(found -> found.progress(accounts));
  }

  @Override
  public Uni<List<AccountId>> behind(AccountId above, int accounts) {
    boolean first = above.equals(AccountId.ADMINISTRATION);
    Tuple of = Tuple.of(above.value(), accounts);
    return ledger.transaction(
        STEP_MAX,
        connection ->
            connection
                .query(END_TO_END)
                .execute()
                .chain(() -> logs(on(connection), BEHIND, of, first))
                .map(
                    logs ->
                        logs.stream()
                            .map(row -> new AccountId(row.getLong("account_id")))
                            .toList()));
  }

  @Override
  public Uni<Rest> extend(Set<AccountId> accounts, int rows) {
    if (accounts.isEmpty()) {
      return Uni.createFrom().item(new Rest(Set.of(), Set.of()));
    }
    Tuple of = Tuple.tuple().addArrayOfLong(Conditions.longs(accounts, AccountId::value));
    boolean administration = accounts.contains(AccountId.ADMINISTRATION);
    return chained(read(ledger, BEHIND_OF, of, administration, rows)).map(Found::rest);
  }

  private Uni<Found> chained(Uni<Found> read) {
    return read.call(found -> begin(found.begun()))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .call(this::chain);
  }

  private static Queries on(SqlConnection connection) {
    return (sql, of) -> connection.preparedQuery(sql).execute(of);
  }

  private static Uni<Found> read(
      Queries queries, String behind, Tuple of, boolean administration, int max) {
    return logs(queries, behind, of, administration)
        .map(logs -> found(logs, max))
        .chain(found -> rows(queries, found, max));
  }

  /** Logs whose chains are behind them. */
  private static Uni<List<Row>> logs(
      Queries queries, String behind, Tuple of, boolean administration) {
    List<Row> logs = new ArrayList<>();
    Uni<?> ofAdministration =
        administration
            ? queries
                .query(ProofSql.ADMINISTRATION_BEHIND, Tuple.tuple())
                .invoke(rows -> rows.forEach(logs::add))
            : Uni.createFrom().voidItem();
    return ofAdministration
        .chain(() -> queries.query(behind, of))
        .invoke(accounts -> accounts.forEach(logs::add))
        .replaceWith(logs);
  }

  /** As many of the accounts that are behind as have about so many rows together. */
  private static Found found(List<Row> behind, int max) {
    List<Head> heads = new ArrayList<>();
    Map<Long, Long> pending = new HashMap<>();
    List<Long> fresh = new ArrayList<>();
    List<Long> left = new ArrayList<>();
    long sum = 0;
    long last = 0;
    for (Row row : behind) {
      long account = row.getLong("account_id");
      if (sum >= max) {
        left.add(account);
        continue;
      }
      last = account;
      Long seq = row.getLong("seq");
      if (seq == null) {
        fresh.add(account);
      } else {
        heads.add(new Head(account, seq, HEX.parseHex(row.getString("hash"))));
        pending.put(account, row.getLong("event_seq") - seq);
        // The log of administration comes first, and must not keep the accounts from their turn.
        sum += account == AccountId.ADMINISTRATION.value() ? 0 : row.getLong("event_seq") - seq;
      }
    }
    return new Found(heads, List.of(), pending, fresh, left, last);
  }

  /** A chain begins with what stands in the account when it is seen for the first time. */
  private Uni<Void> begin(List<Long> accounts) {
    return accounts.isEmpty()
        ? Uni.createFrom().voidItem()
        : ledger.transaction(STEP_MAX, connection -> begin(connection, accounts));
  }

  private static Uni<Void> begin(SqlConnection connection, List<Long> accounts) {
    List<Genesis> records = new ArrayList<>();
    boolean administration = accounts.contains(AccountId.ADMINISTRATION.value());
    return connection
        .query(ProofSql.UTC)
        .execute()
        .chain(
            () ->
                connection
                    .preparedQuery(GENESIS)
                    .execute(Tuple.tuple().addArrayOfLong(accounts.toArray(Long[]::new))))
        .invoke(
            rows -> rows.forEach(row -> records.add(new Genesis(row.getLong(0), row.getString(1)))))
        .chain(
            () ->
                administration
                    ? ofAdministration(connection).invoke(records::add).replaceWithVoid()
                    : Uni.createFrom().voidItem())
        .chain(
            () ->
                connection
                    .preparedQuery(BEGIN)
                    .execute(
                        Columns.of(records)
                            .longs(Genesis::account)
                            .texts(Genesis::record)
                            .texts(each -> HEX.formatHex(Link.genesis(each.record())))
                            .tuple()))
        .replaceWithVoid();
  }

  /** What stood in an account, as it is kept. */
  private record Genesis(long account, String record) {}

  private static Uni<Genesis> ofAdministration(SqlConnection connection) {
    long account = AccountId.ADMINISTRATION.value();
    return connection
        .preparedQuery(LEDGER)
        .execute()
        .map(rows -> rows.iterator().next().getString(0))
        .chain(
            ledger ->
                connection
                    .preparedQuery(ProofSql.ADMINISTRATION_GENESIS)
                    .execute()
                    .map(rows -> rows.iterator().next())
                    .map(
                        row ->
                            new Genesis(
                                account,
                                "{\"ledger\":\"%s\",\"account_id\":%d,\"created_at\":%s,\"seq\":%d}"
                                    .formatted(
                                        ledger, account, row.getString(1), row.getLong(0)))));
  }

  private static Uni<Found> rows(Queries queries, Found found, int max) {
    if (found.heads().isEmpty()) {
      return Uni.createFrom().item(found);
    }
    return queries
        .query(
            ProofSql.FOLLOW,
            Columns.of(found.heads()).longs(Head::account).longs(Head::seq).tuple().addInteger(max))
        .map(rows -> found.with(logged(rows)));
  }

  private static List<LoggedRow> logged(RowSet<Row> rows) {
    List<LoggedRow> logged = new ArrayList<>(rows.size());
    for (Row row : rows) {
      logged.add(
          LoggedRow.of(
              row.getLong(0), row.getLong(1), row.getInteger(2), row.getString(3), row::getString));
    }
    return logged;
  }

  private Uni<Void> chain(Found found) {
    Map<Long, List<LoggedRow>> logs = new HashMap<>();
    found
        .rows()
        .forEach(row -> logs.computeIfAbsent(row.account(), a -> new ArrayList<>()).add(row));
    if (logs.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<SaltedText> texts = new ArrayList<>();
    List<Moved> moved = new ArrayList<>();
    for (Head head : found.heads()) {
      List<LoggedRow> log = logs.get(head.account());
      if (log != null) {
        moved.add(moved(head, log, texts));
      }
    }
    Tuple tuple =
        Columns.of(moved)
            .longs(m -> m.from().account())
            .longs(m -> m.from().seq())
            .longs(Moved::seq)
            .texts(m -> HEX.formatHex(m.hash()))
            .texts(m -> HEX.formatHex(m.marks()))
            .tuple();
    Tuple all =
        Columns.of(texts, tuple)
            .longs(SaltedText::account)
            .longs(SaltedText::seq)
            .texts(SaltedText::field)
            .texts(text -> HEX.formatHex(text.salt()))
            .texts(text -> HEX.formatHex(text.digest()))
            .tuple();
    return calls
        .again(Uni.createFrom().deferred(() -> pool.preparedQuery(MOVE).execute(all)))
        .replaceWithVoid();
  }

  private Moved moved(Head head, List<LoggedRow> log, List<SaltedText> texts) {
    byte[] hash = head.hash();
    long seq = head.seq();
    Marks marks = new Marks(seq);
    for (LoggedRow row : log) {
      Link link = Link.of(row, (of, leaves) -> salt(of, leaves, texts));
      hash = link.after(hash);
      marks.add(link);
      seq = link.seq();
    }
    return new Moved(head, seq, hash, marks.bytes());
  }

  private void salt(LoggedRow row, NavigableMap<String, String> leaves, List<SaltedText> texts) {
    for (String field : SaltedText.FIELDS) {
      String text = leaves.get(field);
      if (text != null) {
        SaltedText salted = SaltedText.of(row.account(), row.seq(), field, text, random);
        texts.add(salted);
        Link.hide(leaves, field, salted.digest());
      }
    }
  }
}
