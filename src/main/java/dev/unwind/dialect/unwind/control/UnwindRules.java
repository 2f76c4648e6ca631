// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.unwind.application.rule.KeptRules;
import dev.unwind.application.rule.RuleConfig;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.rule.RiskRules;
import dev.unwind.domain.rule.Rule;
import dev.unwind.domain.rule.RuleState;
import dev.unwind.domain.value.LedgerRange;
import dev.unwind.domain.value.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What an account may lose and hold, and how it stands. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"accountId", "action", "onBadPrice", "quoteAge", "actor", "standing"})
public record UnwindRules(
    long accountId,
    @Nullable String maxDailyLoss,
    @Nullable String maxDrawdown,
    @Nullable String trailingDrawdown,
    @Nullable String maxGrossNotional,
    @Nullable String maxPositionNotional,
    @Schema(enumeration = {"closeOnly", "liquidate"}) String action,
    @Schema(enumeration = {"report", "act"}) String onBadPrice,
    @Schema(description = "ISO-8601 duration") String quoteAge,
    @Schema(description = "Who has set them") String actor,
    Standing standing) {

  private static final Duration QUOTE_AGE_MAX = Duration.ofDays(7);

  /** What is remembered to judge by them. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "UnwindRulesStanding", requiredProperties = "broken")
  public record Standing(
      @Schema(description = "Equity when they were set; absent until everything could be priced")
          @Nullable String startEquity,
      @Schema(description = "The highest since") @Nullable String peakEquity,
      @Schema(description = "When the account's day began") @Nullable Instant dayBegin,
      @Schema(description = "The first equity of that day") @Nullable String dayEquity,
      @Schema(description = "Rules that have fired and are not armed again") List<String> broken,
      @Schema(description = "Prices that cannot be believed now") @Nullable String undecided,
      @Schema(description = "When one has fired last") @Nullable Instant firedAt,
      @Schema(description = "What has closed everything then") @Nullable UUID act) {}

  /** At least one limit. Unknown keys are refused. */
  @RegisterForReflection
  @Schema(
      name = "UnwindRulesRequest",
      requiredProperties = "action",
      additionalProperties = Schema.False.class)
  public record Request(
      @Schema(description = "Fires when equity is this much below what it was at the day's start")
          @Nullable String maxDailyLoss,
      @Schema(description = "Fires when equity is this much below what it is now")
          @Nullable String maxDrawdown,
      @Schema(description = "Fires when equity is this much below its highest from now on")
          @Nullable String trailingDrawdown,
      @Schema(description = "Fires when all positions are worth more, longs and shorts added")
          @Nullable String maxGrossNotional,
      @Schema(description = "Fires when one position is worth more")
          @Nullable String maxPositionNotional,
      @Schema(
              enumeration = {"closeOnly", "liquidate"},
              description =
                  "closeOnly: only what reduces is accepted. liquidate: nothing is, working orders are cancelled and"
                      + " everything is closed")
          @Nullable String action,
      @Schema(
              enumeration = {"report", "act"},
              description =
                  "What a missing, stale, crossed or absurd price means: report, by default, writes the event"
                      + " RULE_UNDECIDED; act does the action as if a rule were broken")
          @Nullable String onBadPrice,
      @Schema(
              description =
                  "How old a quote may be, in time in which its market was open: 30s, 5m, 1h or PT30S; 5m by default")
          @Nullable String quoteAge) {

    RiskRules rules(RuleConfig config) {
      Map<Rule, Money> limits = new EnumMap<>(Rule.class);
      limit(limits, Rule.MAX_DAILY_LOSS, maxDailyLoss);
      limit(limits, Rule.MAX_DRAWDOWN, maxDrawdown);
      limit(limits, Rule.TRAILING_DRAWDOWN, trailingDrawdown);
      limit(limits, Rule.MAX_GROSS_NOTIONAL, maxGrossNotional);
      limit(limits, Rule.MAX_POSITION_NOTIONAL, maxPositionNotional);
      if (limits.isEmpty()) {
        throw UnwindBodies.malformed("at least one limit is required");
      }
      Duration age =
          quoteAge == null ? config.quoteAge() : UnwindParameters.duration("quoteAge", quoteAge);
      // As it is kept, so that what is answered now is what is answered later.
      age = age.truncatedTo(ChronoUnit.MILLIS);
      if (age.compareTo(Duration.ofSeconds(1)) < 0 || age.compareTo(QUOTE_AGE_MAX) > 0) {
        throw UnwindBodies.malformed("quoteAge must be from 1s to 7 days");
      }
      return new RiskRules(limits, action(action), onBadPrice(onBadPrice), age);
    }

    private static void limit(Map<Rule, Money> limits, Rule rule, @Nullable String text) {
      if (text == null) {
        return;
      }
      try {
        Money limit = Money.of(text);
        if (limit.signum() > 0 && limit.value().compareTo(LedgerRange.VALUE_MAX) <= 0) {
          limits.put(rule, limit);
          return;
        }
      } catch (ArithmeticException | NumberFormatException e) {
        // refused below
      }
      throw UnwindBodies.malformed(rule.code() + " must be a positive plain decimal");
    }

    private static RiskRules.Action action(@Nullable String word) {
      if ("closeOnly".equals(word)) {
        return RiskRules.Action.CLOSE_ONLY;
      }
      if ("liquidate".equals(word)) {
        return RiskRules.Action.LIQUIDATE;
      }
      throw UnwindBodies.malformed("action must be closeOnly or liquidate");
    }

    private static RiskRules.OnBadPrice onBadPrice(@Nullable String word) {
      if (word == null || word.equals("report")) {
        return RiskRules.OnBadPrice.REPORT;
      }
      if (word.equals("act")) {
        return RiskRules.OnBadPrice.ACT;
      }
      throw UnwindBodies.malformed("onBadPrice must be report or act");
    }
  }

  static UnwindRules of(KeptRules kept) {
    RiskRules rules = kept.rules();
    RuleState state = kept.state();
    return new UnwindRules(
        kept.account().value(),
        text(rules.limits().get(Rule.MAX_DAILY_LOSS)),
        text(rules.limits().get(Rule.MAX_DRAWDOWN)),
        text(rules.limits().get(Rule.TRAILING_DRAWDOWN)),
        text(rules.limits().get(Rule.MAX_GROSS_NOTIONAL)),
        text(rules.limits().get(Rule.MAX_POSITION_NOTIONAL)),
        switch (rules.action()) {
          case CLOSE_ONLY -> "closeOnly";
          case LIQUIDATE -> "liquidate";
        },
        switch (rules.onBadPrice()) {
          case REPORT -> "report";
          case ACT -> "act";
        },
        rules.quoteAge().toString(),
        kept.origin().actor(),
        new Standing(
            text(state.start()),
            text(state.peak()),
            state.day(),
            text(state.dayEquity()),
            state.broken().stream().map(Rule::code).sorted().toList(),
            state.undecided(),
            kept.firedAt(),
            kept.act()));
  }

  private static @Nullable String text(@Nullable Money money) {
    return money == null ? null : money.toString();
  }
}
