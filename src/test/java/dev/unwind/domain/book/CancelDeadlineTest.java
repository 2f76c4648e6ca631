// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.CloseSequence;
import dev.unwind.domain.liquidation.CloseStyle;
import dev.unwind.domain.liquidation.Conduct;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long a close waits for the cancels that it asked for: five seconds of the venue's time. */
class CancelDeadlineTest {
  private final AccountBook asked = OpeningBook.book("10");
  private final Order resting = rest();
  private final Liquidation close = close();
  private final CancelsTold untold = new CancelsTold(Set.of(resting.id()), Map.of());

  @Test
  void itemFailsFiveSecondsAfterTheVenueWasToldWithTheRequest() {
    AccountBook early = after(4, CancelsTold.AT_ONCE);
    AccountBook late = after(5, CancelsTold.AT_ONCE);

    assertThat(item(early).status()).isEqualTo(ItemStatus.AWAITING_CANCELS);
    assertThat(item(late).status()).isEqualTo(ItemStatus.FAILED);
    assertThat(item(late).reason()).isEqualTo(Reason.CANCEL_DEADLINE_PASSED);
  }

  @Test
  void itemDoesNotFailWhileItsCancelWaitsToBeTold() {
    AccountBook later = after(20, untold);

    assertThat(item(later).status()).isEqualTo(ItemStatus.AWAITING_CANCELS);
    assertThat(dueAt(later)).as("looked at again").isEqualTo(at(25));
  }

  @Test
  void deadlineCountsFromWhenTheCancelWasTold() {
    CancelsTold told = new CancelsTold(Set.of(), Map.of(resting.id(), at(7)));
    AccountBook early = after(9, told);
    AccountBook late = after(12, told);

    assertThat(item(early).status()).isEqualTo(ItemStatus.AWAITING_CANCELS);
    assertThat(dueAt(early)).isEqualTo(at(12));
    assertThat(item(late).reason()).isEqualTo(Reason.CANCEL_DEADLINE_PASSED);
  }

  @Test
  void nothingWaitsForEverForACancelThatNobodyTells() {
    assertThat(item(after(64, untold)).status()).isEqualTo(ItemStatus.AWAITING_CANCELS);
    assertThat(dueAt(after(64, untold))).isEqualTo(at(65));
    assertThat(item(after(65, untold)).reason()).isEqualTo(Reason.CANCEL_DEADLINE_PASSED);
  }

  @Test
  void aCloseWaitsAsLongAsItWasAskedTo() {
    Conduct patient =
        new Conduct(CloseStyle.MARKET, CloseSequence.LISTED, null, null, Duration.ofSeconds(30));
    Liquidation long30 = close.with(to -> to.conduct(patient).cancelDeadlineAt(at(30)));
    AccountBook fresh = OpeningBook.book("10");
    assertThat(
            fresh
                .close(
                    CloseRequest.one(OpeningBook.STOCK)
                        .positions(Set.of(fresh.positions().get(0).id()))
                        .cancelOrders(true)
                        .conduct(patient)
                        .build())
                .conduct())
        .isEqualTo(patient);
    CancelsTold told = new CancelsTold(Set.of(), Map.of(resting.id(), at(7)));

    assertThat(item(after(29, CancelsTold.AT_ONCE, long30)).status())
        .isEqualTo(ItemStatus.AWAITING_CANCELS);
    assertThat(item(after(36, told, long30)).status()).isEqualTo(ItemStatus.AWAITING_CANCELS);
    assertThat(item(after(37, told, long30)).reason()).isEqualTo(Reason.CANCEL_DEADLINE_PASSED);
  }

  private Order rest() {
    Order order =
        asked.place(
            OpeningBook.limit(OpeningBook.STOCK, Side.SELL, "10", "20", OpeningBook.ALPACA));
    asked.record(
        List.of(
            new ExecutionReport.Working(
                OpeningBook.ACCOUNT, order.terms().uid(), OpeningBook.NOW)));
    return order;
  }

  private Liquidation close() {
    return asked.close(
        CloseRequest.one(OpeningBook.STOCK)
            .positions(Set.of(asked.positions().get(0).id()))
            .cancelOrders(true)
            .build());
  }

  /** The same book so many seconds later, looked at again. */
  private AccountBook after(int seconds, CancelsTold told) {
    return after(seconds, told, close);
  }

  private AccountBook after(int seconds, CancelsTold told, Liquidation close) {
    BookContext then = asked.context();
    AccountBook book =
        new AccountBook(
            BookSlice.of(asked.account(), 100, OpeningBook.NOW)
                .with(
                    to ->
                        to.positions(asked.positions())
                            .orders(asked.orders())
                            .liquidations(List.of(close))
                            .items(asked.items(close.id()))),
            new BookContext(
                at(seconds),
                then.actor(),
                then.dialect(),
                then.requestId(),
                then.ids(),
                then.sessions(),
                true,
                then.settings(),
                then.instruments(),
                then.quotes()));
    book.advance(close.id(), told);
    return book;
  }

  private static Instant at(int seconds) {
    return OpeningBook.NOW.plus(Duration.ofSeconds(seconds));
  }

  private LiquidationItem item(AccountBook book) {
    return book.items(close.id()).get(0);
  }

  private @Nullable Instant dueAt(AccountBook book) {
    return book.liquidation(close.id()).orElseThrow().dueAt();
  }
}
