// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.order;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Side;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Orders in the broker's words. */
public final class OrderTexts {
  private OrderTexts() {}

  /** A moment; the ledger counts microseconds. */
  public static Optional<Instant> time(@Nullable String text) {
    return text == null || text.isEmpty()
        ? Optional.empty()
        : Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS));
  }

  /** Why the broker could not carry an order; null where it could. */
  public static @Nullable String fault(VenueOrder order, @Nullable Instrument instrument) {
    if (instrument == null) {
      return "the instrument is not known";
    }
    Trail trail = order.trail();
    if (trail != null && (trail.begins() != null || trail.step() != null)) {
      return "a trail that begins at a price or moves in steps is not known to this broker";
    }
    return switch (instrument.assetClass()) {
      case US_EQUITY, US_OPTION, CRYPTO ->
          switch (order.timeInForce()) {
            case DAY, GTC, IOC, FOK -> null;
            case GTD -> "an end of its own is not known to this broker";
          };
      default -> "instruments of this kind are not traded at this broker";
    };
  }

  public static JsonObject submission(VenueOrder order, Instrument instrument) {
    JsonObject json =
        new JsonObject()
            .put("symbol", instrument.symbol())
            .put("qty", order.qty().toString())
            .put("side", order.side() == Side.BUY ? "buy" : "sell")
            .put("type", order.type().name().toLowerCase(Locale.ROOT))
            .put("client_order_id", order.key().toString());
    return terms(json, order);
  }

  /** The same as a limit before or after the regular session. */
  public static JsonObject extended(VenueOrder order, Instrument instrument, Price limit) {
    return submission(order, instrument)
        .put("type", "limit")
        .put("limit_price", limit.toString())
        .put("extended_hours", true);
  }

  public static JsonObject replacement(VenueOrder order) {
    JsonObject json =
        terms(
            new JsonObject()
                .put("qty", order.qty().toString())
                .put("client_order_id", order.key().toString()),
            order);
    // There a new distance is one of the kind that the order has.
    for (String distance : List.of("trail_price", "trail_percent")) {
      Object value = json.remove(distance);
      if (value != null) {
        json.put("trail", value);
      }
    }
    return json;
  }

  private static JsonObject terms(JsonObject json, VenueOrder order) {
    json.put("time_in_force", order.timeInForce().name().toLowerCase(Locale.ROOT));
    if (order.limitPrice() != null) {
      json.put("limit_price", order.limitPrice().toString());
    }
    if (order.stopPrice() != null) {
      json.put("stop_price", order.stopPrice().toString());
    }
    Trail trail = order.trail();
    if (trail != null) {
      if (trail.offset() != null) {
        json.put("trail_price", trail.offset().toString());
      } else if (trail.percent() != null) {
        json.put("trail_percent", trail.percent().toPlainString());
      }
      // Where it starts is the broker's market's word.
      json.remove("stop_price");
    }
    return json;
  }
}
