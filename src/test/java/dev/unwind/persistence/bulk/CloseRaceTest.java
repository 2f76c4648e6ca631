// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.application.order.ChangeOrders;
import dev.unwind.application.order.PlaceOrders;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers who want the same position at the same moment. */
@QuarkusTest
class CloseRaceTest {
  private static final int ROUNDS = Rounds.of(50);
  private static final int POSITIONS = 100;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SEED = Long.getLong("unwind.race.seed", System.nanoTime());
  private static final Actor DESK =
      new Actor(
          new Principal(new PrincipalId(1), "desk", Set.of(Role.TRADER), AccountScope.EVERYTHING),
          "unwind",
          null);

  @Inject LiquidatePositions liquidations;
  @Inject PlaceOrders placing;
  @Inject ChangeOrders changing;

  private final ExecutorService clients = Executors.newFixedThreadPool(8);
  private final Random random = new Random(SEED);
  private SeededBooks seeded;

  @BeforeEach
  void fillABook() {
    seeded = new SeededBooks();
  }

  @AfterEach
  void close() {
    clients.shutdownNow();
    seeded.close();
  }

  @Test
  void eightClientsThatCloseOnePositionMakeOneOrder() throws Exception {
    List<Instrument> instruments = seeded.quoted(ROUNDS);
    AccountId account = seeded.write(plain(instruments));
    Map<Reason, Integer> refusals = new HashMap<>();
    int accepted = 0;
    for (Instrument instrument : instruments) {
      List<Callable<@Nullable Reason>> calls = new ArrayList<>();
      for (int client = 0; client < 8; client++) {
        calls.add(() -> close(account, instrument, false));
      }
      int won = 0;
      for (Reason refused : atOnce(calls)) {
        if (refused == null) {
          won++;
        } else {
          refusals.merge(refused, 1, Integer::sum);
        }
      }
      assertThat(won).as("%s, seed %d", instrument.symbol(), SEED).isEqualTo(1);
      accepted += won;
    }
    awaitRest(account);

    System.out.printf("CloseRaceTest 8 clients: accepted=%d refused=%s%n", accepted, refusals);
    assertThat(refusals.keySet())
        .isSubsetOf(Reason.POSITION_BEING_LIQUIDATED, Reason.POSITION_NOT_FOUND);
    assertThat(number("select count(*) from orders where account_id = %d", account))
        .isEqualTo(ROUNDS);
    assertThat(number("select count(*) from position where account_id = %d and qty <> 0", account))
        .isZero();
  }

  @Test
  void cancelAndCloseAtOnceLeaveEitherTheWholePositionOrNothing() throws Exception {
    List<Instrument> instruments = seeded.quoted(ROUNDS);
    List<Holding> book = plain(instruments);
    AccountId account = seeded.write(book);
    int closed = 0;
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Instrument instrument = instruments.get(round);
      Quantity qty = book.get(round).qty();
      Order resting = await(placing.place(DESK, account, resting(instrument, qty)));
      boolean cancelOrders = round % 2 == 0;
      List<Callable<@Nullable Reason>> calls = new ArrayList<>();
      calls.add(() -> cancel(account, resting));
      calls.add(
          () -> {
            Thread.sleep(random.nextInt(4));
            return close(account, instrument, cancelOrders);
          });
      List<@Nullable Reason> reasons = atOnce(calls);
      Reason refusal = reasons.get(1);
      if (refusal == null) {
        closed++;
      } else {
        assertThat(refusal).as("seed %d", SEED).isEqualTo(Reason.QUANTITY_HELD);
        assertThat(cancelOrders).isFalse();
        refused++;
      }
    }
    awaitRest(account);

