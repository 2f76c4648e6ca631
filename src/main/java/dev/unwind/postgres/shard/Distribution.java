// SPDX-License-Identifier: Apache-2.0
package dev.unwind.postgres.shard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Spreads a ledger over the servers of a Citus cluster, as {@link Placements} says. All of it is
 * one transaction, and what has its place already is left there: after a migration that has made
 * tables it is run again.
 */
public final class Distribution {
  /** Numbers that a worker hands out begin at its group's times 2^48, and must stay below 2^53. */
  private static final int GROUPS_MAX = 31;

  private static final String FITNESS =
      """
      select not exists (select 1 from pg_dist_node where groupid = 0) as alone,
        (select groupid from pg_dist_local_group) <> 0 as worker,
        (select count(*) from pg_dist_node where groupid > 0 and isactive and shouldhaveshards) as workers,
        (select max(groupid) from pg_dist_node) as groups
      """;

  /** The names of those who are connected; no row where nobody is. */
  private static final String OTHERS =
      """
      select string_agg(distinct coalesce(nullif(application_name, ''), 'unnamed'), ', ') from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
        and application_name not like 'citus%'
      having count(*) > 0
      """;

  private static final String PLACED =
      """
      select case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname
      from pg_dist_partition t join pg_class c on c.oid = t.logicalrelid join pg_namespace n on n.oid = c.relnamespace
      where t.partmethod <> 'n' or t.repmodel = 't'
      """;

  private static final String FOREIGN_KEYS =
      """
      select conrelid::regclass::text as table_name, quote_ident(conname) as name, confrelid::regclass::text as other,
        pg_get_constraintdef(oid) as definition
      from pg_constraint where contype = 'f' and connamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      order by 1, 2
      """;

  /** What is unique over all accounts is kept by the directory, or is unique within an account. */
  private static final List<String> UNIQUE_ELSEWHERE =
      List.of(
          "create table if not exists account_directory ("
              + " account_id bigint primary key,"
              + " name text not null constraint account_directory_name_key unique,"
              + " uid uuid not null constraint account_directory_uid_key unique)",
          "insert into account_directory (account_id, name, uid)"
              + " select account_id, name, uid from account on conflict (account_id) do nothing",
          "alter table account drop constraint if exists account_name_key,"
              + " drop constraint if exists account_uid_key",
          "create index if not exists account_of_name on account (name)",
          "create index if not exists account_of_uid on account (uid)",
          "alter table lift drop constraint lift_pkey, add primary key (account_id, lift_id)",
          "alter table simulator.report drop constraint report_pkey,"
              + " add primary key (account_id, order_no, seq)",
          "create index if not exists report_of_order on simulator.report (order_no, seq)");

  /**
   * The tables of shards have no numbers of their own: those that no statement gives are given by a
   * trigger. What is there keeps its numbers.
   */
  private static final List<String> NUMBERED_THERE =
      List.of(
          "alter table simulator.journal alter arrival_no drop identity if exists",
          "create sequence simulator.arrival_seq",
          "select setval('simulator.arrival_seq', (select coalesce(max(arrival_no), 1) from"
              + " simulator.journal))",
          "alter table simulator.journal alter arrival_no set default"
              + " nextval('simulator.arrival_seq')",
          """
          create function simulator.number_arrival() returns trigger language plpgsql as $$
          begin
            new.arrival_no := coalesce(new.arrival_no, nextval('simulator.arrival_seq'));
            return new;
          end
          $$
          """,
          "create trigger number_arrival before insert on simulator.journal"
              + " for each row execute function simulator.number_arrival()");

  /** Those that look at tables are planned by Citus, which knows no account but in values. */
  private static final String TRIGGERS =
      """
      select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where p.prorettype = 'trigger'::regtype and n.nspname in ('public', 'simulator') and p.proconfig is null
        and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
      """;

  private final Connection connection;

  private Distribution(Connection connection) {
    this.connection = connection;
  }

