// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.act;

import dev.unwind.application.act.NewAct;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.UUID;

/** Acts that follow from something, written in its transaction. */
public final class ActRows {
  private ActRows() {}

  /** An act over one account, which whatever replica looks first carries out. */
  public static Uni<Void> insert(
      SqlConnection connection, UUID id, NewAct act, AccountId account, Instant now) {
    return PgActs.insert(connection, id, act, now, id, now.minusSeconds(1))
        .chain(() -> PgActs.account(connection, id, account));
  }
}
