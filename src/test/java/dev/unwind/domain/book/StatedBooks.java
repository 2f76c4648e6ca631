// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static dev.unwind.domain.book.ABook.ACCOUNT;
import static dev.unwind.domain.book.ABook.COIN;
import static dev.unwind.domain.book.ABook.NOW;
import static dev.unwind.domain.book.ABook.SHARE;

import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.reconciliation.Comparison;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.Difference.Subject;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.reconciliation.Seen;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.VenueName;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Books that hold shares, and what a venue states of them. */
class StatedBooks {
  static final Adjustment.Cause CAUSE =
      new Adjustment.Cause(AdjustmentReason.ADOPTED, "venue:paper", "checked by phone");

  private int executions;

  static AccountBook holding(String qty, Difference... differences) {
    AccountBook plain =
        ABook.of(
            ABook.account(PositionMode.NETTING, "USD", "1000", TradingState.ACTIVE),
            "100",
            SHARE,
            COIN);
    List<Position> positions =
        Quantity.of(qty).isZero()
            ? List.of()
            : List.of(ABook.position(SHARE.id(), qty, "90").build());
    return new AccountBook(
        BookSlice.of(plain.account(), 0, NOW)
            .with(to -> to.positions(positions).differences(List.of(differences))),
        plain.context());
  }

  /** The same, at a venue where others trade too. */
  static AccountBook atBroker(String qty) {
    AccountBook here = holding(qty);
    return new AccountBook(
        BookSlice.of(here.account().with(to -> to.venue(new VenueName("paper"))), 0, NOW)
            .with(to -> to.positions(here.positions())),
        here.context());
  }

  static Difference differs(String ledger, String venue) {
    return new Difference(
        Subject.POSITION,
        SHARE.symbol(),
        SHARE.id(),
        Quantity.of(ledger),
        Quantity.of(venue),
        NOW.minusSeconds(60));
  }

  static Statement states(String qty) {
    return states(qty, null, null);
  }

  static Statement states(
      String qty, @Nullable List<Statement.Working> orders, @Nullable String cash) {
    List<Statement.Holding> positions =
        Quantity.of(qty).isZero()
            ? List.of()
            : List.of(
                new Statement.Holding(
                    SHARE.symbol(), SHARE.id(), Quantity.of(qty), Price.of("80")));
    return new Statement(positions, orders, cash == null ? null : Money.of(cash));
  }

  static Seen seen(AccountBook book) {
    return new Seen(
        book.positions().stream()
            .collect(Collectors.toMap(Position::instrumentId, Position::version)),
        book.orders().stream().filter(Order::isOpen).toList(),
        book.account().cash());
  }

  static Comparison.Result compare(AccountBook book, Statement statement, Seen seen) {
    return book.reconciling().compare(statement, seen, Set.of(SHARE.id(), COIN.id()));
  }

  static List<Difference> compared(AccountBook book, Statement statement) {
    return compare(book, statement, seen(book)).differences();
  }

  static List<Difference> note(AccountBook book, Statement statement, OnDifference act) {
    return book.reconciling().note(compared(book, statement), statement, act, CAUSE);
  }

  static Liquidation close(AccountBook book, CloseAmount amount) {
    return book.close(CloseRequest.all().amount(amount).build());
  }

  static LiquidationItem item(AccountBook book, Liquidation liquidation) {
    return book.items(liquidation.id()).get(0);
  }

  static Order closing(AccountBook book) {
    return book.orders().stream()
        .filter(Order::isLiquidation)
        .filter(Order::isOpen)
        .findFirst()
        .orElseThrow();
  }

  static Position position(AccountBook book) {
    return book.positions().stream()
        .filter(p -> p.instrumentId().equals(SHARE.id()))
        .findFirst()
        .orElseThrow();
  }

  void trade(AccountBook book, Order order, String qty, String cumQty) {
    executions++;
    book.record(
        List.of(
            new ExecutionReport.Trade(
                ACCOUNT,
                order.terms().uid(),
                "paper",
                "x" + executions,
                Quantity.of(qty),
                Price.of("100"),
                Quantity.of(cumQty),
                NOW)));
  }

  /** How many trades there were. */
  int executions() {
    return executions;
  }

  static List<EventKind> kinds(AccountBook book) {
    return book.changes().events().stream().map(LedgerEvent::kind).toList();
  }
}
