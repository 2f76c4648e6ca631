// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres;

/**
 * When a statement is planned. A session keeps the plan of what it has sent a few times, whatever
 * becomes of the tables: one that was made while they were empty may take any index, for all look
 * alike then, and reads ten thousand rows for each key an hour later. So a statement on a batch of
 * keys of a table that fills within seconds ends with {@link #EACH_TIME}; it costs a trip more. One
 * that writes to rows by such keys takes their arrays from a query, so that how long they are is
 * not known to the planner either: to look up some hundred keys it would rather read a hundred
 * thousand rows in a row.
 */
public final class Plans {
  /** The last line of such a statement. */
  public static final String EACH_TIME = "-- planned each time\n";

  private Plans() {}

  /** Whether a session may keep it. */
  static boolean areKept(String sql) {
    return !sql.endsWith(EACH_TIME);
  }
}
