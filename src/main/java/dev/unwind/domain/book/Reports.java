// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.calendar.BusinessDays;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.FillBuilder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.order.VenueAction;
import dev.unwind.domain.position.ClosedBy;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.position.PositionArithmetic;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.domain.value.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Books execution reports: any order, any multiplicity, the same books (I15); a fill is never
 * dropped (I14).
 */
final class Reports {
  private final AccountBook book;
  private final BookState state;
  private final BookContext context;
  private final OthersOrders others;

  Reports(AccountBook book) {
    this.book = book;
    state = book.state;
    context = book.context;
    others = new OthersOrders(book);
  }

  List<ExecutionReport> record(List<ExecutionReport> reports) {
    List<ExecutionReport> unknown = new ArrayList<>();
    for (ExecutionReport report : reports) {
      if (report instanceof ExecutionReport.Entered entered) {
        others.entered(entered);
        continue;
      }
      OrderId id = state.keys.get(report.orderKey());
      Order order = id == null ? null : state.orders.get(id);
      boolean isKnown =
          order != null
              && (!(report instanceof ExecutionReport.Corrected corrected)
                  || book.reconciling().correct(order, corrected));
      if (order == null || !isKnown) {
        unknown.add(report);
      } else {
        record(order, report);
      }
    }
    return unknown;
  }

  boolean setAside(ExecutionReport report) {
    OrderId id = state.keys.get(report.orderKey());
    Order order = id == null ? null : state.orders.get(id);
    if (order != null
        && report instanceof ExecutionReport.Trade trade
        && trade.cumQty().isMoreThan(order.reportedQty())) {
      state.put(order.at(context.now(), to -> to.reportedQty(trade.cumQty())));
      book.refreshHolds(order);
    }
    return order != null;
  }

  private void record(Order order, ExecutionReport report) {
    if (report instanceof ExecutionReport.Trade trade) {
      trade(order, trade);
    } else if (report instanceof ExecutionReport.Working) {
      working(order);
    } else if (report instanceof ExecutionReport.Canceled canceled) {
      ended(order, OrderStatus.CANCELED, canceled.cumQty(), cancelReason(order), canceled.text());
    } else if (report instanceof ExecutionReport.Expired expired) {
      ended(order, OrderStatus.EXPIRED, expired.cumQty(), Reason.ORDER_EXPIRED, null);
    } else if (report instanceof ExecutionReport.Rejected rejected) {
      ExecutionReport.Stated stated = rejected.stated();
      if (stated != null && !order.status().isTerminal()) {
        book.reconciling().noteShortfall(order.instrumentId(), stated.ledger(), stated.venue());
      }
      ended(order, OrderStatus.REJECTED, Quantity.ZERO, rejected.reason(), rejected.text());
    } else if (report instanceof ExecutionReport.CancelRejected rejected) {
      cancelRejected(order, rejected);
    } else if (report instanceof ExecutionReport.Replaced replaced) {
      replaced(order, replaced.newKey());
    } else if (report instanceof ExecutionReport.ReplaceRejected rejected) {
      replaceRejected(order, rejected.newKey(), rejected.text());
    }
  }

  /** A cancel that we asked for keeps our reason; any other is the venue's own. */
  private static Reason cancelReason(Order order) {
    Reason asked = order.reason();
    return order.status() == OrderStatus.PENDING_CANCEL && asked != null
        ? asked
        : Reason.VENUE_CANCELED;
  }

  private void working(Order order) {
    boolean released = order.status() == OrderStatus.HELD && order.isOfOthers();
    if (released
        || order.status() == OrderStatus.PENDING_NEW
        || order.status() == OrderStatus.ACCEPTED) {
      Order next =
          state.put(order.at(context.now(), to -> to.status(OrderStatus.NEW).action(null)));
      state.event(EventKind.ORDER_NEW, next);
      if (released) {
        book.refreshHolds(next);
      }
      book.closing().processing(next);
    }
  }

