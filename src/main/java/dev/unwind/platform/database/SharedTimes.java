// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.OffsetDateTime;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * V21 gives orders and fills that share a time one of their own, all of a ledger's at once, while
 * nobody may read or write them. All but those of the last minutes are changed before it, beside
 * the traffic, some thousands in a transaction. V21 then finds little to change.
 */
final class SharedTimes implements Callback {
  private static final Logger LOG = Logger.getLogger(SharedTimes.class);

  private static final String LEDGER =
      "select to_regclass('public.orders') is not null"
          + " and to_regclass('public.flyway_schema_history') is not null";

  private static final String DUE =
      "select not exists (select 1 from public.flyway_schema_history where version = '21')";

  /** Of replicas that start together one does this, and the others wait until it is done. */
  private static final String ALONE = "(hashtext('unwind'), 21)";

  /**
   * What one close writes has one time, and must all be there before any of it is changed, also
   * where the clocks of replicas and the database's are apart.
   */
  private static final String OLD = "select now() - interval '10 minutes'";

  /** Where a batch ends that begins after an account and a time; no row where it is the last. */
  private static final String END =
      """
      select account_id, %2$s from %1$s where (account_id, %2$s) > (?, ?)
      order by account_id, %2$s offset 1999 limit 1
      """;

  /** As V21 does it. */
  private static final String SPREAD =
      """
      update %1$s e set %2$s = e.%2$s + (t.n - 1) * interval '1 microsecond'
      from (
        select account_id, %3$s, row_number() over (partition by account_id, %2$s order by %3$s) as n from %1$s
        where (account_id, %2$s) > (?, ?) and (account_id, %2$s) <= (?, ?) and %2$s < ?) t
      where t.n > 1 and e.account_id = t.account_id and e.%3$s = t.%3$s
      """;

  /**
   * A lock is waited for less long than the server lets two wait for each other before it ends one:
   * never the traffic's. And a batch is taken by the indexes, however many entries are expected.
   */
  private static final String SETTINGS =
      """
      set local lock_timeout = '500ms'; set local plan_cache_mode = force_custom_plan;
      set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off
      """;

  private static final int ATTEMPTS = 3;

  /** The entries of one moment are in one batch. */
  private record Place(long account, OffsetDateTime time) {
    static final Place FIRST = new Place(Long.MIN_VALUE, OffsetDateTime.MIN);
    static final Place LAST = new Place(Long.MAX_VALUE, OffsetDateTime.MAX);
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_MIGRATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return false;
  }

  @Override
  public String getCallbackName() {
    return "SharedTimes";
  }

  @Override
  public void handle(Event event, Context context) {
    try {
      spread(context.getConnection());
    } catch (SQLException e) {
      throw new FlywayException("Orders and fills cannot be given times of their own", e);
    }
  }

  /** On a connection that is in no transaction; nothing where V21 was run or no ledger is made. */
  static void spread(Connection connection) throws SQLException {
    if (!ask(connection, LEDGER, Boolean.class)) {
      return;
    }
    // To wait in the database would keep scripts waiting that build an index beside all others.
    boolean waits = false;
    while (ask(connection, DUE, Boolean.class)) {
      if (ask(connection, "select pg_try_advisory_lock" + ALONE, Boolean.class)) {
        try {
          spreadAll(connection);
        } finally {
          if (!connection.isClosed()) {
            execute(connection, "select pg_advisory_unlock" + ALONE);
          }
        }
        return;
      }
      if (!waits) {
        LOG.info("another replica gives orders and fills that share a time their own: waiting");
        waits = true;
      }
      LedgerLocks.pause();
    }
  }

  private static void spreadAll(Connection connection) throws SQLException {
    OffsetDateTime old = ask(connection, OLD, OffsetDateTime.class);
    LOG.info("giving orders and fills that share a time their own, beside the traffic");
    connection.setAutoCommit(false);
    try {
      int left =
          spread(connection, "public.orders", "submitted_at", "order_id", old)
              + spread(connection, "public.fill", "booked_at", "fill_id", old);
      LOG.infof("orders and fills have times of their own batchesLeftToV21=%d", left);
    } finally {
      // One that broke is closed, and what broke it is what is told.
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  /**
   * What somebody else is writing all the while is left to V21, with the rest of its batch, and so
   * is the rest of a table that cannot even be read: another replica has its scripts changed.
   *
   * @return how many batches were left
   */
  private static int spread(
      Connection connection, String table, String time, String id, OffsetDateTime old)
      throws SQLException {
    int left = 0;
    try (PreparedStatement end = connection.prepareStatement(END.formatted(table, time));
        PreparedStatement spread = connection.prepareStatement(SPREAD.formatted(table, time, id))) {
      Place before = Place.FIRST;
      while (!before.equals(Place.LAST)) {
        Place from = before;
        set(end, 1, from);
        Place last = attempt(connection, () -> place(end));
        if (last == null) {
          return left + 1;
        }
        set(spread, 1, from);
        set(spread, 3, last);
        spread.setObject(5, old, Types.TIMESTAMP_WITH_TIMEZONE);
        left += attempt(connection, spread::executeUpdate) == null ? 1 : 0;
        before = last;
      }
    }
    return left;
  }

  /** What is asked of the database. */
  private interface Step<T> {
    T take() throws SQLException;
  }

  /**
   * @return null where others' locks stood in the way each time
   */
  private static <T> @Nullable T attempt(Connection connection, Step<T> step) throws SQLException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        execute(connection, SETTINGS);
        T taken = step.take();
        connection.commit();
        return taken;
      } catch (SQLException e) {
        if (!connection.isClosed()) {
          connection.rollback();
        }
        if (!LedgerLocks.AGAIN.contains(e.getSQLState())) {
          throw e;
        }
      }
    }
    return null;
  }

  private static void set(PreparedStatement statement, int index, Place place) throws SQLException {
    statement.setLong(index, place.account());
    statement.setObject(index + 1, place.time(), Types.TIMESTAMP_WITH_TIMEZONE);
  }

  private static Place place(PreparedStatement end) throws SQLException {
    try (ResultSet row = end.executeQuery()) {
      return row.next()
          ? new Place(row.getLong(1), row.getObject(2, OffsetDateTime.class))
          : Place.LAST;
    }
  }

  private static <T> T ask(Connection connection, String sql, Class<T> type) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getObject(1, type);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
