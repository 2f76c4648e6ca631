// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.rule;

import dev.unwind.domain.value.Money;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What an account may lose and hold.
 *
 * @param limits of the rules that there are; positive, and never of {@link Rule#PRICES}
 * @param quoteAge how old a quote may be, in time in which its market was open
 */
public record RiskRules(
    Map<Rule, Money> limits, Action action, OnBadPrice onBadPrice, Duration quoteAge) {

  /** What is done where one is broken. */
  public enum Action {
    /** Only orders that reduce are accepted. */
    CLOSE_ONLY,
    /** No orders are accepted, those that work are cancelled, and everything is closed. */
    LIQUIDATE
  }

  /** What a price that cannot be believed means. */
  public enum OnBadPrice {
    /** It is told, and what can be judged without it is judged. */
    REPORT,
    /** The same as a broken rule. */
    ACT
  }

  public RiskRules {
    Map<Rule, Money> copy = new EnumMap<>(Rule.class);
    copy.putAll(limits);
    limits = Collections.unmodifiableMap(copy);
  }
}
