// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.access;

import dev.unwind.application.access.SignatureNonces;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** Nonces that have been seen, for all replicas. */
@ApplicationScoped
class PgSignatureNonces implements SignatureNonces {
  private static final String TAKE =
      "insert into signature_nonce (digest, until) values ($1, $2) on conflict do nothing";

  private static final String FORGET =
      """
      delete from signature_nonce where digest in (
        select digest from signature_nonce where until < $1 order by until limit $2 for update skip locked)
      """;

  private final LedgerPool pool;

  PgSignatureNonces(LedgerPool pool) {
    this.pool = pool;
  }

  @Override
  public Uni<Boolean> take(byte[] digest, Instant until) {
    return pool.query(
            TAKE, Tuple.tuple().addBuffer(Buffer.buffer(digest)).addOffsetDateTime(Rows.at(until)))
        .map(rows -> rows.rowCount() > 0);
  }

  @Override
  public Uni<Integer> forget(Instant now, int limit) {
    return pool.query(FORGET, Tuple.of(Rows.at(now), limit)).map(RowSet::rowCount);
  }
}
