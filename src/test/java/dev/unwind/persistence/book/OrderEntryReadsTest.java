// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.BookScope.Reach;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.KeyedEffect;
import dev.unwind.application.ledger.KeyedResult;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.Rehearsals;
import dev.unwind.application.ledger.ReplayStore;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.order.ChangeOrders;
import dev.unwind.application.order.PlaceOrders;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.Rounds;
import dev.unwind.persistence.LedgerRows;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What order entry reads of an account: so little that its size does not matter, and so much that
 * every decision is the one that the whole book would bring.
 */
@QuarkusTest
class OrderEntryReadsTest {
  private static final int SEEDS = Rounds.of(60);
  private static final int ASKED = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final NewOrder.Policy STRICT =
      new NewOrder.Policy(true, true, Quantity.of("1.05"), true, false, true);
  private static final List<String> STATES =
      List.of("NEW", "NEW", "NEW", "HELD", "PENDING_NEW", "FILLED");
  private static final Replacement LARGER = larger("7", true);

  @Inject Rehearsals rehearsals;
  @Inject LedgerReader reader;
  @Inject ReplayStore replays;
  @Inject Observations observations;

  private final List<AccountId> accounts = new ArrayList<>();
  private LedgerRows rows;

  @BeforeEach
  void open() {
    rows = new LedgerRows();
  }

  /** Nothing of the service shall go on working on these accounts. */
  @AfterEach
  void takeOut() {
    for (AccountId account : accounts) {
      for (String table : List.of("order_version", "orders", "position", "account")) {
        rows.execute("delete from " + table + " where account_id = ?", account.value());
      }
    }
    rows.close();
  }

  @Test
  void anAccountOfTenThousandPositionsReadsWhatOneOfTenReads() {
    assertThat(readByEachEntry(10_000)).isEqualTo(readByEachEntry(10));
  }

  /**
   * Rows of the book by what is asked; each account has two orders that buy, and many that sell.
   */
  private Map<String, Integer> readByEachEntry(int positions) {
    AccountId account = account(positions, "100000");
    long first = LedgerRows.nextId() * 100_000;
    insertMany(account, first, positions);
    InstrumentId held = new InstrumentId(first + 1);
    Map<String, Integer> read = new TreeMap<>();
    for (Side side : Side.values()) {
      for (NewOrder.Policy policy :
          List.of(STRICT, NewOrder.Policy.CASH_BACKED, NewOrder.Policy.LIBERAL)) {
        Asked asked = new Asked(false);
        asked.place(account, limit(held, side, "1", policy));
        read.put(side + " " + policy, asked.rows);
      }
    }
    for (Replacement wanted : List.of(LARGER, larger("7", false))) {
      Asked asked = new Asked(false);
      asked.replace(account, new OrderId(first + 5), wanted);
      read.put("replace " + wanted.requiresCash(), asked.rows);
    }
    assertThat(read.values()).allMatch(count -> count > 0 && count < 12);
    return read;
  }

  /** Every fifth position has an order that sells; the first two have one that buys. */
  private void insertMany(AccountId account, long first, int positions) {
    rows.execute(
        """
        insert into instrument (instrument_id, uid, symbol, asset_class, currency, quantity_increment, price_increment,
          fractionable, shortable, marginable, session)
        select ? + n, gen_random_uuid(), 'READ' || (? + n), 'us_equity', 'USD', 0.000000001, 0.01, true, true, true, 'us_equity'
        from generate_series(1, ?) n
        """,
        first,
        first,
        positions);
    rows.execute(
        """
        insert into position (account_id, position_id, uid, instrument_id, netting, qty, cost, entry_price, opened_at, updated_at)
        select ?, ? + n, gen_random_uuid(), ? + n, true, 100, 1000, 10, ?, ? from generate_series(1, ?) n
        """,
        account.value(),
        first,
        first,
        LedgerRows.START,
        LedgerRows.START,
        positions);
    rows.execute(
        """
        insert into orders (account_id, order_id, instrument_id, side, status, actor, dialect, command_id, created_at,
          updated_at, submitted_at)
        select ?, ? + n, ? + n, case when n < 3 then 'BUY' else 'SELL' end, 'NEW', 'tester', 'alpaca', 1, t, t, t
        from generate_series(1, ?) n, (select ?::timestamptz as t) as now where n < 3 or n % 5 = 0
        """,
        account.value(), first, first, positions, LedgerRows.START);
    rows.execute(
        """
        insert into order_version (account_id, order_id, version, version_id, uid, client_order_id, type, time_in_force, qty,
          limit_price, created_at, state)
        select account_id, order_id, 1, order_id, gen_random_uuid(), order_id::text, 'LIMIT', 'GTC', 1, 9999, created_at, 'LIVE'
        from orders where account_id = ?
        """,
        account.value());
  }

