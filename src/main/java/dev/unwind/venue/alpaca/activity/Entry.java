// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.activity;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the broker's list, as it stands there.
 *
 * @param qty signed change of the holding; of a dividend in money, what it was paid for
 * @param net signed change of the cash
 * @param group what belongs together; where the broker does not say, what it says of one symbol on
 *     one day
 */
record Entry(
    String id,
    String type,
    String subtype,
    String symbol,
    BigDecimal qty,
    BigDecimal net,
    @Nullable BigDecimal price,
    boolean isFinal,
    boolean isInDollars,
    String group,
    String text) {
  private static final String DONE = "executed";

  /**
   * @throws ClassCastException where it has other types than the broker documents
   * @throws NumberFormatException where a figure is none
   * @throws IllegalArgumentException where it has no id or no type
   */
  static Entry of(JsonObject json) {
    String id = json.getString("id");
    String type = json.getString("activity_type");
    if (id == null || id.isEmpty() || type == null) {
      throw new IllegalArgumentException("an activity without a name");
    }
    String status = json.getString("status");
    String currency = json.getString("currency");
    String symbol = Objects.requireNonNullElse(json.getString("symbol"), "");
    String subtype =
        Objects.requireNonNullElse(
            json.getString("activity_sub_type", json.getString("activity_subtype")), "");
    String description = json.getString("description");
    String group = json.getString("group_id");
    return new Entry(
        id,
        type.toUpperCase(Locale.ROOT),
        subtype.toUpperCase(Locale.ROOT),
        symbol,
        Objects.requireNonNullElse(number(json, "qty"), BigDecimal.ZERO),
        Objects.requireNonNullElse(number(json, "net_amount"), BigDecimal.ZERO),
        number(json, "price"),
        status == null || status.isEmpty() || status.equalsIgnoreCase(DONE),
        currency == null || currency.isEmpty() || currency.equals("USD"),
        group == null || group.isEmpty()
            ? type + " " + symbol + " " + json.getString("date")
            : group,
        (type + " " + subtype + " " + Objects.requireNonNullElse(description, "")).strip());
  }

  private static @Nullable BigDecimal number(JsonObject json, String key) {
    Object value = json.getValue(key);
    return value == null || value.toString().isEmpty() ? null : new BigDecimal(value.toString());
  }

  boolean moves() {
    return qty.signum() != 0;
  }
}
