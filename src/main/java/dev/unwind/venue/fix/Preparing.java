// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.application.market.Market;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.venue.fix.OutgoingMessages.Terms;
import dev.unwind.venue.fix.session.FixSettings;
import io.smallrye.mutiny.Uni;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What orders become at the venue: named as it names them, and priced where it wants a price. */
final class Preparing {
  private final FixSettings settings;
  private final Market market;
  private final OutgoingMessages messages;
  private final Channel channel;

  Preparing(FixSettings settings, Market market, OutgoingMessages messages, Channel channel) {
    this.settings = settings;
    this.market = market;
    this.messages = messages;
    this.channel = channel;
  }

  /** An order with what it becomes at the venue, or why it goes nowhere. */
  record Prepared(
      VenueOrder order,
      @Nullable Standing standing,
      @Nullable Terms terms,
      @Nullable VenueOutcome not) {}

  Uni<Map<UUID, Prepared>> of(List<VenueOrder> batch) {
    Set<InstrumentId> ids = new HashSet<>();
    Set<InstrumentId> priced = new HashSet<>();
    for (VenueOrder order : batch) {
      ids.add(order.instrument());
      if (order.type() == OrderType.MARKET && settings.closeAs().isLimit()) {
        priced.add(order.instrument());
      }
    }
    return market
        .byIds(ids)
        .chain(
            instruments ->
                (priced.isEmpty()
                        ? Uni.createFrom().item(Map.<InstrumentId, Quote>of())
                        : market.quotes(priced))
                    .map(
                        quotes -> {
                          Map<UUID, Prepared> all = new ConcurrentHashMap<>();
                          for (VenueOrder order : batch) {
                            all.put(
                                order.key(),
                                prepared(
                                    order,
                                    instruments.get(order.instrument()),
                                    quotes.get(order.instrument())));
                          }
                          return all;
                        }));
  }

  private Prepared prepared(
      VenueOrder order, @Nullable Instrument instrument, @Nullable Quote quote) {
    String fault = messages.fault(order, instrument);
    if (fault != null || instrument == null) {
      return new Prepared(order, null, null, new VenueOutcome.Refused(String.valueOf(fault)));
    }
    if (!channel.isUp()) {
      return new Prepared(order, null, null, new VenueOutcome.NotTold("the session is down"));
    }
    Terms terms = new Terms(order.type(), order.limitPrice(), order.stopPrice());
    if (order.type() == OrderType.MARKET && settings.closeAs().isLimit()) {
      if (quote == null) {
        return new Prepared(order, null, null, new VenueOutcome.NotTold("there is no quote"));
      }
      terms =
          new Terms(
              OrderType.LIMIT,
              settings.closeAs().limit(order.side(), quote, instrument.priceIncrement()),
              null);
    }
    return new Prepared(order, messages.draft(order, instrument, null), terms, null);
  }
}
