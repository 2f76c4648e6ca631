// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Where statements that read go. */
public interface Queries {
  Uni<RowSet<Row>> query(String sql, Tuple parameters);
}
