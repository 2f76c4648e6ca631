// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.order;

import dev.unwind.venue.alpaca.rest.BrokerAnswer;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.quarkus.logging.Log;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/** Pages of the broker's lists of orders, the oldest first, each of which begins after a moment. */
public final class OrderPages {
  private OrderPages() {}

  /** The orders of an answer; empty where it has none. */
  public static Optional<JsonArray> of(BrokerAnswer answer) {
    if (!(answer instanceof BrokerAnswer.Answered answered) || !answered.isSuccess()) {
      return Optional.empty();
    }
    try {
      return Optional.of(answered.list());
    } catch (DecodeException | ClassCastException e) {
      return Optional.empty();
    }
  }

  /** Whether nothing is behind it. Whether legs count as orders of it is not known. */
  static boolean isLast(JsonArray page) {
    int size = page.size();
    for (int i = 0; i < page.size(); i++) {
      size += page.getValue(i) instanceof JsonObject order ? legs(order) : 0;
    }
    return !BrokerCalls.isWholeOfOrders(size);
  }

  /** The same; a whole page of which none can be read leads nowhere. */
  public static boolean isLastOrLost(JsonArray page) {
    return isLast(page) || newestOf(page).isEmpty();
  }

  private static int legs(JsonObject order) {
    return order.getValue("legs") instanceof JsonArray legs ? legs.size() : 0;
  }

  /** After when the next page begins: others may have been entered in the moment of the last. */
  public static Instant next(Instant after, Instant newest) {
    Instant again = newest.minus(1, ChronoUnit.MICROS);
    if (again.isAfter(after)) {
      return again;
    }
    Log.warnf("a page of orders of one moment, others of it are not found at=%s", newest);
    return newest.isAfter(after) ? newest : after.plus(1, ChronoUnit.MICROS);
  }

  /** When the newest of those was entered that can be read. */
  public static Optional<Instant> newestOf(JsonArray page) {
    return IntStream.range(0, page.size())
        .mapToObj(i -> enteredAt(page, i))
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  /** Whether the newest stand at its end: where they do not, what is behind it is not known. */
  static boolean isAscending(JsonArray page) {
    Optional<Instant> last = page.isEmpty() ? Optional.empty() : enteredAt(page, page.size() - 1);
    return last.isPresent() && last.equals(newestOf(page));
  }

  private static Optional<Instant> enteredAt(JsonArray page, int place) {
    try {
      JsonObject order = page.getJsonObject(place);
      return OrderTexts.time(order.getString("submitted_at"))
          .or(() -> OrderTexts.time(order.getString("created_at")));
    } catch (DateTimeException | ClassCastException e) {
      // It cannot be told either, and is a difference.
      return Optional.empty();
    }
  }
}
