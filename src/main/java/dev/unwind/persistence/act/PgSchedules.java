// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.act;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.act.NewAct;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.schedule.Schedule;
import dev.unwind.application.schedule.ScheduleFiring;
import dev.unwind.application.schedule.ScheduleStore;
import dev.unwind.application.schedule.ScheduledClose;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.schedule.Firing;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.ReadableRows;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreCalls;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Schedules in their tables, and the acts that they fire. */
@ApplicationScoped
class PgSchedules implements ScheduleStore {
  private static final String LIQUIDATION = "LIQUIDATION";

  private final Pool pool;
  private final LedgerPool reads;
  private final StoreCalls calls;
  private final ReadableRows readable = new ReadableRows("schedule", "schedule_id");

  PgSchedules(Pool pool, LedgerPool reads, StoreCalls calls) {
    this.pool = pool;
    this.reads = reads;
    this.calls = calls;
  }

  @Override
  public Uni<Kept> add(
      Actor actor,
      ScheduledClose wanted,
      @Nullable IdempotencyKey key,
      Instant nextDue,
      Instant now,
      int perPrincipalMax) {
    long caller = actor.principal().id().value();
    return calls
        .inTransaction(
            pool,
            connection ->
                connection
                    .preparedQuery(ScheduleSql.TURN)
                    .execute(Tuple.of(caller))
                    .chain(() -> known(connection, caller, key))
                    .chain(
                        known ->
                            known.isPresent()
                                ? Uni.createFrom().item(new Kept(known.get(), false))
                                : requireRoom(connection, caller, perPrincipalMax)
                                    .chain(
                                        () -> insert(connection, actor, wanted, key, nextDue, now))
                                    .map(made -> new Kept(made, true))),
            made -> Optional.empty())
        .plug(StoreCalls::detached);
  }

