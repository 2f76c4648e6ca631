// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import dev.unwind.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Takes the account from its first state to its second and back, until it is closed. */
final class TwoStates implements AutoCloseable {
  private static final int PAUSE_MICROS_MAX = 600;

  private final long seed;
  private final Connection connection = TestDatabase.connect(TestDatabase.shared());
  private final List<String> forth = new ArrayList<>();
  private final List<String> back = new ArrayList<>();
  private final List<String> clear = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "to and fro");
  private volatile boolean stopped;
  private volatile @Nullable SQLException failure;

  /**
   * First: 10 are held and a purchase of 10 works, a close works, an entry waits with its exit
   * given up. Second: 20 are held, all of it is done.
   */
  TwoStates(long seed, long id, UUID liquidation, UUID bought) throws SQLException {
    this.seed = seed;
    long buy = id + 1;
    long close = id + 2;
    long entry = id + 3;
    long exit = id + 4;
    long leg = id + 5;
    long otherLeg = id + 6;
    long position = id + 7;
    long sold = id + 8;
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      order(statement, id, buy, "BUY", "NEW", 10, bought, "{}", null);
      statement.execute(closing(id, close, position));
      statement.execute(version(id, close, 5, UUID.randomUUID()));
      order(
          statement,
          id,
          entry,
          "SELL",
          "NEW",
          1,
          UUID.randomUUID(),
          "{\"strategyType\": \"2\"}",
          null);
      order(
          statement,
          id,
          exit,
          "SELL",
          "CANCELED",
          1,
          UUID.randomUUID(),
          "{\"strategyLabel\": \"tp\"}",
          entry);
      order(statement, id, leg, "SELL", "NEW", 1, UUID.randomUUID(), "{}", null);
      order(statement, id, sold, "SELL", "CANCELED", 1, UUID.randomUUID(), "{}", null);
      statement.execute(
          """
          insert into liquidation (account_id, liquidation_id, uid, dialect, actor, scope, cancel_orders, held_policy,
            status, open_items, tags, created_at, updated_at)
          values (%1$d, %1$d, '%2$s', 'upvest', 'tester', 'ACCOUNT', true, 'REFUSE', 'PROCESSING', 1, '{}', now(), now())
          """
              .formatted(id, liquidation));
      statement.execute(
          """
          insert into liquidation_item (account_id, liquidation_item_id, liquidation_id, position_id, instrument_id,
            position_qty, status, qty, order_id, attempt, created_at, updated_at)
          values (%1$d, %1$d, %1$d, %2$d, %1$d, 5, 'CLOSING', 5, %3$d, 1, now(), now())
          """
              .formatted(id, position, close));
    }
    connection.commit();
    both(
        "update account set cash = %s, trading_state = %s where account_id = " + id,
        List.of("10000", "'ACTIVE'"),
        List.of("9000", "'HALTED'"));
    both(
        "update position set qty = %1$s, cost = %1$s * 100 where account_id = " + id,
        List.of("10"),
        List.of("20"));
    String order =
        "update orders set status = %s, filled_qty = %s, reported_qty = %2$s where account_id = "
            + id
            + " and order_id = ";
    both(order + buy, List.of("'NEW'", "0"), List.of("'FILLED'", "10"));
    both(order + close, List.of("'NEW'", "0"), List.of("'FILLED'", "5"));
    both(order + entry, List.of("'NEW'", "0"), List.of("'CANCELED'", "0"));
    both(order + exit, List.of("'CANCELED'", "0"), List.of("'NEW'", "0"));
    both(
        "update liquidation set status = %s, open_items = %s where account_id = " + id,
        List.of("'PROCESSING'", "1"),
        List.of("'FILLED'", "0"));
    both(
        "update liquidation_item set status = %s where account_id = " + id,
        List.of("'CLOSING'"),
        List.of("'FILLED'"));
    both(
        "update orders set reason = 'CANCELED_BY_CLIENT', oco_group = %s where account_id = "
            + id
            + " and order_id = "
            + leg,
        List.of("null"),
        List.of(Long.toString(leg)));
    forth.add(insert(id, otherLeg, "SELL", "NEW", "{}", null));
    forth.add(version(id, otherLeg, 1, UUID.randomUUID()));
    forth.add(
        "update orders set oco_group = "
            + leg
            + " where account_id = "
            + id
            + " and order_id = "
            + otherLeg);
    back.add("delete from orders where account_id = " + id + " and order_id = " + otherLeg);
    back.add("delete from order_version where account_id = " + id + " and order_id = " + otherLeg);
    forth.add(fill(id, buy, "BUY", 10, 20, position));
    forth.add(fill(id, sold, "SELL", 1, 19, position));
    back.add("delete from fill where account_id = " + id);
    forth.add(
        """
        insert into parked_report (account_id, report_id, venue, order_key, kind, reported_at, parked_at, why)
        values (%d, gen_random_uuid(), 'simulator', gen_random_uuid(), 'TRADE', now(), now(), 'too large')
        """
            .formatted(id));
    back.add("delete from parked_report where account_id = " + id);
    for (String table : List.of("orders", "order_version", "liquidation", "liquidation_item")) {
      clear.add("delete from " + table + " where account_id = " + id);
    }
    clear.add("update position set qty = 0, cost = 0 where account_id = " + id);
  }

  private void both(String sql, List<String> first, List<String> second) {
    back.add(sql.formatted(first.toArray()));
    forth.add(sql.formatted(second.toArray()));
  }

  private static void order(
      Statement statement,
      long account,
      long id,
      String side,
      String status,
      int qty,
      UUID uid,
      String tags,
      @Nullable Long parent)
      throws SQLException {
    statement.execute(insert(account, id, side, status, tags, parent));
    statement.execute(version(account, id, qty, uid));
  }

  private static String insert(
      long account, long id, String side, String status, String tags, @Nullable Long parent) {
    return """
    insert into orders (account_id, order_id, instrument_id, side, status, actor, dialect, command_id, tags,
      parent_order_id, created_at, updated_at, submitted_at)
    values (%1$d, %2$d, %1$d, '%3$s', '%4$s', 'tester', 'tradovate', 1, '%5$s', %6$s, now(), now(), now())
    """
        .formatted(account, id, side, status, tags, parent);
  }

  /** The order of the liquidation's only item; both have the account's number. */
  private static String closing(long account, long id, long position) {
    return """
    insert into orders (account_id, order_id, instrument_id, side, status, actor, dialect, command_id, tags,
      position_id, liquidation_id, liquidation_item_id, created_at, updated_at, submitted_at)
    values (%1$d, %2$d, %1$d, 'SELL', 'NEW', 'tester', 'upvest', 1, '{}', %3$d, %1$d, %1$d, now(), now(), now())
    """
        .formatted(account, id, position);
  }

  private static String version(long account, long id, int qty, UUID uid) {
    return """
    insert into order_version (account_id, order_id, version, uid, client_order_id, type, time_in_force, qty,
      limit_price, created_at) values (%d, %d, 1, '%s', '%d', 'LIMIT', 'GTC', %d, 100, now())
    """
        .formatted(account, id, uid, id, qty);
  }

  private static String fill(
      long account, long order, String side, int qty, int held, long position) {
    return """
    insert into fill (account_id, fill_id, order_id, instrument_id, position_id, venue, exec_id, uid, side, qty,
      price, cash_effect, realized_pl, order_filled_qty, order_leaves_qty, position_qty, executed_at, booked_at)
    values (%1$d, %2$d, %2$d, %1$d, %6$d, 'simulator', 'x%2$d', gen_random_uuid(), '%3$s', %4$d, 100, -100, 0,
      %4$d, 0, %5$d, now(), clock_timestamp())
    """
        .formatted(account, order, side, qty, held, position);
  }

  void start() {
    thread.start();
  }

  private void run() {
    Random pauses = new Random(seed);
    try (Statement statement = connection.createStatement()) {
      for (boolean second = true; !stopped; second = !second) {
        state(statement, second ? forth : back);
        LockSupport.parkNanos(pauses.nextInt(PAUSE_MICROS_MAX) * 1_000L);
      }
      state(statement, clear);
    } catch (SQLException e) {
      failure = e;
    }
  }

  private void state(Statement statement, List<String> changes) throws SQLException {
    statement.execute(String.join(";", changes));
    connection.commit();
  }

  @Override
  public void close() throws Exception {
    stopped = true;
    thread.join();
    connection.close();
    SQLException failed = failure;
    if (failed != null) {
      throw failed;
    }
  }
}
