// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Drops what is in an archive. Where the log begins from then on is written first, so that readers
 * are told before anything is missing; the rows follow in transactions of a bounded number. What an
 * interruption has left behind is dropped the next time, and told to nobody meanwhile.
 */
public final class LogDrop {
  private static final int BATCH = 5_000;

  /** What of an account still needs events of a time or earlier, a line each. */
  private static final String NEEDS =
      """
      (select format('order %s is open since %s', o.order_id, o.created_at) from orders o
       where o.account_id = ? and o.created_at <= ?
         and o.status in ('HELD', 'ACCEPTED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL', 'PENDING_REPLACE')
       order by o.order_id limit 1)
      union all
      (select format('liquidation %s has not ended since %s', l.uid, l.created_at) from liquidation l
       where l.account_id = ? and l.created_at <= ? and l.status in ('NEW', 'PROCESSING')
       order by l.liquidation_id limit 1)
      union all
      (select format('fill %s is not settled since %s', f.fill_id, f.booked_at) from fill f
       where f.account_id = ? and f.booked_at <= ? and f.settled_at is null and f.settles_at is not null
       order by f.fill_id limit 1)
      union all
      (select format('report %s of venue %s is parked since %s', r.report_id, r.venue, r.parked_at) from parked_report r
       where r.account_id = ? order by r.report_id limit 1)
      """;

  /** The subscriber who is furthest behind a number of an account's log. */
  private static final String UNTOLD =
      """
      select format('webhook %s of principal %s has been told up to %s only', w.webhook_id, o.name, coalesce(c.seq, 0))
      from account a
      cross join webhook w
      join principal o on o.principal_id = w.principal_id and o.revoked_at is null
      left join webhook_cursor c on c.account_id = a.account_id and c.webhook_id = w.webhook_id
      where a.account_id = ? and w.enabled_at is not null and (a.position_mode = 'NETTING' or w.dialect <> 'upvest')
        and (w.accounts is null or a.account_id = any(w.accounts))
        and (o.all_accounts or exists (
          select 1 from principal_grant g where g.principal_id = o.principal_id and g.account_id = a.account_id))
        and coalesce(c.seq, case when a.created_at >= w.enabled_at then 0 else a.event_seq end) < ?
      order by c.seq nulls first, w.webhook_id limit 1
      """;

  private static final String BEGIN =
      """
      insert into log_begin (account_id, seq, hash, at, dropped_at) values (?, ?, ?, ?, now())
      on conflict (account_id) do update set seq = excluded.seq, hash = excluded.hash, at = excluded.at, dropped_at = now()
      where log_begin.seq < excluded.seq
      """;

  /** By the key, from the oldest on; what two are about to delete is deleted once. */
  private static final String DELETE_EVENTS =
      """
      delete from event where account_id = ? and seq <= (
        select max(e.seq) from (
          select e.seq from event e where e.account_id = ? and e.seq <= ? order by e.seq limit %d) e)
      """
          .formatted(BATCH);

  private static final String DELETE_TEXTS =
      "delete from proof_text where account_id = ? and seq <= ?";

  private final Connection connection;

  /**
   * @param connection in no transaction
   */
  public LogDrop(Connection connection) {
    this.connection = connection;
  }

  /** Why a part cannot be dropped; empty where it can. */
  public List<String> needs(Archived part) throws SQLException {
    List<String> lines = new ArrayList<>();
    OffsetDateTime at = part.at().atOffset(ZoneOffset.UTC);
    long account = part.account();
    try (Statement settings = connection.createStatement()) {
      settings.execute("set timezone = 'UTC'");
    }
    ask(NEEDS, List.of(account, at, account, at, account, at, account), lines);
    ask(UNTOLD, List.of(account, part.seq()), lines);
    return lines.stream()
        .map(line -> "account_id=%d name=%s %s".formatted(account, part.name(), line))
        .toList();
  }

  private void ask(String sql, List<Object> values, List<String> lines) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          lines.add(rows.getString(1));
        }
      }
    }
  }

  /** Drops a part that nothing needs. Returns how many rows of the log went. */
  public long drop(Archived part) throws SQLException {
    try (PreparedStatement begin = connection.prepareStatement(BEGIN)) {
      begin.setLong(1, part.account());
      begin.setLong(2, part.seq());
      begin.setBytes(3, part.hash());
      begin.setObject(4, part.at().atOffset(ZoneOffset.UTC));
      begin.executeUpdate();
    }
    long rows = delete(part.account(), part.seq());
    try (PreparedStatement texts = connection.prepareStatement(DELETE_TEXTS)) {
      texts.setLong(1, part.account());
      texts.setLong(2, part.seq());
      texts.executeUpdate();
    }
    return rows;
  }

  /** What an interruption has left behind, of all accounts. */
  public void finish() throws SQLException {
    List<long[]> begun = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select account_id, seq from log_begin order by account_id")) {
      while (rows.next()) {
        begun.add(new long[] {rows.getLong(1), rows.getLong(2)});
      }
    }
    for (long[] each : begun) {
      delete(each[0], each[1]);
    }
  }

  private long delete(long account, long seq) throws SQLException {
    long rows = 0;
    try (PreparedStatement statement = connection.prepareStatement(DELETE_EVENTS)) {
      int gone;
      do {
        statement.setLong(1, account);
        statement.setLong(2, account);
        statement.setLong(3, seq);
        gone = statement.executeUpdate();
        rows += gone;
      } while (gone > 0);
    }
    return rows;
  }

  /** When events may be dropped at all: what looks back over a day must find it. */
  public static boolean isOldEnough(Instant before, Instant now) {
    return !before.isAfter(now.minusSeconds(2 * 24 * 60 * 60L));
  }
}
