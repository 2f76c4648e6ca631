// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.rest;

import dev.unwind.domain.Reason;
import java.util.List;
import java.util.Locale;

/**
 * Why a broker has refused an order for good. Its codes say little (40310000 is most of them), so
 * its words decide; those of which nothing is known stay the venue's own refusal.
 */
public final class Refusals {
  private record Rule(Reason reason, List<String> words) {}

  /** The first one that fits. */
  private static final List<Rule> RULES =
      List.of(
          new Rule(
              Reason.WASH_TRADE,
              List.of(
                  "wash trade",
                  "opposite side",
                  "while a long buy order is open",
                  "while a short sell order is open")),
          new Rule(
              Reason.QUANTITY_HELD,
              List.of("insufficient qty", "insufficient quantity", "insufficient balance")),
          new Rule(Reason.BUYING_POWER_INSUFFICIENT, List.of("insufficient buying power")),
          new Rule(
              Reason.QUANTITY_BELOW_MINIMUM,
              List.of("minimal amount", "minimal qty", "minimum", "min_order_size")),
          new Rule(Reason.QUANTITY_NOT_WHOLE, List.of("fractionable", "fractional")),
          new Rule(
              Reason.SHORTING_NOT_ALLOWED,
              List.of("sold short", "not shortable", "allowed to short", "cannot short")),
          new Rule(
              Reason.ACCOUNT_RESTRICTED,
              List.of(
                  "restricted",
                  "liquidation only",
                  "is blocked",
                  "not authorized to trade",
                  "not eligible to trade",
                  "rejected by user request")));

  private Refusals() {}

  public static Reason of(BrokerAnswer.Answered refused) {
    String text = refused.text().toLowerCase(Locale.ROOT);
    return RULES.stream()
        .filter(rule -> rule.words().stream().anyMatch(text::contains))
        .map(Rule::reason)
        .findFirst()
        .orElse(Reason.VENUE_REJECTED);
  }
}
