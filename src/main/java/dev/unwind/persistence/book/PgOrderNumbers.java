// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.application.order.OrderNumbers;
import dev.unwind.persistence.LedgerPool;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** Numbers from a sequence of the ledger. */
@ApplicationScoped
class PgOrderNumbers implements OrderNumbers {
  private final LedgerPool pool;

  PgOrderNumbers(LedgerPool pool) {
    this.pool = pool;
  }

  @Override
  public Uni<Long> next() {
    return pool.query("select nextval('neuratrade_number_seq')", Tuple.tuple())
        .map(rows -> rows.iterator().next().getLong(0));
  }
}