  private static Uni<Optional<Schedule>> known(
      SqlConnection connection, long caller, @Nullable IdempotencyKey key) {
    if (key == null) {
      return Uni.createFrom().item(Optional.empty());
    }
    return connection
        .preparedQuery(ScheduleSql.BY_KEY)
        .execute(Tuple.of(caller, key.key()))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return Optional.empty();
              }
              Row row = rows.iterator().next();
              if (!Arrays.equals(row.getBuffer("payload_hash").getBytes(), key.payloadHash())) {
                throw new TradingException(Reason.IDEMPOTENCY_KEY_REUSED);
              }
              return Optional.of(schedule(row));
            });
  }

  private static Uni<Void> requireRoom(SqlConnection connection, long caller, int most) {
    return connection
        .preparedQuery(ScheduleSql.COUNT)
        .execute(Tuple.of(caller, most))
        .map(
            rows -> {
              if (rows.iterator().next().getLong(0) >= most) {
                throw new TradingException(
                    Denial.of(
                        Reason.REQUEST_TOO_LARGE, "at most " + most + " schedules can be active"));
              }
              return null;
            });
  }

  private static Uni<Schedule> insert(
      SqlConnection connection,
      Actor actor,
      ScheduledClose wanted,
      @Nullable IdempotencyKey key,
      Instant nextDue,
      Instant now) {
    return connection
        .preparedQuery(ScheduleSql.INSERT)
        .execute(
            Tuple.tuple()
                .addUUID(UUID.randomUUID())
                .addLong(actor.principal().id().value())
                .addString(actor.name())
                .addString(actor.dialect())
                .addString(actor.requestId())
                .addValue(ScheduleJson.write(wanted.rule()))
                .addValue(ActJson.write(wanted.task()))
                .addValue(wanted.named().toArray(String[]::new))
                .addBoolean(wanted.everyAccount())
                .addString(wanted.reason())
                .addString(wanted.clientReference())
                .addString(wanted.body())
                .addString(key == null ? null : key.key())
                .addValue(key == null ? null : Buffer.buffer(key.payloadHash()))
                .addOffsetDateTime(Rows.at(now))
                .addOffsetDateTime(Rows.at(nextDue)))
        .map(rows -> schedule(rows.iterator().next()));
  }

  @Override
  public Uni<Optional<Schedule>> find(UUID id) {
    return reads
        .query(ScheduleSql.FIND, Tuple.of(id))
        .map(rows -> Rows.first(rows, PgSchedules::schedule));
  }

  @Override
  public Uni<List<Schedule>> list(
      @Nullable PrincipalId caller, Schedule.@Nullable Status status, int offset, int limit) {
    Tuple page =
        Tuple.tuple()
            .addString(status == null ? null : status.name())
            .addInteger(limit)
            .addInteger(offset);
    return (caller == null
            ? reads.query(ScheduleSql.LIST, page)
            : reads.query(ScheduleSql.LIST_OF_PRINCIPAL, page.addLong(caller.value())))
        .map(rows -> Rows.all(rows, PgSchedules::schedule));
  }

  @Override
  public Uni<List<ScheduleFiring>> firings(UUID id, int limit) {
    return reads
        .query(ScheduleSql.FIRINGS, Tuple.of(id, limit))
        .map(rows -> Rows.all(rows, PgSchedules::firing));
  }

  @Override
  public Uni<Optional<Schedule>> change(
      UUID id, int version, Instant done, ScheduledClose wanted, Instant nextDue, Instant now) {
    return calls
        .write(
            pool,
            ScheduleSql.CHANGE,
            Tuple.tuple()
                .addUUID(id)
                .addInteger(version)
                .addValue(ScheduleJson.write(wanted.rule()))
                .addValue(ActJson.write(wanted.task()))
                .addValue(wanted.named().toArray(String[]::new))
                .addBoolean(wanted.everyAccount())
                .addString(wanted.reason())
                .addString(wanted.clientReference())
                .addString(wanted.body())
                .addOffsetDateTime(Rows.at(now))
                .addOffsetDateTime(Rows.at(nextDue))
                .addOffsetDateTime(Rows.at(done)))
        .map(rows -> Rows.first(rows, PgSchedules::schedule));
  }

  @Override
  public Uni<Optional<Schedule>> cancel(UUID id, @Nullable Integer version, Instant now) {
    return calls
        .write(
            pool,
            ScheduleSql.CANCEL,
            Tuple.tuple().addUUID(id).addInteger(version).addOffsetDateTime(Rows.at(now)))
        .map(rows -> Rows.first(rows, PgSchedules::schedule));
  }

  @Override
  public Uni<Page<Due>> due(Instant now, Due after, int limit) {
    return reads
        .query(
            ScheduleSql.DUE, Tuple.of(Rows.at(now), Rows.at(after.at()), after.schedule(), limit))
        .map(
            rows ->
                page(
                    rows,
                    row -> new Due(Rows.time(row, "next_due"), row.getUUID("schedule_id")),
                    limit));
  }

  @Override
  public Uni<Boolean> conclude(
      Schedule schedule,
      Firing firing,
      @Nullable NewAct act,
      ScheduleFiring outcome,
      @Nullable Instant next,
      int accountsMax) {
    return calls
        .inTransaction(
            pool,
            connection ->
                lock(connection, schedule)
                    .chain(
                        ours ->
                            ours
                                ? act(connection, act, outcome, accountsMax)
                                    .chain(() -> fire(connection, schedule, outcome))
                                    .call(() -> goOn(connection, schedule, firing, outcome, next))
                                : Uni.createFrom().item(false)),
            done -> Optional.empty())
        .plug(StoreCalls::detached);
  }

  @Override
  public Uni<Void> failed(Schedule schedule, Schedule.Failure failure) {
    return reads
        .query(
            ScheduleSql.FAILED,
            Tuple.of(
                schedule.id(), Rows.at(failure.close()), failure.reason().name(), failure.text()))
        .replaceWithVoid();
  }

  @Override
  public Uni<Page<UUID>> active(UUID after, int limit) {
    return reads
        .query(ScheduleSql.ACTIVE, Tuple.of(after, limit))
        .map(rows -> page(rows, row -> row.getUUID("schedule_id"), limit));
  }

  private <K> Page<K> page(RowSet<Row> rows, Function<Row, K> key, int limit) {
    K last = null;
    for (Row row : rows) {
      last = key.apply(row);
    }
    return new Page<>(
        readable.read(rows, PgSchedules::schedule), rows.size() < limit ? null : last);
  }

  @Override
  public Uni<Void> plan(Schedule schedule, @Nullable Instant next, Instant now) {
    return reads
        .query(
            ScheduleSql.PLAN,
            Tuple.of(
                schedule.id(),
                schedule.version(),
                Rows.at(schedule.done()),
                Rows.at(next),
                Rows.at(now)))
        .replaceWithVoid();
  }

  private static Uni<Boolean> lock(SqlConnection connection, Schedule schedule) {
    return connection
        .preparedQuery(ScheduleSql.LOCK)
        .execute(Tuple.of(schedule.id(), schedule.version(), Rows.at(schedule.done())))
        .map(rows -> rows.size() > 0);
  }

  /** Its lease has run out already, so that whoever is there takes it up. */
  private static Uni<Void> act(
      SqlConnection connection, @Nullable NewAct act, ScheduleFiring outcome, int accountsMax) {
    UUID id = outcome.act();
    if (act == null || id == null) {
      return Uni.createFrom().voidItem();
    }
    Instant now = outcome.decidedAt();
    return PgActs.insert(connection, id, act, now, id, now.minusSeconds(1))
        .chain(() -> PgActs.accounts(connection, act, id, accountsMax, now))
        .replaceWithVoid();
  }

  private static Uni<Boolean> fire(
      SqlConnection connection, Schedule schedule, ScheduleFiring outcome) {
    return connection
        .preparedQuery(ScheduleSql.FIRE)
        .execute(
            Tuple.tuple()
                .addUUID(schedule.id())
                .addOffsetDateTime(Rows.at(outcome.close()))
                .addOffsetDateTime(Rows.at(outcome.due()))
                .addOffsetDateTime(Rows.at(outcome.lateUntil()))
                .addString(outcome.outcome().name())
                .addUUID(outcome.act())
                .addString(outcome.reason() == null ? null : outcome.reason().name())
                .addString(outcome.text())
                .addOffsetDateTime(Rows.at(outcome.decidedAt())))
        .map(
            written -> {
              if (written.rowCount() == 0) {
                throw new IllegalStateException(
                    "fired before: " + schedule.id() + " " + outcome.close());
              }
              return true;
            });
  }

  private static Uni<Void> goOn(
      SqlConnection connection,
      Schedule schedule,
      Firing firing,
      ScheduleFiring outcome,
      @Nullable Instant next) {
    return connection
        .preparedQuery(ScheduleSql.GO_ON)
        .execute(
            Tuple.of(
                schedule.id(),
                Rows.at(firing.close()),
                Rows.at(next),
                Rows.at(outcome.decidedAt())))
        .replaceWithVoid();
  }

  @Override
  public Uni<Set<InstrumentId>> heldWithoutClose(
      Actor actor, ScheduledClose wanted, int accountsMax, int limit) {
    AccountScope scope = actor.scope();
    Tuple parameters =
        Tuple.tuple()
            .addBoolean(scope.all())
            .addValue(PgActs.ids(scope))
            .addInteger(accountsMax)
            .addInteger(limit);
    return (wanted.everyAccount()
            ? reads.query(ScheduleSql.HELD_OF_ALL, parameters)
            : reads.query(ScheduleSql.HELD_OF_NAMED, PgActs.named(parameters, wanted.named())))
        .map(rows -> Rows.set(rows, row -> new InstrumentId(row.getLong(0))));
  }

  private static Schedule schedule(Row row) {
    return new Schedule(
        row.getUUID("schedule_id"),
        new PrincipalId(row.getLong("principal_id")),
        new DecisionOrigin(
            row.getString("actor"), row.getString("dialect"), row.getString("request_id")),
        new ScheduledClose(
            ScheduleJson.read(json(row, "rule")),
            ActJson.read(LIQUIDATION, json(row, "task")),
            List.of(row.getArrayOfStrings("named")),
            row.getBoolean("every_account"),
            row.getString("reason"),
            row.getString("client_reference"),
            row.getString("body")),
        Schedule.Status.valueOf(row.getString("status")),
        row.getInteger("version"),
        Rows.time(row, "created_at"),
        Rows.time(row, "since"),
        Rows.time(row, "done"),
        failure(row),
        Rows.instant(row, "next_due"),
        Rows.instant(row, "ended_at"));
  }

  private static Schedule.@Nullable Failure failure(Row row) {
    String reason = row.getString("failed_reason");
    return reason == null
        ? null
        : new Schedule.Failure(
            Rows.time(row, "failed_close"), Reason.valueOf(reason), row.getString("failed_text"));
  }

  private static JsonObject json(Row row, String column) {
    return new JsonObject(String.valueOf(row.getValue(column)));
  }

  private static ScheduleFiring firing(Row row) {
    String reason = row.getString("reason");
    return new ScheduleFiring(
        Rows.time(row, "close_at"),
        Rows.time(row, "due_at"),
        Rows.time(row, "late_until"),
        ScheduleFiring.Outcome.valueOf(row.getString("outcome")),
        row.getUUID("act_id"),
        reason == null ? null : Reason.valueOf(reason),
        row.getString("reason_text"),
        Rows.time(row, "decided_at"));
  }
}
