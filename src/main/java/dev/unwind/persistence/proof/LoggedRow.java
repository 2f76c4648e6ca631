// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.proof;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of the log, and the rows that were written with it and stay as they are.
 *
 * @param seq number of the last event that it tells
 * @param told how many events it tells
 * @param kind of its own event
 * @param json the rows
 */
public record LoggedRow(long account, long seq, int told, String kind, Map<Part, String> json) {
  /** What a row of the log is chained with, in the order in which digests are chained. */
  public enum Part {
    EVENT("event", "event"),
    FILL("fill", "fill"),
    LIQUIDATION("liquidation", "request of the liquidation"),
    ORDER_VERSION("order_version", "version of the order"),
    ORDERS("orders", "order");

    private final String table;
    private final String spoken;

    Part(String table, String spoken) {
      this.table = table;
      this.spoken = spoken;
    }

    /** The kind that its record begins with. */
    public String table() {
      return table;
    }

    /** What people call it. */
    public String spoken() {
      return spoken;
    }

    int bit() {
      return 1 << ordinal();
    }
  }

  /** Reads a row, whatever it was fetched with. */
  interface Columns {
    @Nullable String text(int place);
  }

  static LoggedRow of(long account, long seq, int told, String kind, Columns columns) {
    Map<Part, String> json = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      String text = columns.text(ProofSql.FIRST_PART + part.ordinal());
      if (text != null) {
        json.put(part, text);
      }
    }
    return new LoggedRow(account, seq, told, kind, json);
  }
}
