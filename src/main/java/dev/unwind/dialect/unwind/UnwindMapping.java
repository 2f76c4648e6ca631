// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import dev.unwind.application.ledger.CloseOnlyPositions;
import dev.unwind.application.liquidation.LiquidationTags;
import dev.unwind.application.order.ParkedReports;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.Progress;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Domain values in the words of {@code /unwind/v1}. */
public final class UnwindMapping {
  private UnwindMapping() {}

  /** The answer to what was made, with where it is from now on. */
  public static Response.ResponseBuilder created(String collection, String name, Object made) {
    return Response.created(UriBuilder.fromPath("/unwind/v1/{in}/{name}").build(collection, name))
        .entity(made);
  }

  /** Without what its venue is like. */
  public static UnwindAccount account(Account account) {
    return account(account, (UnwindAccount.VenueState) null);
  }

  static UnwindAccount account(Account account, Optional<ExecutionVenue.Outage> outage) {
    return account(account, venueState(outage));
  }

  /** Whether a venue answers. */
  public static UnwindAccount.VenueState venueState(Optional<ExecutionVenue.Outage> outage) {
    return outage
        .map(o -> new UnwindAccount.VenueState("DOWN", o.since(), o.reason()))
        .orElseGet(() -> new UnwindAccount.VenueState("UP", null, null));
  }

  private static UnwindAccount account(
      Account account, UnwindAccount.@Nullable VenueState venueState) {
    return new UnwindAccount(
        account.id().value(),
        account.uid(),
        account.name(),
        account.title(),
        account.type().name(),
        account.status().name(),
        account.currency(),
        account.positionMode().name(),
        account.settles(),
        account.cash().toString(),
        tradingState(account.latch()),
        account.venue().value(),
        venueState,
        account.onDifference().name(),
        account.createdAt(),
        null,
        null,
        null);
  }

  /** With what somebody must deal with. */
  static UnwindAccount account(
      Account account,
      Optional<ExecutionVenue.Outage> outage,
      List<CloseOnlyPositions.CloseOnly> closeOnly,
      List<ParkedReports.Parked> parked,
      List<Difference> differences) {
    UnwindAccount plain = account(account, outage);
    return new UnwindAccount(
        plain.id(),
        plain.uid(),
        plain.name(),
        plain.title(),
        plain.type(),
        plain.status(),
        plain.currency(),
        plain.positionMode(),
        plain.settles(),
        plain.cash(),
        plain.tradingState(),
        plain.venue(),
        plain.venueState(),
        plain.onDifference(),
        plain.createdAt(),
        closeOnly.isEmpty() ? null : closeOnly.stream().map(UnwindMapping::closeOnly).toList(),
        parked.isEmpty() ? null : parked.stream().map(UnwindMapping::parked).toList(),
        differences.isEmpty()
            ? null
            : differences.stream().map(UnwindReconciliation.Difference::of).toList());
  }

  private static UnwindAccount.CloseOnly closeOnly(CloseOnlyPositions.CloseOnly found) {
    return new UnwindAccount.CloseOnly(
        found.position().value(),
        found.symbol(),
        found.qty().toString(),
        found.reason().name(),
        found.reason().meaning());
  }

  private static UnwindAccount.ParkedReport parked(ParkedReports.Parked report) {
    return new UnwindAccount.ParkedReport(
        report.id(),
        report.venue(),
        report.orderKey(),
        report.orderId(),
        report.kind(),
        report.execId(),
        plain(report.qty()),
        plain(report.price()),
        report.reportedAt(),
        report.parkedAt(),
        report.why());
  }

  private static @Nullable String plain(@Nullable BigDecimal number) {
    return number == null ? null : number.stripTrailingZeros().toPlainString();
  }

  public static UnwindAccount.TradingState tradingState(Account.Latch latch) {
    return new UnwindAccount.TradingState(
        latch.state().name(), latch.by(), latch.reason(), latch.at());
  }

  /**
   * Without a quote the market figures are absent.
   *
   * @param now null in the log, which says nothing of what has become of contracts since
   */
  public static UnwindPosition position(
      Position position,
      @Nullable Instrument instrument,
      @Nullable Quote quote,
      @Nullable Instant now) {
    Money value =
        instrument == null || quote == null
            ? null
            : position.qty().at(quote.last()).times(instrument.multiplier());
    Money unrealized =
        instrument == null || value == null
            ? null
            : value.minus(position.cost().times(instrument.multiplier()));
    return new UnwindPosition(
        position.id().value(),
        position.uid(),
        symbol(instrument, position.instrumentId()),
        position.side().name(),
        position.qty().toString(),
        position.held().toString(),
        position.available().toString(),
        position.entryPrice().toString(),
        position.cost().toString(),
        position.realizedPl().toString(),
        quote == null ? null : quote.last().toString(),
        text(value),
        text(unrealized),
        position.liveItem() == null ? null : position.liveItem().value(),
        position.externalId(),
        position.openedAt(),
        position.updatedAt(),
        position.closedAt(),
        text(position.closedBy()),
        instrument != null && now != null && instrument.hasExpired(now) ? true : null);
  }

  public static UnwindOrder order(Order order, @Nullable Instrument instrument) {
    Trail trail = order.terms().trail();
    return new UnwindOrder(
        order.id().value(),
        order.terms().uid(),
        order.terms().clientOrderId(),
        symbol(instrument, order.instrumentId()),
        order.side().name(),
        order.terms().type().name(),
        order.terms().timeInForce().name(),
        order.shownStatus().name(),
        order.qty().toString(),
        order.filledQty().toString(),
        text(order.averagePrice()),
        text(order.terms().limitPrice()),
        text(order.terms().currentStop()),
        trail == null ? null : text(trail.offset()),
        trail == null || trail.percent() == null ? null : trail.percent().toPlainString(),
        trail == null ? null : text(trail.mark()),
        text(order.reason()),
        message(order.reason(), order.reasonText()),
        order.actor(),
        order.dialect(),
        order.times().submittedAt(),
        order.times().updatedAt());
  }

