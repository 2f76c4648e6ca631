// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static dev.unwind.domain.book.ABook.ACCOUNT;
import static dev.unwind.domain.book.ABook.NOW;
import static dev.unwind.domain.book.ABook.SHARE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.domain.Reason;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.order.EnteredOrder;
import dev.unwind.domain.order.EnteredOrderBuilder;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.domain.value.VenueName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Orders that somebody else has entered at the venue, and what they do to closes. */
class OthersOrdersTest extends StatedBooks {
  private static final UUID FIRST = new UUID(40, 1);
  private static final UUID SECOND = new UUID(40, 2);
  private static final UUID THIRD = new UUID(40, 3);

  private static EnteredOrderBuilder sells(String qty) {
    return EnteredOrderBuilder.builder()
        .instrument(SHARE.id())
        .side(Side.SELL)
        .type(OrderType.LIMIT)
        .timeInForce(TimeInForce.GTC)
        .qty(Quantity.of(qty))
        .limitPrice(Price.of("120"))
        .waits(false)
        .tags(Map.of());
  }

  private static Order enter(AccountBook book, UUID key, EnteredOrder order) {
    book.record(
        List.of(
            new ExecutionReport.Entered(ACCOUNT, key, order, NOW),
            new ExecutionReport.Working(ACCOUNT, key, NOW)));
    return order(book, key);
  }

