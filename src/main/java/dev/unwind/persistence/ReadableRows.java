// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Reads what a round looks at row by row: one that this build cannot read, such as one that a newer
 * build has written, is left alone and logged, and keeps no other from its turn.
 */
public final class ReadableRows {
  private static final Logger LOG = Logger.getLogger(ReadableRows.class);
  private static final int TOLD_MAX = 10_000;

  private final String what;
  private final String key;
  private final Map<Object, String> told = new ConcurrentHashMap<>();

  /**
   * @param what a row is, for the log
   * @param key column by which it is known
   */
  public ReadableRows(String what, String key) {
    this.what = what;
    this.key = key;
  }

  /** Those that can be read, in their order. */
  public <T> List<T> read(RowSet<Row> rows, Function<Row, T> reader) {
    List<T> all = new ArrayList<>(rows.size());
    for (Row row : rows) {
      try {
        all.add(reader.apply(row));
      } catch (RuntimeException e) {
        tell(row.getValue(key), String.valueOf(e));
      }
    }
    return all;
  }

  /** Once for each reason, for a round comes every second. */
  private void tell(Object of, String why) {
    if (told.size() >= TOLD_MAX) {
      told.clear();
    }
    if (!why.equals(told.put(of, why))) {
      LOG.errorf("%s=%s cannot be read, and nothing follows from it: %s", what, of, why);
    }
  }
}
