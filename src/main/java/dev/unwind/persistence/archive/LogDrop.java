// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.archive;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
      union all
      (select format('order %s has traded since position %s was turned, which seq=%s tells', o.order_id, t.position_id, t.seq)
       from event t
       join fill f on f.account_id = t.account_id and f.position_id = t.position_id and f.booked_at > ?
       join orders o on o.account_id = f.account_id and o.order_id = f.order_id
       where t.account_id = ? and t.seq <= ? and t.kind = 'POSITION_FLIPPED'
         and o.liquidation_item_id is not null and o.created_at <= t.at
       order by t.seq, o.order_id limit 1)
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

  private static final String LOCK_BEGIN =
      "select seq from log_begin where account_id = ? for update";

  /** What the positions that go with a part stood at last, and, without a position, the cash. */
  private static final String STOOD =
      """
      with moved as (
        select e.seq, f.position_id, f.position_qty, coalesce(e.cash, (e.snapshot ->> 'cash')::numeric) as cash
        from event e
        join fill f on f.account_id = e.account_id
          and f.fill_id = coalesce(e.fill_id, (e.snapshot -> 'fill' ->> 'fill_id')::bigint)
        where e.account_id = ? and e.seq > ? and e.seq <= ? and e.kind = 'FILL'
        union all
        select seq, position_id, position_qty, cash from adjustment where account_id = ? and seq > ? and seq <= ?)
      (select distinct on (position_id) position_id, position_qty from moved
       where position_id is not null and position_qty is not null order by position_id, seq desc)
      union all
      (select null, cash from moved order by seq desc limit 1)
      """;

  private static final String BEGIN =
      """
      insert into log_begin (account_id, seq, hash, at, dropped_at, cash) values (?, ?, ?, ?, now(), ?)
      on conflict (account_id) do update set seq = excluded.seq, hash = excluded.hash, at = excluded.at,
        dropped_at = excluded.dropped_at, cash = coalesce(excluded.cash, log_begin.cash)
      where log_begin.seq < excluded.seq
      """;

  private static final String KEEP_POSITION =
      """
      insert into log_begin_position (account_id, position_id, qty) values (?, ?, ?)
      on conflict (account_id, position_id) do update set qty = excluded.qty
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
    ask(
        NEEDS,
        List.of(account, at, account, at, account, at, account, at, account, part.seq()),
        lines);
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
    connection.setAutoCommit(false);
    try {
      begin(part);
      connection.commit();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    return delete(part.account(), part.seq());
  }

  /** Says in one transaction where the log begins from now on, and what stood there. */
  private void begin(Archived part) throws SQLException {
    Map<Long, BigDecimal> positions = new HashMap<>();
    BigDecimal cash = stood(part, begun(part.account()), positions);
    try (PreparedStatement begin = connection.prepareStatement(BEGIN);
        PreparedStatement keep = connection.prepareStatement(KEEP_POSITION)) {
      begin.setLong(1, part.account());
      begin.setLong(2, part.seq());
      begin.setBytes(3, part.hash());
      begin.setObject(4, part.at().atOffset(ZoneOffset.UTC));
      begin.setBigDecimal(5, cash);
      if (begin.executeUpdate() == 0 || positions.isEmpty()) {
        return;
      }
      for (Map.Entry<Long, BigDecimal> each : positions.entrySet()) {
        keep.setLong(1, part.account());
        keep.setLong(2, each.getKey());
        keep.setBigDecimal(3, each.getValue());
        keep.addBatch();
      }
      keep.executeBatch();
    }
  }

  /** Where it begins so far. */
  private long begun(long account) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK_BEGIN)) {
      lock.setLong(1, account);
      try (ResultSet row = lock.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  private @Nullable BigDecimal stood(Archived part, long after, Map<Long, BigDecimal> positions)
      throws SQLException {
    BigDecimal cash = null;
    try (PreparedStatement statement = connection.prepareStatement(STOOD)) {
      long[] values = {part.account(), after, part.seq(), part.account(), after, part.seq()};
      for (int i = 0; i < values.length; i++) {
        statement.setLong(i + 1, values[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          long position = rows.getLong(1);
          if (rows.wasNull()) {
            cash = rows.getBigDecimal(2);
          } else {
            positions.put(position, rows.getBigDecimal(2));
          }
        }
      }
    }
    return cash;
  }

  /** Drops what an interruption has left behind, of all accounts. Returns how many rows went. */
  public long finish() throws SQLException {
    List<long[]> begun = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select account_id, seq from log_begin order by account_id")) {
      while (rows.next()) {
        begun.add(new long[] {rows.getLong(1), rows.getLong(2)});
      }
    }
    long rows = 0;
    for (long[] each : begun) {
      rows += delete(each[0], each[1]);
    }
    return rows;
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
    try (PreparedStatement texts = connection.prepareStatement(DELETE_TEXTS)) {
      texts.setLong(1, account);
      texts.setLong(2, seq);
      texts.executeUpdate();
    }
    return rows;
  }

  /** When events may be dropped at all: what looks back over a day must find it. */
  public static boolean isOldEnough(Instant before, Instant now) {
    return !before.isAfter(now.minusSeconds(2 * 24 * 60 * 60L));
  }
}
