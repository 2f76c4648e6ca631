// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.account;

import dev.unwind.application.TradingException;
import dev.unwind.application.account.AccountDirectory;
import dev.unwind.application.event.Commits;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.ReplayStore.StoredAnswer;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.AccountType;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreConfig;
import dev.unwind.persistence.access.PgRequestKeys;
import dev.unwind.persistence.log.LogEnds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Accounts as their owners open, name and close them. */
@ApplicationScoped
class PgAccounts implements AccountDirectory {
  /** How many of what keeps an account open are counted. */
  private static final int COUNTED_MAX = 1_000;

  private final LedgerPool pool;
  private final StoreConfig config;
  private final Commits commits;

  PgAccounts(LedgerPool pool, StoreConfig config, Commits commits) {
    this.pool = pool;
    this.config = config;
    this.commits = commits;
  }

  @Override
  public Uni<Page> page(AccountScope scope, int offset, int limit, boolean oldestFirst) {
    String sql = oldestFirst ? AccountSql.PAGE_ASCENDING : AccountSql.PAGE_DESCENDING;
    return pool.read(
        () ->
            pool.query(AccountSql.COUNT, visible(scope))
                .map(rows -> rows.iterator().next().getLong(0))
                .chain(
                    total ->
                        pool.query(sql, visible(scope).addInteger(offset).addInteger(limit))
                            .map(rows -> new Page(total, listings(rows)))));
  }

  @Override
  public Uni<Optional<Listing>> find(AccountScope scope, UUID uid) {
    return pool.query(AccountSql.FIND, visible(scope).addUUID(uid))
        .map(rows -> listings(rows).stream().findFirst());
  }

  @Override
  public Uni<List<Listing>> ofGroup(AccountScope scope, UUID group, int limit) {
    return pool.query(AccountSql.OF_GROUP, visible(scope).addUUID(group).addInteger(limit))
        .map(PgAccounts::listings);
  }

