// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import dev.unwind.application.ledger.PositionEpisode;
import dev.unwind.application.ledger.PositionHistory;
import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Side;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes NeuraTrade's records of the ledger's. Decimals are strings without trailing zeros, times
 * RFC 3339 UTC in microseconds.
 */
final class NeuratradeMapping {
  /** Tags of an order: what the caller said and must read again. */
  static final String TAG_EXCHANGE = "exchange";

  static final String TAG_SYMBOL = "symbol";
  static final String TAG_PRICE = "price";

  private static final String OPEN = "OPEN";
  private static final String CLOSED = "CLOSED";

  private NeuratradeMapping() {}

  static Map<String, String> tags(NeuratradeRequest.Place request) {
    return Map.of(
        TAG_EXCHANGE, request.exchange(),
        TAG_SYMBOL, request.symbol(),
        TAG_PRICE, request.price().toString());
  }

  static NeuratradePosition position(PositionEpisode episode, Instrument instrument) {
    PositionEpisode.Opening opening = episode.opening();
    return new NeuratradePosition(
        NeuratradeNames.position(episode),
        NeuratradeNames.order(episode),
        exchange(episode, instrument),
        symbol(opening == null ? Map.of() : opening.tags(), instrument),
        episode.openedQty().signum() < 0 ? Side.SELL.name() : Side.BUY.name(),
        episode.openedQty().abs().toString(),
        entryPrice(episode).toString(),
        episode.state().name(),
        time(episode.openedAt()),
        time(episode.updatedAt()));
  }

  /** The symbol as its owner spelled it, where an order of theirs opened the position. */
  static String symbol(PositionEpisode episode, Instrument instrument) {
    PositionEpisode.Opening opening = episode.opening();
    return symbol(opening == null ? Map.of() : opening.tags(), instrument);
  }

  private static String symbol(Map<String, String> tags, Instrument instrument) {
    return tags.getOrDefault(TAG_SYMBOL, instrument.symbol());
  }

  private static String exchange(PositionEpisode episode, Instrument instrument) {
    String given = episode.exchange();
    return given == null ? instrument.exchange() : given;
  }

  private static Price entryPrice(PositionEpisode episode) {
    PositionEpisode.Opening opening = episode.opening();
    Price asked = opening == null ? null : opening.limitPrice();
    return episode.entryPrice().isPositive() || asked == null ? episode.entryPrice() : asked;
  }

  /**
   * @param opened the position that it has opened or added to; null where there is none
   */
  static NeuratradeOrder order(
      Order order, @Nullable PositionEpisode opened, Instrument instrument) {
    String price = order.tags().get(TAG_PRICE);
    Price limit = order.terms().limitPrice();
    return new NeuratradeOrder(
        order.terms().clientOrderId(),
        opened == null ? "" : NeuratradeNames.position(opened),
        order.tags().getOrDefault(TAG_EXCHANGE, instrument.exchange()),
        symbol(order.tags(), instrument),
        order.side().name(),
        order.terms().type() == OrderType.MARKET ? OrderType.MARKET.name() : OrderType.LIMIT.name(),
        order.qty().toString(),
        price != null ? price : limit == null ? "0" : limit.toString(),
        status(order, opened),
        time(order.times().createdAt()),
        time(order.times().updatedAt()));
  }

  /**
   * An order is OPEN as long as its position; CANCELED where it ended without a fill, unless a
   * liquidation of the position has ended it.
   */
  static String status(Order order, @Nullable PositionEpisode opened) {
    if (!order.isOpen() && order.filledQty().isZero()) {
      return order.reason() == Reason.CANCELED_FOR_LIQUIDATION ? CLOSED : "CANCELED";
    }
    return opened == null || opened.state() == PositionEpisode.State.OPEN ? OPEN : CLOSED;
  }

  static NeuratradeData.Snapshot snapshot(
      PositionHistory.Snapshot snapshot, List<NeuratradePosition> positions) {
    Instant at = snapshot.at().truncatedTo(ChronoUnit.MICROS);
    long nanos =
        Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
    return new NeuratradeData.Snapshot(
        "snap-" + nanos,
        time(at),
        snapshot.total(),
        snapshot.open(),
        snapshot.total() - snapshot.open(),
        positions);
  }

  /** The state that a list's filter asks for; empty where it is none, so that nothing matches. */
  static Optional<PositionEpisode.State> state(String filter) {
    for (PositionEpisode.State state : PositionEpisode.State.values()) {
      if (state.name().equalsIgnoreCase(filter.strip())) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }

  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).toString();
  }
}
