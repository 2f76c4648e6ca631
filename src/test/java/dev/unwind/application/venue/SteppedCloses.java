// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.CloseSequence;
import dev.unwind.domain.liquidation.CloseStyle;
import dev.unwind.domain.liquidation.Conduct;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.Progress.Pause;
import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.DayTotals;
import dev.unwind.domain.position.PositionBuilder;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A ledger with positions, a market and a clock, on which closes in steps are looked at. */
abstract class SteppedCloses {
  static final Duration MINUTE = Duration.ofMinutes(1);

  final MemoryLedger ledger = new MemoryLedger(new Random(1));
  private int executions;

  static Conduct limit(int bps, int steps, @Nullable Duration every, boolean thenMarket) {
    return new Conduct(
        new CloseStyle.Limit(bps, steps, every, thenMarket), CloseSequence.LISTED, null, null);
  }

  static Conduct slices(int count) {
    return new Conduct(new CloseStyle.Slices(count, MINUTE), CloseSequence.LISTED, null, null);
  }

  final LiquidationId close(Conduct conduct) {
    return ledger
        .decide(b -> b.close(CloseRequest.all().amount(CloseAmount.ALL).conduct(conduct).build()))
        .id();
  }

  final void hold(long id, String qty) {
    InstrumentId key = new InstrumentId(id);
    ledger.instruments.put(
        key,
        new Instrument(
            key,
            new UUID(1, id),
            "I" + id,
            AssetClass.US_EQUITY,
            "",
            "USD",
            Quantity.ONE,
            Price.of("0.01"),
            Quantity.ONE,
            null,
            true,
            true,
            true,
            SessionKind.ALWAYS,
            null,
            List.of()));
    quote(id, "99.98", "100.02");
    Quantity size = Quantity.of(qty);
    ledger.positions.put(
        new PositionId(id),
        PositionBuilder.builder()
            .id(new PositionId(id))
            .uid(new UUID(2, id))
            .accountId(ledger.account().id())
            .instrumentId(key)
            .netting(true)
            .qty(size)
            .held(Quantity.ZERO)
            .cost(size.at(Price.of("10")))
            .realizedPl(Money.ZERO)
            .openedQty(size)
            .entryPrice(Price.of("10"))
            .openedAt(ledger.now)
            .updatedAt(ledger.now)
            .day(DayTotals.none(size))
            .version(0)
            .build());
  }

  final void quote(long id, String bid, String ask) {
    InstrumentId key = new InstrumentId(id);
    ledger.quotes.put(
        key, new Quote(key, Price.of(bid), Price.of(bid), Price.of(ask), null, ledger.now));
  }

  final void pass(Duration time) {
    ledger.now = ledger.now.plus(time);
    look();
  }

  final void look() {
    for (Liquidation liquidation : List.copyOf(ledger.liquidations.values())) {
      if (liquidation.dueAt() != null && !liquidation.dueAt().isAfter(ledger.now)) {
        ledger.decide(
            b -> {
              b.advance(liquidation.id(), CancelsTold.AT_ONCE);
              return 0;
            });
      }
    }
  }

  final List<Order> live() {
    return ledger.orders.values().stream().filter(o -> o.isLiquidation() && o.isOpen()).toList();
  }

  static Order only(List<Order> orders) {
    assertThat(orders).hasSize(1);
    return orders.get(0);
  }

  final Order working(Order order) {
    report(new ExecutionReport.Working(ledger.account().id(), order.terms().uid(), ledger.now));
    return order(order);
  }

  final void trade(Order order, String qty, String price) {
    Quantity cum = order(order).filledQty().plus(Quantity.of(qty));
    report(
        new ExecutionReport.Trade(
            ledger.account().id(),
            order.terms().uid(),
            "venue",
            Integer.toString(++executions),
            Quantity.of(qty),
            Price.of(price),
            cum,
            ledger.now));
  }

  final void canceled(Order order, String cum) {
    report(
        new ExecutionReport.Canceled(
            ledger.account().id(), order.terms().uid(), Quantity.of(cum), "", ledger.now));
  }

  final void report(ExecutionReport report) {
    ledger.decide(b -> b.record(List.of(report)));
  }

  final Order order(Order known) {
    return Objects.requireNonNull(ledger.orders.get(known.id()));
  }

  final Liquidation liquidation(LiquidationId id) {
    return Objects.requireNonNull(ledger.liquidations.get(id));
  }

  final List<LiquidationItem> items(LiquidationId id) {
    return ledger.items.values().stream().filter(i -> i.liquidationId().equals(id)).toList();
  }

  final LiquidationItem item(LiquidationId id) {
    assertThat(items(id)).hasSize(1);
    return items(id).get(0);
  }

  final Pause pause(LiquidationId id) {
    return Objects.requireNonNull(Objects.requireNonNull(item(id).progress()).pause());
  }
}