  private static Order order(AccountBook book, UUID key) {
    return book.orders().stream()
        .filter(order -> order.terms().uid().equals(key))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anOrderOfSomebodyElseIsTakenInOnceUnderTheVenuesIdAndHoldsWhatItMaySell() {
    AccountBook book = atBroker("10");
    Order order = enter(book, FIRST, sells("4").clientOrderId("his own").build());
    enter(book, FIRST, sells("4").build());
    assertThat(book.orders()).hasSize(1);
    assertThat(order.isOfOthers()).isTrue();
    assertThat(order.status()).isEqualTo(OrderStatus.NEW);
    assertThat(order.terms().clientOrderId()).isEqualTo("his own");
    assertThat(order.action()).as("nothing is to be told").isNull();
    assertThat(position(book).held()).isEqualTo(Quantity.of("4"));
    assertThat(kinds(book)).containsExactly(EventKind.ORDER_PENDING_NEW, EventKind.ORDER_NEW);
  }

  @Test
  void whatItTradesIsBookedOnceAndACancelReachesTheVenue() {
    AccountBook book = atBroker("10");
    Order order = enter(book, FIRST, sells("4").build());
    trade(book, order, "1", "1");
    assertThat(position(book).qty()).isEqualTo(Quantity.of("9"));
    assertThat(position(book).held()).isEqualTo(Quantity.of("3"));
    Order asked = book.cancel(order.id(), Reason.CANCELED_BY_CLIENT);
    assertThat(asked.status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    assertThat(asked.action()).isEqualTo(VenueAction.CANCEL);
    book.record(List.of(new ExecutionReport.Canceled(ACCOUNT, FIRST, Quantity.of("1"), "", NOW)));
    assertThat(order(book, FIRST).reason()).isEqualTo(Reason.CANCELED_BY_CLIENT);
    assertThat(position(book).held()).isEqualTo(Quantity.ZERO);
  }

  @Test
  void legsOfSomebodyElseCountOnceAndOnlyTheVenueLetsThemWork() {
    AccountBook book = atBroker("10");
    EnteredOrder entry = sells("6").side(Side.BUY).limitPrice(Price.of("80")).build();
    Order parent = enter(book, FIRST, entry);
    EnteredOrderBuilder leg = sells("6").parent(FIRST).pair(SECOND).waits(true);
    book.record(
        List.of(
            new ExecutionReport.Entered(ACCOUNT, SECOND, leg.build(), NOW),
            new ExecutionReport.Entered(ACCOUNT, THIRD, leg.build(), NOW)));
    assertThat(order(book, SECOND).status()).isEqualTo(OrderStatus.HELD);
    assertThat(order(book, SECOND).parentId()).isEqualTo(parent.id());
    assertThat(position(book).held()).as("they wait").isEqualTo(Quantity.ZERO);
    trade(book, parent, "6", "6");
    assertThat(order(book, SECOND).status())
        .as("nothing goes out from here")
        .isEqualTo(OrderStatus.HELD);
    assertThatThrownBy(
            () ->
                book.replace(
                    order(book, THIRD).id(),
                    new Replacement(
                        null, null, Quantity.of("5"), null, null, null, null, null, false)))
        .isInstanceOf(DeniedException.class);
    book.record(List.of(new ExecutionReport.Working(ACCOUNT, SECOND, NOW)));
    assertThat(order(book, SECOND).status()).isEqualTo(OrderStatus.NEW);
    assertThat(position(book).held()).as("the pair counts once").isEqualTo(Quantity.of("6"));
    assertThat(book.arm(List.of(order(book, THIRD).id()))).isEmpty();
    assertThat(book.cancel(order(book, THIRD).id(), Reason.CANCELED_BY_CLIENT).action())
        .as("the venue has it")
        .isEqualTo(VenueAction.CANCEL);
  }

  @Test
  void somebodyElsesTermsTakeThePlaceOfOursAndAReplacementOfOursComesTooLate() {
    AccountBook book = atBroker("10");
    Order ours =
        book.place(
            NewOrder.limit(SHARE.id(), Side.SELL, Quantity.of("3"), Price.of("110")).build());
    UUID key = ours.terms().uid();
    book.record(List.of(new ExecutionReport.Working(ACCOUNT, key, NOW)));
    enter(book, FIRST, sells("5").replaces(key).build());
    assertThat(book.orders()).hasSize(1);
    Order theirs = order(book, FIRST);
    assertThat(theirs.id()).isEqualTo(ours.id());
    assertThat(theirs.terms().version()).isEqualTo(2);
    assertThat(theirs.qty()).isEqualTo(Quantity.of("5"));
    assertThat(theirs.isOfOthers()).as("it is the order that we sent").isFalse();
    assertThat(position(book).held()).isEqualTo(Quantity.of("5"));
    trade(book, theirs, "5", "5");
    assertThat(order(book, FIRST).status()).isEqualTo(OrderStatus.FILLED);
  }

  @Test
  void aCloseIsSizedAnewWhenSomebodyElseHasSoldAPart() {
    AccountBook book = atBroker("10");
    Liquidation liquidation = close(book, CloseAmount.ALL);
    Order first = closing(book);
    book.record(List.of(new ExecutionReport.Working(ACCOUNT, first.terms().uid(), NOW)));
    trade(book, enter(book, FIRST, sells("4").build()), "4", "4");
    Order asked = book.order(first.id()).orElseThrow();
    assertThat(asked.status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    assertThat(asked.reason()).isEqualTo(Reason.REDUCED_BY_OTHERS);
    cancel(book, first);
    assertThat(closing(book).qty()).isEqualTo(Quantity.of("6"));
    trade(book, closing(book), "6", "6");
    assertThat(item(book, liquidation).status()).isEqualTo(ItemStatus.FILLED);
    assertThat(position(book).isFlat()).isTrue();
    assertThat(kinds(book)).doesNotContain(EventKind.POSITION_FLIPPED);
  }

  private static void cancel(AccountBook book, Order order) {
    book.record(
        List.of(
            new ExecutionReport.Canceled(
                ACCOUNT, order.terms().uid(), order.filledQty(), "", NOW)));
  }

  @Test
  void aWorkingOrderOfSomebodyElseMakesACloseSmallerOrIsCancelledWhereThatWasAsked() {
    AccountBook book = atBroker("10");
    close(book, CloseAmount.ALL);
    Order first = closing(book);
    book.record(List.of(new ExecutionReport.Working(ACCOUNT, first.terms().uid(), NOW)));
    enter(book, FIRST, sells("4").build());
    assertThat(book.order(first.id()).orElseThrow().reason()).isEqualTo(Reason.REDUCED_BY_OTHERS);
    cancel(book, first);
    assertThat(book.orders()).filteredOn(o -> o.isLiquidation() && o.isOpen()).isEmpty();

    AccountBook canceling = atBroker("10");
    canceling.close(CloseRequest.all().cancelOrders(true).build());
    Order close = closing(canceling);
    canceling.record(List.of(new ExecutionReport.Working(ACCOUNT, close.terms().uid(), NOW)));
    Order theirs = enter(canceling, FIRST, sells("4").build());
    assertThat(canceling.order(theirs.id()).orElseThrow().reason())
        .isEqualTo(Reason.CANCELED_FOR_LIQUIDATION);
    assertThat(canceling.order(close.id()).orElseThrow().status()).isEqualTo(OrderStatus.NEW);
  }

  @Test
  void whatSomebodyElseEntersWhileACloseWaitsForItsCancelsIsCancelledToo() {
    AccountBook book = atBroker("10");
    Order first = enter(book, FIRST, sells("4").build());
    Liquidation liquidation = book.close(CloseRequest.all().cancelOrders(true).build());
    assertThat(item(book, liquidation).status()).isEqualTo(ItemStatus.AWAITING_CANCELS);
    Order second = enter(book, SECOND, sells("3").build());
    Order buys = enter(book, THIRD, sells("3").side(Side.BUY).limitPrice(Price.of("80")).build());
    assertThat(List.of(first, second, buys))
        .extracting(order -> book.order(order.id()).orElseThrow().reason())
        .containsOnly(Reason.CANCELED_FOR_LIQUIDATION);
    List.of(first, second, buys).forEach(order -> cancel(book, order));
    assertThat(closing(book).qty()).isEqualTo(Quantity.of("10"));
  }

  @Test
  void whatSomebodyElseReplacesWhileACloseWaitsForItsCancelsIsStillCancelled() {
    AccountBook book = atBroker("10");
    Order first = enter(book, FIRST, sells("4").build());
    book.close(CloseRequest.all().cancelOrders(true).build());
    enter(book, SECOND, sells("5").replaces(FIRST).build());
    assertThat(book.order(first.id()).orElseThrow().status()).isEqualTo(OrderStatus.PENDING_CANCEL);
    cancel(book, order(book, SECOND));
    assertThat(closing(book).qty()).isEqualTo(Quantity.of("10"));
  }

  @Test
  void whatSomebodyElseEntersIsLeftWhereAWaitingCloseAskedForNoCancels() {
    AccountBook book = atBroker("10");
    Order first = enter(book, FIRST, sells("4").build());
    close(book, CloseAmount.ALL);
    assertThat(book.order(first.id()).orElseThrow().status()).isEqualTo(OrderStatus.NEW);
    Order second = enter(book, SECOND, sells("3").build());
    assertThat(book.order(second.id()).orElseThrow().status()).isEqualTo(OrderStatus.NEW);
  }

  @Test
  void aPositionThatSomebodyElsesTradeHasTurnedIsToldAndLeftAlone() {
    AccountBook book = atBroker("10");
    Liquidation liquidation = close(book, CloseAmount.ALL);
    Order close = closing(book);
    book.record(List.of(new ExecutionReport.Working(ACCOUNT, close.terms().uid(), NOW)));
    trade(book, enter(book, FIRST, sells("4").build()), "4", "4");
    trade(book, close, "10", "10");
    assertThat(position(book).qty()).isEqualTo(Quantity.of("-4"));
    assertThat(item(book, liquidation).status()).isEqualTo(ItemStatus.FILLED);
    assertThat(item(book, liquidation).reason()).isEqualTo(Reason.FLIPPED_BY_OTHERS);
    assertThat(item(book, liquidation).reasonText()).contains("-4");
    assertThat(book.liquidation(liquidation.id()).orElseThrow().reason())
        .isEqualTo(Reason.FLIPPED_BY_OTHERS);
    assertThat(book.order(close.id()).orElseThrow().reason()).isEqualTo(Reason.FLIPPED_BY_OTHERS);
    assertThat(kinds(book)).containsOnlyOnce(EventKind.POSITION_FLIPPED);
    assertThat(book.orders()).filteredOn(Order::isOpen).as("no counter-trade").isEmpty();
  }

  @Test
  void itIsToldAlsoWhenOurOwnTradeIsBookedFirst() {
    AccountBook book = atBroker("10");
    close(book, CloseAmount.ALL);
    trade(book, closing(book), "10", "10");
    Instant closedAt = Objects.requireNonNull(position(book).closedAt());
    sale(book, FIRST, closedAt.minusMillis(20));
    assertThat(position(book).qty()).isEqualTo(Quantity.of("-4"));
    assertThat(kinds(book)).containsOnlyOnce(EventKind.POSITION_FLIPPED);
    assertThat(order(book, FIRST).reason()).isEqualTo(Reason.FLIPPED_BY_OTHERS);
    assertThat(book.orders()).filteredOn(Order::isOpen).isEmpty();
  }

  @Test
  void whoSellsShortAfterTheCloseHasTurnedNothing() {
    AccountBook book = atBroker("10");
    close(book, CloseAmount.ALL);
    trade(book, closing(book), "10", "10");
    sale(book, FIRST, Objects.requireNonNull(position(book).closedAt()).plusMillis(20));
    assertThat(position(book).qty()).isEqualTo(Quantity.of("-4"));
    assertThat(kinds(book)).doesNotContain(EventKind.POSITION_FLIPPED);
  }

  private static void sale(AccountBook book, UUID key, Instant at) {
    book.record(
        List.of(
            new ExecutionReport.Entered(ACCOUNT, key, sells("4").build(), at),
            new ExecutionReport.Trade(
                ACCOUNT,
                key,
                "paper",
                "theirs",
                Quantity.of("4"),
                Price.of("100"),
                Quantity.of("4"),
                at)));
  }

  @Test
  void aCloseThatWaitsIsNotTurnedAgainstWhatSomebodyElseHasOpened() {
    AccountBook book = atBroker("10");
    Order inTheWay =
        book.place(
            NewOrder.limit(SHARE.id(), Side.SELL, Quantity.of("3"), Price.of("110")).build());
    book.record(List.of(new ExecutionReport.Working(ACCOUNT, inTheWay.terms().uid(), NOW)));
    Liquidation liquidation = book.close(CloseRequest.all().cancelOrders(true).build());
    sale(book, FIRST, NOW);
    trade(book, enter(book, SECOND, sells("8").build()), "8", "8");
    assertThat(position(book).qty()).isEqualTo(Quantity.of("-2"));
    cancel(book, book.order(inTheWay.id()).orElseThrow());
    assertThat(item(book, liquidation).status()).isEqualTo(ItemStatus.FAILED);
    assertThat(item(book, liquidation).reason()).isEqualTo(Reason.FLIPPED_BY_OTHERS);
    assertThat(book.orders()).filteredOn(Order::isOpen).isEmpty();
  }

  @Test
  void aCloseThatAskedForCancelsIsSentAnewWhenTheOrderInItsWayIsGone() {
    AccountBook book = atBroker("10");
    Liquidation liquidation = book.close(CloseRequest.all().cancelOrders(true).build());
    Order first = closing(book);
    Order theirs = enter(book, FIRST, sells("3").side(Side.BUY).limitPrice(Price.of("50")).build());
    refuse(book, first);
    assertThat(book.order(theirs.id()).orElseThrow().reason())
        .isEqualTo(Reason.CANCELED_FOR_LIQUIDATION);
    assertThat(item(book, liquidation).status()).isEqualTo(ItemStatus.AWAITING_CANCELS);
    cancel(book, theirs);
    assertThat(closing(book).attempt()).isEqualTo(2);
    refuse(book, closing(book));
    assertThat(item(book, liquidation).reason())
        .as("nothing that is known is in its way any more")
        .isEqualTo(Reason.WASH_TRADE);
  }

  @Test
  void aCloseThatAskedForNoCancelsEndsWithWhatTheVenueHasSaid() {
    AccountBook book = atBroker("10");
    Liquidation liquidation = close(book, CloseAmount.ALL);
    Order theirs = enter(book, FIRST, sells("3").side(Side.BUY).limitPrice(Price.of("50")).build());
    refuse(book, closing(book));
    assertThat(item(book, liquidation).reason()).isEqualTo(Reason.WASH_TRADE);
    assertThat(book.order(theirs.id()).orElseThrow().status()).isEqualTo(OrderStatus.NEW);
  }

  private static void refuse(AccountBook book, Order order) {
    book.record(
        List.of(
            new ExecutionReport.Rejected(
                ACCOUNT, order.terms().uid(), Reason.WASH_TRADE, "potential wash trade", NOW)));
  }

  @Test
  void aShortfallThatIsBookedMeanwhileIsNoDifferenceAndTheRestIsClosed() {
    AccountBook book = atBroker("10");
    Liquidation liquidation = close(book, CloseAmount.ALL);
    Order first = closing(book);
    sale(book, FIRST, NOW);
    book.record(
        List.of(
            new ExecutionReport.Rejected(
                ACCOUNT,
                first.terms().uid(),
                Reason.BOOKS_DIFFER,
                "the ledger holds 10, the broker 6",
                new ExecutionReport.Stated(Quantity.of("10"), Quantity.of("6")),
                NOW)));
    assertThat(kinds(book)).doesNotContain(EventKind.BOOKS_DIFFER);
    assertThat(closing(book).qty()).isEqualTo(Quantity.of("6"));
    trade(book, closing(book), "6", "6");
    assertThat(item(book, liquidation).status()).isEqualTo(ItemStatus.FILLED);
    assertThat(position(book).isFlat()).isTrue();
  }

  @Test
  void whoBindsAnAccountToTheVenueThatItHasChangesNothingWhateverWorksThere() {
    AccountBook book = atBroker("10");
    enter(book, FIRST, sells("4").build());
    int events = book.changes().events().size();
    assertThat(book.reconciling().bind(new VenueName("paper"))).isEqualTo(book.account());
    assertThat(book.changes().events()).hasSize(events);
    assertThatThrownBy(() -> book.reconciling().bind(VenueName.SIMULATOR))
        .isInstanceOfSatisfying(
            DeniedException.class,
            denied -> assertThat(denied.denial().reason()).isEqualTo(Reason.ACCOUNT_IN_USE));
  }
}
