// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.control;

import dev.unwind.application.control.AccountSettings;
import dev.unwind.application.control.Lift;
import dev.unwind.application.control.LiftStore;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.book.PgBooks;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Requests to lift latches in their table. */
@ApplicationScoped
class PgLifts implements LiftStore {
  private static final String OF_ACCOUNT =
      "select * from lift where lift_id = $1 and account_id = $2";

  private static final String FIND =
      "select * from lift where lift_id = $1 and ($2 or account_id = any($3::bigint[]))";

  private static final String LIST =
      """
      select * from lift where ($1 or account_id = any($2::bigint[]))
        and ($3::text is null
          or $3 = case when status = 'PENDING' and expires_at <= $4 then 'EXPIRED' else status end)
      order by created_at desc, lift_id desc limit $5 offset $6
      """;

  static final String KEEP =
      """
      insert into lift (lift_id, account_id, principal_id, actor, dialect, request_id, asked_state, reason, seen_state, seen_by,
        seen_reason, seen_at, status, created_at, expires_at, decided_by, decided_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
      on conflict (lift_id) do update set status = excluded.status, decided_by = excluded.decided_by,
        decided_at = excluded.decided_at
      """;

  private final PgBooks books;
  private final LedgerPool reads;

  PgLifts(PgBooks books, LedgerPool reads) {
    this.books = books;
    this.reads = reads;
  }

  private record Standing(AccountSettings settings, @Nullable Lift lift) {}

  @Override
  public <R> Uni<R> decide(
      AccountId account, @Nullable UUID lift, DecisionOrigin origin, Decision<R> decision) {
    return books
        .decideWith(
            account,
            SettingsSql.NOTHING,
            origin,
            connection -> read(connection, account, lift),
            (book, standing) -> decision.on(book, standing.settings(), standing.lift()),
            (connection, outcome) -> keep(connection, origin, outcome.keep()))
        .map(Outcome::result);
  }

  private static Uni<Standing> read(
      SqlConnection connection, AccountId account, @Nullable UUID lift) {
    Uni<AccountSettings> settings = SettingsSql.read(SettingsSql.on(connection), account);
    return lift == null
        ? settings.map(found -> new Standing(found, null))
        : settings.chain(
            found ->
                connection
                    .preparedQuery(OF_ACCOUNT)
                    .execute(Tuple.of(lift, account.value()))
                    .map(rows -> new Standing(found, first(rows).orElse(null))));
  }

  private static Uni<Void> keep(
      SqlConnection connection, DecisionOrigin origin, @Nullable Lift lift) {
    if (lift == null) {
      return Uni.createFrom().voidItem();
    }
    Account.Latch seen = lift.seen();
    return connection
        .preparedQuery(KEEP)
        .execute(
            Tuple.tuple()
                .addUUID(lift.id())
                .addLong(lift.account().value())
                .addLong(lift.caller().value())
                .addString(lift.actor())
                .addString(origin.dialect())
                .addString(origin.requestId())
                .addString(lift.state().name())
                .addString(lift.reason())
                .addString(seen.state().name())
                .addString(seen.by())
                .addString(seen.reason())
                .addOffsetDateTime(Rows.at(seen.at()))
                .addString(lift.status().name())
                .addOffsetDateTime(Rows.at(lift.createdAt()))
                .addOffsetDateTime(Rows.at(lift.expiresAt()))
                .addString(lift.decidedBy())
                .addOffsetDateTime(Rows.at(lift.decidedAt())))
        .replaceWithVoid();
  }

  @Override
  public Uni<Optional<Lift>> find(AccountScope scope, UUID id) {
    return reads.query(FIND, Tuple.of(id, scope.all(), ids(scope))).map(PgLifts::first);
  }

  @Override
  public Uni<List<Lift>> list(
      AccountScope scope, Lift.@Nullable Status status, Instant now, int offset, int limit) {
    return reads
        .query(
            LIST,
            Tuple.tuple()
                .addBoolean(scope.all())
                .addValue(ids(scope))
                .addString(status == null ? null : status.name())
                .addOffsetDateTime(Rows.at(now))
                .addInteger(limit)
                .addInteger(offset))
        .map(rows -> Rows.all(rows, PgLifts::lift));
  }

  private static Long[] ids(AccountScope scope) {
    return scope.accounts().stream().map(AccountId::value).toArray(Long[]::new);
  }

  private static Optional<Lift> first(RowSet<Row> rows) {
    return Rows.first(rows, PgLifts::lift);
  }

  private static Lift lift(Row row) {
    return new Lift(
        row.getUUID("lift_id"),
        new AccountId(row.getLong("account_id")),
        new PrincipalId(row.getLong("principal_id")),
        row.getString("actor"),
        TradingState.valueOf(row.getString("asked_state")),
        row.getString("reason"),
        new Account.Latch(
            TradingState.valueOf(row.getString("seen_state")),
            row.getString("seen_by"),
            row.getString("seen_reason"),
            Rows.instant(row, "seen_at")),
        Lift.Status.valueOf(row.getString("status")),
        Rows.time(row, "created_at"),
        Rows.time(row, "expires_at"),
        row.getString("decided_by"),
        Rows.instant(row, "decided_at"));
  }
}