  private void trade(Order known, ExecutionReport.Trade trade) {
    if (state.bookedExecutions.contains(trade.venue() + "/" + trade.execId())) {
      return;
    }
    working(known);
    Order order = Objects.requireNonNull(state.orders.get(known.id()));
    book.closing().processing(order);
    Instant now = context.now();
    Instrument instrument = context.instrument(order.instrumentId());
    boolean late = order.status().isTerminal();
    Position before = positionOf(order);
    PositionArithmetic.Outcome outcome =
        PositionArithmetic.apply(
            before,
            instrument,
            state.account.currencyUnit(),
            order.side(),
            trade.qty(),
            trade.price(),
            context.sessions().tradeDate(instrument, trade.at()),
            now);
    if (outcome.opened() && before.netting()) {
      if (!before.isFlat()) {
        state.episodeEnded(before.closed(now, ClosedBy.ORDER));
      } else if (before.closedAt() != null) {
        state.episodeEnded(before);
      }
    }
    Quantity filled = order.filledQty().plus(trade.qty());
    Money value = order.filledValue().plus(trade.qty().at(trade.price()));
    boolean complete = filled.compareTo(order.qty()) >= 0;
    OrderStatus status = statusAfterTrade(order, complete);
    boolean flips = others.isFlippedByOthers(order, trade, before, outcome.position());
    Order next =
        state.put(
            order.at(
                now,
                to -> {
                  to.filledQty(filled).filledValue(value).status(status);
                  to.reportedQty(order.reportedQty().max(trade.cumQty()).max(filled));
                  if (status == OrderStatus.FILLED) {
                    to.times(order.times().reached(status, now)).action(null).pending(null);
                    to.reason(flips ? Reason.FLIPPED_BY_OTHERS : null).reasonText(null);
                  }
                }));
    Position position = outcome.position();
    if (position.isFlat()) {
      position =
          position.closed(now, order.isLiquidation() ? ClosedBy.LIQUIDATION : ClosedBy.ORDER);
    }
    position = position.withHeld(position.held().min(position.qty().abs()));
    state.put(position);
    state.setAccount(state.account.with(to -> to.cash(to.cash().plus(outcome.cashEffect()))));
    Fill fill = fill(next, trade, outcome, position, late);
    state.add(fill);
    LiquidationId liquidationId = order.liquidationId();
    book.closing().traded(next, trade.qty(), trade.qty().at(trade.price()), outcome.cashEffect());
    Liquidation liquidation = liquidationId == null ? null : state.liquidations.get(liquidationId);
    book.refreshHolds(order);
    state.fillEvent(next, fill, state.position(position.id()), liquidation);
    book.pairs().traded(next, trade.qty());
    if (next.ocoGroup() != null) {
      // Its other legs reserve less now.
      book.refreshHolds(next);
    }
    if (flips) {
      others.flipped(state.position(position.id()));
    }
    cancelOrphans(before, state.position(position.id()), next);
    if (next.status().isTerminal()) {
      book.afterFinal(next);
    } else {
      book.closing().recheckWaiting(next);
    }
  }

  /** Exits whose position is gone would open another one; a pair's own leg ends with the pair. */
  void cancelOrphans(Position before, Position after, @Nullable Order traded) {
    if (!before.netting() || before.qty().signum() == after.qty().signum()) {
      return;
    }
    for (Order order : List.copyOf(state.openOrders(after.instrumentId()))) {
      boolean wasExit =
          order.parentId() != null
              && order.status() != OrderStatus.HELD
              && before.isReducedBy(order.side());
      if (wasExit
          && order.isOpen()
          && order.status() != OrderStatus.PENDING_CANCEL
          && !isWith(traded, order)
          && !after.isReducedBy(order.side())) {
        book.requestCancel(order, Reason.POSITION_NOT_FOUND);
      }
    }
  }

  private static boolean isWith(@Nullable Order traded, Order order) {
    return traded != null
        && (order.id().equals(traded.id())
            || (order.ocoGroup() != null && order.ocoGroup().equals(traded.ocoGroup())));
  }

  private static OrderStatus statusAfterTrade(Order order, boolean complete) {
    if (order.status().isTerminal()) {
      return order.status();
    }
    if (complete && order.pending() == null) {
      return OrderStatus.FILLED;
    }
    return switch (order.status()) {
      case PENDING_CANCEL, PENDING_REPLACE -> order.status();
      case HELD,
          ACCEPTED,
          PENDING_NEW,
          NEW,
          PARTIALLY_FILLED,
          FILLED,
          CANCELED,
          REJECTED,
          EXPIRED ->
          OrderStatus.PARTIALLY_FILLED;
    };
  }

  /** A working order has traded so much more than was told, or less. */
  Order tradedOtherwise(Order order, Quantity change, Money value) {
    Quantity filled = order.filledQty().plus(change).max(Quantity.ZERO);
    boolean complete = filled.compareTo(order.qty()) >= 0;
    boolean isNew = filled.isZero() && order.status() == OrderStatus.PARTIALLY_FILLED;
    OrderStatus status = isNew ? OrderStatus.NEW : statusAfterCorrection(order, complete);
    return state.put(
        order.at(
            context.now(),
            to -> {
              to.filledQty(filled).filledValue(order.filledValue().plus(value)).status(status);
              to.reportedQty(order.reportedQty().plus(change).max(filled));
              if (status == OrderStatus.FILLED) {
                to.times(order.times().reached(status, context.now())).action(null).pending(null);
                to.reason(null).reasonText(null);
              }
            }));
  }

  private static OrderStatus statusAfterCorrection(Order order, boolean complete) {
    return complete ? statusAfterTrade(order, true) : order.status();
  }

  private Position positionOf(Order order) {
    PositionId id = order.positionId();
    if (id != null) {
      return state.position(id);
    }
    return state.nettingPositionOr(order.instrumentId(), order.id());
  }

