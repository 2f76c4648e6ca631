// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.stream;

import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.market.Market;
import dev.unwind.dialect.alpaca.AlpacaOrder;
import dev.unwind.dialect.alpaca.AlpacaOrders;
import dev.unwind.dialect.alpaca.AlpacaWords;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.BookChanges.VersionState;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.TradeCorrection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Entries of the event log as trade updates, for both streams. */
@ApplicationScoped
public class TradeUpdates {
  private static final Map<EventKind, String> WORDS =
      Map.ofEntries(
          Map.entry(EventKind.ORDER_HELD, "held"),
          Map.entry(EventKind.ORDER_ACCEPTED, "accepted"),
          Map.entry(EventKind.ORDER_PENDING_NEW, "pending_new"),
          Map.entry(EventKind.ORDER_NEW, "new"),
          Map.entry(EventKind.ORDER_PENDING_CANCEL, "pending_cancel"),
          Map.entry(EventKind.ORDER_CANCELED, "canceled"),
          Map.entry(EventKind.ORDER_CANCEL_REJECTED, "order_cancel_rejected"),
          Map.entry(EventKind.ORDER_PENDING_REPLACE, "pending_replace"),
          Map.entry(EventKind.ORDER_REPLACED, "replaced"),
          Map.entry(EventKind.ORDER_REPLACE_REJECTED, "order_replace_rejected"),
          Map.entry(EventKind.ORDER_REJECTED, "rejected"),
          Map.entry(EventKind.ORDER_EXPIRED, "expired"));

  private final LedgerReader reader;
  private final Market market;

  TradeUpdates(LedgerReader reader, Market market) {
    this.reader = reader;
    this.market = market;
  }

  /**
   * An update with its place in the log.
   *
   * @param at exactly when it was written down
   */
  record Placed(EventIds.Place place, Instant at, AlpacaTradeUpdate update) {}

  /** What an entry says: nothing, one update, or two where an order took another's place. */
  Uni<List<Placed>> of(AccountScope scope, LedgerEvent event) {
    Order order = event.order();
    if (order == null || word(event) == null) {
      return Uni.createFrom().item(List.of());
    }
    return market
        .byIds(Set.of(order.instrumentId()))
        .chain(known -> of(scope, event, order, known.get(order.instrumentId())));
  }

  private Uni<List<Placed>> of(
      AccountScope scope, LedgerEvent event, Order order, @Nullable Instrument instrument) {
    if (instrument == null) {
      return Uni.createFrom().item(List.of());
    }
    if (order.terms().version() == 1) {
      return Uni.createFrom().item(List.of(placed(event, 0, AlpacaOrders.live(order, instrument))));
    }
    return reader.order(scope, order.id()).map(found -> replaced(event, order, instrument, found));
  }

  /** An order with earlier versions: their ids are not in the entry. */
  private static List<Placed> replaced(
      LedgerEvent event, Order order, Instrument instrument, Optional<OrderRecord> found) {
    OrderTerms before = found.map(r -> before(r, order.terms().version())).orElse(null);
    UUID replaces = before == null ? null : before.uid();
    AlpacaOrder present = AlpacaOrders.live(order, instrument, replaces);
    if (event.kind() != EventKind.ORDER_REPLACED || before == null) {
      return List.of(placed(event, 0, present));
    }
    AlpacaOrder old = AlpacaOrders.replaced(order, before, instrument, event.at());
    return List.of(placed(event, 0, old), placed(event, 1, present));
  }

  private static @Nullable OrderTerms before(OrderRecord found, int version) {
    OrderTerms before = null;
    for (OrderRecord.Version each : found.versions()) {
      if (each.state() == VersionState.REPLACED && each.terms().version() < version) {
        before = each.terms();
      }
    }
    return before;
  }

  private static Placed placed(LedgerEvent event, int part, AlpacaOrder order) {
    Fill fill = event.fill();
    TradeCorrection correction = correction(event);
    if (fill != null && correction != null) {
      return corrected(event, fill, correction, order);
    }
    String word = part == 1 ? "new" : String.valueOf(word(event));
    return new Placed(
        new EventIds.Place(event.seq(), part),
        event.at(),
        new AlpacaTradeUpdate(
            AlpacaWords.timestamp(event.at()),
            word,
            EventIds.of(event.at(), event.seq(), part),
            fill == null ? null : fill.uid(),
            null,
            order,
            fill == null ? null : fill.positionQty().toString(),
            fill == null ? null : fill.price().toString(),
            fill == null ? null : fill.qty().toString(),
            AlpacaWords.timestamp(fill == null ? event.at() : fill.bookedAt())));
  }

  /** A correction is another execution, which names the one that it takes the place of. */
  private static Placed corrected(
      LedgerEvent event, Fill fill, TradeCorrection correction, AlpacaOrder order) {
    boolean isGone = correction.qty().isZero();
    Position position = event.position();
    return new Placed(
        new EventIds.Place(event.seq(), 0),
        event.at(),
        new AlpacaTradeUpdate(
            AlpacaWords.timestamp(event.at()),
            String.valueOf(word(event)),
            EventIds.of(event.at(), event.seq(), 0),
            Fill.uid(fill.venue(), correction.execId()),
            fill.uid(),
            order,
            position == null ? null : position.qty().toString(),
            correction.price().toString(),
            (isGone ? fill.qty() : correction.qty()).toString(),
            AlpacaWords.timestamp(event.at())));
  }

  private static @Nullable TradeCorrection correction(LedgerEvent event) {
    return event.adjustment() == null ? null : event.adjustment().correction();
  }

  /** The event's name; null for entries that are not about an order. */
  private static @Nullable String word(LedgerEvent event) {
    TradeCorrection correction = correction(event);
    if (correction != null) {
      return correction.qty().isZero() ? "trade_bust" : "trade_correct";
    }
    if (event.kind() == EventKind.FILL) {
      Order order = event.order();
      boolean whole = order != null && order.status() == OrderStatus.FILLED;
      return whole ? "fill" : "partial_fill";
    }
    return WORDS.get(event.kind());
  }
}
