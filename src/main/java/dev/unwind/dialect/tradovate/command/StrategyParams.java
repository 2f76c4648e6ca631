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
import dev.unwind.domain.order.Trail;
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

  /**
   * Distances of one bracket's exits; null where it has no such exit, or keeps it.
   *
   * @param trails whether the stop follows the market from the start
   * @param later how it does from a profit on
   */
  record Distances(
      @Nullable BigDecimal profitTarget,
      @Nullable BigDecimal stopLoss,
      boolean trails,
      @Nullable AutoTrail later) {}

  /**
   * A stop that begins to trail when the trade has come to a profit.
   *
   * @param stopLoss the distance from then on
   * @param trigger the profit, in points
   * @param freq how far the market must go on before the stop moves; null for any step
   */
  record AutoTrail(BigDecimal stopLoss, BigDecimal trigger, @Nullable BigDecimal freq) {}

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
      if (distances.profitTarget() == null
          && distances.stopLoss() == null
          && distances.later() == null) {
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
    List<Distances> changes = brackets.stream().map(StrategyParams::distances).toList();
    if (changes.stream().anyMatch(d -> d.later() != null)) {
      throw TradovateFault.invalid("command (autoTrail is set at the start)");
    }
    return changes;
  }

  private static Distances distances(TradovateBody bracket) {
    for (String name : List.of("breakeven", "breakevenPlus")) {
      if (bracket.decimal(name).isPresent()) {
        throw new OrderRequest.UnsupportedException(
            TradovateFailureReason.Unsupported, name + " of a bracket is not offered");
      }
    }
    boolean trails = bracket.optionalFlag("trailingStop").orElse(false);
    BigDecimal stop = distance(bracket, "stopLoss");
    AutoTrail later =
        bracket.optionalObject("autoTrail").map(StrategyParams::autoTrail).orElse(null);
    if (trails && stop == null) {
      throw bracket.invalid("stopLoss (the distance of the trailing stop)");
    }
    if (trails && later != null) {
      throw bracket.invalid("autoTrail (or trailingStop)");
    }
    return new Distances(distance(bracket, "profitTarget"), stop, trails, later);
  }

  private static AutoTrail autoTrail(TradovateBody body) {
    BigDecimal stop = distance(body, "stopLoss");
    BigDecimal trigger = distance(body, "trigger");
    if (stop == null || trigger == null) {
      throw body.invalid(stop == null ? "stopLoss" : "trigger");
    }
    return new AutoTrail(stop, trigger, distance(body, "freq"));
  }

  /** How a bracket's stop trails; null where it stays. */
  static @Nullable Trail trail(Distances distances, Instrument instrument) {
    AutoTrail later = distances.later();
    if (later != null) {
      Price step = later.freq() == null ? null : OrderRequest.price(later.freq());
      return Trail.by(onGrid(later.stopLoss(), instrument)).beginning(null, step);
    }
    BigDecimal stop = distances.stopLoss();
    return distances.trails() && stop != null ? Trail.by(onGrid(stop, instrument)) : null;
  }

  private static Price onGrid(BigDecimal distance, Instrument instrument) {
    return EntryOffsets.at(new Price(BigDecimal.ZERO), distance, instrument);
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
      if (stop != null || bracket.distances().later() != null) {
        group.add(exit(instrument, provisional, bracket, stop, false, i, tags));
      }
      groups.add(group);
    }
    return groups;
  }

  /**
   * @param distance from the entry's price; null for a stop that comes into being when it begins to
   *     trail
   */
  private NewOrder exit(
      Instrument instrument,
      Price provisional,
      Bracket bracket,
      @Nullable BigDecimal distance,
      boolean isTarget,
      int index,
      Map<String, String> tags) {
    boolean bought = entry.side() == Side.BUY;
    Map<String, String> all = new HashMap<>(tags);
    all.put(TradovateTags.STRATEGY_LABEL, (isTarget ? TARGET : STOP) + index);
    Price price = null;
    if (distance != null) {
      BigDecimal signed = signed(bought, isTarget, distance);
      price = EntryOffsets.at(provisional, signed, instrument);
      all.put(isTarget ? EntryOffsets.LIMIT : EntryOffsets.STOP, signed.toPlainString());
    }
    Trail trail = isTarget ? null : trail(bracket.distances(), instrument);
    AutoTrail later = isTarget ? null : bracket.distances().later();
    if (trail != null && later != null) {
      BigDecimal profit = signed(bought, true, later.trigger());
      trail = trail.beginning(EntryOffsets.at(provisional, profit, instrument), trail.step());
      all.put(EntryOffsets.TRAIL, profit.toPlainString());
    }
    return new OrderRequest(
            entry.side().opposite(),
            isTarget ? OrderType.LIMIT : trail == null ? OrderType.STOP : OrderType.TRAILING_STOP,
            TimeInForce.GTC,
            isTarget ? price : null,
            isTarget ? null : price,
            trail,
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
