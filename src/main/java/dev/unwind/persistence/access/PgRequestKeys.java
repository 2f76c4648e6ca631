// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.RequestKeys;
import dev.unwind.domain.Reason;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Arrays;

/** Which payload a caller has used a key for. */
@ApplicationScoped
public class PgRequestKeys implements RequestKeys {
  /**
   * The update changes nothing; it makes an existing row come back, locked against the other taker.
   */
  public static final String TAKE =
      """
      insert into request_key as k (principal_id, dialect, key, payload_hash, account_id, created_at)
      values ($1, $2, $3, $4, $5, $6)
      on conflict (principal_id, dialect, key) do update set dialect = k.dialect
      returning payload_hash, account_id, (xmax = 0) as fresh
      """;

  private static final String RELEASE =
      """
      delete from request_key where principal_id = $1 and dialect = $2 and key = $3 and payload_hash = $4
        and account_id is null
      """;

  private static final String FORGET =
      """
      delete from request_key where (principal_id, dialect, key) in (
        select principal_id, dialect, key from request_key where created_at < $1 order by created_at limit $2
        for update skip locked)
      """;

  private final LedgerPool pool;

  PgRequestKeys(LedgerPool pool) {
    this.pool = pool;
  }

  @Override
  public Uni<Boolean> take(PrincipalId caller, IdempotencyKey key, Instant now) {
    return pool.query(
            TAKE,
            identity(caller, key)
                .addBuffer(Buffer.buffer(key.payloadHash()))
                .addLong(null)
                .addOffsetDateTime(Rows.at(now)))
        .map(rows -> rows.iterator().next())
        .map(
            row -> {
              requireSame(row.getBuffer("payload_hash").getBytes(), key);
              return row.getBoolean("fresh");
            });
  }

  public static void requireSame(byte[] payloadHash, IdempotencyKey key) {
    if (!Arrays.equals(payloadHash, key.payloadHash())) {
      throw new TradingException(Reason.IDEMPOTENCY_KEY_REUSED);
    }
  }

  @Override
  public Uni<Void> release(PrincipalId caller, IdempotencyKey key) {
    return pool.query(RELEASE, identity(caller, key).addBuffer(Buffer.buffer(key.payloadHash())))
        .replaceWithVoid();
  }

  @Override
  public Uni<Integer> forget(Instant before, int limit) {
    return pool.query(FORGET, Tuple.of(Rows.at(before), limit)).map(RowSet::rowCount);
  }

  public static Tuple identity(PrincipalId caller, IdempotencyKey key) {
    return Tuple.tuple().addLong(caller.value()).addString(key.dialect()).addString(key.key());
  }
}