  /**
   * Spreads the ledger, or what of it is not spread yet.
   *
   * @param statements those that functions run beside their rows, which are made where they are not
   *     there
   * @return how many tables were given a place
   * @throws NotDistributableException if this database will not do, or somebody else is connected
   *     to the ledger; nothing was changed then
   */
  public static int apply(Connection connection, Collection<PlacedStatement> statements)
      throws SQLException {
    requireFit(connection);
    Distribution distribution = new Distribution(connection);
    List<TablePlacement> due = distribution.due();
    if (due.isEmpty()) {
      distribution.makeFunctions(statements);
      return 0;
    }
    connection.setAutoCommit(false);
    try {
      distribution.requireAlone();
      distribution.place(due);
      // Whoever has connected since then would have found the ledger on one server.
      distribution.requireAlone();
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
    distribution.forgetFormerRows(due);
    distribution.makeFunctions(statements);
    return due.size();
  }

  /** Whoever is connected does not mind: those of other versions stay. */
  private void makeFunctions(Collection<PlacedStatement> statements) throws SQLException {
    connection.setAutoCommit(false);
    try {
      execute("set local citus.multi_shard_modify_mode = 'sequential'");
      for (String each : column(TRIGGERS)) {
        execute("alter function " + each + " set plan_cache_mode = force_custom_plan");
      }
      ShardFunctions.make(connection, statements);
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /**
   * Changes nothing.
   *
   * @throws NotDistributableException if this database will not do
   */
  public static void requireFit(Connection connection) throws SQLException {
    if (LedgerSpread.of(connection).kind() == LedgerSpread.Kind.PLAIN) {
      throw new NotDistributableException(
          "this is PostgreSQL without Citus; create the extension citus here and on the workers,"
              + " and name them with citus_set_coordinator_host and citus_add_node");
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(FITNESS)) {
      row.next();
      if (row.getBoolean("worker")) {
        throw new NotDistributableException("this is a worker; name the coordinator");
      }
      if (row.getBoolean("alone")) {
        throw new NotDistributableException(
            "the workers do not know the coordinator; call citus_set_coordinator_host here first");
      }
      if (row.getInt("workers") == 0) {
        throw new NotDistributableException("there is no worker; call citus_add_node here first");
      }
      if (row.getInt("groups") > GROUPS_MAX) {
        throw new NotDistributableException(
            "a worker has group "
                + row.getInt("groups")
                + ", and above "
                + GROUPS_MAX
                + " its numbers pass 2^53, which clients cannot read; begin with a new cluster");
      }
    }
  }

  private void requireAlone() throws SQLException {
    execute("select pg_stat_clear_snapshot()");
    Set<String> others = column(OTHERS);
    if (!others.isEmpty()) {
      throw new NotDistributableException(
          "others are connected to the ledger ("
              + String.join(", ", others)
              + "); stop all replicas first");
    }
  }

  /** What has no place yet. */
  private List<TablePlacement> due() throws SQLException {
    Set<String> placed = column(PLACED);
    return Placements.all().stream()
        .filter(each -> each.placement() != Placement.LOCAL)
        .filter(each -> !placed.contains(each.table()))
        .toList();
  }

  /** Rows that were here before have been copied to their servers, and are read there. */
  private void forgetFormerRows(List<TablePlacement> placed) throws SQLException {
    for (TablePlacement each : placed) {
      execute("select truncate_local_data_after_distributing_table('" + each.table() + "')");
    }
  }

  private void place(List<TablePlacement> due) throws SQLException {
    // Foreign keys to tables that are everywhere forbid to work on several shards at once.
    execute("set local citus.multi_shard_modify_mode = 'sequential'");
    // They refuse, by rows of the same account alone: those are on the same server.
    execute("set local citus.enable_unsafe_triggers = on");
    List<ForeignKey> keys = foreignKeys();
    for (ForeignKey each : keys) {
      execute("alter table " + each.table() + " drop constraint " + each.name());
    }
    if (due.stream().anyMatch(each -> each.table().equals("account"))) {
      for (String each : UNIQUE_ELSEWHERE) {
        execute(each);
      }
      for (String each : NUMBERED_THERE) {
        execute(each);
      }
    }
    for (TablePlacement each : due) {
      execute(
          each.placement() == Placement.REFERENCE
              ? "select create_reference_table('" + each.table() + "')"
              : "select create_distributed_table('"
                  + each.table()
                  + "', '"
                  + TablePlacement.KEY
                  + "', colocate_with => '"
                  + (each.table().equals("account") ? "none" : "account")
                  + "')");
    }
    for (ForeignKey each : keys) {
      if (each.holds()) {
        execute(
            "alter table " + each.table() + " add constraint " + each.name() + " " + each.text());
      }
    }
  }

  /** Those that a placement of either end concerns. */
  private List<ForeignKey> foreignKeys() throws SQLException {
    List<ForeignKey> keys = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(FOREIGN_KEYS)) {
      while (rows.next()) {
        ForeignKey key =
            new ForeignKey(
                rows.getString("table_name"),
                rows.getString("name"),
                rows.getString("other"),
                rows.getString("definition"));
        if (key.from() == Placement.DISTRIBUTED || key.to() == Placement.DISTRIBUTED) {
          keys.add(key);
        }
      }
    }
    return keys;
  }

  private Set<String> column(String query) throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found.stream().collect(Collectors.toUnmodifiableSet());
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private record ForeignKey(String table, String name, String other, String text) {
    Placement from() {
      return placement(table);
    }

    Placement to() {
      return placement(other);
    }

    /** Where the rows of both ends are on one server, or the other end is on every server. */
    boolean holds() {
      return from() == Placement.DISTRIBUTED && to() != Placement.LOCAL;
    }

    private static Placement placement(String table) {
      return Placements.of(table.replace("\"", "")).orElse(Placement.LOCAL);
    }
  }
}
