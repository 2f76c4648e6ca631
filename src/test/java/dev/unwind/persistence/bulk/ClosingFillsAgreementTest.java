// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.persistence.bulk.CloseContract.DECISION;
import static dev.unwind.persistence.bulk.CloseContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.ExecutionReport.Trade;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.fixture.Rounds;
import dev.unwind.persistence.LiquidationRows;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.bulk.SeededBooks.Holding;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The statement that books closing trades writes the very rows that the book writes. */
@QuarkusTest
class ClosingFillsAgreementTest extends ClosingFillsFixture {
  private static final int SEEDS = Rounds.of(25);

  /** What both ways write, but for ids and times. */
  private static final String[] WRITTEN = {
    "select cash, event_seq, event_at = (select max(at) from event e where e.account_id = a.account_id) as at from account a where account_id = $1",
    """
    select p.instrument_id, p.qty, p.held, p.cost, p.realized_pl, p.opened_qty, p.entry_price, p.opened_at, p.closed_by,
      p.updated_at = p.closed_at as closed, p.live_liquidation_item_id is not null as live, p.trade_date, p.day_bought,
      p.day_bought_value, p.day_sold, p.day_sold_value, p.previous_qty, p.version
    from position p where p.account_id = $1 order by p.instrument_id
    """,
    """
    select o.instrument_id, o.side, o.status, o.version, o.filled_qty, o.filled_value, o.reported_qty, o.reason, o.reason_text,
      o.updated_at = o.filled_at as filled, o.venue_action, o.lease_owner is not null and o.status = 'FILLED' as owned
    from orders o where o.account_id = $1 and o.liquidation_item_id is not null order by o.instrument_id, o.side, o.created_at
    """,
    """
    select i.instrument_id, i.status, i.qty, i.filled_qty, i.filled_value, i.cash_effect, i.attempt, i.reason, i.existing_qty,
      i.updated_at = i.ended_at as ended
    from liquidation_item i where i.account_id = $1 order by i.instrument_id, i.created_at
    """,
    """
    select l.client_order_id, l.status, l.reason, l.open_items, l.filled_items, l.failed_items, l.executed_value, l.proceeds,
      l.due_at is null as rests, l.updated_at = l.ended_at as ended
    from liquidation l where l.account_id = $1 order by l.created_at, l.client_order_id, l.executed_value
    """,
    """
    select f.instrument_id, f.version, f.venue, f.exec_id, f.uid, f.side, f.qty, f.price, f.cash_effect, f.realized_pl,
      f.order_filled_qty, f.order_leaves_qty, f.position_qty, f.late, f.executed_at, f.settles_at,
      f.liquidation_id is not null as liquidated
    from fill f where f.account_id = $1 order by f.instrument_id, f.exec_id
    """
  };

  /** What differs in the events of both. */
  private static final Map<String, Set<String>> HIDDEN =
      Map.of(
          "order",
          Set.of(
              "order_id",
              "created_at",
              "updated_at",
              "submitted_at",
              "version_created_at",
              "filled_at",
              "lease_epoch",
              "position_id",
              "version_id",
              "uid",
              "client_order_id",
              "liquidation_id",
              "liquidation_item_id",
              "command_id"),
          "fill",
          Set.of(
              "fill_id",
              "order_id",
              "position_id",
              "liquidation_id",
              "booked_at",
              "executed_at",
              "settles_at"),
          "position",
          Set.of("position_id", "uid", "live_liquidation_item_id", "updated_at", "closed_at"),
          "liquidation",
          Set.of(
              "liquidation_id",
              "uid",
              "created_at",
              "updated_at",
              "due_at",
              "cancel_deadline_at",
              "ended_at"));