  public static UnwindFill fill(Fill fill, @Nullable Instrument instrument) {
    return new UnwindFill(
        fill.id(),
        fill.uid(),
        fill.orderId().value(),
        fill.positionId().value(),
        symbol(instrument, fill.instrumentId()),
        fill.side().name(),
        fill.qty().toString(),
        fill.price().toString(),
        fill.cashEffect().toString(),
        fill.realizedPl().toString(),
        fill.positionQty().toString(),
        fill.late(),
        fill.venue(),
        fill.execId(),
        fill.executedAt(),
        fill.bookedAt(),
        fill.settledAt());
  }

  /** A liquidation without its items. */
  public static UnwindLiquidation liquidation(Liquidation liquidation) {
    return liquidation(liquidation, null, null, null);
  }

  public static UnwindLiquidation liquidation(
      Liquidation liquidation,
      @Nullable List<UnwindLiquidation.Item> items,
      @Nullable Long nextItemsAfter,
      @Nullable List<String> notHeld) {
    Liquidation.ItemCounts counts = liquidation.items();
    return new UnwindLiquidation(
        liquidation.uid(),
        liquidation.accountId().value(),
        liquidation.dialect(),
        liquidation.actor(),
        liquidation.requestId(),
        liquidation.scope().name(),
        liquidation.amount() instanceof CloseAmount.Units units ? units.qty().toString() : null,
        liquidation.amount() instanceof CloseAmount.Percentage percentage
            ? percentage.percent().stripTrailingZeros().toPlainString()
            : null,
        liquidation.amount() instanceof CloseAmount.Target target
            ? target.remaining().toString()
            : null,
        liquidation.cancelOrders(),
        liquidation.heldPolicy().name(),
        liquidation.clientOrderId(),
        liquidation.status().name(),
        text(liquidation.reason()),
        message(liquidation.reason(), null),
        new UnwindLiquidation.Counts(
            counts.total(),
            counts.open(),
            counts.filled(),
            counts.partiallyFilled(),
            counts.canceled(),
            counts.failed()),
        liquidation.executedValue().toString(),
        text(liquidation.proceeds()),
        liquidation.cancelRequested(),
        liquidation.createdAt(),
        liquidation.updatedAt(),
        liquidation.endedAt(),
        liquidation.settledAt(),
        items,
        nextItemsAfter,
        notHeld == null || notHeld.isEmpty() ? null : notHeld,
        liquidation.tags().get(LiquidationTags.REASON),
        liquidation.tags().get(LiquidationTags.CLIENT_REFERENCE),
        liquidation.tags().get(LiquidationTags.ACT),
        UnwindConduct.of(liquidation.conduct()),
        liquidation.deadlineAt());
  }

  /**
   * One item with its closing orders.
   *
   * @param uids of the orders that block it, as far as they are known
   */
  public static UnwindLiquidation.Item item(
      LiquidationItem item,
      @Nullable Instrument instrument,
      List<Order> orders,
      Map<OrderId, UUID> uids) {
    return new UnwindLiquidation.Item(
        item.id().value(),
        item.positionId().value(),
        symbol(instrument, item.instrumentId()),
        item.positionQty().toString(),
        // The ledger has one state for what is to be sized later; whoever looks waits for a step.
        (item.isPaused() ? ItemStatus.WAITING : item.status()).name(),
        item.qty().toString(),
        item.filledQty().toString(),
        item.filledQty().isZero() ? null : item.filledValue().per(item.filledQty()).toString(),
        item.cashEffect().toString(),
        item.attempt(),
        orders.stream().map(order -> order(order, instrument)).toList(),
        text(item.reason()),
        message(item.reason(), item.reasonText()),
        blocked(item.blocked(), uids),
        item.createdAt(),
        item.updatedAt(),
        item.endedAt(),
        item.progress() == null ? null : steps(item.progress(), item.hasEnded()));
  }

  private static UnwindLiquidation.Steps steps(Progress progress, boolean ended) {
    Progress.Pause pause = ended ? null : progress.pause();
    return new UnwindLiquidation.Steps(
        progress.begun(),
        ended ? null : progress.dueAt(),
        text(progress.from()),
        pause == null ? null : pause.name(),
        pause == null ? null : pause.meaning());
  }

  private static UnwindLiquidation.@Nullable Blocked blocked(
      LiquidationItem.@Nullable Blocked blocked, Map<OrderId, UUID> uids) {
    if (blocked == null) {
      return null;
    }
    return new UnwindLiquidation.Blocked(
        blocked.existing().toString(),
        blocked.held().toString(),
        blocked.available().toString(),
        blocked.orders().stream()
            .map(id -> new UnwindLiquidation.OrderRef(id.value(), uids.get(id)))
            .toList());
  }

  static UnwindQuote quote(Instrument instrument, Quote quote) {
    return new UnwindQuote(
        instrument.symbol(),
        quote.last().toString(),
        text(quote.bid()),
        text(quote.ask()),
        text(quote.previousClose()),
        quote.at());
  }

  private static String symbol(@Nullable Instrument instrument, InstrumentId id) {
    return instrument == null ? id.toString() : instrument.symbol();
  }

  private static @Nullable String message(@Nullable Reason reason, @Nullable String text) {
    if (text != null || reason == null) {
      return text;
    }
    return reason.meaning();
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