    System.out.printf("CloseRaceTest cancel against close: closed=%d held=%d%n", closed, refused);
    assertThat(
            number(
                "select count(*) from position where account_id = %d and qty <> 0 and held = 0",
                account))
        .isEqualTo(refused);
    assertThat(number("select count(*) from position where account_id = %d and qty = 0", account))
        .isEqualTo(closed);
    assertThat(closed).isGreaterThanOrEqualTo(ROUNDS / 2);
  }

  @Test
  void ofFourCloseAllsEachPositionIsInOneResult() throws Exception {
    List<Instrument> instruments = seeded.quoted(POSITIONS);
    int refusedItems = 0;
    int rounds = Rounds.of(3);
    for (int round = 0; round < rounds; round++) {
      AccountId account = seeded.write(plain(instruments));
      List<Callable<AcceptedLiquidation>> calls = new ArrayList<>();
      for (int client = 0; client < 4; client++) {
        calls.add(
            () ->
                await(
                    liquidations.closeAll(
                        DESK,
                        account,
                        CloseCommand.of(request(LiquidationScope.ACCOUNT, null, false)))));
      }
      Map<PositionId, Integer> closing = new HashMap<>();
      for (AcceptedLiquidation result : atOnce(calls)) {
        for (var item : result.items()) {
          if (item.orderId() != null) {
            closing.merge(item.positionId(), 1, Integer::sum);
          } else {
            assertThat(item.reason()).isEqualTo(Reason.POSITION_BEING_LIQUIDATED);
            refusedItems++;
          }
        }
      }
      assertThat(closing).hasSize(instruments.size()).allSatisfy((id, n) -> assertThat(n).isOne());
      awaitRest(account);
      assertThat(number("select count(*) from position where account_id = %d and qty = 0", account))
          .isEqualTo(instruments.size());
    }
    System.out.printf(
        "CloseRaceTest 4 close-alls: rounds=%d positions=%d refused items=%d%n",
        rounds, POSITIONS, refusedItems);
  }

  private List<Holding> plain(List<Instrument> instruments) {
    return instruments.stream()
        .map(
            instrument ->
                new Holding(
                    instrument,
                    Quantity.of(1 + random.nextInt(100)),
                    Quantity.ZERO,
                    Quantity.ZERO,
                    0))
        .toList();
  }

  private static CloseRequest request(
      LiquidationScope scope, @Nullable Instrument instrument, boolean cancelOrders) {
    return CloseRequest.of(scope)
        .instrument(instrument == null ? null : instrument.id())
        .cancelOrders(cancelOrders)
        .build();
  }

  /** Far from the market. */
  private static NewOrder resting(Instrument instrument, Quantity qty) {
    return NewOrder.limit(instrument.id(), Side.SELL, qty, Price.of("500.00")).build();
  }

  private @Nullable Reason close(AccountId account, Instrument instrument, boolean cancelOrders) {
    CloseRequest request = request(LiquidationScope.POSITION, instrument, cancelOrders);
    try {
      await(liquidations.closeInstrument(DESK, account, instrument, CloseCommand.of(request)));
      return null;
    } catch (TradingException refused) {
      return refused.reason();
    }
  }

  private @Nullable Reason cancel(AccountId account, Order order) {
    try {
      await(changing.cancel(DESK, account, order.id()));
      return null;
    } catch (TradingException refused) {
      return refused.reason();
    }
  }

  /** Runs all at the same moment; results in the same order. */
  private <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
    CyclicBarrier start = new CyclicBarrier(calls.size());
    List<Future<T>> running = new ArrayList<>();
    for (Callable<T> call : calls) {
      running.add(
          clients.submit(
              () -> {
                start.await();
                return call.call();
              }));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : running) {
      results.add(future.get());
    }
    return results;
  }

  private static <T> T await(io.smallrye.mutiny.Uni<T> uni) {
    return uni.await().atMost(LIMIT);
  }

  /** Waits until nothing of the account is under way, and checks its part of the ledger. */
  private static void awaitRest(AccountId account) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      while (LedgerCheck.underWay(connection, account.value()) > 0
          && System.nanoTime() < deadline) {
        Thread.sleep(50);
      }
      assertThat(LedgerCheck.atRest(connection, account.value())).as("seed %d", SEED).isEmpty();
    }
  }

  private static long number(String sql, AccountId account) throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql.formatted(account.value()))) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
