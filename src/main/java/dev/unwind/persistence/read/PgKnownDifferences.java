// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.reconciliation.KnownDifferences;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.DifferenceRows;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Reads what differs. */
@ApplicationScoped
class PgKnownDifferences implements KnownDifferences {
  private static final String OF_ACCOUNT =
      "select subject, name, instrument_id, ledger, venue, since from venue_difference"
          + " where account_id = $1 order by since, subject, name limit $2";

  static final String COUNTS =
      """
      select (select count(*) from venue_difference) as differing,
        (select count(*) from orders where venue_action is not null and status <> 'ACCEPTED' and told_at is not null) as told
      """;

  private final LedgerPool pool;

  PgKnownDifferences(LedgerPool pool) {
    this.pool = pool;
  }

  @Override
  public Uni<Counts> counts() {
    return pool.query(COUNTS, Tuple.tuple())
        .map(rows -> rows.iterator().next())
        .map(row -> new Counts(row.getLong(0), row.getLong(1)));
  }

  @Override
  public Uni<List<Difference>> of(AccountScope scope, AccountId account, int limit) {
    if (!scope.admits(account)) {
      return Uni.createFrom().item(List.of());
    }
    return pool.query(OF_ACCOUNT, Tuple.of(account.value(), limit))
        .map(rows -> Rows.all(rows, DifferenceRows::of));
  }
}
