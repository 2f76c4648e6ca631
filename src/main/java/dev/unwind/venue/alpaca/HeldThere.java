// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.alpaca.rest.BrokerAnswer;
import dev.unwind.venue.alpaca.rest.BrokerAnswer.Answered;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Positions as the broker states them.
 *
 * @param bySymbol signed quantities; what is not in it is not held
 * @param prices what was paid on average, where that is stated
 */
record HeldThere(Map<String, Quantity> bySymbol, Map<String, Price> prices) {

  /** Of an answer; empty where it is not a whole statement. */
  static Optional<HeldThere> of(BrokerAnswer answer) {
    if (!(answer instanceof Answered answered) || !answered.isSuccess()) {
      return Optional.empty();
    }
    try {
      return Optional.of(of(answered.list()));
    } catch (DecodeException | ClassCastException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Of a short the sign may stand in its side alone. */
  private static HeldThere of(JsonArray positions) {
    Map<String, Quantity> held = new TreeMap<>();
    Map<String, Price> prices = new TreeMap<>();
    for (int i = 0; i < positions.size(); i++) {
      JsonObject position = positions.getJsonObject(i);
      BigDecimal qty = BrokerOrder.decimal(position, "qty").orElse(BigDecimal.ZERO);
      boolean isShort = "short".equals(position.getString("side"));
      String symbol = String.valueOf(position.getString("symbol"));
      held.put(symbol, new Quantity(isShort && qty.signum() > 0 ? qty.negate() : qty));
      BrokerOrder.decimal(position, "avg_entry_price")
          .ifPresent(price -> prices.put(symbol, new Price(price)));
    }
    return new HeldThere(held, prices);
  }

  /** By the broker's symbols. */
  List<Statement.Holding> holdings() {
    return bySymbol.entrySet().stream()
        .map(
            held ->
                new Statement.Holding(
                    held.getKey(), null, held.getValue(), prices.get(held.getKey())))
        .toList();
  }

  /** What is held of an instrument, however it is spelled there; pairs of coins have no slash. */
  Quantity of(Instrument instrument) {
    return Stream.concat(
            Stream.of(instrument.symbol(), instrument.symbol().replace("/", "")),
            instrument.aliases().stream())
        .flatMap(symbol -> Optional.ofNullable(bySymbol.get(symbol)).stream())
        .findFirst()
        .orElse(Quantity.ZERO);
  }
}
