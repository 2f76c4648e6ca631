// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import dev.unwind.application.reconciliation.LedgerOrders;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.LedgerPool;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Looks orders up by the keys and names of all their versions, each by itself. */
@ApplicationScoped
class PgLedgerOrders implements LedgerOrders {
  private static final String FOUND =
      """
      select k.uid, null::text as name from unnest($2::uuid[]) as k (uid)
      where exists (select 1 from order_version v where v.account_id = $1 and v.uid = k.uid)
      union all
      select null, n.name from unnest($3::text[]) as n (name)
      where exists (select 1 from order_version v where v.account_id = $1 and v.client_order_id = n.name
          and v.client_order_id <> v.uid::text)
      """;

  private final LedgerPool pool;

  PgLedgerOrders(LedgerPool pool) {
    this.pool = pool;
  }

  @Override
  public Uni<Found> of(AccountId account, Set<UUID> keys, Set<String> names) {
    return pool.query(
            FOUND,
            Tuple.of(account.value(), keys.toArray(UUID[]::new), names.toArray(String[]::new)))
        .map(
            rows -> {
              Set<UUID> known = new HashSet<>();
              Set<String> taken = new HashSet<>();
              for (Row row : rows) {
                UUID key = row.getUUID(0);
                if (key == null) {
                  taken.add(row.getString(1));
                } else {
                  known.add(key);
                }
              }
              return new Found(known, taken);
            });
  }
}
