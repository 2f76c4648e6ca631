// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.domain.value.Quantity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** Positions as the broker states them. */
final class HeldThere {
  private HeldThere() {}

  /** Signed quantities by symbol; of a short the sign may stand in its side alone. */
  static Map<String, Quantity> of(JsonArray positions) {
    Map<String, Quantity> held = new TreeMap<>();
    for (int i = 0; i < positions.size(); i++) {
      JsonObject position = positions.getJsonObject(i);
      BigDecimal qty = BrokerOrder.decimal(position, "qty").orElse(BigDecimal.ZERO);
      boolean isShort = "short".equals(position.getString("side"));
      held.put(
          position.getString("symbol"),
          new Quantity(isShort && qty.signum() > 0 ? qty.negate() : qty));
    }
    return held;
  }
}
