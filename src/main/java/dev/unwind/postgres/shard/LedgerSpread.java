// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * On how many servers a ledger is.
 *
 * @param description for people
 */
public record LedgerSpread(Kind kind, String description) {
  /** The kinds of database that a ledger may be on. */
  public enum Kind {
    /** PostgreSQL by itself. */
    PLAIN,
    /** Citus, with the ledger on the one server that is asked. */
    WHOLE,
    /** Citus, with the accounts on several servers. */
    SPREAD
  }

  private static final String CITUS =
      "select (select extversion from pg_extension where extname = 'citus') as version";

  private static final String SHARDS =
      """
      select (select count(*) from pg_dist_shard s join pg_dist_partition t using (logicalrelid)
          where t.logicalrelid = to_regclass('account') and t.partmethod = 'h') as shards,
        (select count(*) from pg_dist_node where groupid > 0 and isactive and shouldhaveshards) as workers
      """;

  /** Looks, and changes nothing. */
  public static LedgerSpread of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      String version;
      try (ResultSet row = statement.executeQuery(CITUS)) {
        row.next();
        version = row.getString("version");
      }
      if (version == null) {
        return new LedgerSpread(Kind.PLAIN, "one server");
      }
      try (ResultSet row = statement.executeQuery(SHARDS)) {
        row.next();
        int shards = row.getInt("shards");
        return shards == 0
            ? new LedgerSpread(Kind.WHOLE, "Citus " + version + ", the ledger on this one server")
            : new LedgerSpread(
                Kind.SPREAD,
                "Citus %s, accounts in %d shards on %d workers"
                    .formatted(version, shards, row.getInt("workers")));
      }
    }
  }
}
