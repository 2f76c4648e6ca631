// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.application.order.PlaceOrders;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.Rounds;
import dev.unwind.persistence.bulk.SeededBooks.Holding;
import dev.unwind.persistence.check.LedgerCheck;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Market orders of both sides against closes of every kind, in one instrument of one account. */
@QuarkusTest
class OrdersAgainstClosesRaceTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration LENGTH = Duration.ofSeconds(Rounds.of(4));
  private static final long SEED = Long.getLong("unwind.race.seed", System.nanoTime());
  private static final Actor DESK =
      new Actor(
          new Principal(new PrincipalId(1), "desk", Set.of(Role.TRADER), AccountScope.EVERYTHING),
          "unwind",
          null);

  @Inject LiquidatePositions liquidations;
  @Inject PlaceOrders placing;

  /** What calls ended with: accepted, a reason, or what no caller should see. */
  private static final class Counts {
    private final Map<String, Integer> outcomes = new TreeMap<>();

    synchronized void add(String what) {
      outcomes.merge(what, 1, Integer::sum);
    }
  }

  @Test
  void closesThatRaceMarketOrdersAreAcceptedOrRefusedWithAReason() throws Exception {
    try (SeededBooks seeded = new SeededBooks()) {
      Instrument instrument = seeded.quoted(1).get(0);
      AccountId account =
          seeded.write(
              List.of(new Holding(instrument, Quantity.of(50), Quantity.ZERO, Quantity.ZERO, 0)));
      Counts closes = new Counts();
      Counts orders = new Counts();
      long end = System.nanoTime() + LENGTH.toNanos();
      ExecutorService clients = Executors.newFixedThreadPool(6);
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < 6; client++) {
        Random random = new Random(SEED + client);
        boolean trades = client < 2;
        running.add(
            clients.submit(
                () -> {
                  while (System.nanoTime() < end) {
                    if (trades) {
                      orders.add(outcome(() -> order(account, instrument, random)));
                    } else {
                      closes.add(outcome(() -> close(account, instrument, random)));
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
      clients.shutdownNow();
      System.out.printf(
          "OrdersAgainstClosesRaceTest seed=%d closes=%s orders=%s%n",
          SEED, closes.outcomes, orders.outcomes);
      awaitRest(account);
      assertThat(closes.outcomes.keySet()).noneMatch(outcome -> outcome.startsWith("!"));
      assertThat(orders.outcomes.keySet()).noneMatch(outcome -> outcome.startsWith("!"));
      assertThat(closes.outcomes).containsKey("accepted");
      assertThat(orders.outcomes).containsKey("accepted");
    }
  }

  /**
   * What PostgreSQL checks first is a row made of the statement's own view, in which the position
   * is flat yet.
   */
  @Test
  void aCloseThatWaitedForATradeIsCheckedAgainstThePositionThatTheTradeHasMade() throws Exception {
    try (SeededBooks seeded = new SeededBooks();
        Connection trader = TestDatabase.connect(TestDatabase.shared());
        Statement statement = trader.createStatement()) {
      Instrument instrument = seeded.quoted(1).get(0);
      AccountId account =
          seeded.write(
              List.of(new Holding(instrument, Quantity.ZERO, Quantity.ZERO, Quantity.ZERO, 0)));
      trader.setAutoCommit(false);
      statement.execute(
          "select 1 from account where account_id = %s for update".formatted(account));
      CloseRequest request = request(false, instrument, CloseAmount.ALL, false, HeldPolicy.REFUSE);
      CompletableFuture<AcceptedLiquidation> close =
          liquidations
              .closeInstrument(DESK, account, instrument, CloseCommand.of(request))
              .subscribeAsCompletionStage();
      awaitWaiting();
      statement.execute(
          "update position set qty = 10, closed_at = null, closed_by = null where account_id = %s"
              .formatted(account));
      trader.commit();

      AcceptedLiquidation accepted = close.get(60, TimeUnit.SECONDS);

      assertThat(accepted.orders().get(0).qty()).isEqualTo(Quantity.of(10));
      trader.setAutoCommit(true);
      awaitRest(account);
    }
  }

  /**
   * On a connection of its own: within one transaction the activity is always that of its first
   * look.
   */
  private static void awaitWaiting() throws Exception {
    String waiting =
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%position_id%'";
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try (Connection watcher = TestDatabase.connect(TestDatabase.shared());
        Statement statement = watcher.createStatement()) {
      while (System.nanoTime() < deadline) {
        try (ResultSet rows = statement.executeQuery(waiting)) {
          rows.next();
          if (rows.getLong(1) > 0) {
            return;
          }
        }
        Thread.sleep(20);
      }
    }
    throw new IllegalStateException("the close does not wait for the lock");
  }

  private static String outcome(Callable<?> call) {
    try {
      call.call();
      return "accepted";
    } catch (TradingException refused) {
      return refused.reason() == Reason.INTERNAL_ERROR
              || refused.reason() == Reason.STORE_UNAVAILABLE
          ? "!" + refused.reason()
          : refused.reason().name();
    } catch (Exception failure) {
      return "!" + failure.getMessage();
    }
  }

  private Object order(AccountId account, Instrument instrument, Random random) {
    NewOrder order =
        NewOrder.of(
                instrument.id(),
                random.nextBoolean() ? Side.BUY : Side.SELL,
                OrderType.MARKET,
                Quantity.of(1 + random.nextInt(10)))
            .build();
    return await(placing.place(DESK, account, order));
  }

  private Object close(AccountId account, Instrument instrument, Random random) {
    boolean all = random.nextInt(4) == 0;
    CloseAmount amount =
        all || random.nextBoolean()
            ? CloseAmount.ALL
            : new CloseAmount.Units(Quantity.of(1 + random.nextInt(5)));
    CloseRequest request =
        request(
            all,
            instrument,
            amount,
            random.nextBoolean(),
            HeldPolicy.values()[random.nextInt(HeldPolicy.values().length)]);
    return await(
        all
            ? liquidations.closeAll(DESK, account, CloseCommand.of(request))
            : liquidations.closeInstrument(DESK, account, instrument, CloseCommand.of(request)));
  }

  private static CloseRequest request(
      boolean all,
      Instrument instrument,
      CloseAmount amount,
      boolean cancelOrders,
      HeldPolicy policy) {
    return CloseRequest.of(all ? LiquidationScope.ACCOUNT : LiquidationScope.POSITION)
        .instrument(all ? null : instrument.id())
        .amount(amount)
        .cancelOrders(cancelOrders)
        .heldPolicy(policy)
        .denyWhenNothing(!all)
        .build();
  }

  private static <T> T await(io.smallrye.mutiny.Uni<T> uni) {
    return uni.await().atMost(LIMIT);
  }

  private static void awaitRest(AccountId account) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      while (LedgerCheck.underWay(connection, account.value()) > 0
          && System.nanoTime() < deadline) {
        Thread.sleep(50);
      }
      assertThat(LedgerCheck.atRest(connection, account.value()))
          .as(() -> "seed " + SEED + " to be told: " + untold(account))
          .isEmpty();
    }
  }

  /** Whose lease it is, how often it was taken, and whether the venue has heard of a cancel. */
  private static String untold(AccountId account) {
    String leases =
        """
        select coalesce(string_agg(concat_ws(' ', o.order_id, o.status, o.venue_action, o.lease_owner, o.lease_epoch,
          o.lease_until, o.told_at, o.updated_at, j.kinds), E'\n'), 'nothing') || E'\nat ' || clock_timestamp()
        from orders o left join lateral (
          select string_agg(j.kind || ' ' || j.at, ', ') as kinds from order_version v
          join simulator.journal j on j.account_id = v.account_id and j.key = v.uid
          where v.account_id = o.account_id and v.order_id = o.order_id) j on true
        where o.account_id = %s and o.venue_action is not null
        """;
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(leases.formatted(account))) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
