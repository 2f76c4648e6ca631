// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.order;

import dev.unwind.application.market.Market;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.venue.CloseAs;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which orders of the day may go out now, and what closes are before and after the regular session,
 * where they trade then: limits, for nothing else is taken.
 */
public final class ExtendedHours {
  private final CloseAs closeAs;
  private final Sessions sessions;
  private final Market market;
  private final InstantSource clock;

  public ExtendedHours(CloseAs closeAs, Sessions sessions, Market market, InstantSource clock) {
    this.closeAs = closeAs;
    this.sessions = sessions;
    this.market = market;
    this.clock = clock;
  }

  /**
   * What one goes out as.
   *
   * @param price null where there is no quote to take it from
   */
  public record Limit(@Nullable Price price) {}

  /** The limits of those that go out so now, by their keys. */
  public Uni<Map<UUID, Limit>> limits(
      List<VenueOrder> orders, Map<InstrumentId, Instrument> instruments) {
    Instant now = clock.instant();
    List<VenueOrder> meant =
        orders.stream()
            .filter(order -> isMeant(order, instruments.get(order.instrument()), now))
            .toList();
    Set<InstrumentId> priced = new HashSet<>();
    meant.stream()
        .filter(order -> order.limitPrice() == null)
        .forEach(order -> priced.add(order.instrument()));
    return (priced.isEmpty()
            ? Uni.createFrom().item(Map.<InstrumentId, Quote>of())
            : market.quotes(priced))
        .map(
            quotes -> {
              Map<UUID, Limit> limits = new HashMap<>();
              for (VenueOrder order : meant) {
                limits.put(order.key(), limit(order, instruments, quotes));
              }
              return limits;
            });
  }

  private Limit limit(
      VenueOrder order,
      Map<InstrumentId, Instrument> instruments,
      Map<InstrumentId, Quote> quotes) {
    Instrument instrument = instruments.get(order.instrument());
    Quote quote = quotes.get(order.instrument());
    if (order.limitPrice() != null || instrument == null || quote == null) {
      return new Limit(order.limitPrice());
    }
    return new Limit(closeAs.limit(order.side(), quote, instrument.priceIncrement()));
  }

  /** The keys of those that must not go out now. */
  public Set<UUID> shut(List<VenueOrder> orders, Map<InstrumentId, Instrument> instruments) {
    Instant now = clock.instant();
    return orders.stream()
        .filter(order -> isShut(order, instruments.get(order.instrument()), now))
        .map(VenueOrder::key)
        .collect(Collectors.toSet());
  }

  /** Whether an order of the day must not go out: when it would trade is not its day. */
  public boolean isShut(VenueOrder order, @Nullable Instrument instrument, Instant now) {
    Sessions hours = order.closes() ? sessions.closing() : sessions;
    return order.timeInForce() == TimeInForce.DAY
        && instrument != null
        && !hours.isOpen(instrument, now);
  }

  /** Whether it can go out as a limit of the extended session alone. */
  public boolean isMeant(VenueOrder order, @Nullable Instrument instrument, Instant now) {
    return closeAs.isLimit()
        && order.closes()
        && (order.type() == OrderType.MARKET || order.type() == OrderType.LIMIT)
        && order.timeInForce() == TimeInForce.DAY
        && instrument != null
        && instrument.assetClass() == AssetClass.US_EQUITY
        && !sessions.isOpen(instrument, now)
        && sessions.closing().isOpen(instrument, now);
  }
}
