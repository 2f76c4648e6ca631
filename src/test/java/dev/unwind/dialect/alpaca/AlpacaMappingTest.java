// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.dialect.alpaca.market.AlpacaClock;
import dev.unwind.dialect.alpaca.market.AlpacaClockResource;
import dev.unwind.domain.calendar.CalendarSessions;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.FillBuilder;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.position.PositionBuilder;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlpacaMappingTest {
  /** A Friday, in the middle of the session. */
  private static final Instant NOW = Instant.parse("2026-11-20T17:00:00Z");

  private static final Instant LAST_WEEK = Instant.parse("2026-11-12T15:00:00Z");
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
  private static final UUID UID = UUID.fromString("d704f4fd-c735-44f8-a7fa-7a50fef08fe4");

  private static Instrument instrument(
      String symbol, AssetClass assetClass, String exchange, String multiplier) {
    return new Instrument(
        new InstrumentId(1),
        UID,
        symbol,
        assetClass,
        exchange,
        "USD",
        Quantity.of("0.000000001"),
        Price.of("0.01"),
        Quantity.of(multiplier),
        null,
        true,
        true,
        true,
        SessionKind.US_EQUITY,
        null,
        List.of());
  }

  private static Instrument equity() {
    return instrument("XLK", AssetClass.US_EQUITY, "ARCA", "1");
  }

  private static Position position(String qty, String held, String entry, DayTotals day) {
    Quantity signed = Quantity.of(qty);
    return PositionBuilder.builder()
        .id(new PositionId(1))
        .uid(UID)
        .accountId(new AccountId(1))
        .instrumentId(new InstrumentId(1))
        .netting(true)
        .qty(signed)
        .held(Quantity.of(held))
        .cost(signed.at(Price.of(entry)))
        .realizedPl(Money.ZERO)
        .openedQty(signed)
        .entryPrice(Price.of(entry))
        .openedAt(LAST_WEEK)
        .updatedAt(LAST_WEEK)
        .day(day)
        .version(1)
        .build();
  }

  private static Position position(String qty, String entry) {
    return position(qty, "0", entry, DayTotals.none(Quantity.of(qty)));
  }

  private static Quote quote(String last, @Nullable String previousClose) {
    return new Quote(
        new InstrumentId(1),
        Price.of(last),
        null,
        null,
        previousClose == null ? null : Price.of(previousClose),
        NOW);
  }

  @Test
  void recordedShortOfTheContractIsShownToTheLastDigit() {
    assertThat(
            AlpacaMapping.position(
                position("-24", "82.69"), equity(), quote("83.81", "88.91"), NOW))
        .isEqualTo(
            new AlpacaPosition(
                UID,
                "XLK",
                "ARCA",
                "us_equity",
                true,
                "-24",
                "82.69",
                "short",
                "-2011.44",
                "-1984.56",
                "-26.88",
                "-0.0135445640343451",
                "122.4",
                "0.0573613766730402",
                "83.81",
                "88.91",
                "-0.0573613766730402",
                "-24",
                null));
  }

  @ParameterizedTest
  @CsvSource({
    "-26.88, 1984.56, -0.0135445640343451",
    "-0.32, 174.61, -0.0018326556325525",
    "1, 3, 0.3333333333333333",
    "2, 3, 0.6666666666666667",
    "1, 4, 0.25",
    "5, 1, 5",
    "0, 7, 0",
    "7, 0, 0",
    "1, 100000000000000000, 0"
  })
  void ratiosHaveSixteenDecimalsAndNoTrailingZeros(
      BigDecimal part, BigDecimal whole, String ratio) {
    assertThat(AlpacaMapping.ratio(part, whole)).isEqualTo(ratio);
  }

  @Test
  void withoutAQuoteTheEntryPriceStandsInSoThatNoKeyIsNull() {
    AlpacaPosition shown = AlpacaMapping.position(position("10", "50"), equity(), null, NOW);
    assertThat(shown.currentPrice()).isEqualTo("50");
    assertThat(shown.lastdayPrice()).isEqualTo("50");
    assertThat(shown.unrealizedPl()).isEqualTo("0");
    assertThat(shown.changeToday()).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource({"10, 4, 6", "-10, 4, -6", "10, 10, 0", "-10, 10, 0"})
  void availableQuantityIsSignedAsTheQuantityIs(String qty, String held, String available) {
    Position held4 = position(qty, held, "50", DayTotals.none(Quantity.of(qty)));
    assertThat(AlpacaMapping.position(held4, equity(), null, NOW).qtyAvailable())
        .isEqualTo(available);
  }

  @Test
  void todaysProfitCountsWhatWasAddedTodayFromItsOwnPrice() {
    // 10 carried over at a close of 100, 5 bought today at 104, now 110: 100 + 30.
    DayTotals day =
        new DayTotals(
            TODAY,
            Quantity.of(5),
            new Money(new BigDecimal("520")),
            Quantity.ZERO,
            Money.ZERO,
            Quantity.of(10));
    AlpacaPosition shown =
        AlpacaMapping.position(position("15", "0", "90", day), equity(), quote("110", "100"), NOW);
    assertThat(shown.unrealizedIntradayPl()).isEqualTo("130");
    assertThat(shown.unrealizedIntradayPlpc()).isEqualTo("0.0855263157894737");
    assertThat(shown.unrealizedPl()).isEqualTo("300");
  }

  @Test
  void multiplierCountsInMoneyOnly() {
    AlpacaPosition shown =
        AlpacaMapping.position(
            position("3", "6700"),
            instrument("MESZ6", AssetClass.FUTURE, "CME", "5"),
            quote("6712.25", "6690.50"),
            NOW);
    assertThat(shown.marketValue()).isEqualTo("100683.75");
    assertThat(shown.unrealizedPl()).isEqualTo("183.75");
    assertThat(shown.currentPrice()).isEqualTo("6712.25");
    assertThat(shown.assetClass()).isEqualTo("us_equity");
    assertThat(shown.exchange()).isEmpty();
    assertThat(shown.unwindAssetClass()).isEqualTo("future");
  }

  @Test
  void cryptoHasNoSlashInAPosition() {
    AlpacaPosition shown =
        AlpacaMapping.position(
            position("0.000000001", "90000"),
            instrument("BTC/USD", AssetClass.CRYPTO, "binance", "1"),
            quote("92344.10", null),
            NOW);
    assertThat(shown.symbol()).isEqualTo("BTCUSD");
    assertThat(shown.exchange()).isEqualTo("CRYPTO");
    assertThat(shown.qty()).isEqualTo("0.000000001");
    assertThat(shown.marketValue()).isEqualTo("0.0000923441");
  }

  @ParameterizedTest
  @CsvSource({"NYSE, NYSE", "ARCA, ARCA", "XETRA, ''", "'', ''"})
  void onlyExchangesThatClientsKnowAreNamed(String exchange, String shown) {
    assertThat(AlpacaWords.exchange(instrument("A", AssetClass.US_EQUITY, exchange, "1")))
        .isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "2022-02-04T16:53:29.534279170Z, 2022-02-04T16:53:29.53427917Z",
    "2022-02-04T16:53:29.500Z, 2022-02-04T16:53:29.5Z",
    "2022-02-04T16:53:29Z, 2022-02-04T16:53:29Z"
  })
  void timestampsHaveNoTrailingZeros(Instant at, String shown) {
    assertThat(AlpacaWords.timestamp(at)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T19:15:22.123456789Z, 2026-11-20T14:15:22.123456789-05:00",
    "2026-07-01T13:30:00Z, 2026-07-01T09:30:00-04:00"
  })
  void clockHasNewYorksOffset(Instant at, String shown) {
    assertThat(AlpacaWords.newYorkTimestamp(at)).isEqualTo(shown);
  }

  private static final Sessions HOURS = new CalendarSessions();

  @Test
  void clockGoesOverTheWeekend() {
    AlpacaClock open = AlpacaClockResource.at(NOW, HOURS);
    assertThat(open.nextClose()).isEqualTo("2026-11-20T16:00:00-05:00");
    assertThat(open.nextOpen()).isEqualTo("2026-11-23T09:30:00-05:00");
    AlpacaClock closed = AlpacaClockResource.at(Instant.parse("2026-11-21T12:00:00Z"), HOURS);
    assertThat(closed.isOpen()).isFalse();
    assertThat(closed.nextOpen()).isEqualTo("2026-11-23T09:30:00-05:00");
    assertThat(closed.nextClose()).isEqualTo("2026-11-23T16:00:00-05:00");
  }

  @Test
  void halfDaysAndHolidaysAreKnown() {
    // Thanksgiving 2026 is November 26; the day after closes at one.
    AlpacaClock eve = AlpacaClockResource.at(Instant.parse("2026-11-25T22:00:00Z"), HOURS);
    assertThat(eve.nextOpen()).isEqualTo("2026-11-27T09:30:00-05:00");
    assertThat(eve.nextClose()).isEqualTo("2026-11-27T13:00:00-05:00");
  }

  @ParameterizedTest
  @EnumSource(OrderStatus.class)
  void statusesAreOfThePublishedOnes(OrderStatus status) {
    assertThat(
            Set.of(
                "new",
                "partially_filled",
                "filled",
                "done_for_day",
                "canceled",
                "expired",
                "replaced",
                "pending_cancel",
                "pending_replace",
                "accepted",
                "pending_new",
                "accepted_for_bidding",
                "stopped",
                "rejected",
                "suspended",
                "calculated",
                "held"))
        .contains(AlpacaWords.status(status));
  }

  @ParameterizedTest
  @EnumSource(OrderType.class)
  void typesAreOfThePublishedOnes(OrderType type) {
    assertThat(Set.of("market", "limit", "stop", "stop_limit", "trailing_stop"))
        .contains(AlpacaWords.type(type));
  }

  @ParameterizedTest
  @EnumSource(TimeInForce.class)
  void timesInForceAreOfThePublishedOnes(TimeInForce timeInForce) {
    assertThat(Set.of("day", "gtc", "opg", "cls", "ioc", "fok"))
        .contains(AlpacaWords.timeInForce(timeInForce));
  }

  @Test
  void cryptoAssetsHaveIncrementsAndEquitiesBorrowing() {
    AlpacaAsset crypto =
        AlpacaMapping.asset(instrument("BTC/USD", AssetClass.CRYPTO, "CRYPTO", "1"));
    assertThat(crypto.symbol()).isEqualTo("BTC/USD");
    assertThat(crypto.minOrderSize()).isEqualTo("0.000000001");
    assertThat(crypto.borrowStatus()).isNull();
    AlpacaAsset equity = AlpacaMapping.asset(equity());
    assertThat(equity.minOrderSize()).isNull();
    assertThat(equity.borrowStatus()).isEqualTo("easy_to_borrow");
  }

  @ParameterizedTest
  @CsvSource({"0, 10, fill, filled", "4, 6, partial_fill, partially_filled"})
  void fillSaysWhetherTheOrderIsDone(String leaves, String filled, String type, String status) {
    Fill fill = fill(filled, leaves);
    AlpacaFill shown = AlpacaMapping.fill(fill, UID, equity());
    assertThat(shown.type()).isEqualTo(type);
    assertThat(shown.orderStatus()).isEqualTo(status);
    assertThat(shown.leavesQty()).isEqualTo(leaves);
    assertThat(shown.cumQty()).isEqualTo(filled);
    assertThat(shown.id()).startsWith("20261120170000000::");
    ActivityIds.Place place = new ActivityIds.Place(fill.bookedAt(), true, 1_000_000_007L);
    assertThat(ActivityIds.place(shown.id())).contains(place);
    assertThat(ActivityIds.place(shown.id().toUpperCase(Locale.ROOT))).contains(place);
  }

  private static Fill fill(String filled, String leaves) {
    return FillBuilder.builder()
        .id(1_000_000_007L)
        .accountId(new AccountId(1))
        .orderId(new OrderId(1))
        .version(1)
        .instrumentId(new InstrumentId(1))
        .positionId(new PositionId(1))
        .venue("simulator")
        .execId("x1")
        .uid(UID)
        .side(Side.SELL)
        .qty(Quantity.of(filled))
        .price(Price.of("83.80"))
        .cashEffect(Money.ZERO)
        .realizedPl(Money.ZERO)
        .orderFilledQty(Quantity.of(filled))
        .orderLeavesQty(Quantity.of(leaves))
        .positionQty(Quantity.ZERO)
        .late(false)
        .executedAt(NOW)
        .bookedAt(NOW)
        .build();
  }
}
