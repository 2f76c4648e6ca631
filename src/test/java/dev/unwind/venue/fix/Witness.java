// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import dev.unwind.venue.fix.session.RawMessage;
import dev.unwind.venue.fix.session.Tag;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a counterparty's own log says of what it has been sent and what it has executed. An order
 * may arrive there a second time only where it was told to pass over the first time, and had
 * reported nothing of it by then.
 */
public final class Witness {
  private static final int SENDER = 49;
  private static final int GAP_FILL = 123;
  private static final int NEW_SEQ_NO = 36;
  private static final Set<String> TRADES = Set.of("1", "2", "F");

  private final Map<String, BigDecimal> asked = new HashMap<>();
  private final Map<String, Integer> arrivals = new HashMap<>();
  private final Map<String, Map<Integer, BigDecimal>> executed = new HashMap<>();
  private final List<String> wrong = new ArrayList<>();
  private final Map<String, Integer> under = new HashMap<>();
  private final Set<String> reported = new HashSet<>();
  private final Set<String> passedOver = new HashSet<>();

  private Witness() {}

  /**
   * Reads a log.
   *
   * @param own what the counterparty calls itself
   */
  public static Witness of(List<String> messages, String own) {
    Witness witness = new Witness();
    for (String text : messages) {
      RawMessage message = RawMessage.of(text);
      if (message.text(SENDER, "").equals(own)) {
        witness.told(message);
      } else {
        witness.came(message);
      }
    }
    witness.compare();
    return witness;
  }

  private void told(RawMessage message) {
    if (!message.is(Tag.MSG_TYPE, "8")) {
      return;
    }
    String id = message.text(Tag.CL_ORD_ID, "");
    reported.add(id);
    if (TRADES.contains(message.text(Tag.EXEC_TYPE, ""))) {
      executed
          .computeIfAbsent(id, k -> new HashMap<>())
          .put(message.number(Tag.MSG_SEQ_NUM).orElse(0), message.quantity(Tag.LAST_QTY).value());
    }
  }

  private void came(RawMessage message) {
    switch (message.text(Tag.MSG_TYPE, "")) {
      case "D" -> order(message);
      case "4" -> passOver(message);
      default -> {}
    }
  }

  private void order(RawMessage message) {
    String id = message.text(Tag.CL_ORD_ID, "");
    if (message.is(Tag.SIDE, "5")) {
      wrong.add("sold short: " + id);
    }
    if (message.is(Tag.POSS_DUP, "Y")) {
      wrong.add("sent again as it was: " + id);
    }
    if (arrivals.merge(id, 1, Integer::sum) > 1) {
      if (reported.contains(id)) {
        wrong.add("sent again although it was reported: " + id);
      }
      if (!passedOver.remove(id)) {
        wrong.add("sent again although nobody was told to pass over it: " + id);
      }
    }
    asked.put(id, message.quantity(Tag.ORDER_QTY).value());
    under.put(id, message.number(Tag.MSG_SEQ_NUM).orElse(0));
  }

  private void passOver(RawMessage message) {
    int from = message.number(Tag.MSG_SEQ_NUM).orElse(0);
    int to = message.number(NEW_SEQ_NO).orElse(0);
    if (message.is(GAP_FILL, "Y")) {
      under.forEach(
          (id, seq) -> {
            if (from <= seq && seq < to) {
              passedOver.add(id);
            }
          });
    } else {
      wrong.add("numbers were set anew without a gap fill");
    }
  }

  private void compare() {
    executed().forEach(this::compare);
  }

  private void compare(String id, BigDecimal qty) {
    BigDecimal most = asked.getOrDefault(id, BigDecimal.ZERO);
    if (qty.compareTo(most) > 0) {
      wrong.add("%s was executed for %s of %s".formatted(id, qty, most));
    }
  }

  /** What each order has traded there, each report once however often it was repeated. */
  public Map<String, BigDecimal> executed() {
    Map<String, BigDecimal> sums = new HashMap<>();
    executed.forEach(
        (id, all) -> sums.put(id, all.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add)));
    return sums;
  }

  public int orders() {
    return arrivals.size();
  }

  /** How many orders have come a second time, or more often. */
  public long cameAgain() {
    return arrivals.values().stream().filter(count -> count > 1).count();
  }

  /** All that may not be. */
  public List<String> wrong() {
    return List.copyOf(wrong);
  }
}