  @Test
  void itWritesTheVeryRowsThatTheBookWrites() {
    int booked = 0;
    int left = 0;
    int compared = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<Holding> book = seeded.draw(random);
      AccountId one = write(book, new Random(seed));
      AccountId other = write(book, new Random(seed));
      HeldPolicy policy = random.nextBoolean() ? HeldPolicy.REFUSE : HeldPolicy.CLOSE_AVAILABLE;
      CloseAmount amount =
          random.nextInt(4) == 0 ? CloseAmount.percentage(BigDecimal.valueOf(50)) : CloseAmount.ALL;
      List<Order> orders = close(one, amount, policy);
      List<Order> others = close(other, amount, policy);
      List<Trade> trades = trades(orders, new Random(seed));
      List<Trade> otherTrades = trades(others, new Random(seed));
      for (int i = 0; i < orders.size(); i++) {
        if (random.nextInt(4) == 0) {
          record(one, List.of(working(orders.get(i))));
          record(other, List.of(working(others.get(i))));
        }
      }
      int half = random.nextInt(trades.size() + 1);
      for (int[] part : new int[][] {{0, half}, {half, trades.size()}}) {
        if (part[0] == part[1]) {
          continue;
        }
        List<Trade> now = trades.subList(part[0], part[1]);
        Set<UUID> done = await(fills.book(one, now, DECISION));
        List<ExecutionReport> plain = new ArrayList<>();
        List<ExecutionReport> rest = new ArrayList<>();
        List<ExecutionReport> otherRest = new ArrayList<>();
        for (int i = part[0]; i < part[1]; i++) {
          if (done.contains(trades.get(i).orderKey())) {
            plain.add(working(others.get(i)));
            plain.add(otherTrades.get(i));
          } else {
            rest.add(trades.get(i));
            otherRest.add(otherTrades.get(i));
          }
        }
        record(other, plain);
        compared += compare(seed, one, other);
        assertEventsTellTheRows(one, done);
        record(one, rest);
        record(other, otherRest);
        compare(seed, one, other);
        booked += done.size();
        left += rest.size();
      }
    }
    System.out.printf(
        "ClosingFillsAgreementTest: seeds=%d booked=%d left=%d rows=%d%n",
        SEEDS, booked, left, compared);
    assertThat(booked).isGreaterThan(SEEDS);
    assertThat(left).isGreaterThan(SEEDS);
  }

  /** The log's last word about what was booked is what the tables have. */
  private void assertEventsTellTheRows(AccountId account, Set<UUID> keys) {
    List<LedgerEvent> filled = events(account, "FILL");
    List<Order> booked =
        read(Rows.ORDER_SELECT + "where o.account_id = $1", account, Rows::order).stream()
            .filter(order -> keys.contains(order.terms().uid()))
            .toList();
    assertThat(booked).hasSameSizeAs(keys);
    assertThat(filled).extracting(LedgerEvent::order).containsAll(booked);
    assertThat(read(Rows.FILL_SELECT + "where f.account_id = $1", account, Rows::fill))
        .containsAll(filled.stream().map(LedgerEvent::fill).toList());
    Set<OrderId> ids = booked.stream().map(Order::id).collect(Collectors.toSet());
    assertThat(read(Rows.POSITION_SELECT + "where p.account_id = $1", account, Rows::position))
        .containsAll(
            filled.stream()
                .filter(e -> ids.contains(Objects.requireNonNull(e.order()).id()))
                .map(e -> Objects.requireNonNull(e.position()).withLiveItem(null))
                .toList());
    assertThat(
            read(
                Rows.LIQUIDATION_SELECT + "where l.account_id = $1",
                account,
                LiquidationRows::liquidation))
        .containsAll(
            events(account, "LIQUIDATION_ENDED").stream().map(LedgerEvent::liquidation).toList());
  }

  private List<LedgerEvent> events(AccountId account, String kind) {
    return EventTexts.all(pool, account).stream()
        .filter(event -> event.kind().name().equals(kind))
        .toList();
  }

  private int compare(int seed, AccountId one, AccountId other) {
    int count = 0;
    for (String sql : WRITTEN) {
      List<String> written = read(sql, one, row -> row.toJson().encode());
      assertThat(written)
          .as("seed %d %s", seed, sql)
          .isEqualTo(read(sql, other, row -> row.toJson().encode()));
      count += written.size();
    }
    List<String> told = EventTexts.of(EventTexts.all(pool, one), HIDDEN);
    assertThat(told)
        .as("seed %d", seed)
        .isEqualTo(EventTexts.of(EventTexts.all(pool, other), HIDDEN));
    return count + told.size();
  }

  private static ExecutionReport working(Order order) {
    return new ExecutionReport.Working(order.accountId(), order.terms().uid(), EXECUTED);
  }
}