  private Fill fill(
      Order order,
      ExecutionReport.Trade trade,
      PositionArithmetic.Outcome outcome,
      Position position,
      boolean late) {
    return FillBuilder.builder()
        .id(context.ids().fill())
        .accountId(state.account.id())
        .orderId(order.id())
        .version(order.terms().version())
        .instrumentId(order.instrumentId())
        .positionId(position.id())
        .liquidationId(order.liquidationId())
        .venue(trade.venue())
        .execId(trade.execId())
        .uid(Fill.uid(trade.venue(), trade.execId()))
        .side(order.side())
        .qty(trade.qty())
        .price(trade.price())
        .cashEffect(outcome.cashEffect())
        .realizedPl(outcome.realizedPl())
        .orderFilledQty(order.filledQty())
        .orderLeavesQty(order.leaves())
        .positionQty(position.qty())
        .late(late)
        .executedAt(trade.at())
        .bookedAt(state.nextAt())
        .settlesAt(
            state.account.settles()
                ? BusinessDays.after(context.now(), context.settings().settlementDelay())
                : null)
        .build();
  }

  private void ended(
      Order order, OrderStatus status, Quantity cumQty, Reason reason, @Nullable String text) {
    Order reported =
        cumQty.isMoreThan(order.reportedQty())
            ? state.put(order.at(context.now(), to -> to.reportedQty(cumQty)))
            : order;
    if (reported.status().isTerminal()) {
      return;
    }
    book.finish(reported, status, reason, text == null || text.isEmpty() ? null : text);
  }

  /**
   * A refusal that is older than the order's last change answers an earlier cancel, and may be a
   * repetition; were it the answer after all, the cancel is repeated and refused anew.
   */
  private void cancelRejected(Order order, ExecutionReport.CancelRejected report) {
    if (order.status() != OrderStatus.PENDING_CANCEL
        || !report.at().isAfter(order.times().updatedAt())) {
      return;
    }
    OrderStatus back = order.filledQty().isZero() ? OrderStatus.NEW : OrderStatus.PARTIALLY_FILLED;
    // The cancel took the place of what was asked before, which may never have been told.
    boolean replaces = order.pending() != null;
    Order next =
        state.put(
            order.at(
                context.now(),
                to -> {
                  to.reason(null).reasonText(report.text());
                  to.status(replaces ? OrderStatus.PENDING_REPLACE : back);
                  to.action(replaces ? VenueAction.REPLACE : null);
                  to.leaseEpoch(replaces ? order.leaseEpoch() + 1 : order.leaseEpoch());
                }));
    state.event(EventKind.ORDER_CANCEL_REJECTED, next);
    book.refreshHolds(order);
    book.closing().recheckWaiting(order);
  }

  private void replaced(Order order, UUID newKey) {
    OrderTerms pending = order.pending();
    if (pending == null || !pending.uid().equals(newKey) || order.status().isTerminal()) {
      return;
    }
    OrderStatus status =
        order.status() == OrderStatus.PENDING_CANCEL
            ? OrderStatus.PENDING_CANCEL
            : order.filledQty().isZero() ? OrderStatus.NEW : OrderStatus.PARTIALLY_FILLED;
    boolean complete = order.filledQty().compareTo(pending.qty()) >= 0;
    Order next = replacementEnds(order.withTerms(pending), complete ? OrderStatus.FILLED : status);
    state.version(next.id(), order.terms(), BookChanges.VersionState.REPLACED, false);
    state.version(next.id(), pending, BookChanges.VersionState.LIVE, false);
    state.event(EventKind.ORDER_REPLACED, next);
    book.refreshHolds(order);
    if (complete) {
      book.afterFinal(next);
    } else {
      book.closing().recheckWaiting(next);
    }
  }

  private void replaceRejected(Order order, UUID newKey, String text) {
    OrderTerms pending = order.pending();
    if (pending == null || !pending.uid().equals(newKey) || order.status().isTerminal()) {
      return;
    }
    boolean complete = order.filledQty().compareTo(order.qty()) >= 0;
    OrderStatus back =
        order.status() == OrderStatus.PENDING_CANCEL
            ? OrderStatus.PENDING_CANCEL
            : order.filledQty().isZero() ? OrderStatus.NEW : OrderStatus.PARTIALLY_FILLED;
    Order next = replacementEnds(order.withReasonText(text), complete ? OrderStatus.FILLED : back);
    state.version(next.id(), pending, BookChanges.VersionState.REFUSED, false);
    state.event(EventKind.ORDER_REPLACE_REJECTED, next);
    book.refreshHolds(order);
    if (complete) {
      book.afterFinal(next);
    } else {
      book.closing().recheckWaiting(next);
    }
  }

  /** Nothing is asked of the venue any more but what else was; {@code FILLED} is final. */
  private Order replacementEnds(Order order, OrderStatus status) {
    return state.put(
        order.at(
            context.now(),
            to -> {
              to.pending(null).status(status);
              if (status == OrderStatus.FILLED) {
                to.times(order.times().reached(status, context.now())).action(null);
              } else if (order.action() == VenueAction.REPLACE) {
                to.action(null);
              }
            }));
  }
}
