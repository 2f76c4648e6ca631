// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.venue.VenueLedger;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.VenueName;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Bindings and live orders, read for venues. */
@ApplicationScoped
class PgVenueLedger implements VenueLedger {
  private static final String BOUND = "select distinct venue from account order by venue";

  private static final String ACCOUNTS =
      "select account_id from account where venue = $1 order by account_id limit $2";

  private static final String LIVE =
      """
      select v.uid from orders o
      cross join lateral (
        select v.uid from order_version v where v.account_id = o.account_id and v.order_id = o.order_id
          and (v.version = o.version or v.state = 'PENDING') offset 0) v
      where o.account_id = $1 and o.status not in ('HELD', 'ACCEPTED') and o.venue_action is distinct from 'SEND' and %s
      order by o.order_id limit $2
      """
          .formatted(Rows.isOpen("o"));

  private final LedgerPool pool;

  PgVenueLedger(LedgerPool pool) {
    this.pool = pool;
  }

  @Override
  public Uni<List<VenueName>> bound() {
    return list(BOUND, Tuple.tuple(), row -> new VenueName(row.getString(0)));
  }

  @Override
  public Uni<List<AccountId>> accounts(VenueName venue, int limit) {
    return list(ACCOUNTS, Tuple.of(venue.value(), limit), row -> new AccountId(row.getLong(0)));
  }

  @Override
  public Uni<List<UUID>> liveKeys(AccountId account, int limit) {
    return list(LIVE, Tuple.of(account.value(), limit), row -> row.getUUID(0));
  }

  private <T> Uni<List<T>> list(String sql, Tuple parameters, Function<Row, T> reader) {
    return pool.query(sql, parameters)
        .map(
            rows -> {
              List<T> all = new ArrayList<>(rows.size());
              rows.forEach(row -> all.add(reader.apply(row)));
              return all;
            });
  }
}
