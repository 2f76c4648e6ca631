// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.venue.TestOrders;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchingTest {
  private static final Instant NOW = Instant.parse("2026-11-20T15:00:00Z");
  private static final Quote MARKET = quote("100", "99.5", "100.5", NOW);

  @Test
  void aMarketOrderPaysTheFarSide() {
    assertThat(trades(match(order(Side.BUY, OrderType.MARKET, "3", null, null), MARKET)))
        .containsExactly("3@100.5");
    assertThat(trades(match(order(Side.SELL, OrderType.MARKET, "3", null, null), MARKET)))
        .containsExactly("3@99.5");
  }

  @Test
  void withoutBidAndAskTheLastPriceIsPaid() {
    Quote lastOnly = new Quote(new InstrumentId(1), Price.of("42"), null, null, null, NOW);
    assertThat(trades(match(order(Side.SELL, OrderType.MARKET, "1", null, null), lastOnly)))
        .containsExactly("1@42");
  }

  @ParameterizedTest
  @CsvSource({
    "BUY, 100.4, ",
    "BUY, 100.5, 1@100.5",
    "BUY, 101, 1@100.5",
    "SELL, 99.6, ",
    "SELL, 99.5, 1@99.5",
    "SELL, 98, 1@99.5"
  })
  void aLimitTradesAtTheMarketOrNotAtAll(Side side, String limit, @Nullable String trade) {
    OrderHandling handling = match(order(side, OrderType.LIMIT, "1", limit, null), MARKET);
    assertThat(trades(handling)).isEqualTo(trade == null ? List.of() : List.of(trade));
    assertThat(handling.order().isWorking()).isEqualTo(trade == null);
  }

  @ParameterizedTest
  @CsvSource({
    "SELL, 99.9, false",
    "SELL, 100, true",
    "SELL, 101, true",
    "BUY, 100.1, false",
    "BUY, 100, true",
    "BUY, 99, true"
  })
  void aStopIsReachedByTheLastPrice(Side side, String stop, boolean reached) {
    OrderHandling handling = match(order(side, OrderType.STOP, "1", null, stop), MARKET);
    assertThat(handling.order().status())
        .isEqualTo(reached ? BookStatus.FILLED : BookStatus.WORKING);
  }

  @Test
  void aReachedStopLimitRestsAtItsLimit() {
    OrderHandling handling =
        match(order(Side.SELL, OrderType.STOP_LIMIT, "1", "99.8", "100"), MARKET);
    assertThat(handling.order().triggered()).isTrue();
    assertThat(handling.order().isWorking()).isTrue();
    OrderHandling later = known(handling.order());
    Quote higher = quote("120", "119", "121", NOW.plusSeconds(1));
    Matching.match(later, view(higher, true, FillMode.FULL, "1"));
    assertThat(trades(later)).containsExactly("1@119");
  }

  @ParameterizedTest
  @CsvSource({
    "IOC, FULL, FILLED, 3",
    "IOC, PARTIAL, CANCELED, 1",
    "IOC, NONE, CANCELED, 0",
    "FOK, FULL, FILLED, 3",
    "FOK, PARTIAL, CANCELED, 0",
    "FOK, NONE, CANCELED, 0"
  })
  void anImmediateOrderNeverRests(
      TimeInForce timeInForce, FillMode fill, BookStatus status, String cumQty) {
    OrderHandling handling = fresh(order(Side.BUY, OrderType.MARKET, timeInForce, "3", null, null));
    Matching.match(handling, view(MARKET, true, fill, "1"));
    assertThat(handling.order().status()).isEqualTo(status);
    assertThat(handling.order().cumQty()).isEqualTo(Quantity.of(cumQty));
  }

  @Test
  void anImmediateOrderEndsWhereThereIsNoMarket() {
    OrderHandling closed =
        fresh(order(Side.BUY, OrderType.MARKET, TimeInForce.IOC, "3", null, null));
    Matching.match(closed, view(MARKET, false, FillMode.FULL, "1"));
    assertThat(closed.order().status()).isEqualTo(BookStatus.CANCELED);
    OrderHandling unquoted =
        fresh(order(Side.BUY, OrderType.MARKET, TimeInForce.IOC, "3", null, null));
    Matching.match(unquoted, view(null, true, FillMode.FULL, "1"));
    assertThat(unquoted.order().status()).isEqualTo(BookStatus.CANCELED);
  }

  @Test
  void withoutAMarketOrWhileItIsClosedOrdersRest() {
    OrderHandling unquoted = fresh(order(Side.BUY, OrderType.MARKET, "3", null, null));
    Matching.match(unquoted, view(null, true, FillMode.FULL, "1"));
    assertThat(unquoted.isChanged()).isFalse();
    OrderHandling closed = fresh(order(Side.BUY, OrderType.MARKET, "3", null, null));
    Matching.match(closed, view(MARKET, false, FillMode.FULL, "1"));
    assertThat(closed.isChanged()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "10, 1, 5, 5",
    "3, 1, 1, 2",
    "1, 1, 1, ",
    "0.000000003, 0.000000001, 0.000000001, 0.000000002",
    "0.5, 1, 0.5, "
  })
  void aPartialFillTakesHalfAndTheRestAtTheNextQuote(
      String qty, String increment, String first, @Nullable String rest) {
    OrderHandling arriving = fresh(order(Side.SELL, OrderType.MARKET, qty, null, null));
    Matching.match(arriving, view(MARKET, true, FillMode.PARTIAL, increment));
    assertThat(trades(arriving)).containsExactly(first + "@99.5");
    if (rest == null) {
      assertThat(arriving.order().status()).isEqualTo(BookStatus.FILLED);
      return;
    }
    OrderHandling sameQuote = known(arriving.order());
    Matching.match(sameQuote, view(MARKET, true, FillMode.PARTIAL, increment));
    assertThat(trades(sameQuote)).isEmpty();
    OrderHandling nextQuote = known(arriving.order());
    Quote next = quote("100", "99", "101", NOW.plusSeconds(1));
    Matching.match(nextQuote, view(next, true, FillMode.PARTIAL, increment));
    assertThat(trades(nextQuote)).containsExactly(rest + "@99");
    assertThat(nextQuote.order().status()).isEqualTo(BookStatus.FILLED);
  }

  private static OrderHandling match(VenueOrder order, Quote quote) {
    OrderHandling handling = fresh(order);
    Matching.match(handling, view(quote, true, FillMode.FULL, "1"));
    return handling;
  }

  private static OrderHandling fresh(VenueOrder order) {
    return OrderHandling.ofNew(BookOrder.arriving(1, order), NOW, () -> NOW);
  }

  private static OrderHandling known(BookOrder order) {
    return OrderHandling.ofKnown(order, NOW, () -> NOW);
  }

  private static MarketView view(
      @Nullable Quote quote, boolean open, FillMode fill, String increment) {
    return new MarketView(quote, open, fill, Quantity.of(increment), Price.of("0.01"));
  }

  private static List<String> trades(OrderHandling handling) {
    return handling.reports().stream()
        .filter(r -> r.kind() == ReportKind.TRADE)
        .map(r -> r.qty() + "@" + r.price())
        .toList();
  }

  private static Quote quote(String last, String bid, String ask, Instant at) {
    return new Quote(new InstrumentId(1), Price.of(last), Price.of(bid), Price.of(ask), null, at);
  }

  private static VenueOrder order(
      Side side, OrderType type, String qty, @Nullable String limit, @Nullable String stop) {
    return order(side, type, TimeInForce.GTC, qty, limit, stop);
  }

  private static VenueOrder order(
      Side side,
      OrderType type,
      TimeInForce timeInForce,
      String qty,
      @Nullable String limit,
      @Nullable String stop) {
    return new TestOrders(new AccountId(1), new InstrumentId(1))
        .order(side, type, timeInForce, qty, limit, stop);
  }
}
