// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.account;

import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.Conditions;
import dev.unwind.persistence.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;

/** Accounts that are CLOSING and hold nothing any more. */
final class EmptiedAccounts {
  private EmptiedAccounts() {}

  /** Closes them within a transaction; at most {@code limit}. */
  static Uni<List<AccountId>> close(SqlConnection connection, Instant now, int limit) {
    return connection
        .preparedQuery(AccountSql.LOCK_EMPTIED)
        .execute(Tuple.of(limit))
        .map(PgAccounts::ids)
        .chain(
            locked ->
                locked.isEmpty()
                    ? Uni.createFrom().item(locked)
                    : connection
                        .preparedQuery(AccountSql.CLOSE_EMPTIED)
                        .execute(Tuple.of(Conditions.longs(locked, AccountId::value), Rows.at(now)))
                        .map(PgAccounts::ids));
  }
}