  @Test
  void everyDecisionIsTheOneThatTheWholeBookBrings() {
    Map<String, Integer> outcomes = new TreeMap<>();
    int fewer = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<InstrumentId> instruments = instruments(random);
      AccountId account = account(seed, String.valueOf(random.nextInt(8_000)));
      List<OrderId> orders = draw(random, account, instruments, seed % 3 == 0);
      for (int n = 0; n < ASKED; n++) {
        Asked narrow = new Asked(false);
        Asked whole = new Asked(true);
        String outcome;
        if (!orders.isEmpty() && random.nextInt(3) == 0) {
          OrderId order = orders.get(random.nextInt(orders.size()));
          Replacement wanted = larger(String.valueOf(random.nextInt(40)), random.nextBoolean());
          outcome = narrow.replace(account, order, wanted);
          assertThat(outcome)
              .as("seed %d %s %s", seed, order, wanted)
              .isEqualTo(whole.replace(account, order, wanted));
        } else {
          NewOrder order = wanted(random, instruments);
          outcome = narrow.place(account, order);
          assertThat(outcome).as("seed %d %s", seed, order).isEqualTo(whole.place(account, order));
        }
        outcomes.merge(outcome.split("[ ,]")[0], 1, Integer::sum);
        fewer += narrow.rows < whole.rows ? 1 : 0;
      }
    }
    System.out.printf("OrderEntryReadsTest: books=%d fewer=%d %s%n", SEEDS, fewer, outcomes);
    assertThat(outcomes)
        .containsKeys("PENDING_NEW", "PENDING_REPLACE", "Denial[reason=BUYING_POWER_INSUFFICIENT");
    assertThat(fewer).isGreaterThan(SEEDS);
  }

  private NewOrder wanted(Random random, List<InstrumentId> instruments) {
    InstrumentId instrument = instruments.get(random.nextInt(instruments.size()));
    Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
    NewOrder.Policy policy = random.nextBoolean() ? STRICT : NewOrder.Policy.CASH_BACKED;
    String qty = String.valueOf(1 + random.nextInt(60));
    return random.nextInt(4) == 0
        ? NewOrder.of(instrument, side, OrderType.MARKET, Quantity.of(qty)).policy(policy).build()
        : limit(instrument, side, qty, policy);
  }

  private static NewOrder limit(
      InstrumentId instrument, Side side, String qty, NewOrder.Policy policy) {
    Price price = Price.of(side == Side.BUY ? "8" : "12");
    return NewOrder.limit(instrument, side, Quantity.of(qty), price).policy(policy).build();
  }

  private static Replacement larger(String qty, boolean requiresCash) {
    return new Replacement(
        null, null, Quantity.of(qty), null, null, null, null, null, requiresCash);
  }

  private AccountId account(int number, String cash) {
    AccountId account = rows.account();
    accounts.add(account);
    rows.execute(
        "update account set cash = ?::numeric, position_mode = ? where account_id = ?",
        cash,
        number % 3 == 0 && number < SEEDS ? "HEDGING" : "NETTING",
        account.value());
    return account;
  }

  /** Stocks and futures, some with a quote or with a margin of their own. */
  private List<InstrumentId> instruments(Random random) {
    List<InstrumentId> all = new ArrayList<>();
    for (int n = 0; n < 6; n++) {
      InstrumentId id = rows.instrument();
      if (n % 2 == 1) {
        rows.execute(
            """
            update instrument set asset_class = 'future', quantity_increment = 1, multiplier = 5, session = 'cme_globex',
              initial_margin = ?::numeric where instrument_id = ?
            """,
            random.nextBoolean() ? "120" : null,
            id.value());
      }
      if (random.nextInt(4) > 0) {
        rows.execute(
            "insert into quote (instrument_id, last, bid, ask, at) values (?, 10, 9.99, 10.01, ?)",
            id.value(),
            LedgerRows.START);
      }
      all.add(id);
    }
    return all;
  }

  /** Writes a book, and gives those of its orders that are open. */
  private List<OrderId> draw(
      Random random, AccountId account, List<InstrumentId> instruments, boolean hedging) {
    List<OrderId> orders = new ArrayList<>();
    for (InstrumentId instrument : instruments) {
      Long position = null;
      if (random.nextInt(4) > 0) {
        position = position(random, account, instrument, hedging);
      }
      for (int n = random.nextInt(4); n > 0; n--) {
        String status = STATES.get(random.nextInt(STATES.size()));
        OrderId order = order(random, account, instrument, hedging ? position : null, status);
        if (!status.equals("FILLED")) {
          orders.add(order);
        }
      }
    }
    return orders;
  }

  private long position(
      Random random, AccountId account, InstrumentId instrument, boolean hedging) {
    long id = LedgerRows.nextId();
    int qty = random.nextInt(5) == 0 ? 0 : random.nextInt(200) - 100;
    rows.execute(
        """
        insert into position (account_id, position_id, uid, instrument_id, netting, qty, cost, entry_price, opened_at, updated_at)
        values (?, ?, ?, ?, ?, ?, ?, 10, ?, ?)
        """,
        account.value(),
        id,
        UUID.randomUUID(),
        instrument.value(),
        !hedging,
        qty,
        10 * qty,
        LedgerRows.START,
        LedgerRows.START);
    return id;
  }

  private OrderId order(
      Random random,
      AccountId account,
      InstrumentId instrument,
      @Nullable Long position,
      String status) {
    long id = LedgerRows.nextId();
    rows.execute(
        """
        insert into orders (account_id, order_id, instrument_id, position_id, side, status, oco_group, actor, dialect,
          command_id, created_at, updated_at, submitted_at)
        values (?, ?, ?, ?, ?, ?, ?, 'tester', 'alpaca', 1, ?, ?, ?)
        """,
        account.value(),
        id,
        instrument.value(),
        position,
        random.nextBoolean() ? "BUY" : "SELL",
        status,
        random.nextInt(3) == 0 ? instrument.value() : null,
        LedgerRows.START,
        LedgerRows.START,
        LedgerRows.START);
    boolean market = random.nextInt(4) == 0;
    rows.execute(
        """
        insert into order_version (account_id, order_id, version, version_id, uid, client_order_id, type, time_in_force, qty,
          limit_price, created_at, state)
        values (?, ?, 1, ?, ?, ?, ?, 'GTC', ?, ?::numeric, ?, 'LIVE')
        """,
        account.value(),
        id,
        LedgerRows.nextId(),
        UUID.randomUUID(),
        "c-" + id,
        market ? "MARKET" : "LIMIT",
        1 + random.nextInt(30),
        market ? null : "9.5",
        LedgerRows.START);
    return new OrderId(id);
  }

  /**
   * Orders asked of a book that is read as order entry reads it, or as a whole; none is written.
   */
  private final class Asked implements Books {
    private final boolean whole;
    private int rows;

    Asked(boolean whole) {
      this.whole = whole;
    }

    String place(AccountId account, NewOrder order) {
      return outcome(
          new PlaceOrders(this, reader, replays, observations)
              .place(actor(account), account, order));
    }

    String replace(AccountId account, OrderId order, Replacement wanted) {
      return outcome(
          new ChangeOrders(this, observations).replace(actor(account), account, order, wanted));
    }

    private String outcome(Uni<Order> decided) {
      try {
        Order order = decided.await().atMost(PATIENCE);
        return order.status() + " " + order.qty() + " " + order.reserved() + " " + order.ocoGroup();
      } catch (TradingException refused) {
        return refused.denial().toString();
      }
    }

    private Actor actor(AccountId account) {
      return new Actor(
          new Principal(
              new PrincipalId(1), "desk", EnumSet.allOf(Role.class), AccountScope.of(account)),
          "unwind",
          "request");
    }

    @Override
    public <R> Uni<R> decide(
        AccountId account,
        BookScope scope,
        DecisionOrigin decision,
        Function<AccountBook, R> decide) {
      Reach reach = whole ? Reach.ACCOUNT : scope.reach();
      BookScope read =
          new BookScope(
              reach, scope.instruments(), Set.of(), scope.orders(), Set.of(), Set.of(), Set.of());
      return rehearsals.rehearse(
          account,
          read,
          decision,
          book -> {
            rows = book.positions().size() + book.orders().size();
            return decide.apply(book);
          });
    }

    @Override
    public <R> Uni<KeyedResult<R>> decideOnce(
        AccountId account,
        BookScope scope,
        DecisionOrigin decision,
        IdempotencyKey key,
        Function<AccountBook, R> decide,
        Function<R, KeyedEffect> effect) {
      throw new UnsupportedOperationException();
    }
  }
}
