// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.PositionId;
import java.util.List;
import java.util.Set;

/** Ends a position in a contract that trades no more, without a venue. */
final class ExpirySettlement {
  /** Stands for the venue in the fills that a settlement makes. */
  private static final String SOURCE = "settlement";

  private final AccountBook book;
  private final BookState state;
  private final BookContext context;

  ExpirySettlement(AccountBook book) {
    this.book = book;
    state = book.state;
    context = book.context;
  }

  Liquidation settle(PositionId id) {
    Position position = state.positions.get(id);
    if (position == null || position.isFlat()) {
      throw new DeniedException(Denial.of(Reason.POSITION_NOT_FOUND));
    }
    Instrument instrument = context.instrument(position.instrumentId());
    Quote quote = requireSettleable(position, instrument);
    Liquidation accepted =
        book.close(CloseRequest.one(position.instrumentId()).positions(Set.of(id)).build());
    Order closing =
        state.orders.values().stream()
            .filter(o -> accepted.id().equals(o.liquidationId()))
            .findFirst()
            .orElseThrow();
    book.record(
        List.of(
            new ExecutionReport.Trade(
                state.account.id(),
                closing.terms().uid(),
                SOURCE,
                closing.terms().uid().toString(),
                closing.qty(),
                quote.last(),
                closing.qty(),
                context.now())));
    return state.liquidation(accepted.id());
  }

  private Quote requireSettleable(Position position, Instrument instrument) {
    if (!instrument.hasExpired(context.now())) {
      throw Admission.denied(Reason.INSTRUMENT_NOT_EXPIRED, instrument);
    }
    if (position.liveItem() != null) {
      throw Admission.denied(Reason.POSITION_BEING_LIQUIDATED, instrument);
    }
    List<Order> open = state.openOrders(position).stream().toList();
    if (!open.isEmpty()) {
      throw new DeniedException(
          Admission.related(
              Denial.of(Reason.QUANTITY_HELD, "orders on it must be cancelled first")
                  .withSymbol(instrument.symbol())
                  .quantities(position.qty().abs(), position.qty().abs(), position.held()),
              open));
    }
    Quote quote = context.quotes().get(instrument.id());
    if (quote == null) {
      throw Admission.denied(Reason.QUOTE_MISSING, instrument);
    }
    return quote;
  }
}
