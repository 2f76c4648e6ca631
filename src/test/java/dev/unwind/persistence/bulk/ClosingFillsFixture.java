// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.persistence.bulk.CloseContract.DECISION;
import static dev.unwind.persistence.bulk.CloseContract.await;

import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.ClosingFills;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.ExecutionReport.Trade;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.persistence.book.PgBooks;
import dev.unwind.persistence.bulk.SeededBooks.Holding;
import dev.unwind.venue.simulator.LinkMode;
import dev.unwind.venue.simulator.SessionMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Books with a history, of which all is being closed while the venue receives nothing. */
abstract class ClosingFillsFixture {
  static final Instant EXECUTED = Instant.parse("2026-11-20T15:30:00.123456Z");

  @Inject Pool pool;
  @Inject PgBooks books;
  @Inject PgCloseStore closes;
  @Inject ClosingFills fills;
  @Inject SimulatorScenario scenario;

  private final List<AccountId> accounts = new ArrayList<>();
  SeededBooks seeded;
  LedgerRows rows;

  @BeforeEach
  void loseEveryRequestToTheVenue() {
    scenario.link(LinkMode.REQUESTS_LOST);
    scenario.session(SessionMode.OPEN);
    seeded = new SeededBooks();
    rows = new LedgerRows();
  }

  @AfterEach
  void restoreTheVenue() {
    for (AccountId account : accounts) {
      rows.execute("delete from fill where account_id = ?", account.value());
      rows.execute("delete from adjustment where account_id = ?", account.value());
    }
    rows.close();
    seeded.close();
    scenario.reset();
  }

  <T> List<T> read(String sql, AccountId account, Function<Row, T> reader) {
    List<T> all = new ArrayList<>();
    for (Row row : await(pool.preparedQuery(sql).execute(Tuple.of(account.value())))) {
      all.add(reader.apply(row));
    }
    return all;
  }

  /** The same book, with a history: what it cost, earned and traded before. */
  AccountId write(List<Holding> book, Random random) {
    AccountId account = seeded.write(book);
    accounts.add(account);
    String currency = List.of("USD", "USD", "JPY", "USDT").get(random.nextInt(4));
    rows.execute(
        "update account set currency = ?, cash = ? where account_id = ?",
        currency,
        BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000, 2),
        account.value());
    for (Holding holding : book) {
      rows.execute(
          """
          update position set cost = round(qty * ?, 12), realized_pl = ?, trade_date = ?, day_bought = ?, day_bought_value = ?,
            day_sold = 3, day_sold_value = 33.3, previous_qty = qty - 1, version = 7
          where account_id = ? and instrument_id = ?
          """,
          BigDecimal.valueOf(random.nextInt(1_000_000) + 1, 4),
          BigDecimal.valueOf(random.nextInt(1000) - 500, 2),
          List.of(LocalDate.of(2026, 11, 20), LocalDate.of(2026, 11, 19)).get(random.nextInt(2)),
          random.nextInt(5),
          BigDecimal.valueOf(random.nextInt(5000), 2),
          account.value(),
          holding.instrument().id().value());
    }
    return account;
  }

  List<Order> close(AccountId account, CloseAmount amount, HeldPolicy policy) {
    CloseCommand command =
        CloseCommand.of(CloseContract.request(LiquidationScope.ACCOUNT, null, amount, policy));
    return await(closes.closeAll(account, command, DECISION))
        .map(AcceptedLiquidation::orders)
        .orElse(List.of())
        .stream()
        .sorted(Comparator.comparing(o -> o.instrumentId().value()))
        .toList();
  }

  /** Most are whole; prices end on half cents, which is where rounding could differ. */
  static List<Trade> trades(List<Order> orders, Random random) {
    List<Trade> trades = new ArrayList<>();
    for (Order order : orders) {
      boolean part = random.nextInt(8) == 0;
      Quantity half = order.qty().percent(BigDecimal.valueOf(50));
      Quantity qty = part && half.isPositive() ? half : order.qty();
      BigDecimal price =
          random.nextInt(3) == 0
              ? BigDecimal.valueOf(random.nextInt(1_000_000) + 1, 6)
              : BigDecimal.valueOf(10L * random.nextInt(5000) + 5, 3);
      trades.add(
          new Trade(
              order.accountId(),
              order.terms().uid(),
              "simulator",
              "x" + order.instrumentId().value(),
              qty,
              new Price(price),
              qty,
              EXECUTED.plus(random.nextInt(3), ChronoUnit.HOURS)));
    }
    return trades;
  }

  void record(AccountId account, List<ExecutionReport> reports) {
    if (reports.isEmpty()) {
      return;
    }
    Set<UUID> keys = reports.stream().map(ExecutionReport::orderKey).collect(Collectors.toSet());
    Set<String> executions =
        reports.stream()
            .filter(Trade.class::isInstance)
            .map(r -> "simulator/" + ((Trade) r).execId())
            .collect(Collectors.toSet());
    await(
        books.decide(
            account, BookScope.reports(keys, executions), DECISION, book -> book.record(reports)));
  }

  Holding plain() {
    return holding(seeded.quoted(1).get(0));
  }

  static Holding holding(Instrument instrument) {
    return new Holding(instrument, Quantity.of("7"), Quantity.ZERO, Quantity.ZERO, 0);
  }
}
