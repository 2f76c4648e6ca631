// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.alpaca.order.OrderTexts;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order as the broker states it.
 *
 * @param id its id there
 * @param name what who sent it calls it there
 * @param key the same where it may be a key of ours
 * @param at when it last changed
 * @param replaces the order whose place it took
 * @param replacedBy the order that took its place
 */
record BrokerOrder(
    UUID id,
    @Nullable String name,
    @Nullable UUID key,
    String status,
    Quantity filled,
    @Nullable Price averagePrice,
    Instant submittedAt,
    Instant at,
    @Nullable UUID replaces,
    @Nullable UUID replacedBy) {

  /** Fails with an exception where it is no order. */
  static BrokerOrder of(JsonObject json) {
    Instant submitted =
        OrderTexts.time(json.getString("submitted_at")).orElseGet(() -> created(json));
    return new BrokerOrder(
        UUID.fromString(json.getString("id")),
        json.getString("client_order_id"),
        uuid(json.getString("client_order_id")),
        json.getString("status"),
        decimal(json, "filled_qty").map(Quantity::new).orElse(Quantity.ZERO),
        decimal(json, "filled_avg_price").map(Price::new).orElse(null),
        submitted,
        changed(json).orElse(submitted),
        uuid(json.getString("replaces")),
        uuid(json.getString("replaced_by")));
  }

  private static Instant created(JsonObject json) {
    return OrderTexts.time(json.getString("created_at"))
        .orElseThrow(() -> new IllegalArgumentException("an order without a time"));
  }

  private static Optional<Instant> changed(JsonObject json) {
    for (String key : new String[] {"canceled_at", "expired_at", "replaced_at", "failed_at"}) {
      Optional<Instant> at = OrderTexts.time(json.getString(key));
      if (at.isPresent()) {
        return at;
      }
    }
    return Optional.empty();
  }

  /** Decimals are texts; some peers write numbers. */
  static Optional<BigDecimal> decimal(JsonObject json, String key) {
    Object value = json.getValue(key);
    return value == null || value.toString().isEmpty()
        ? Optional.empty()
        : Optional.of(new BigDecimal(value.toString()));
  }

  static @Nullable UUID uuid(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  boolean isFinal() {
    return switch (status) {
      case "filled", "canceled", "expired", "rejected", "replaced" -> true;
      default -> false;
    };
  }

  /** Whether it waits there for another order. */
  boolean isHeld() {
    return status.equals("held");
  }

  boolean isPendingCancel() {
    return status.equals("pending_cancel");
  }

  /** Whether something is under way of which nobody knows yet whether it takes place. */
  boolean isPending() {
    return status.startsWith("pending_");
  }
}
