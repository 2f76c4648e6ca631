// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.act;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.act.Act;
import dev.unwind.application.act.ActEntry;
import dev.unwind.application.act.ActLane;
import dev.unwind.application.act.ActStore;
import dev.unwind.application.act.ActSums;
import dev.unwind.application.act.ActTask;
import dev.unwind.application.act.NewAct;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.domain.value.Uids;
import dev.unwind.persistence.LedgerPool;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Acts in their tables. */
@ApplicationScoped
class PgActs implements ActStore {
  private final Pool pool;
  private final LedgerPool reads;
  private final StoreCalls calls;

  PgActs(Pool pool, LedgerPool reads, StoreCalls calls) {
    this.pool = pool;
    this.reads = reads;
    this.calls = calls;
  }

  @Override
  public Uni<Accepted> accept(
      NewAct act,
      int accountsMax,
      Instant now,
      Instant keysSince,
      UUID replica,
      Instant leaseUntil) {
    return calls
        .inTransaction(
            pool,
            connection ->
                forgetKey(connection, act, keysSince)
                    .chain(
                        () -> insert(connection, UUID.randomUUID(), act, now, replica, leaseUntil))
                    .chain(
                        id ->
                            id.isPresent()
                                ? accounts(connection, act, id.get(), accountsMax, now)
                                    .map(made -> new Accepted(made, true))
                                : known(connection, act).map(made -> new Accepted(made, false))),
            made -> Optional.empty())
        .plug(StoreCalls::detached);
  }

  private static Uni<Void> forgetKey(SqlConnection connection, NewAct act, Instant since) {
    IdempotencyKey key = act.key();
    return key == null
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(ActSql.FORGET_KEY)
            .execute(Tuple.of(caller(act), key.key(), Rows.at(since)))
            .replaceWithVoid();
  }

  private static long caller(NewAct act) {
    return act.actor().principal().id().value();
  }

