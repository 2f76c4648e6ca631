// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.rule;

import dev.unwind.domain.value.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the rules say of an account at a moment. A rule fires once: when it becomes broken. It is
 * armed again by a new day where it is the day's, by new rules, and once the latch is lifted by not
 * being broken any more.
 *
 * @param state what is to be remembered
 * @param broken what has just become broken, with its figures; null where nothing has
 * @param undecided what has just become unbelievable, and is only told; null where nothing has
 */
public record Judgement(RuleState state, @Nullable String broken, @Nullable String undecided) {
  private static final int DOUBTS_MAX = 10;

  /**
   * @param day when the account's day began
   * @param latched whether the account is restricted already
   */
  public static Judgement of(
      RiskRules rules, RuleState before, Valuation valuation, Instant day, boolean latched) {
    Instant known = before.day();
    // A day that is said to have begun earlier is none: by a clock that is behind, or because the
    // first future makes it begin the evening before, nobody gets back what he has lost today.
    boolean newDay = known == null || day.isAfter(known);
    Money equity = valuation.equity();
    RuleState now =
        equity == null ? before : advanced(before, equity, newDay ? day : known, newDay);
    Map<Rule, String> breaches = breaches(rules, now, valuation);
    boolean counts = rules.onBadPrice() == RiskRules.OnBadPrice.ACT;
    String doubts = doubts(valuation.doubts(), Valuation.Doubt::kind);
    if (counts && doubts != null) {
      breaches.put(Rule.PRICES, "prices: " + figures(valuation));
    }
    Set<Rule> fired = EnumSet.noneOf(Rule.class);
    fired.addAll(before.broken());
    if (newDay && equity != null) {
      fired.remove(Rule.MAX_DAILY_LOSS);
    }
    List<String> fresh = new ArrayList<>();
    breaches.forEach(
        (rule, figures) -> {
          if (fired.add(rule)) {
            fresh.add(figures);
          }
        });
    // What cannot be judged now is not mended by that.
    if (!latched && doubts == null) {
      fired.retainAll(breaches.keySet());
    }
    boolean told = doubts != null && !doubts.equals(before.undecided()) && !counts;
    return new Judgement(
        new RuleState(now.start(), now.peak(), now.day(), now.dayEquity(), fired, doubts),
        fresh.isEmpty() ? null : String.join("; ", fresh),
        told ? figures(valuation) : null);
  }

  private static RuleState advanced(
      RuleState before, Money equity, @Nullable Instant day, boolean newDay) {
    Money start = before.start();
    Money peak = before.peak();
    return new RuleState(
        start == null ? equity : start,
        peak == null || equity.compareTo(peak) > 0 ? equity : peak,
        day,
        newDay || before.dayEquity() == null ? equity : before.dayEquity(),
        before.broken(),
        before.undecided());
  }

  private static Map<Rule, String> breaches(RiskRules rules, RuleState now, Valuation valuation) {
    Map<Rule, String> breaches = new EnumMap<>(Rule.class);
    Money equity = valuation.equity();
    if (equity != null) {
      fallen(breaches, rules, Rule.MAX_DAILY_LOSS, now.dayEquity(), equity, "at the day's start");
      fallen(breaches, rules, Rule.MAX_DRAWDOWN, now.start(), equity, "when the rules were set");
      fallen(breaches, rules, Rule.TRAILING_DRAWDOWN, now.peak(), equity, "at its highest");
    }
    Money gross = rules.limits().get(Rule.MAX_GROSS_NOTIONAL);
    if (gross != null && valuation.gross().compareTo(gross) > 0) {
      breaches.put(
          Rule.MAX_GROSS_NOTIONAL,
          "maxGrossNotional %s: %s is held".formatted(gross, valuation.gross()));
    }
    Money one = rules.limits().get(Rule.MAX_POSITION_NOTIONAL);
    Valuation.Largest largest = valuation.largest();
    if (one != null && largest != null && largest.notional().compareTo(one) > 0) {
      breaches.put(
          Rule.MAX_POSITION_NOTIONAL,
          "maxPositionNotional %s: %s is held of %s"
              .formatted(one, largest.notional(), largest.symbol()));
    }
    return breaches;
  }

  /** A limit is reached, not only passed: whoever may lose 1000 has lost it at 1000. */
  private static void fallen(
      Map<Rule, String> breaches,
      RiskRules rules,
      Rule rule,
      @Nullable Money from,
      Money equity,
      String when) {
    Money limit = rules.limits().get(rule);
    if (limit != null && from != null && from.minus(equity).compareTo(limit) >= 0) {
      breaches.put(
          rule,
          "%s %s: equity %s, %s %s, %s less"
              .formatted(rule.code(), limit, equity, from, when, from.minus(equity)));
    }
  }

  private static String figures(Valuation valuation) {
    return String.valueOf(doubts(valuation.doubts(), Valuation.Doubt::toString));
  }

  /** The first of them, each in these words; null where there are none. */
  private static @Nullable String doubts(
      SortedMap<String, Valuation.Doubt> doubts, Function<Valuation.Doubt, String> words) {
    if (doubts.isEmpty()) {
      return null;
    }
    List<String> told = new ArrayList<>();
    doubts.entrySet().stream()
        .limit(DOUBTS_MAX)
        .forEach(doubt -> told.add(doubt.getKey() + " " + words.apply(doubt.getValue())));
    int more = doubts.size() - told.size();
    return String.join(", ", told) + (more > 0 ? " and " + more + " more" : "");
  }
}
