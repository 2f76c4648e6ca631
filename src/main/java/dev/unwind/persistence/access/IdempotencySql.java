// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.KeyedEffect;
import dev.unwind.domain.Reason;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.StoreCalls;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Remembers which request had which effect (I11). */
public final class IdempotencySql {
  private static final String FIND =
      "select payload_hash, liquidation_id, order_id from idempotency"
          + " where account_id = $1 and dialect = $2 and key = $3";
  private static final String INSERT =
      "insert into idempotency (account_id, dialect, key, payload_hash, liquidation_id, order_id, created_at)"
          + " values ($1, $2, $3, $4, $5, $6, $7)";

  private IdempotencySql() {}

  /**
   * Takes the account's lock first, so that of two calls with one key the second sees what the
   * first has made.
   */
  public static Uni<Optional<KeyedEffect>> lockAndFind(
      SqlConnection connection, AccountId account, IdempotencyKey key) {
    return connection
        .preparedQuery(StoreCalls.LOCK_ACCOUNT)
        .execute(Tuple.of(account.value()))
        .chain(() -> find(connection, account, key));
  }

  /** Fails with IDEMPOTENCY_KEY_REUSED when the key's payload was another. */
  public static Uni<Optional<KeyedEffect>> find(
      SqlClient client, AccountId account, IdempotencyKey key) {
    return client
        .preparedQuery(FIND)
        .execute(Tuple.of(account.value(), key.dialect(), key.key()))
        .map(
            rows -> {
              if (!rows.iterator().hasNext()) {
                return Optional.empty();
              }
              Row row = rows.iterator().next();
              if (!Arrays.equals(row.getBuffer("payload_hash").getBytes(), key.payloadHash())) {
                throw new TradingException(Reason.IDEMPOTENCY_KEY_REUSED);
              }
              Long liquidation = row.getLong("liquidation_id");
              Long order = row.getLong("order_id");
              return Optional.of(
                  new KeyedEffect(
                      liquidation == null ? null : new LiquidationId(liquidation),
                      order == null ? null : new OrderId(order)));
            });
  }

  public static Uni<Void> insert(
      SqlConnection connection,
      AccountId account,
      IdempotencyKey key,
      KeyedEffect effect,
      Instant now) {
    return connection
        .preparedQuery(INSERT)
        .execute(
            Tuple.tuple()
                .addLong(account.value())
                .addString(key.dialect())
                .addString(key.key())
                .addBuffer(Buffer.buffer(key.payloadHash()))
                .addLong(effect.liquidation() == null ? null : effect.liquidation().value())
                .addLong(effect.order() == null ? null : effect.order().value())
                .addOffsetDateTime(Rows.at(now)))
        .replaceWithVoid();
  }
}
