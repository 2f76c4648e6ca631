// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders that have not got to their venue when their account is restricted. */
class LateOrdersTest {
  private final AccountBook book =
      ABook.of(
          ABook.account(PositionMode.NETTING, "USD", "1000000", TradingState.ACTIVE),
          List.of(
              ABook.position(ABook.SHARE.id(), "10", "90").build(),
              ABook.position(ABook.FUTURE.id(), "10", "90").build()),
          "100",
          List.of(ABook.SHARE, ABook.FUTURE),
          new ABook.AlwaysOpen());

  private Order placed(Instrument instrument, Side side, String qty) {
    Order order =
        book.place(NewOrder.limit(instrument.id(), side, Quantity.of(qty), Price.of("95")).build());
    assertThat(order.status()).isEqualTo(OrderStatus.PENDING_NEW);
    return order;
  }

  private void latch(TradingState state) {
    book.latch(new Account.Latch(state, "risk", "bad day", ABook.NOW));
  }

  private Set<OrderId> barred() {
    return book.bar(book.orders().stream().map(Order::id).collect(Collectors.toSet()));
  }

  private Order now(Order order) {
    return book.order(order.id()).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"HALTED, ACCOUNT_HALTED", "CLOSE_ONLY, ACCOUNT_CLOSE_ONLY"})
  void whatAddsIsCanceledAndWhatReducesGoesOut(TradingState state, Reason reason) {
    Order more = placed(ABook.SHARE, Side.BUY, "5");
    Order less = placed(ABook.FUTURE, Side.SELL, "10");
    latch(state);
    assertThat(barred()).containsExactly(more.id());
    assertThat(now(less)).isEqualTo(less);
    // Whether it was sent before, and may yet arrive, is for the venue to say.
    assertThat(now(more).status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    assertThat(now(more).action()).isEqualTo(VenueAction.CANCEL);
    assertThat(now(more).reason()).isEqualTo(reason);
    assertThat(barred()).containsExactly(more.id());
  }

  @Test
  void onAnAccountThatIsNotRestrictedEverythingGoesOut() {
    placed(ABook.SHARE, Side.BUY, "5");
    placed(ABook.FUTURE, Side.SELL, "10");
    assertThat(barred()).isEmpty();
  }

  @Test
  void onlyWhatIsHeldIsReducedAndTheFirstGoesBefore() {
    Order first = placed(ABook.FUTURE, Side.SELL, "6");
    Order second = placed(ABook.FUTURE, Side.SELL, "6");
    latch(TradingState.CLOSE_ONLY);
    assertThat(barred()).containsExactly(second.id());
    assertThat(now(first)).isEqualTo(first);
  }

  @Test
  void aCloseGoesOutWhateverTheLatchSays() {
    book.close(CloseRequest.all().build());
    latch(TradingState.HALTED);
    assertThat(barred()).isEmpty();
  }

  @Test
  void whatTheVenueHasGotMeanwhileIsNeitherSentNorCanceled() {
    Order working = placed(ABook.SHARE, Side.BUY, "5");
    book.record(
        List.of(
            new ExecutionReport.Working(working.accountId(), working.terms().uid(), ABook.NOW)));
    latch(TradingState.HALTED);
    assertThat(barred()).containsExactly(working.id());
    assertThat(now(working).status()).isEqualTo(OrderStatus.NEW);
  }
}
