// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.act;

import dev.unwind.application.act.NewAct;
import dev.unwind.application.heartbeat.Heartbeat;
import dev.unwind.application.heartbeat.HeartbeatStore;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.ReadableRows;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreCalls;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Heartbeats in their table, and the acts that follow where one was missed. */
@ApplicationScoped
class PgHeartbeats implements HeartbeatStore {
  private static final String COLUMNS =
      "account_id, principal_id, actor, dialect, request_id,"
          + " (extract(epoch from timeout) * 1000)::bigint as millis, action, beaten_at, due_at, missed_at, act_id";

  private static final String BEAT =
      """
      insert into heartbeat as h (account_id, principal_id, actor, dialect, request_id, timeout, action, beaten_at, due_at)
      values ($1, $2, $3, $4, $5, $6 * interval '1 millisecond', $7, $8, $9)
      on conflict (account_id) do update set principal_id = excluded.principal_id, actor = excluded.actor,
        dialect = excluded.dialect, request_id = excluded.request_id, timeout = excluded.timeout, action = excluded.action,
        beaten_at = excluded.beaten_at, due_at = excluded.due_at, missed_at = null, act_id = null
      where $10 or h.principal_id = excluded.principal_id or h.missed_at is not null
      returning\s"""
          + COLUMNS;

  private static final String FIND = "select " + COLUMNS + " from heartbeat where account_id = $1";

  private static final String REMOVE = "delete from heartbeat where account_id = $1";

  static final String DUE =
      "select "
          + COLUMNS
          + " from heartbeat where missed_at is null and due_at <= $1 and $2::timestamptz + timeout <= $1"
          + " and due_at >= $3 and (due_at, account_id) > ($3, $4) order by due_at, account_id limit $5";

  /** Whoever finds it as it was read has it; who is heard of meanwhile comes before or after. */
  private static final String MISS =
      "update heartbeat set missed_at = $3 where account_id = $1 and due_at = $2 and missed_at is null";

  private static final String ACTED = "update heartbeat set act_id = $2 where account_id = $1";

  private final Pool pool;
  private final LedgerPool reads;
  private final StoreCalls calls;
  private final ReadableRows readable = new ReadableRows("heartbeat of account", "account_id");

  PgHeartbeats(Pool pool, LedgerPool reads, StoreCalls calls) {
    this.pool = pool;
    this.reads = reads;
    this.calls = calls;
  }

  @Override
  public Uni<Optional<Heartbeat>> beat(Heartbeat heartbeat, boolean others) {
    return calls
        .write(
            pool,
            BEAT,
            Tuple.tuple()
                .addLong(heartbeat.account().value())
                .addLong(heartbeat.caller().value())
                .addString(heartbeat.origin().actor())
                .addString(heartbeat.origin().dialect())
                .addString(heartbeat.origin().requestId())
                .addLong(heartbeat.timeout().toMillis())
                .addString(heartbeat.action().name())
                .addOffsetDateTime(Rows.at(heartbeat.beatenAt()))
                .addOffsetDateTime(Rows.at(heartbeat.dueAt()))
                .addBoolean(others))
        .map(PgHeartbeats::first);
  }

  @Override
  public Uni<Optional<Heartbeat>> find(AccountId account) {
    return reads.query(FIND, Tuple.of(account.value())).map(PgHeartbeats::first);
  }

  private static Optional<Heartbeat> first(RowSet<Row> rows) {
    return Rows.first(rows, PgHeartbeats::heartbeat);
  }

  @Override
  public Uni<Void> remove(AccountId account) {
    return calls.write(pool, REMOVE, Tuple.of(account.value())).replaceWithVoid();
  }

  @Override
  public Uni<Page> due(Instant now, Instant hearingSince, Due after, int limit) {
    return reads
        .query(
            DUE,
            Tuple.of(
                Rows.at(now),
                Rows.at(hearingSince),
                Rows.at(after.at()),
                after.account().value(),
                limit))
        .map(
            rows -> {
              Due last = null;
              for (Row row : rows) {
                last = new Due(Rows.time(row, "due_at"), new AccountId(row.getLong("account_id")));
              }
              return new Page(
                  readable.read(rows, PgHeartbeats::heartbeat), rows.size() < limit ? null : last);
            });
  }

  @Override
  public Uni<Boolean> miss(Heartbeat heartbeat, NewAct act, UUID id, Instant now) {
    long account = heartbeat.account().value();
    return calls
        .inTransaction(
            pool,
            connection ->
                connection
                    .preparedQuery(MISS)
                    .execute(Tuple.of(account, Rows.at(heartbeat.dueAt()), Rows.at(now)))
                    .chain(
                        missed ->
                            missed.rowCount() == 0
                                ? Uni.createFrom().item(false)
                                : ActRows.insert(connection, id, act, heartbeat.account(), now)
                                    .chain(
                                        () ->
                                            connection
                                                .preparedQuery(ACTED)
                                                .execute(Tuple.of(account, id)))
                                    .replaceWith(true)),
            done -> Optional.empty())
        .plug(StoreCalls::detached);
  }

  private static Heartbeat heartbeat(Row row) {
    return new Heartbeat(
        new AccountId(row.getLong("account_id")),
        new PrincipalId(row.getLong("principal_id")),
        new DecisionOrigin(
            row.getString("actor"), row.getString("dialect"), row.getString("request_id")),
        Duration.ofMillis(row.getLong("millis")),
        Heartbeat.Action.valueOf(row.getString("action")),
        Rows.time(row, "beaten_at"),
        Rows.time(row, "due_at"),
        Rows.instant(row, "missed_at"),
        row.getUUID("act_id"));
  }
}