  static Uni<Optional<UUID>> insert(
      SqlConnection connection,
      UUID id,
      NewAct act,
      Instant now,
      UUID replica,
      Instant leaseUntil) {
    Actor actor = act.actor();
    IdempotencyKey key = act.key();
    return connection
        .preparedQuery(ActSql.INSERT)
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addLong(caller(act))
                .addString(actor.name())
                .addString(actor.dialect())
                .addString(actor.requestId())
                .addString(act.task().kind().name())
                .addValue(ActJson.write(act.task()))
                .addString(act.reason())
                .addString(act.clientReference())
                .addString(key == null ? null : key.key())
                .addValue(key == null ? null : Buffer.buffer(key.payloadHash()))
                .addOffsetDateTime(Rows.at(now))
                .addUUID(replica)
                .addOffsetDateTime(Rows.at(leaseUntil)))
        .map(rows -> Rows.first(rows, row -> row.getUUID(0)));
  }

  private static Uni<Act> known(SqlConnection connection, NewAct act) {
    IdempotencyKey key = act.key();
    if (key == null) {
      throw new IllegalStateException("an act without a key was made before");
    }
    return connection
        .preparedQuery(ActSql.BY_KEY)
        .execute(Tuple.of(caller(act), key.key()))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              if (!Arrays.equals(row.getBuffer("payload_hash").getBytes(), key.payloadHash())) {
                throw new TradingException(Reason.IDEMPOTENCY_KEY_REUSED);
              }
              return act(row);
            });
  }

  static Uni<Act> accounts(
      SqlConnection connection, NewAct act, UUID id, int accountsMax, Instant now) {
    AccountScope scope = act.actor().scope();
    Tuple grants = Tuple.tuple().addUUID(id).addBoolean(scope.all()).addValue(ids(scope));
    Uni<RowSet<Row>> inserted =
        act.everyAccount()
            ? connection
                .preparedQuery(ActSql.EVERY_ACCOUNT)
                .execute(grants.addInteger(accountsMax + 1))
            : connection
                .preparedQuery(ActSql.NAMED_ACCOUNTS)
                .execute(named(grants, act.named()).addOffsetDateTime(Rows.at(now)));
    return inserted
        .chain(() -> expect(connection, act, id))
        .chain(() -> connection.preparedQuery(ActSql.COUNT).execute(Tuple.of(id)))
        .map(
            rows -> {
              Act made = act(rows.iterator().next());
              if (made.accounts() > accountsMax) {
                throw new TradingException(
                    Denial.of(
                        Reason.REQUEST_TOO_LARGE,
                        "an act is over at most " + accountsMax + " accounts"));
              }
              return made;
            });
  }

  private static Uni<Void> expect(SqlConnection connection, NewAct act, UUID id) {
    Map<AccountId, String> expected = act.expected();
    if (expected == null) {
      return Uni.createFrom().voidItem();
    }
    List<Map.Entry<AccountId, String>> rows = List.copyOf(expected.entrySet());
    return connection
        .preparedQuery(ActSql.EXPECT)
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addValue(rows.stream().map(e -> e.getKey().value()).toArray(Long[]::new))
                .addValue(rows.stream().map(Map.Entry::getValue).toArray(String[]::new)))
        .replaceWithVoid();
  }

  @Override
  public Uni<Boolean> made(NewAct act) {
    IdempotencyKey key = act.key();
    return key == null
        ? Uni.createFrom().item(false)
        : reads.query(ActSql.BY_KEY, Tuple.of(caller(act), key.key())).map(rows -> rows.size() > 0);
  }

  @Override
  public Uni<List<Named>> named(Actor actor, List<String> names, boolean everyAccount, int limit) {
    AccountScope scope = actor.scope();
    Tuple parameters = Tuple.tuple().addBoolean(scope.all()).addValue(ids(scope)).addInteger(limit);
    return (everyAccount
            ? reads.query(ActSql.EVERY_NAME, parameters)
            : reads.query(ActSql.NAMES, named(parameters, names)))
        .map(rows -> Rows.all(rows, PgActs::name));
  }

  private static Named name(Row row) {
    Long account = row.getLong("account_id");
    return new Named(
        row.getInteger("place"),
        row.getString("named"),
        account == null ? null : new AccountId(account),
        row.getString("currency"));
  }

  static Uni<Void> account(SqlConnection connection, UUID id, AccountId account) {
    return connection
        .preparedQuery(ActSql.ONE_ACCOUNT)
        .execute(Tuple.of(id, account.value()))
        .chain(() -> connection.preparedQuery(ActSql.COUNT).execute(Tuple.of(id)))
        .replaceWithVoid();
  }

  /** Names with what they may be besides: a uid, an id. */
  static Tuple named(Tuple parameters, List<String> names) {
    return parameters
        .addValue(names.toArray(String[]::new))
        .addValue(names.stream().map(PgActs::uid).toArray(UUID[]::new))
        .addValue(names.stream().map(PgActs::id).toArray(Long[]::new));
  }

  static Long[] ids(AccountScope scope) {
    return scope.accounts().stream().map(AccountId::value).toArray(Long[]::new);
  }

  private static @Nullable UUID uid(String name) {
    return Uids.read(name).orElse(null);
  }

  private static @Nullable Long id(String name) {
    return name.matches("[0-9]{1,18}") ? Long.valueOf(name) : null;
  }

  @Override
  public Uni<Optional<Act>> claim(
      UUID replica, Instant now, Instant leaseUntil, Set<ActLane> lanes, Set<UUID> except) {
    return reads
        .query(
            ActSql.CLAIM,
            Tuple.of(
                replica,
                Rows.at(now),
                Rows.at(leaseUntil),
                lanes.stream().map(ActLane::name).toArray(String[]::new),
                except.toArray(UUID[]::new)))
        .map(rows -> Rows.first(rows, PgActs::act));
  }

  @Override
  public Uni<Boolean> renew(UUID act, UUID replica, Instant leaseUntil) {
    return reads
        .query(ActSql.RENEW, Tuple.of(act, replica, Rows.at(leaseUntil)))
        .map(rows -> rows.rowCount() > 0);
  }

  @Override
  public Uni<List<Target>> pending(UUID act, int after, int limit) {
    return reads
        .query(ActSql.PENDING, Tuple.of(act, after, limit))
        .map(
            rows ->
                Rows.all(
                    rows,
                    row ->
                        new Target(
                            row.getInteger(0), new AccountId(row.getLong(1)), row.getString(2))));
  }

  @Override
  public Uni<Void> decided(UUID act, List<Decided> all, Instant now) {
    if (all.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return reads
        .query(
            ActSql.DECIDED,
            Tuple.tuple()
                .addUUID(act)
                .addOffsetDateTime(Rows.at(now))
                .addValue(all.stream().map(Decided::place).toArray(Integer[]::new))
                .addValue(all.stream().map(Decided::liquidation).toArray(UUID[]::new))
                .addValue(
                    all.stream()
                        .map(d -> d.reason() == null ? null : d.reason().name())
                        .toArray(String[]::new))
                .addValue(all.stream().map(Decided::text).toArray(String[]::new))
                .addValue(counts(all, ActEntry.Cancels::canceled))
                .addValue(counts(all, ActEntry.Cancels::asked))
                .addValue(counts(all, ActEntry.Cancels::kept))
                .addValue(
                    all.stream()
                        .map(d -> d.blocked() == null ? null : d.blocked().name())
                        .toArray(String[]::new)))
        .replaceWithVoid();
  }

  private static @Nullable Integer[] counts(
      List<Decided> all, ToIntFunction<ActEntry.Cancels> count) {
    return all.stream()
        .map(d -> d.cancels() == null ? null : (Integer) count.applyAsInt(d.cancels()))
        .toArray(Integer[]::new);
  }

  @Override
  public Uni<Void> leave(UUID act, UUID replica, Instant now) {
    return reads.query(ActSql.LEAVE, Tuple.of(act, replica, Rows.at(now))).replaceWithVoid();
  }

  @Override
  public Uni<Optional<Act>> find(UUID act) {
    return reads.query(ActSql.FIND, Tuple.of(act)).map(rows -> Rows.first(rows, PgActs::act));
  }

  @Override
  public Uni<ActSums> sums(AccountScope scope, boolean own, UUID act) {
    return reads
        .query(
            ActSql.SUMS,
            Tuple.tuple().addUUID(act).addBoolean(scope.all()).addValue(ids(scope)).addBoolean(own))
        .map(rows -> sums(rows.iterator().next()));
  }

  private static ActSums sums(Row row) {
    return new ActSums(
        row.getInteger("accounts"),
        row.getInteger("pending"),
        row.getInteger("accepted"),
        row.getInteger("refused"),
        row.getInteger("running"),
        row.getInteger("filled"),
        row.getInteger("ended"),
        row.getLong("open_items"),
        row.getLong("filled_items"),
        row.getLong("other_items"),
        row.getLong("canceled"),
        row.getLong("asked"),
        row.getLong("kept"));
  }

  @Override
  public Uni<List<ActEntry>> entries(
      AccountScope scope, boolean own, UUID act, int after, int limit) {
    return reads
        .query(
            ActSql.ENTRIES,
            Tuple.tuple()
                .addUUID(act)
                .addBoolean(scope.all())
                .addValue(ids(scope))
                .addBoolean(own)
                .addInteger(after)
                .addInteger(limit))
        .map(rows -> Rows.all(rows, PgActs::entry));
  }

  private static ActEntry entry(Row row) {
    Long account = row.getLong("account_id");
    String reason = row.getString("reason");
    String latch = row.getString("latch");
    Integer canceled = row.getInteger("canceled");
    String liquidation = row.getString("liquidation_status");
    ActEntry.Status status = ActEntry.Status.valueOf(row.getString("status"));
    return new ActEntry(
        row.getInteger("place"),
        row.getString("named"),
        account == null ? null : new AccountId(account),
        status,
        reason == null ? null : Reason.valueOf(reason),
        row.getString("reason_text"),
        latch == null ? null : TradingState.valueOf(latch),
        canceled == null
            ? null
            : new ActEntry.Cancels(
                canceled, row.getInteger("cancels_asked"), row.getInteger("kept")),
        liquidation == null
            ? null
            : new ActEntry.Closing(
                row.getUUID("liquidation_uid"),
                LiquidationStatus.valueOf(liquidation),
                new Liquidation.ItemCounts(
                    row.getInteger("open_items"),
                    row.getInteger("filled_items"),
                    row.getInteger("partial_items"),
                    row.getInteger("canceled_items"),
                    row.getInteger("failed_items"))),
        Rows.instant(row, "decided_at"));
  }

  private static Act act(Row row) {
    ActTask task =
        ActJson.read(row.getString("kind"), new JsonObject(String.valueOf(row.getValue("task"))));
    return new Act(
        row.getUUID("act_id"),
        new PrincipalId(row.getLong("principal_id")),
        new DecisionOrigin(
            row.getString("actor"), row.getString("dialect"), row.getString("request_id")),
        task,
        row.getString("reason"),
        row.getString("client_reference"),
        row.getInteger("accounts"),
        ActLane.valueOf(row.getString("lane")),
        Rows.time(row, "created_at"),
        Rows.instant(row, "ended_at"));
  }
}
