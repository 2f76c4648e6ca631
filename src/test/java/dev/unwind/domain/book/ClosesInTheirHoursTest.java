// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Closes may trade when nothing else does. */
class ClosesInTheirHoursTest {
  private static final Instrument OTHER = ABook.instrument(4, AssetClass.US_EQUITY, "USD", "1");
  private static final Instant END = ABook.NOW.plus(Duration.ofHours(2));
  private static final Instant LATER_END = ABook.NOW.plus(Duration.ofHours(4));

  private final Hours hours = new Hours(END);
  private final Hours closing = new Hours(LATER_END);
  private final AccountBook book =
      ABook.of(
          ABook.account(PositionMode.NETTING, "USD"),
          List.of(ABook.position(ABook.SHARE.id(), "10", "90").build()),
          "100",
          List.of(ABook.SHARE, OTHER),
          new Both());

  private Order closed() {
    book.close(CloseRequest.all().build());
    return book.orders().stream().filter(Order::isLiquidation).findFirst().orElseThrow();
  }

  private Order placed() {
    return book.place(
        NewOrder.limit(OTHER.id(), Side.BUY, Quantity.ONE, Price.of("1"))
            .timeInForce(TimeInForce.DAY)
            .build());
  }

  @Test
  void aCloseGoesOutAndIsOfTheHoursOfCloses() {
    closing.open = true;
    Order close = closed();
    assertThat(close.status()).isEqualTo(OrderStatus.PENDING_NEW);
    assertThat(close.terms().expiresAt()).isEqualTo(LATER_END);
    Order other = placed();
    assertThat(other.status()).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(other.terms().expiresAt()).isEqualTo(END);
  }

  @Test
  void ofWhatIsParkedTheCloseIsSentWhenClosesTradeAndTheRestWithAll() {
    Order close = closed();
    Order other = placed();
    assertThat(close.status()).isEqualTo(OrderStatus.ACCEPTED);
    closing.open = true;
    assertThat(book.openSession(List.of(close.id(), other.id())))
        .extracting(Order::id)
        .containsExactly(close.id());
    hours.open = true;
    assertThat(book.openSession(List.of(close.id(), other.id())))
        .extracting(Order::id)
        .containsExactly(other.id());
  }

  @Test
  void theDeadlineOfACloseCountsTheRegularSessionAlone() {
    closing.open = true;
    Order close = closed();
    book.record(
        List.of(new ExecutionReport.Working(close.accountId(), close.terms().uid(), ABook.NOW)));
    LiquidationId liquidation = Objects.requireNonNull(close.liquidationId());
    closing.counted = Duration.ofHours(8);
    book.advance(liquidation, CancelsTold.AT_ONCE);
    assertThat(book.orders().get(0).status()).isEqualTo(OrderStatus.NEW);
    hours.counted = Duration.ofHours(1);
    book.advance(liquidation, CancelsTold.AT_ONCE);
    assertThat(book.orders().get(0).status()).isEqualTo(OrderStatus.PENDING_CANCEL);
  }

  /** Closed until they are opened. */
  private static class Hours implements Sessions {
    private final Instant end;
    private boolean open;
    private Duration counted = Duration.ZERO;

    Hours(Instant end) {
      this.end = end;
    }

    @Override
    public boolean isOpen(Instrument instrument, Instant now) {
      return open;
    }

    @Override
    public LocalDate tradeDate(Instrument instrument, Instant now) {
      return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    @Override
    public @Nullable Instant dayOrderExpiry(Instrument instrument, Instant now) {
      return end;
    }

    @Override
    public @Nullable Instant nextOpen(Instrument instrument, Instant now) {
      return null;
    }

    @Override
    public Duration openTime(Instrument instrument, Instant from, Instant to) {
      return counted;
    }
  }

  private final class Both extends Hours {
    Both() {
      super(END);
    }

    @Override
    public boolean isOpen(Instrument instrument, Instant now) {
      return hours.isOpen(instrument, now);
    }

    @Override
    public Duration openTime(Instrument instrument, Instant from, Instant to) {
      return hours.openTime(instrument, from, to);
    }

    @Override
    public Sessions closing() {
      return closing;
    }
  }
}
