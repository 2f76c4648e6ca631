// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.ledger.PositionEpisode;
import dev.unwind.application.ledger.PositionHistory;
import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderBuilder;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.OrderTimes;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.position.ClosedBy;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NeuratradeMappingTest {
  private static final Instant OPENED = Instant.parse("2026-03-02T15:00:00.120034Z");
  private static final Instant UPDATED = Instant.parse("2026-03-02T15:00:07.5Z");

  @Test
  void aHedgingPositionShowsWhatItsOrderSaid() {
    NeuratradePosition record =
        NeuratradeMapping.position(episode("-0.50", "50000.00", null), coin());

    assertThat(record)
        .isEqualTo(
            new NeuratradePosition(
                "pos-20260302150000-41",
                "ord-20260302150000-41",
                "Binance",
                "btc/usdt",
                "SELL",
                "0.5",
                "50000",
                "OPEN",
                "2026-03-02T15:00:00.120034Z",
                "2026-03-02T15:00:07.500Z"));
  }

  @Test
  void beforeAnyFillTheEntryPriceIsTheLimit() {
    assertThat(NeuratradeMapping.position(episode("1", "0", null), coin()).entryPrice())
        .isEqualTo("49000.5");
  }

  @ParameterizedTest
  @CsvSource({"LIQUIDATION,LIQUIDATED", "ORDER,CLOSED", "CANCEL,CLOSED", ",OPEN"})
  void statusSaysHowItEnded(@Nullable ClosedBy closedBy, String status) {
    assertThat(NeuratradeMapping.position(episode("1", "1", closedBy), coin()).status())
        .isEqualTo(status);
  }

  @Test
  void aPositionWithoutANameGetsOneThatCanBeReadBack() {
    PositionEpisode netting =
        new PositionEpisode(
            new PositionId(1_000_000_007L),
            new InstrumentId(3),
            true,
            null,
            null,
            null,
            Quantity.of("2"),
            Price.of("3"),
            OPENED,
            UPDATED,
            null,
            null,
            null);
    NeuratradePosition record = NeuratradeMapping.position(netting, coin());

    assertThat(record.positionId())
        .isEqualTo("pos-20260302150000-1000000007120034")
        .matches("^(ord|pos)-\\d{14}-\\d+$");
    assertThat(record.orderId()).isEqualTo("ord-20260302150000-1000000007120034");
    assertThat(record.exchange()).isEqualTo("BINANCE");
    assertThat(record.symbol()).isEqualTo("BTC/USDT");
    assertThat(NeuratradeNames.unnamed(record.positionId()))
        .contains(new NeuratradeNames.Unnamed(netting.position(), OPENED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pos-",
        "pos-20260302150000-41",
        "pos-20261302150000-1000000007120034",
        "pos-20260230150000-1000000007120034",
        "ord-20260302150000-1000000007120034",
        "pos-20260302150000-0000000000120034",
        "pos-20260302150000-99999999999999999999999999"
      })
  void otherNamesAreNotMade(String name) {
    assertThat(NeuratradeNames.unnamed(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "NEW,0,,,OPEN",
    "FILLED,1,,,OPEN",
    "PENDING_CANCEL,0,CANCELED_BY_CLIENT,,OPEN",
    "CANCELED,0,CANCELED_BY_CLIENT,CANCEL,CANCELED",
    "REJECTED,0,VENUE_REJECTED,CANCEL,CANCELED",
    "CANCELED,0,CANCELED_FOR_LIQUIDATION,LIQUIDATION,CLOSED",
    "FILLED,1,,LIQUIDATION,CLOSED",
    "CANCELED,0.5,CANCELED_FOR_LIQUIDATION,LIQUIDATION,CLOSED",
    "CANCELED,0.5,CANCELED_BY_CLIENT,,OPEN"
  })
  void anOrderFollowsItsPosition(
      OrderStatus status,
      String filled,
      @Nullable Reason reason,
      @Nullable ClosedBy closedBy,
      String expected) {
    NeuratradeOrder record =
        NeuratradeMapping.order(order(status, filled, reason), episode("1", "1", closedBy), coin());

    assertThat(record.status()).isEqualTo(expected);
    assertThat(record.orderId()).isEqualTo("ord-20260302150000-41");
    assertThat(record.positionId()).isEqualTo("pos-20260302150000-41");
    assertThat(record.price()).isEqualTo("49000.5");
    assertThat(record.amount()).isEqualTo("1");
  }

  @Test
  void aSnapshotCountsWhatWasLiquidatedAsClosed() {
    NeuratradeData.Snapshot snapshot =
        NeuratradeMapping.snapshot(
            new PositionHistory.Snapshot(OPENED.plusNanos(77), 9, 2, List.of()), List.of());

    assertThat(snapshot.snapshotId()).isEqualTo("snap-1772463600120034000");
    assertThat(snapshot.timestamp()).isEqualTo("2026-03-02T15:00:00.120034Z");
    assertThat(snapshot.closedPositions()).isEqualTo(7);
  }

  @Test
  void aFilterIsReadInAnyCaseAndAnUnknownOneMatchesNothing() {
    assertThat(NeuratradeMapping.state(" open ")).contains(PositionEpisode.State.OPEN);
    assertThat(NeuratradeMapping.state("LIQUIDATED")).contains(PositionEpisode.State.LIQUIDATED);
    assertThat(NeuratradeMapping.state("GONE")).isEmpty();
  }

  private static PositionEpisode episode(String opened, String entry, @Nullable ClosedBy closedBy) {
    return new PositionEpisode(
        new PositionId(9),
        new InstrumentId(3),
        false,
        "pos-20260302150000-41",
        "Binance",
        new PositionEpisode.Opening(
            "ord-20260302150000-41", Price.of("49000.50"), Map.of("symbol", "btc/usdt")),
        Quantity.of(opened),
        Price.of(entry),
        OPENED,
        UPDATED,
        closedBy == null ? null : UPDATED,
        closedBy,
        null);
  }

  private static Order order(OrderStatus status, String filled, @Nullable Reason reason) {
    return OrderBuilder.builder()
        .id(new OrderId(5))
        .accountId(new AccountId(7))
        .instrumentId(new InstrumentId(3))
        .positionId(new PositionId(9))
        .side(Side.BUY)
        .terms(
            OrderTerms.asking(Quantity.of("1"))
                .versionId(1)
                .uid(new UUID(1, 1))
                .clientOrderId("ord-20260302150000-41")
                .type(OrderType.LIMIT)
                .timeInForce(TimeInForce.GTC)
                .limitPrice(Price.of("49000.5"))
                .createdAt(OPENED)
                .build())
        .status(status)
        .filledQty(Quantity.of(filled))
        .filledValue(Money.ZERO)
        .reportedQty(Quantity.of(filled))
        .attempt(1)
        .reason(reason)
        .actor("bot")
        .dialect("neuratrade")
        .commandId(1)
        .tags(Map.of("exchange", "Binance", "symbol", "btc/usdt", "price", "49000.5"))
        .times(OrderTimes.placed(OPENED, OPENED))
        .leaseEpoch(1)
        .build();
  }

  private static Instrument coin() {
    return new Instrument(
        new InstrumentId(3),
        new UUID(1, 2),
        "BTC/USDT",
        AssetClass.CRYPTO,
        "BINANCE",
        "USDT",
        Quantity.of("0.00000001"),
        Price.of("0.01"),
        Quantity.ONE,
        null,
        true,
        false,
        false,
        SessionKind.ALWAYS,
        null,
        List.of());
  }
}
