// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.KeyedEffect;
import dev.unwind.application.ledger.ReplayStore;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreCalls;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** Answers to keyed requests, beside the keys. */
@ApplicationScoped
class PgReplayStore implements ReplayStore {
  private static final String ANSWER =
      "select response_status, response_body from idempotency"
          + " where account_id = $1 and dialect = $2 and key = $3 and response_status is not null";

  private static final String STORE =
      """
      update idempotency set response_status = coalesce(response_status, $4),
        response_body = case when response_status is null then $5 else response_body end
      where account_id = $1 and dialect = $2 and key = $3
      returning response_status, response_body
      """;

  static final String FORGET =
      """
      delete from idempotency where (account_id, dialect, key) in (
        select account_id, dialect, key from idempotency where created_at < $1 order by created_at limit $2
        for update skip locked)
      """;

  private final Pool pool;
  private final StoreCalls calls;

  PgReplayStore(Pool pool, StoreCalls calls) {
    this.pool = pool;
    this.calls = calls;
  }

  @Override
  public Uni<Optional<KeyedEffect>> effect(AccountId account, IdempotencyKey key) {
    return calls.again(IdempotencySql.find(pool, account, key));
  }

  @Override
  public Uni<Optional<StoredAnswer>> answer(AccountId account, String dialect, String key) {
    return calls.again(
        pool.preparedQuery(ANSWER)
            .execute(Tuple.of(account.value(), dialect, key))
            .map(PgReplayStore::first));
  }

  @Override
  public Uni<StoredAnswer> store(
      AccountId account, String dialect, String key, StoredAnswer answer) {
    return calls.again(
        pool.preparedQuery(STORE)
            .execute(
                Tuple.tuple()
                    .addLong(account.value())
                    .addString(dialect)
                    .addString(key)
                    .addInteger(answer.status())
                    .addBuffer(Buffer.buffer(answer.body())))
            .map(rows -> first(rows).orElse(answer)));
  }

  @Override
  public Uni<Integer> forget(Instant before, int limit) {
    return calls.again(
        pool.preparedQuery(FORGET).execute(Tuple.of(Rows.at(before), limit)).map(RowSet::rowCount));
  }

  private static Optional<StoredAnswer> first(RowSet<Row> rows) {
    if (!rows.iterator().hasNext()) {
      return Optional.empty();
    }
    Row row = rows.iterator().next();
    return Optional.of(
        new StoredAnswer(
            row.getInteger("response_status"), row.getBuffer("response_body").getBytes()));
  }
}
