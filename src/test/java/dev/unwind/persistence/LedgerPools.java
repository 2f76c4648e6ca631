// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.postgres.DatabaseStanding;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.InstantSource;

/** Pools of a test's own. */
public final class LedgerPools {
  private LedgerPools() {}

  public static LedgerPool of(Pool pool, StoreConfig config) {
    return new LedgerPool(pool, config, new DatabaseStanding(InstantSource.system()));
  }
}