  @Override
  public Uni<StoredAnswer> open(
      NewAccount account,
      PrincipalId caller,
      IdempotencyKey key,
      DecisionOrigin by,
      Instant now,
      Function<Listing, StoredAnswer> answer) {
    return transaction(
        (connection, ends) ->
            connection
                .query(AccountSql.NEXT_ID)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))
                .chain(id -> take(connection, caller, key, id, now))
                .chain(
                    taken ->
                        taken.getBoolean("fresh")
                            ? insert(connection, taken.getLong("account_id"), account, caller, now)
                                .call(
                                    listing ->
                                        StandingLog.tell(
                                            connection,
                                            ends,
                                            List.of(listing.account().id()),
                                            EventKind.ACCOUNT_OPENED,
                                            null,
                                            by,
                                            now))
                                .map(answer)
                                .call(
                                    made ->
                                        remember(
                                            connection,
                                            taken.getLong("account_id"),
                                            key,
                                            made,
                                            now))
                            : recall(connection, taken.getLong("account_id"), key)));
  }

  /** Of two calls with one key the second waits here until the first has committed. */
  private static Uni<Row> take(
      SqlConnection connection, PrincipalId caller, IdempotencyKey key, long id, Instant now) {
    return connection
        .preparedQuery(PgRequestKeys.TAKE)
        .execute(
            PgRequestKeys.identity(caller, key)
                .addBuffer(Buffer.buffer(key.payloadHash()))
                .addLong(id)
                .addOffsetDateTime(Rows.at(now)))
        .map(rows -> rows.iterator().next())
        .invoke(row -> PgRequestKeys.requireSame(row.getBuffer("payload_hash").getBytes(), key));
  }

  private static Uni<Listing> insert(
      SqlConnection connection, long id, NewAccount account, PrincipalId caller, Instant now) {
    return connection
        .preparedQuery(AccountSql.INSERT)
        .execute(
            Tuple.tuple()
                .addLong(id)
                .addUUID(account.uid())
                .addString("account-" + account.uid())
                .addString(account.title())
                .addString(account.type().name())
                .addString(account.currency())
                .addBoolean(account.type() == AccountType.PORTFOLIO)
                .addUUID(account.owner())
                .addUUID(account.group())
                .addOffsetDateTime(Rows.at(now)))
        .chain(
            () -> connection.preparedQuery(AccountSql.GRANT).execute(Tuple.of(id, caller.value())))
        .chain(() -> connection.preparedQuery(AccountSql.FIND_BY_ID).execute(Tuple.of(id)))
        .map(rows -> listings(rows).get(0));
  }

  private static Uni<Void> remember(
      SqlConnection connection, long id, IdempotencyKey key, StoredAnswer answer, Instant now) {
    return connection
        .preparedQuery(AccountSql.REMEMBER)
        .execute(
            Tuple.tuple()
                .addLong(id)
                .addString(key.dialect())
                .addString(key.key())
                .addBuffer(Buffer.buffer(key.payloadHash()))
                .addInteger(answer.status())
                .addBuffer(Buffer.buffer(answer.body()))
                .addOffsetDateTime(Rows.at(now)))
        .replaceWithVoid();
  }

  private static Uni<StoredAnswer> recall(
      SqlConnection connection, @Nullable Long account, IdempotencyKey key) {
    if (account == null) {
      // The key was taken for another kind of request, with the same payload: impossible but for a
      // forged hash.
      return Uni.createFrom().failure(new IllegalStateException("the key has made no account"));
    }
    return connection
        .preparedQuery(AccountSql.RECALL)
        .execute(Tuple.of(account, key.dialect(), key.key()))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new StoredAnswer(
                    row.getInteger("response_status"), row.getBuffer("response_body").getBytes()));
  }

  @Override
  public Uni<Long> countOrders(AccountId account) {
    return pool.query(AccountSql.COUNT_ORDERS, Tuple.of(account.value(), LedgerQueries.COUNT_MAX))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  @Override
  public Uni<Optional<Listing>> rename(
      AccountScope scope, UUID uid, String title, DecisionOrigin by, Instant now) {
    Tuple renamed = visible(scope).addUUID(uid).addString(title).addOffsetDateTime(Rows.at(now));
    return transaction(
            (connection, ends) ->
                connection
                    .preparedQuery(AccountSql.RENAME)
                    .execute(renamed)
                    .map(PgAccounts::ids)
                    .call(
                        ids ->
                            StandingLog.tell(
                                connection, ends, ids, EventKind.ACCOUNT_RENAMED, null, by, now)))
        .chain(() -> find(scope, uid));
  }

  @Override
  public Uni<Optional<Boolean>> close(
      AccountScope scope, UUID uid, DecisionOrigin by, Instant now) {
    return transaction(
        (connection, ends) ->
            connection
                .preparedQuery(AccountSql.LOCK)
                .execute(visible(scope).addUUID(uid))
                .chain(
                    rows -> {
                      if (!rows.iterator().hasNext()) {
                        return Uni.createFrom().item(Optional.<Boolean>empty());
                      }
                      Row row = rows.iterator().next();
                      if (!row.getString("status").equals(AccountStatus.ACTIVE.name())) {
                        return Uni.createFrom().item(Optional.of(false));
                      }
                      AccountId id = new AccountId(row.getLong("account_id"));
                      return connection
                          .preparedQuery(AccountSql.BEGIN_CLOSE)
                          .execute(Tuple.of(id.value(), Rows.at(now)))
                          .chain(
                              () ->
                                  StandingLog.tell(
                                      connection,
                                      ends,
                                      List.of(id),
                                      EventKind.ACCOUNT_CLOSING,
                                      null,
                                      by,
                                      now))
                          .replaceWith(Optional.of(true));
                    }));
  }

  @Override
  public Uni<Account> retitle(
      AccountId account, String title, Consumer<Account> asSeen, DecisionOrigin by, Instant now) {
    return changed(
        account,
        asSeen,
        (connection, ends, found) ->
            title.equals(found.title())
                ? Uni.createFrom().item(found)
                : update(
                        connection,
                        AccountSql.RETITLE,
                        Tuple.of(account.value(), title, Rows.at(now)))
                    .call(
                        () ->
                            StandingLog.tell(
                                connection,
                                ends,
                                List.of(account),
                                EventKind.ACCOUNT_RENAMED,
                                Administered.of(found.name()).with("title", title),
                                by,
                                now)));
  }

  @Override
  public Uni<Account> closeEmpty(
      AccountId account, Consumer<Account> asSeen, DecisionOrigin by, Instant now) {
    return changed(
        account,
        asSeen,
        (connection, ends, found) ->
            found.status() == AccountStatus.CLOSED
                ? Uni.createFrom().item(found)
                : connection
                    .preparedQuery(AccountSql.IN_USE)
                    .execute(Tuple.of(account.value(), COUNTED_MAX))
                    .invoke(rows -> requireUnused(rows.iterator().next()))
                    .chain(
                        () ->
                            update(
                                connection,
                                AccountSql.CLOSE,
                                Tuple.of(account.value(), Rows.at(now))))
                    .call(
                        () ->
                            StandingLog.tell(
                                connection,
                                ends,
                                List.of(account),
                                EventKind.ACCOUNT_CLOSED,
                                null,
                                by,
                                now)));
  }

  private <T> Uni<T> transaction(BiFunction<SqlConnection, LogEnds, Uni<T>> work) {
    return LogEnds.transaction(pool, commits, config.statementTimeout(), work);
  }

  /** Of an account that is locked. */
  private interface Change {
    Uni<Account> of(SqlConnection connection, LogEnds ends, Account found);
  }

  private Uni<Account> changed(AccountId account, Consumer<Account> asSeen, Change change) {
    return transaction(
        (connection, ends) ->
            connection
                .preparedQuery(AccountSql.LOCK_ONE)
                .execute(Tuple.of(account.value()))
                .map(
                    rows -> {
                      if (rows.size() == 0) {
                        throw new TradingException(Reason.ACCOUNT_NOT_FOUND);
                      }
                      return Rows.account(rows.iterator().next());
                    })
                .invoke(asSeen)
                .chain(found -> change.of(connection, ends, found)));
  }

  private static Uni<Account> update(SqlConnection connection, String sql, Tuple parameters) {
    return connection
        .preparedQuery(sql)
        .execute(parameters)
        .map(rows -> Rows.account(rows.iterator().next()));
  }

  private static void requireUnused(Row row) {
    List<String> used = new ArrayList<>();
    for (String what : List.of("position", "order", "liquidation")) {
      long count = row.getLong(what + "s");
      if (count > 0) {
        String least = count == COUNTED_MAX ? "at least " : "";
        used.add(least + count + " open " + what + (count == 1 ? "" : "s"));
      }
    }
    long elsewhere = row.getLong("elsewhere");
    if (elsewhere > 0) {
      String least = elsewhere == COUNTED_MAX ? "at least " : "";
      used.add(least + elsewhere + " open at its venue that the ledger does not have");
    }
    if (!used.isEmpty()) {
      throw new TradingException(
          Denial.of(Reason.ACCOUNT_IN_USE, "the account has " + String.join(", ", used)));
    }
  }

  @Override
  public Uni<List<AccountId>> closeEmptied(Instant now, int limit) {
    return transaction(
        (connection, ends) ->
            EmptiedAccounts.close(connection, now, limit)
                .call(
                    ids ->
                        StandingLog.tell(
                            connection,
                            ends,
                            ids,
                            EventKind.ACCOUNT_CLOSED,
                            null,
                            DecisionOrigin.SERVICE,
                            now)));
  }

  static List<AccountId> ids(RowSet<Row> rows) {
    return Rows.all(rows, row -> new AccountId(row.getLong(0)));
  }

  private static Tuple visible(AccountScope scope) {
    Long[] accounts = scope.accounts().stream().map(AccountId::value).toArray(Long[]::new);
    return Tuple.tuple().addBoolean(scope.all()).addArrayOfLong(accounts);
  }

  private static List<Listing> listings(RowSet<Row> rows) {
    List<Listing> all = new ArrayList<>();
    rows.forEach(
        row ->
            all.add(
                new Listing(
                    Rows.account(row),
                    row.getString("shown_title"),
                    row.getLong("number").intValue(),
                    Rows.time(row, "shown_updated_at"))));
    return all;
  }
}
