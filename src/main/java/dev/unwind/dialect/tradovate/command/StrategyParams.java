// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.command;

import dev.unwind.dialect.tradovate.TradovateBody;
import dev.unwind.dialect.tradovate.TradovateFailureReason;
import dev.unwind.dialect.tradovate.TradovateFault;
import dev.unwind.dialect.tradovate.TradovateTags;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.EntryOffsets;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a multi-bracket strategy is to do. Distances are in points from the entry's price; clients
 * disagree on their signs, so only their size counts: a target lies on the winning side, a stop on
 * the losing one.
 */
record StrategyParams(OrderRequest entry, int qty, List<Bracket> brackets) {
  private static final int BRACKETS_MAX = 10;
  private static final String TARGET = "target";
  private static final String STOP = "stop";

  StrategyParams {
    brackets = List.copyOf(brackets);
  }

  /** Distances of one bracket's exits; null where it has no such exit, or keeps it. */
  record Distances(@Nullable BigDecimal profitTarget, @Nullable BigDecimal stopLoss) {}

  record Bracket(int qty, Distances distances) {}

  static StrategyParams read(String action, String text) {
    TradovateBody params = TradovateBody.parse(text);
    TradovateBody version = params.object("entryVersion");
    int qty = version.quantity("orderQty");
    OrderRequest entry = OrderRequest.read(version.with("action", action));
    List<Bracket> brackets = new ArrayList<>();
    long sum = 0;
    for (TradovateBody bracket : params.objects("brackets", BRACKETS_MAX)) {
      int size = bracket.quantity("qty");
      sum += size;
      Distances distances = distances(bracket);
      if (distances.profitTarget() == null && distances.stopLoss() == null) {
        throw bracket.invalid("profitTarget (or stopLoss)");
      }
      brackets.add(new Bracket(size, distances));
    }
    if (sum > qty) {
      throw TradovateFault.invalid("brackets (together more than orderQty)");
    }
    return new StrategyParams(entry, qty, brackets);
  }

  /** New distances of each bracket, in order. */
  static List<Distances> changes(String text) {
    List<TradovateBody> brackets = TradovateBody.parse(text).objects("brackets", BRACKETS_MAX);
    if (brackets.isEmpty()) {
      throw TradovateFault.invalid("command (brackets with profitTarget or stopLoss)");
    }
    return brackets.stream().map(StrategyParams::distances).toList();
  }

  private static Distances distances(TradovateBody bracket) {
    if (bracket.optionalFlag("trailingStop").orElse(false)) {
      throw new OrderRequest.UnsupportedException(
          TradovateFailureReason.AdvancedTrailingStopUnsupported,
          "trailingStop of a bracket: trailing stops are not offered");
    }
    return new Distances(distance(bracket, "profitTarget"), distance(bracket, "stopLoss"));
  }

  private static @Nullable BigDecimal distance(TradovateBody bracket, String name) {
    BigDecimal distance = bracket.decimal(name).map(BigDecimal::abs).orElse(null);
    if (distance != null && distance.signum() == 0) {
      throw bracket.invalid(name);
    }
    return distance;
  }

  static BigDecimal signed(boolean bought, boolean isTarget, BigDecimal distance) {
    return bought == isTarget ? distance : distance.negate();
  }

  /**
   * The exits of each bracket, to wait for the entry. They outlive the day, as the position may.
   */
  List<List<NewOrder>> children(
      Instrument instrument, Price provisional, Map<String, String> tags) {
    List<List<NewOrder>> groups = new ArrayList<>();
    for (int i = 0; i < brackets.size(); i++) {
      Bracket bracket = brackets.get(i);
      List<NewOrder> group = new ArrayList<>();
      BigDecimal target = bracket.distances().profitTarget();
      if (target != null) {
        group.add(exit(instrument, provisional, bracket, target, true, i, tags));
      }
      BigDecimal stop = bracket.distances().stopLoss();
      if (stop != null) {
        group.add(exit(instrument, provisional, bracket, stop, false, i, tags));
      }
      groups.add(group);
    }
    return groups;
  }

  private NewOrder exit(
      Instrument instrument,
      Price provisional,
      Bracket bracket,
      BigDecimal distance,
      boolean isTarget,
      int index,
      Map<String, String> tags) {
    BigDecimal signed = signed(entry.side() == Side.BUY, isTarget, distance);
    Price price = EntryOffsets.at(provisional, signed, instrument);
    Map<String, String> all = new HashMap<>(tags);
    all.put(isTarget ? EntryOffsets.LIMIT : EntryOffsets.STOP, signed.toPlainString());
    all.put(TradovateTags.STRATEGY_LABEL, (isTarget ? TARGET : STOP) + index);
    return new OrderRequest(
            entry.side().opposite(),
            isTarget ? OrderType.LIMIT : OrderType.STOP,
            TimeInForce.GTC,
            isTarget ? price : null,
            isTarget ? null : price,
            null,
            Map.of())
        .order(instrument, bracket.qty(), all);
  }

  /** Which bracket a label belongs to, from 0; -1 for the entry. */
  static int bracketOf(String label) {
    String digits =
        label.startsWith(TARGET)
            ? label.substring(TARGET.length())
            : label.startsWith(STOP) ? label.substring(STOP.length()) : "";
    return digits.isEmpty() ? -1 : Integer.parseInt(digits);
  }
}
