// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.persistence.bulk.CloseContract.DECISION;
import static dev.unwind.persistence.bulk.CloseContract.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.TestDatabase;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.order.ExecutionReport.Trade;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.Rows;
import dev.unwind.persistence.bulk.SeededBooks.Holding;
import dev.unwind.venue.Awaiting;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When the statement for closing trades books, and when it leaves it. */
@QuarkusTest
class ClosingFillsTest extends ClosingFillsFixture {
  @Test
  void aTradeIsBookedOnce() {
    AccountId account = write(List.of(plain()), new Random(1));
    List<Trade> trades = trades(close(account, CloseAmount.ALL, HeldPolicy.REFUSE), new Random(1));
    assertThat(trades).hasSize(1);

    assertThat(await(fills.book(account, trades, DECISION))).hasSize(1);
    assertThat(await(fills.book(account, trades, DECISION))).isEmpty();

    assertThat(read(Rows.FILL_SELECT + "where f.account_id = $1", account, Rows::fill)).hasSize(1);
  }

  @Test
  void anExecutionThatAnotherOrderHasFailsTheStatement() {
    List<Instrument> instruments = seeded.quoted(2);
    AccountId account =
        write(instruments.stream().map(ClosingFillsTest::holding).toList(), new Random(1));
    List<Trade> trades = trades(close(account, CloseAmount.ALL, HeldPolicy.REFUSE), new Random(2));
    Trade first = trades.get(0);
    Trade second = trades.get(1);
    Trade again =
        new Trade(
            account,
            second.orderKey(),
            second.venue(),
            first.execId(),
            second.qty(),
            second.price(),
            second.cumQty(),
            second.at());
    assertThat(await(fills.book(account, List.of(first), DECISION))).hasSize(1);

    assertThatThrownBy(() -> await(fills.book(account, List.of(again), DECISION)))
        .isInstanceOf(PgException.class);

    assertThat(read(Rows.FILL_SELECT + "where f.account_id = $1", account, Rows::fill)).hasSize(1);
    assertThat(await(fills.book(account, List.of(second), DECISION))).hasSize(1);
  }

  @Test
  void anOrderThatIsClaimedMeanwhileIsReadAgain() throws Exception {
    AccountId account = write(List.of(plain()), new Random(1));
    List<Trade> trades = trades(close(account, CloseAmount.ALL, HeldPolicy.REFUSE), new Random(1));
    CompletableFuture<Set<UUID>> booking;
    try (var claim = TestDatabase.connect(TestDatabase.shared())) {
      claim.setAutoCommit(false);
      try (var statement = claim.createStatement()) {
        statement.executeUpdate(
            "update orders set lease_epoch = lease_epoch + 1 where account_id = "
                + account.value());
        booking = fills.book(account, trades, DECISION).subscribeAsCompletionStage();
        Awaiting.await(Duration.ofSeconds(20), () -> isBlockedBy(statement));
        claim.commit();
      }
    }

    assertThat(booking.get(20, TimeUnit.SECONDS)).hasSize(1);
    Order order = read(Rows.ORDER_SELECT + "where o.account_id = $1", account, Rows::order).get(0);
    // On a slow machine the service has claimed it once more by now.
    assertThat(order.leaseEpoch()).isGreaterThanOrEqualTo(2);
    assertThat(order.status()).isEqualTo(OrderStatus.FILLED);
    assertThat(read(Rows.FILL_SELECT + "where f.account_id = $1", account, Rows::fill)).hasSize(1);
  }

  private static boolean isBlockedBy(Statement claim) {
    try (var found =
        claim.executeQuery(
            "select 1 from pg_stat_activity where pg_backend_pid() = any (pg_blocking_pids(pid))")) {
      return found.next();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** It has no order that would be seen, and only the book gives it its turn. */
  @Test
  void whatACloseWithoutAnOrderWaitsForIsLeftToTheBook() {
    AccountId account = write(List.of(plain()), new Random(1));
    List<Trade> trades = trades(close(account, CloseAmount.ALL, HeldPolicy.REFUSE), new Random(1));
    CloseRequest untilFlat =
        CloseContract.request(
                LiquidationScope.ACCOUNT, null, CloseAmount.ALL, HeldPolicy.CLOSE_AS_FREED)
            .withClientOrderId("second");
    await(
        books.decide(
            account,
            BookScope.account(),
            DECISION,
            book -> {
              adjust(book, "3");
              book.close(untilFlat);
              adjust(book, "-3");
              return 0;
            }));

    assertThat(await(fills.book(account, trades, DECISION))).isEmpty();
    record(account, List.copyOf(trades));

    assertThat(
            read(
                "select status from liquidation_item where account_id = $1",
                account,
                row -> row.getString("status")))
        .containsExactly("FILLED", "FILLED");
  }

  private static void adjust(AccountBook book, String change) {
    book.reconciling()
        .adjust(
            Adjustment.Wanted.holding(
                book.positions().get(0).instrumentId(), Quantity.of(change), Price.of("10")),
            new Adjustment.Cause(AdjustmentReason.TRANSFER, "test", null));
  }

  @Test
  void whatSettlesSaysWhen() {
    List<String> delays = new ArrayList<>();
    List<Holding> book = List.of(plain());
    for (boolean through : new boolean[] {true, false}) {
      AccountId account = write(book, new Random(1));
      rows.execute("update account set settles = true where account_id = ?", account.value());
      List<Trade> trades =
          trades(close(account, CloseAmount.ALL, HeldPolicy.REFUSE), new Random(1));
      if (through) {
        assertThat(await(fills.book(account, trades, DECISION))).hasSize(1);
      } else {
        record(account, List.copyOf(trades));
      }
      delays.addAll(
          read(
              "select (settles_at - booked_at)::text as delay from fill where account_id = $1",
              account,
              row -> row.getString("delay")));
    }
    assertThat(delays).hasSize(2).doesNotContainNull();
    assertThat(delays.get(0)).isEqualTo(delays.get(1));
  }

  @Test
  void accountsThatItIsNotForAreLeft() {
    AccountId account = write(List.of(plain()), new Random(1));
    List<Trade> trades = trades(close(account, CloseAmount.ALL, HeldPolicy.REFUSE), new Random(1));
    rows.execute(
        "update account set position_mode = 'HEDGING' where account_id = ?", account.value());

    assertThat(await(fills.book(account, trades, DECISION))).isEmpty();
    assertThat(await(fills.book(new AccountId(-1), trades, DECISION))).isEmpty();
    assertThat(read(Rows.FILL_SELECT + "where f.account_id = $1", account, Rows::fill)).isEmpty();
  }
}
