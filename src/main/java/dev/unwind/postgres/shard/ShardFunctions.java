// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The functions of a ledger that is spread. For each {@link PlacedStatement} there is one that
 * Citus sends to the server of an account whole, and for each shard one with the statement's own
 * text, on the shard's tables: Citus sees nothing of what that one does, so it is one statement of
 * PostgreSQL, as on one server. What is not on one account has one more, on the coordinator, that
 * calls the first for each account, or for each shard.
 *
 * <p>All are on all servers, so that a shard finds them wherever it is moved.
 */
final class ShardFunctions {
  private static final String SHARDS =
      """
      select case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname as name,
        quote_ident(n.nspname) || '.' || quote_ident(c.relname || '_' || s.shardid) as shard, s.shardid, s.shardminvalue
      from pg_dist_shard s join pg_dist_partition t using (logicalrelid) join pg_class c on c.oid = s.logicalrelid
      join pg_namespace n on n.oid = c.relnamespace
      where t.partmethod = 'n' and t.repmodel = 't'
        or t.colocationid = (select colocationid from pg_dist_partition where logicalrelid = to_regclass('account'))
      """;

  /** An account, there or not, of each shard. */
  private static final String KEYS =
      """
      select array_agg(key order by shard)::text from (
        select get_shard_id_for_distribution_column('account', n) as shard, min(n) as key
        from generate_series(1, %d) n group by 1) keys
      """;

  /** So many keys to a shard that none is without one. */
  private static final int KEYS_PER_SHARD = 64;

  private static final String MADE =
      "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where"
          + " n.nspname = '"
          + PlacedStatement.SCHEMA
          + "'";

  /** The ledger's own that statements call; those of triggers go where their tables go. */
  private static final String CALLED =
      """
      select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'public' and p.prorettype <> 'trigger'::regtype
        and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
        and not exists (select 1 from pg_dist_object o where o.objid = p.oid)
      """;

  /** A server knows a sequence only if a column of a table that it has begins with it. */
  private static final Map<String, String> NUMBERED =
      Map.of(
          "position", "position_id",
          "orders", "order_id",
          "fill", "fill_id",
          "liquidation", "liquidation_id",
          "liquidation_item", "liquidation_item_id",
          "event", "event_id");

  private final Connection connection;
  private final Map<Long, Map<String, String>> shards = new TreeMap<>();

  private ShardFunctions(Connection connection) {
    this.connection = connection;
  }

  /**
   * Makes those that are not there, within the caller's transaction.
   *
   * @return for how many statements
   */
  static int make(Connection connection, Collection<PlacedStatement> statements)
      throws SQLException {
    ShardFunctions functions = new ShardFunctions(connection);
    functions.readShards();
    Set<String> made = new HashSet<>(functions.column(MADE));
    List<PlacedStatement> due =
        statements.stream()
            .distinct()
            .filter(each -> each.hasFunctions() && !functions.isMade(each, made))
            .toList();
    if (!due.isEmpty()) {
      functions.prepare();
      String keys =
          functions.column(KEYS.formatted(functions.shards.size() * KEYS_PER_SHARD)).get(0);
      for (PlacedStatement each : due) {
        functions.make(each, keys);
      }
    }
    return due.size();
  }

  private boolean isMade(PlacedStatement statement, Set<String> made) {
    return made.contains(statement.name())
        && shards.keySet().stream().allMatch(each -> made.contains(statement.name() + "_" + each));
  }

  private void prepare() throws SQLException {
    execute("create schema if not exists " + PlacedStatement.SCHEMA);
    execute("grant usage on schema " + PlacedStatement.SCHEMA + " to public");
    for (Map.Entry<String, String> each : NUMBERED.entrySet()) {
      execute(
          "alter table %s alter %s set default nextval('%s')"
              .formatted(each.getKey(), each.getValue(), each.getValue() + "_seq"));
    }
    for (String each : column(CALLED)) {
      execute("select create_distributed_function('" + each + "')");
    }
    // The tables of shards are not on the coordinator.
    execute("set local check_function_bodies = off");
  }

  private void readShards() throws SQLException {
    Map<String, String> everywhere = new HashMap<>();
    Map<String, Map<String, String>> ranges = new HashMap<>();
    Map<String, Long> numbers = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SHARDS)) {
      while (rows.next()) {
        String range = rows.getString("shardminvalue");
        if (range == null) {
          everywhere.put(rows.getString("name"), rows.getString("shard"));
          continue;
        }
        ranges
            .computeIfAbsent(range, each -> new HashMap<>())
            .put(rows.getString("name"), rows.getString("shard"));
        if (rows.getString("name").equals("account")) {
          numbers.put(range, rows.getLong("shardid"));
        }
      }
    }
    numbers.forEach(
        (range, number) -> {
          Map<String, String> tables = new HashMap<>(everywhere);
          tables.putAll(ranges.getOrDefault(range, Map.of()));
          shards.put(number, tables);
        });
  }

  private void make(PlacedStatement statement, String keys) throws SQLException {
    // By a name of its own: of one name the driver keeps what it has once described.
    execute("prepare " + statement.name() + " as " + statement.text());
    List<String> types =
        column(
            "select unnest(parameter_types)::text from pg_prepared_statements where name = '"
                + statement.name()
                + "'");
    List<String> result = result(statement);
    execute("deallocate " + statement.name());
    // A statement without an answer is answered with as many rows as it has written.
    String answer = result.isEmpty() ? "written boolean" : String.join(", ", result);
    for (String each :
        FunctionForm.of(
            statement, statement.name(), String.join(", ", types), result, shards, keys)) {
      execute(each);
    }
  }

  /** The columns of the answer, as a function declares them. */
  private List<String> result(PlacedStatement placed) throws SQLException {
    String values = String.join(", ", Collections.nCopies(placed.parameters(), "null"));
    String execute = "execute " + placed.name() + (values.isEmpty() ? "" : "(" + values + ")");
    try (PreparedStatement statement = connection.prepareStatement(execute)) {
      ResultSetMetaData columns = statement.getMetaData();
      List<String> found = new ArrayList<>();
      for (int at = 1; columns != null && at <= columns.getColumnCount(); at++) {
        found.add("\"" + columns.getColumnLabel(at) + "\" " + type(columns.getColumnTypeName(at)));
      }
      return found;
    }
  }

  /** The driver has names of its own for numbers that a sequence gives. */
  private static String type(String name) {
    return switch (name) {
      case "bigserial" -> "bigint";
      case "serial" -> "integer";
      default -> name;
    };
  }

  private List<String> column(String query) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
