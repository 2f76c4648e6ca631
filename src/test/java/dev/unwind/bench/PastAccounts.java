// SPDX-License-Identifier: Apache-2.0
package dev.unwind.bench;

import java.sql.SQLException;
import java.util.List;

/**
 * Years of trading in a minute: all that a ledger holds of an account that has closed its
 * positions, once more for as many other accounts as it takes. Snapshots in old events stay those
 * of the account that was copied.
 */
final class PastAccounts {
  /** What the copies are called, before their number. */
  static final String NAME = "past-";

  private static final long FIRST = 500_000_000L;

  private static final List<String> TABLES =
      List.of(
          "public.account",
          "public.position",
          "public.position_episode",
          "public.orders",
          "public.order_version",
          "public.fill",
          "public.liquidation",
          "public.liquidation_item",
          "public.event",
          "simulator.orders",
          "simulator.report",
          "simulator.journal");

  /** The columns of the table at hand, each as the copy number n has it. */
  private static final String COPY =
      """
      do $copy$
      declare
        columns text;
        cells text;
      begin
        select string_agg(quote_ident(c.column_name), ', ' order by c.ordinal_position),
          string_agg(case
            when c.column_name = 'account_id' then '%3$d + n'
            when c.column_name = 'order_no' then 'order_no + n * 1000000000000'
            when c.table_name = 'account' and c.column_name = 'name' then $$'%4$s' || n$$
            when c.data_type = 'uuid' then format($$(lpad(to_hex(n), 8, '0') || substr(%%I::text, 9))::uuid$$, c.column_name)
            when c.column_name = 'exec_id' then $$lpad(to_hex(n), 8, '0') || substr(exec_id, 9)$$
            else quote_ident(c.column_name) end, ', ' order by c.ordinal_position)
        into columns, cells
        from information_schema.columns c
        where c.table_schema || '.' || c.table_name = '%1$s' and c.is_identity = 'NO' and c.is_generated = 'NEVER';
        execute format('insert into %1$s (%%s) select %%s from %1$s t cross join generate_series(1, %2$d) n where t.account_id = %5$d',
          columns, cells);
      end $copy$
      """;

  private PastAccounts() {}

  /** Copies an account until the ledger has so many events; how many accounts that took. */
  static int copy(LedgerWatch watch, String account, long events) throws SQLException {
    long id = watch.count("select account_id from account where name = '" + account + "'");
    long each = watch.count("select count(*) from event where account_id = " + id);
    int copies = Math.toIntExact((events + each - 1) / each);
    for (String table : TABLES) {
      watch.execute(COPY.formatted(table, copies, FIRST, NAME, id));
    }
    watch.settle();
    return copies;
  }
}
