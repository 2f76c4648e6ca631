// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountStatus;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Orders that were accepted overnight, on accounts that are restricted before the session opens.
 */
class ParkedOrdersTest {
  private static final Instrument OTHER = ABook.instrument(4, AssetClass.US_EQUITY, "USD", "1");

  private boolean open;
  private AccountBook book = holding(ABook.SHARE, PositionMode.NETTING);

  private AccountBook holding(Instrument held, PositionMode mode) {
    return ABook.of(
        ABook.account(mode, "USD", "1000000", TradingState.ACTIVE),
        mode == PositionMode.HEDGING
            ? List.of()
            : List.of(ABook.position(held.id(), "10", "90").build()),
        "100",
        List.of(held, OTHER),
        new ABook.AlwaysOpen() {
          @Override
          public boolean isOpen(Instrument instrument, Instant now) {
            return open;
          }
        });
  }

  private static NewOrder limit(Instrument instrument, Side side, String qty) {
    return NewOrder.limit(instrument.id(), side, Quantity.of(qty), Price.of("95")).build();
  }

  private OrderId placed(Instrument instrument, Side side, String qty) {
    Order order = book.place(limit(instrument, side, qty));
    assertThat(order.status()).isEqualTo(OrderStatus.ACCEPTED);
    return order.id();
  }

  private void latch(TradingState state) {
    book.latch(new Account.Latch(state, "risk", "bad day", ABook.NOW));
  }

  private List<OrderId> sent() {
    open = true;
    List<OrderId> all = book.orders().stream().map(Order::id).toList();
    return book.openSession(all).stream().map(Order::id).toList();
  }

  private void ended(OrderId id, Reason reason) {
    Order order = book.order(id).orElseThrow();
    assertThat(order.status()).isEqualTo(OrderStatus.CANCELED);
    assertThat(order.reason()).isEqualTo(reason);
    assertThat(order.action()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"HALTED, ACCOUNT_HALTED", "CLOSE_ONLY, ACCOUNT_CLOSE_ONLY"})
  void whatOpensEndsAndWhatReducesGoesOut(TradingState state, Reason reason) {
    OrderId more = placed(ABook.SHARE, Side.BUY, "5");
    OrderId another = placed(OTHER, Side.BUY, "1");
    OrderId less = placed(ABook.SHARE, Side.SELL, "10");
    latch(state);
    assertThat(sent()).containsExactly(less);
    ended(more, reason);
    ended(another, reason);
  }

  @ParameterizedTest
  @EnumSource(
      value = AccountStatus.class,
      names = {"LOCKED", "CLOSING"})
  void onAnAccountThatAdmitsNothingNewAnyMoreWhatOpensEnds(AccountStatus status) {
    OrderId more = placed(ABook.SHARE, Side.BUY, "5");
    OrderId less = placed(ABook.SHARE, Side.SELL, "10");
    book = as(status);
    assertThat(sent()).containsExactly(less);
    ended(more, Reason.valueOf("ACCOUNT_" + status));
  }

  private AccountBook as(AccountStatus status) {
    return new AccountBook(
        BookSlice.of(book.account().with(to -> to.status(status)), 0, ABook.NOW)
            .with(to -> to.positions(book.positions()).orders(book.orders())),
        book.context());
  }

  @Test
  void aLatchThatIsLiftedBeforeTheSessionOpensHasEndedNothing() {
    OrderId more = placed(ABook.SHARE, Side.BUY, "5");
    latch(TradingState.HALTED);
    assertThat(book.openSession(List.of(more))).isEmpty();
    assertThat(book.order(more).orElseThrow().status()).isEqualTo(OrderStatus.ACCEPTED);
    latch(TradingState.ACTIVE);
    assertThat(sent()).containsExactly(more);
  }

  @Test
  void onFuturesOnlyWhatIsHeldIsReducedAndNothingTurned() {
    book = holding(ABook.FUTURE, PositionMode.NETTING);
    OrderId first = placed(ABook.FUTURE, Side.SELL, "6");
    OrderId second = placed(ABook.FUTURE, Side.SELL, "6");
    OrderId rest = placed(ABook.FUTURE, Side.SELL, "4");
    latch(TradingState.CLOSE_ONLY);
    assertThat(sent()).containsExactly(first, rest);
    ended(second, Reason.ACCOUNT_CLOSE_ONLY);
  }

  @Test
  void whereEveryOrderHasAPositionOfItsOwnEachOpensOne() {
    book = holding(OTHER, PositionMode.HEDGING);
    OrderId order = placed(OTHER, Side.BUY, "1");
    latch(TradingState.HALTED);
    assertThat(sent()).isEmpty();
    ended(order, Reason.ACCOUNT_HALTED);
  }

  @Test
  void aCloseGoesOutWhateverTheLatchSays() {
    book.close(CloseRequest.all().build());
    latch(TradingState.HALTED);
    assertThat(sent()).hasSize(1);
  }

  @Test
  void theChildrenOfAnEntryThatEndsDoNotGoOutEither() {
    NewOrder exit = limit(OTHER, Side.SELL, "1");
    List<Order> all = book.placeWithChildren(limit(OTHER, Side.BUY, "1"), List.of(List.of(exit)));
    latch(TradingState.HALTED);
    assertThat(sent()).isEmpty();
    ended(all.get(0).id(), Reason.ACCOUNT_HALTED);
    ended(all.get(1).id(), Reason.PARENT_ENDED);
  }

  private AccountBook unlinked(String quote, AccountBook from) {
    BookContext known = from.context();
    Quote last = new Quote(OTHER.id(), Price.of(quote), null, null, null, ABook.NOW);
    return new AccountBook(
        BookSlice.of(from.account(), 0, ABook.NOW)
            .with(to -> to.positions(from.positions()).orders(from.orders())),
        new BookContext(
            known.now(),
            known.actor(),
            known.dialect(),
            null,
            known.ids(),
            known.sessions(),
            false,
            known.settings(),
            known.instruments(),
            Map.of(OTHER.id(), last)));
  }

  /** A pair that opens: at 95, or from 110 on. */
  private List<Order> entries() {
    open = true;
    book = unlinked("100", book);
    List<Order> legs =
        book.placeOneCancelsOther(
            List.of(
                limit(OTHER, Side.BUY, "1"),
                NewOrder.of(OTHER.id(), Side.BUY, OrderType.STOP, Quantity.ONE)
                    .stopPrice(Price.of("110"))
                    .build()));
    Order first = legs.get(0);
    book.record(
        List.of(new ExecutionReport.Working(first.accountId(), first.terms().uid(), ABook.NOW)));
    return legs;
  }

  @Test
  void aHeldLegThatOpensDoesNotTakeTheWorkingOnesPlace() {
    List<Order> legs = entries();
    latch(TradingState.HALTED);
    book = unlinked("111", book);
    assertThat(book.arm(List.of(legs.get(1).id()))).isEmpty();
    latch(TradingState.ACTIVE);
    assertThat(book.arm(List.of(legs.get(1).id()))).hasSize(1);
  }

  @Test
  void aHeldLegThatOpensEndsWhereTheLatchComesWhileTheOtherMakesRoom() {
    List<Order> legs = entries();
    book = unlinked("111", book);
    Order first = book.arm(List.of(legs.get(1).id())).get(0);
    latch(TradingState.HALTED);
    book.record(
        List.of(
            new ExecutionReport.Canceled(
                first.accountId(), first.terms().uid(), Quantity.ZERO, "", ABook.NOW)));
    ended(first.id(), Reason.SIBLING_REACHED);
    ended(legs.get(1).id(), Reason.ACCOUNT_HALTED);
  }
}
