// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import dev.unwind.TestDatabase;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Puts rows into the ledger of the test run, below the ids that sequences give. */
public final class LedgerRows implements AutoCloseable {
  private static final String DEADLOCK = "40P01";
  private static final int TRIES_MAX = 5;

  /** Moment of the first row; later ones come a second apart where nothing else is said. */
  public static final Instant START = Instant.parse("2026-11-20T15:00:00.000001Z");

  private static final long BLOCK = 10_000_000;

  /** Tests of another profile load this class anew, in front of the same ledger. */
  private static final AtomicLong IDS = new AtomicLong(500_000_000 + turn() * BLOCK);

  private static int turn() {
    String name = "unwind.test.ledger-rows";
    synchronized (System.getProperties()) {
      int turn = Integer.getInteger(name, 0);
      System.setProperty(name, String.valueOf(turn + 1));
      return turn;
    }
  }

  private final Connection connection;

  public LedgerRows() {
    try {
      connection = TestDatabase.connect(TestDatabase.shared());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public static long nextId() {
    return IDS.incrementAndGet();
  }

  public AccountId account() {
    long id = nextId();
    UUID uid = UUID.randomUUID();
    execute(
        "insert into account (account_id, uid, name, currency, cash, created_at) values (?, ?, ?, 'USD', 1000.25, ?)",
        id,
        uid,
        "account " + id,
        START);
    if (TestDatabase.isSpread()) {
      execute(
          "insert into account_directory (account_id, uid, name) values (?, ?, ?)",
          id,
          uid,
          "account " + id);
    }
    return new AccountId(id);
  }

  public InstrumentId instrument() {
    long id = nextId();
    execute(
        """
        insert into instrument (instrument_id, uid, symbol, asset_class, currency, quantity_increment, price_increment,
          fractionable, shortable, marginable, session) values (?, ?, ?, 'us_equity', 'USD', 0.000000001, 0.01, true, true, true, 'us_equity')
        """,
        id,
        UUID.randomUUID(),
        "SYM" + id);
    return new InstrumentId(id);
  }

  public long position(AccountId account, InstrumentId instrument, String qty, Instant openedAt) {
    long id = nextId();
    execute(
        """
        insert into position (account_id, position_id, uid, instrument_id, netting, external_id, qty, cost, entry_price,
          opened_at, updated_at) values (?, ?, ?, ?, true, ?, ?::numeric, 12.5, 1.25, ?, ?)
        """,
        account.value(),
        id,
        UUID.randomUUID(),
        instrument.value(),
        "ext-" + id,
        qty,
        openedAt,
        openedAt);
    return id;
  }

  public long order(
      AccountId account, InstrumentId instrument, String status, Instant submittedAt) {
    long id = order(account, instrument, status, submittedAt, null, null);
    version(account, id, 1, "LIVE", null);
    return id;
  }

  public long order(
      AccountId account,
      InstrumentId instrument,
      String status,
      Instant submittedAt,
      @Nullable Long liquidation,
      @Nullable Long item) {
    long id = nextId();
    execute(
        """
        insert into orders (account_id, order_id, instrument_id, side, status, liquidation_id, liquidation_item_id, actor,
          dialect, command_id, tags, created_at, updated_at, submitted_at)
        values (?, ?, ?, 'SELL', ?, ?, ?, 'tester', 'alpaca', 1, '{"a": "b"}', ?, ?, ?)
        """,
        account.value(),
        id,
        instrument.value(),
        status,
        liquidation,
        item,
        submittedAt,
        submittedAt,
        submittedAt);
    return id;
  }

  public UUID version(
      AccountId account, long order, int version, String state, @Nullable Instant replacedAt) {
    UUID uid = UUID.randomUUID();
    execute(
        """
        insert into order_version (account_id, order_id, version, version_id, uid, client_order_id, type, time_in_force, qty,
          limit_price, created_at, state, replaced_at) values (?, ?, ?, ?, ?, ?, 'LIMIT', 'GTC', 5, ?, ?, ?, ?)
        """,
        account.value(),
        order,
        version,
        nextId(),
        uid,
        "c-" + order + "-" + version,
        version,
        START,
        state,
        replacedAt);
    return uid;
  }

  public long fill(
      AccountId account, long order, InstrumentId instrument, long position, Instant at) {
    return fill(account, order, instrument, position, at, "9");
  }

  /**
   * @param positionQty what the position has after it
   */
  public long fill(
      AccountId account,
      long order,
      InstrumentId instrument,
      long position,
      Instant at,
      String positionQty) {
    long id = nextId();
    execute(
        """
        insert into fill (account_id, fill_id, order_id, instrument_id, position_id, venue, exec_id, uid, side, qty, price,
          cash_effect, realized_pl, order_filled_qty, order_leaves_qty, position_qty, executed_at, booked_at)
        values (?, ?, ?, ?, ?, 'simulator', ?, ?, 'SELL', 1, 2.5, 2.5, 0, 1, 4, ?::numeric, ?, ?)
        """,
        account.value(),
        id,
        order,
        instrument.value(),
        position,
        "x" + id,
        UUID.randomUUID(),
        positionQty,
        at,
        at);
    return id;
  }

  public UUID liquidation(AccountId account, long id, String status, Instant at) {
    UUID uid = UUID.randomUUID();
    execute(
        """
        insert into liquidation (account_id, liquidation_id, uid, dialect, actor, scope, cancel_orders, held_policy, status,
          open_items, tags, created_at, updated_at)
        values (?, ?, ?, 'unwind', 'tester', 'ACCOUNT', true, 'REFUSE', ?, 1, '{"k": "v"}', ?, ?)
        """,
        account.value(),
        id,
        uid,
        status,
        at,
        at);
    return uid;
  }

  public long item(AccountId account, long liquidation, long position, InstrumentId instrument) {
    long id = nextId();
    execute(
        """
        insert into liquidation_item (account_id, liquidation_item_id, liquidation_id, position_id, instrument_id,
          position_qty, status, qty, existing_qty, held_qty, blocking_order_ids, created_at, updated_at)
        values (?, ?, ?, ?, ?, 10, 'FAILED', 10, 10, 4, '{7,8}', ?, ?)
        """,
        account.value(),
        id,
        liquidation,
        position,
        instrument.value(),
        START,
        START);
    return id;
  }

  /** Appends events to an account's log, as a commit does; each a microsecond after the last. */
  public void events(AccountId account, int count) {
    execute(
        """
        with locked as (select * from account where account_id = ? for update),
        written as (
          insert into event (account_id, seq, event_id, at, kind, actor, dialect, snapshot)
          select l.account_id, l.event_seq + n, nextval('event_id_seq'),
            greatest(l.event_at, ?) + n * interval '1 microsecond', 'ACCOUNT_LATCHED', 'tester', 'unwind', '{"cash": "1"}'
          from locked l, generate_series(1, ?) n returning seq, at)
        update account a set event_seq = (select max(seq) from written), event_at = (select max(at) from written)
        where a.account_id = ?
        """,
        account.value(),
        START,
        count,
        account.value());
  }

  /** Again where it met the application in a deadlock, for which the server has undone it. */
  public void execute(String sql, @Nullable Object... values) {
    for (int tries = 1; !executed(sql, tries == TRIES_MAX, values); tries++) {}
  }

  private boolean executed(String sql, boolean last, @Nullable Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        statement.setObject(
            i + 1,
            value instanceof Instant at ? OffsetDateTime.ofInstant(at, ZoneOffset.UTC) : value);
      }
      statement.executeUpdate();
      return true;
    } catch (SQLException e) {
      if (!last && DEADLOCK.equals(e.getSQLState())) {
        return false;
      }
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
