// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import static dev.unwind.persistence.bulk.CloseContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerQueries.OrderState;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.PositionEpisode;
import dev.unwind.application.ledger.PositionHistory;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.persistence.IsolatedSession;
import dev.unwind.persistence.LedgerPool;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.persistence.Queries;
import dev.unwind.persistence.account.AccountRepository;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** No list reads what it does not show: each is planned and run on a ledger of 100,000 rows. */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListsAndHistoryTest {
  private static final int HISTORY = 100_000;
  private static final int PAGE = 50;

  /** Rows that a page may touch on its way; the whole would be fifty times as many. */
  private static final long READ_MAX = 2_000;

  private static final Set<String> LARGE =
      Set.of(
          "orders order_version fill liquidation liquidation_item event position position_episode"
              .split(" "));

  @Inject Pool pool;
  @Inject LedgerPool ledger;
  @Inject IsolatedSession session;
  @Inject AccountRepository accounts;

  private LedgerRows rows;
  private AccountId account;
  private AccountId netting;
  private PositionId reopened;
  private InstrumentId instrument;

  @BeforeAll
  void fillALedger() {
    rows = new LedgerRows();
    account = rows.account();
    instrument = rows.instrument();
    long base = LedgerRows.nextId() * 1_000_000;
    long a = account.value();
    rows.execute(
        """
        insert into orders (account_id, order_id, instrument_id, side, version, status, actor, dialect, command_id, created_at,
          updated_at, submitted_at, filled_qty, reported_qty)
        select ?, ? + n, ?, 'SELL', case when n % 10 = 1 then 2 else 1 end, case when n % 5000 = 0 then 'NEW' else 'FILLED' end, 'tester', 'alpaca', n, t, t, t,
          case when n % 5000 = 0 then 0 else 1 end, case when n % 5000 = 0 then 0 else 1 end
        from generate_series(1, ?) n, lateral (select ?::timestamptz + n * interval '1 second' as t) at
        """,
        a, base, instrument.value(), HISTORY, LedgerRows.START);
    rows.execute(
        """
        insert into order_version (account_id, order_id, version, uid, client_order_id, type, time_in_force, qty, created_at)
        select account_id, order_id, 1, gen_random_uuid(), order_id::text, 'MARKET', 'DAY', 1, created_at
        from orders where account_id = ?
        """,
        a);
    rows.execute(
        """
        insert into order_version (account_id, order_id, version, uid, client_order_id, type, time_in_force, qty, created_at)
        select account_id, order_id, 2, gen_random_uuid(), order_id || '-2', 'MARKET', 'DAY', 1, created_at
        from orders where account_id = ? and version = 2
        """,
        a);
    rows.execute(
        "update order_version set state = 'REPLACED' where account_id = ? and version = 1 and order_id % 10 = ? % 10",
        a, base + 1);
    rows.execute(
        """
        insert into liquidation (account_id, liquidation_id, uid, dialect, actor, scope, cancel_orders, held_policy, status,
          open_items, tags, created_at, updated_at)
        select case when n > 0 then ? else n end, ? + n, gen_random_uuid(), case when n % 5000 = 2 then 'upvest' else 'unwind' end, 'tester', 'ACCOUNT',
          true, 'REFUSE',
          case n % 5000 when 0 then 'PROCESSING' when 1 then 'FAILED' when 2 then 'FILLED' else 'SETTLED' end, 0, '{}',
          ?::timestamptz + n * interval '1 second', ?
        from generate_series(-3000, ?) n where n <> 0
        """,
        a, base, LedgerRows.START, LedgerRows.START, HISTORY);
    rows.events(account, HISTORY);
    rows.execute(
        """
        insert into position (account_id, position_id, uid, instrument_id, netting, external_id, qty, held, cost, opened_qty,
          entry_price, opened_at, updated_at, closed_at, closed_by)
        select ?, ? + n, gen_random_uuid(), ?, false, 'pos-' || (? + n), case when n % 5000 = 0 then 1 else 0 end, 0, 0, 1, 1, t, t,
          case when n % 5000 = 0 then null else t end,
          case n % 5000 when 0 then null when 1 then 'ORDER' when 2 then 'CANCEL' else 'LIQUIDATION' end
        from generate_series(1, ?) n, lateral (select ?::timestamptz + n * interval '1 second' as t) at
        """,
        a, base, instrument.value(), base, HISTORY, LedgerRows.START);
    netting = rows.account();
    reopened = new PositionId(rows.position(netting, instrument, "1", LedgerRows.START));
    rows.execute("update position set opened_qty = 1 where account_id = ?", netting.value());
    rows.execute(
        """
        insert into position_episode (account_id, position_id, episode, instrument_id, opened_qty, entry_price, opened_at,
          closed_at, closed_by)
        select ?, ?, n, ?, 1, 1, t, t, case n % 5000 when 1 then 'LIQUIDATION' else 'ORDER' end
        from generate_series(1, ?) n, lateral (select ?::timestamptz + n * interval '1 second' as t) at
        """,
        netting.value(), reopened.value(), instrument.value(), HISTORY, LedgerRows.START);
    for (String table : LARGE) {
      rows.execute("analyze " + table);
    }
  }

  @AfterAll
  void forget() {
    rows.execute("delete from position_episode where account_id = ?", netting.value());
    rows.execute("delete from position where account_id = ?", netting.value());
    for (String t : List.of("orders", "order_version", "liquidation", "event", "position")) {
      rows.execute("delete from " + t + " where account_id = ? or account_id < 0", account.value());
    }
    rows.close();
  }

  @Test
  void everyListIsReadByIndexAndIndependentOfHistory() {
    Recorder recorder = new Recorder();
    LedgerReader reader = new PgLedgerReader(ledger, recorder, session, accounts, false);
    PgPositionHistory history = new PgPositionHistory(recorder);
    AccountScope own = AccountScope.of(account);
    AccountScope all = AccountScope.EVERYTHING;
    AccountScope two = new AccountScope(false, Set.of(account, netting));
    Instant recent = LedgerRows.START.plusSeconds(HISTORY - 20);
    Order open = await(reader.orders(own, orders(OrderState.OPEN, null, null))).get(0).order();
    OrderId some = open.id();
    UUID uid = open.terms().uid();
    recorder.statements.clear();

    Map<String, Supplier<Uni<?>>> lists = new LinkedHashMap<>();
    lists.put("open orders", () -> reader.orders(own, orders(OrderState.OPEN, null, null)));
    lists.put("closed orders", () -> reader.orders(own, orders(OrderState.CLOSED, null, null)));
    lists.put("all orders", () -> reader.orders(own, orders(OrderState.ANY, null, null)));
    lists.put("orders before one", () -> reader.orders(own, orders(OrderState.ANY, some, null)));
    lists.put(
        "orders of the session", () -> reader.orders(own, orders(OrderState.ANY, null, recent)));
    lists.put("orders by id", () -> reader.orders(own, LedgerQueries.Orders.byIds(Set.of(some))));
    lists.put("an order by uid", () -> reader.orderByUid(all, uid));
    lists.put(
        "an order by client order id",
        () -> reader.orderByClientOrderId(own, account, some.toString()));
    for (OrderState state : OrderState.values()) {
      lists.put(
          "versions of orders that are " + state, () -> reader.orderVersions(own, versions(state)));
    }
    lists.put(
        "an order by the id that it bears for want of another",
        () -> reader.orderByClientOrderId(own, account, uid.toString()));
    lists.put(
        "the netting position of an instrument",
        () ->
            reader.positions(
                AccountScope.of(netting),
                new LedgerQueries.Positions(
                    netting, Set.of(instrument), Set.of(), false, true, 0, PAGE)));
    lists.put(
        "open orders of an instrument",
        () ->
            reader.orders(
                own,
                LedgerQueries.Orders.ofInstrument(account, instrument, OrderState.OPEN, PAGE)));
    lists.put(
        "orders of a liquidation",
        () ->
            reader.orders(own, LedgerQueries.Orders.ofLiquidation(account, new LiquidationId(7))));
    lists.put("what hangs on an order", () -> reader.dependents(own, account, Set.of(some)));
    lists.put("open positions", () -> reader.positions(own, LedgerQueries.Positions.open(account)));
    lists.put(
        "fills",
        () ->
            reader.fills(
                own,
                new LedgerQueries.Fills(
                    account, Set.of(), Set.of(), Set.of(), null, null, null, false, PAGE)));
    lists.put(
        "liquidations of an account",
        () -> reader.liquidations(own, liquidations(account, Set.of())));
    lists.put(
        "liquidations of everybody", () -> reader.liquidations(all, liquidations(null, Set.of())));
    lists.put(
        "live liquidations of an account",
        () -> reader.liquidations(own, liquidations(account, live())));
    lists.put(
        "live liquidations of everybody",
        () -> reader.liquidations(all, liquidations(null, live())));
    lists.put("how many are live", () -> reader.countLiquidations(all, liquidations(null, live())));
    lists.put(
        "events after one",
        () -> reader.events(own, LedgerQueries.Events.after(account, HISTORY - 10, PAGE)));
    lists.put(
        "events of an order",
        () -> reader.events(own, new LedgerQueries.Events(account, 0, null, null, some, PAGE)));
    lists.put(
        "open episodes", () -> history.newest(own, account, PositionEpisode.State.OPEN, 0, PAGE));

    for (PositionEpisode.State state : PositionEpisode.State.values()) {
      lists.put("positions that are " + state, () -> history.newest(own, account, state, 0, PAGE));
      lists.put(
          "episodes that are " + state,
          () -> history.newest(AccountScope.of(netting), netting, state, 0, PAGE));
    }
    lists.put("all positions and their past", () -> history.newest(own, account, null, 0, PAGE));
    lists.put(
        "all episodes", () -> history.newest(AccountScope.of(netting), netting, null, 0, PAGE));
    lists.put(
        "a snapshot of positions", () -> history.snapshot(AccountScope.of(netting), netting, PAGE));
    for (LiquidationStatus status : LiquidationStatus.values()) {
      lists.put(
          "liquidations of an account that are " + status,
          () -> reader.liquidations(own, liquidations(account, Set.of(status))));
      lists.put(
          "liquidations of everybody that are " + status,
          () -> reader.liquidations(all, liquidations(null, Set.of(status))));
      lists.put(
          "liquidations of two accounts that are " + status,
          () -> reader.liquidations(two, liquidations(null, Set.of(status))));
    }
    lists.put(
        "liquidations of two accounts",
        () -> reader.liquidations(two, liquidations(null, Set.of())));
    lists.put(
        "how many of an account have failed",
        () ->
            reader.countLiquidations(own, liquidations(account, Set.of(LiquidationStatus.FAILED))));
    LedgerQueries.Liquidations upvest =
        new LedgerQueries.Liquidations(account, Set.of(), "upvest", null, null, true, 0, PAGE);
    lists.put("liquidations of Upvest", () -> reader.liquidations(own, upvest));
    lists.put("how many of Upvest", () -> reader.countLiquidations(own, upvest));
    lists.put(
        "orders of the session of two accounts",
        () -> reader.orders(two, orders(null, OrderState.ANY, null, recent)));
    lists.put(
        "orders of liquidations in short",
        () -> new PgClosingOrders(recorder).of(account, Set.of(new LiquidationId(7))));
    lists.put(
        "events of orders",
        () -> new PgOrderHistory(recorder).eventsOfOrders(two, Set.of(some), PAGE));
    lists.put("children of orders", () -> new PgOrderHistory(recorder).children(two, Set.of(some)));
    lists.putAll(WatchersReads.of(ledger, recorder, account, two, recent));
    List<String> faults = new ArrayList<>();
    lists.forEach(
        (name, list) -> {
          recorder.statements.clear();
          await(list.get());
          assertThat(recorder.statements).as(name).isNotEmpty();
          recorder.statements.forEach(s -> faults.addAll(faults(name, s)));
        });

    assertThat(faults).isEmpty();
  }

  @Test
  void listsOfOneStateHoldThatStateAndTotalsTheWholeHistory() {
    Recorder recorder = new Recorder();
    LedgerReader reader = new PgLedgerReader(ledger, recorder, session, accounts, false);
    PgPositionHistory history = new PgPositionHistory(recorder);
    AccountScope own = AccountScope.of(account);
    AccountScope other = AccountScope.of(netting);
    int each = HISTORY / 5000;

    for (PositionEpisode.State state : PositionEpisode.State.values()) {
      List<PositionEpisode> found = await(history.newest(own, account, state, 5, PAGE));
      int expected =
          switch (state) {
            case OPEN -> each - 5;
            case CLOSED -> 2 * each - 5;
            case LIQUIDATED -> PAGE;
          };
      assertThat(found).hasSize(expected).allMatch(e -> e.state() == state);
      assertThat(found)
          .isSortedAccordingTo(Comparator.comparing(PositionEpisode::openedAt).reversed());
    }
    List<PositionEpisode> every = await(history.newest(own, account, null, 10, PAGE));
    assertThat(every)
        .extracting(PositionEpisode::openedAt)
        .containsExactlyElementsOf(
            IntStream.range(0, PAGE)
                .mapToObj(i -> LedgerRows.START.plusSeconds(HISTORY - 10 - i))
                .toList());
    PositionHistory.Snapshot hedging = await(history.snapshot(own, account, PAGE));
    assertThat(hedging.total()).isEqualTo(HISTORY);
    assertThat(hedging.open()).isEqualTo(each);
    assertThat(hedging.newest()).hasSize(PAGE);
    PositionHistory.Snapshot episodes = await(history.snapshot(other, netting, PAGE));
    assertThat(episodes.total()).isEqualTo(HISTORY + 1);
    assertThat(episodes.open()).isEqualTo(1);
    assertThat(episodes.newest())
        .hasSize(PAGE)
        .allMatch(e -> e.position().equals(reopened) && e.closedAt() != null);
    PositionHistory.Snapshot foreign = await(history.snapshot(own, netting, PAGE));
    assertThat(foreign.total()).isZero();
    assertThat(foreign.newest()).isEmpty();

    for (LiquidationStatus status : LiquidationStatus.values()) {
      List<Liquidation> found =
          await(reader.liquidations(own, liquidations(account, Set.of(status))));
      boolean there = Set.of("PROCESSING", "FAILED", "FILLED", "SETTLED").contains(status.name());
      int expected = !there ? 0 : status == LiquidationStatus.SETTLED ? PAGE : each;
      assertThat(found).hasSize(expected).allMatch(l -> l.status() == status);
    }
    assertThat(await(reader.liquidations(own, liquidations(null, Set.of()))))
        .extracting(Liquidation::createdAt)
        .containsExactlyElementsOf(
            IntStream.range(0, PAGE)
                .mapToObj(i -> LedgerRows.START.plusSeconds(HISTORY - i))
                .toList());
    assertThat(await(reader.liquidations(other, liquidations(account, Set.of())))).isEmpty();
    assertThat(await(reader.countLiquidations(own, liquidations(account, live())))).isEqualTo(each);
    assertThat(await(reader.countLiquidations(own, liquidations(account, Set.of()))))
        .isEqualTo(LedgerQueries.COUNT_MAX);
    LedgerQueries.Liquidations upvest =
        new LedgerQueries.Liquidations(account, Set.of(), "upvest", null, null, true, 0, PAGE);
    assertThat(await(reader.liquidations(own, upvest)))
        .hasSize(each)
        .allMatch(l -> l.dialect().equals("upvest"));
    assertThat(await(reader.countLiquidations(own, upvest))).isEqualTo(each);
  }

  private List<String> faults(String name, Statement statement) {
    Row row =
        await(
                pool.preparedQuery("explain (analyze, format json) " + statement.sql())
                    .execute(statement.parameters()))
            .iterator()
            .next();
    JsonObject plan = ((JsonArray) row.getValue(0)).getJsonObject(0).getJsonObject("Plan");
    List<String> faults = new ArrayList<>();
    walk(name, plan, faults);
    return faults;
  }

  private static void walk(String name, JsonObject node, List<String> faults) {
    String type = node.getString("Node Type");
    String relation = node.getString("Relation Name", "");
    if (type.equals("Seq Scan") && LARGE.contains(relation)) {
      faults.add(name + ": reads " + relation + " from end to end");
    }
    double loops = node.getDouble("Actual Loops", 1.0);
    double read =
        loops
            * (node.getDouble("Actual Rows", 0.0)
                + node.getDouble("Rows Removed by Filter", 0.0)
                + node.getDouble("Rows Removed by Index Recheck", 0.0));
    if (read > READ_MAX) {
      faults.add(
          "%s: %s %s %s reads %.0f rows"
              .formatted(name, type, relation, node.getString("Index Name", ""), read));
    }
    for (Object child : node.getJsonArray("Plans", new JsonArray())) {
      walk(name, (JsonObject) child, faults);
    }
  }

  private LedgerQueries.Orders orders(
      OrderState state, @Nullable OrderId before, @Nullable Instant openOrSince) {
    return orders(account, state, before, openOrSince);
  }

  private static LedgerQueries.Orders orders(
      @Nullable AccountId account,
      OrderState state,
      @Nullable OrderId before,
      @Nullable Instant openOrSince) {
    return new LedgerQueries.Orders(
        account,
        state,
        Set.of(),
        Set.of(),
        null,
        null,
        null,
        null,
        before,
        openOrSince,
        null,
        false,
        0,
        PAGE);
  }

  private LedgerQueries.OrderVersions versions(OrderState state) {
    return new LedgerQueries.OrderVersions(
        account, state, Set.of(), null, null, null, null, null, false, false, PAGE);
  }

  private static LedgerQueries.Liquidations liquidations(
      @Nullable AccountId account, Set<LiquidationStatus> statuses) {
    return new LedgerQueries.Liquidations(account, statuses, null, null, null, false, 0, PAGE);
  }

  private static Set<LiquidationStatus> live() {
    return Set.of(LiquidationStatus.NEW, LiquidationStatus.PROCESSING);
  }

  private record Statement(String sql, Tuple parameters) {}

  /** Asks the ledger, and remembers what was asked. */
  private final class Recorder implements Queries {
    private final List<Statement> statements = new ArrayList<>();

    @Override
    public Uni<RowSet<Row>> query(String sql, Tuple parameters) {
      statements.add(new Statement(sql, parameters));
      return ledger.query(sql, parameters);
    }
  }
}
