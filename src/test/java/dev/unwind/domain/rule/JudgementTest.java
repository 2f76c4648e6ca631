// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.instrument.SessionKind;
import dev.unwind.domain.rule.RiskRules.Action;
import dev.unwind.domain.rule.RiskRules.OnBadPrice;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What rules say of an account that holds a share, a coin or a contract. */
class JudgementTest {
  private static final Instant NOW = Instant.parse("2026-11-20T15:00:00Z");
  private static final Instant DAY = Instant.parse("2026-11-20T05:00:00Z");
  private static final Instant NEXT_DAY = Instant.parse("2026-11-21T05:00:00Z");

  private final List<Valuation.Held> positions = new ArrayList<>();
  private Money cash = Money.of("10000");
  private Instant day = DAY;
  private Instant now = NOW;
  private boolean latched;
  private RuleState state = RuleState.NONE;

  private static Instrument instrument(String symbol, AssetClass kind, String multiplier) {
    return new Instrument(
        new InstrumentId(symbol.hashCode()),
        UUID.randomUUID(),
        symbol,
        kind,
        "",
        "USD",
        Quantity.ONE,
        Price.of("0.01"),
        Quantity.of(multiplier),
        null,
        true,
        true,
        true,
        kind == AssetClass.CRYPTO ? SessionKind.ALWAYS : SessionKind.US_EQUITY,
        null,
        List.of());
  }

  private void holds(Instrument instrument, String qty, String cost, @Nullable Quote quote) {
    positions.add(new Valuation.Held(instrument, Quantity.of(qty), Money.of(cost), quote));
  }

  private Quote quote(String last) {
    return quote(last, null, null, null);
  }

  private Quote quote(
      String last, @Nullable String bid, @Nullable String ask, @Nullable String previous) {
    return new Quote(
        new InstrumentId(1), Price.of(last), price(bid), price(ask), price(previous), now);
  }

  private static @Nullable Price price(@Nullable String text) {
    return text == null ? null : Price.of(text);
  }

  private static RiskRules rules(Rule rule, String limit, OnBadPrice onBadPrice) {
    return new RiskRules(
        Map.of(rule, Money.of(limit)), Action.CLOSE_ONLY, onBadPrice, Duration.ofMinutes(5));
  }

  private Judgement judge(Rule rule, String limit) {
    return judge(rules(rule, limit, OnBadPrice.REPORT));
  }

  private Judgement judge(RiskRules rules) {
    Judgement judgement =
        Judgement.of(
            rules, state, Valuation.of(cash, positions, rules.quoteAge(), now), day, latched);
    state = judgement.state();
    return judgement;
  }

  private void worth(String last) {
    positions.clear();
    holds(instrument("BTC", AssetClass.CRYPTO, "1"), "1", "100", quote(last));
  }

  @Test
  void aDaysLossFiresOnceWhenItIsReached() {
    worth("1500");
    assertThat(judge(Rule.MAX_DAILY_LOSS, "1000").broken()).isNull();
    worth("500.01");
    assertThat(judge(Rule.MAX_DAILY_LOSS, "1000").broken()).isNull();
    worth("500");
    assertThat(judge(Rule.MAX_DAILY_LOSS, "1000").broken())
        .isEqualTo("maxDailyLoss 1000: equity 10500, 11500 at the day's start, 1000 less");
    worth("400");
    assertThat(judge(Rule.MAX_DAILY_LOSS, "1000").broken()).isNull();
  }

  @Test
  void aNewDayCountsItsOwnLossAndFiresAgain() {
    worth("1500");
    judge(Rule.MAX_DAILY_LOSS, "1000");
    worth("500");
    judge(Rule.MAX_DAILY_LOSS, "1000");
    latched = true;
    day = NEXT_DAY;
    worth("1200");
    assertThat(judge(Rule.MAX_DAILY_LOSS, "1000").broken()).isNull();
    assertThat(state.dayEquity()).isEqualTo(Money.of("11200"));
    worth("200");
    assertThat(judge(Rule.MAX_DAILY_LOSS, "1000").broken()).isNotNull();
  }

  @Test
  void aDayThatBeganEarlierGivesNothingBack() {
    worth("1500");
    judge(Rule.MAX_DAILY_LOSS, "1000");
    worth("600");
    // The account's first future: its day now begins at five in Chicago, the evening before.
    day = DAY.minusSeconds(21_600);
    assertThat(judge(Rule.MAX_DAILY_LOSS, "1000").broken()).isNull();
    assertThat(state.dayEquity()).isEqualTo(Money.of("11500"));
    worth("500");
    assertThat(judge(Rule.MAX_DAILY_LOSS, "1000").broken()).isNotNull();
  }

  @Test
  void twoClocksAroundTheBeginningOfADayFireOnce() {
    worth("1500");
    judge(Rule.MAX_DAILY_LOSS, "1000");
    day = NEXT_DAY;
    worth("1400");
    judge(Rule.MAX_DAILY_LOSS, "1000");
    worth("400");
    assertThat(judge(Rule.MAX_DAILY_LOSS, "1000").broken()).isNotNull();
    latched = true;
    // Another replica is a moment behind.
    day = DAY;
    judge(Rule.MAX_DAILY_LOSS, "1000");
    day = NEXT_DAY;
    judge(Rule.MAX_DAILY_LOSS, "1000");
    assertThat(state.dayEquity()).isEqualTo(Money.of("11400"));
    assertThat(state.broken()).containsExactly(Rule.MAX_DAILY_LOSS);
  }

  @Test
  void aDrawdownIsFromTheBeginningAndATrailingOneFromTheHighest() {
    worth("1000");
    assertThat(judge(Rule.MAX_DRAWDOWN, "500").broken()).isNull();
    worth("1900");
    judge(Rule.MAX_DRAWDOWN, "500");
    worth("1000");
    RuleState before = state;
    assertThat(judge(Rule.MAX_DRAWDOWN, "500").broken()).isNull();
    state = before;
    assertThat(judge(Rule.TRAILING_DRAWDOWN, "500").broken())
        .isEqualTo("trailingDrawdown 500: equity 11000, 11900 at its highest, 900 less");
    day = NEXT_DAY;
    worth("400");
    assertThat(judge(Rule.MAX_DRAWDOWN, "500").broken())
        .isEqualTo("maxDrawdown 500: equity 10400, 11000 when the rules were set, 600 less");
  }

  @Test
  void notionalsAddLongsAndShortsAndAContractCountsInFull() {
    holds(instrument("AAPL", AssetClass.US_EQUITY, "1"), "10", "1000", quote("100"));
    holds(instrument("TSLA", AssetClass.US_EQUITY, "1"), "-10", "-1000", quote("150"));
    holds(instrument("MES", AssetClass.FUTURE, "5"), "2", "900", quote("500"));
    assertThat(judge(Rule.MAX_GROSS_NOTIONAL, "7500").broken()).isNull();
    assertThat(judge(Rule.MAX_GROSS_NOTIONAL, "7499.99").broken())
        .isEqualTo("maxGrossNotional 7499.99: 7500 is held");
    assertThat(judge(Rule.MAX_POSITION_NOTIONAL, "4999").broken())
        .isEqualTo("maxPositionNotional 4999: 5000 is held of MES");
    // 10000 cash, 1000 long, 1500 short, and of the contracts what they have gained.
    assertThat(state.start()).isEqualTo(Money.of("10000"));
  }

  @Test
  void whatIsBrokenIsArmedAgainOnceItIsLiftedAndMended() {
    worth("2000");
    assertThat(judge(Rule.MAX_GROSS_NOTIONAL, "1500").broken()).isNotNull();
    latched = true;
    worth("1000");
    assertThat(judge(Rule.MAX_GROSS_NOTIONAL, "1500").broken()).isNull();
    worth("2000");
    // Still latched: to latch it again would say nothing new.
    assertThat(judge(Rule.MAX_GROSS_NOTIONAL, "1500").broken()).isNull();
    latched = false;
    // Lifted although it is broken: somebody has looked at it.
    assertThat(judge(Rule.MAX_GROSS_NOTIONAL, "1500").broken()).isNull();
    worth("1000");
    judge(Rule.MAX_GROSS_NOTIONAL, "1500");
    worth("2000");
    assertThat(judge(Rule.MAX_GROSS_NOTIONAL, "1500").broken()).isNotNull();
  }

  @Test
  void aMissingStaleCrossedOrAbsurdPriceIsToldOnceAndNeverPassedOver() {
    worth("1000");
    judge(Rule.MAX_DAILY_LOSS, "10");
    Map<String, Quote> doubtful =
        Map.of(
            "crossed (bid 101, ask 100)", quote("100", "101", "100", null),
            "absurd (last 100, bid 10, ask 100)", quote("100", "10", "100", null),
            "absurd (last 100, previous close 201)", quote("100", null, null, "201"),
            "stale (since 2026-11-20T14:54:59Z)", stale());
    doubtful.forEach(
        (why, quote) -> {
          positions.clear();
          holds(instrument("BTC", AssetClass.CRYPTO, "1"), "1", "100", quote);
          state =
              new RuleState(
                  state.start(), state.peak(), DAY, state.dayEquity(), state.broken(), null);
          Judgement first = judge(Rule.MAX_DAILY_LOSS, "10");
          assertThat(first.undecided()).isEqualTo("BTC " + why);
          assertThat(first.broken()).isNull();
          assertThat(judge(Rule.MAX_DAILY_LOSS, "10").undecided()).isNull();
        });
    positions.clear();
    holds(instrument("BTC", AssetClass.CRYPTO, "1"), "1", "100", null);
    assertThat(judge(Rule.MAX_DAILY_LOSS, "10").undecided()).isEqualTo("BTC missing");
    worth("989");
    assertThat(judge(Rule.MAX_DAILY_LOSS, "10").broken()).isNotNull();
  }

  private Quote stale() {
    return new Quote(new InstrumentId(1), Price.of("100"), null, null, null, NOW.minusSeconds(301));
  }

  @Test
  void whatCanBeJudgedIsJudgedBesideABadPrice() {
    holds(instrument("AAPL", AssetClass.US_EQUITY, "1"), "10", "1000", quote("100"));
    holds(instrument("TSLA", AssetClass.US_EQUITY, "1"), "10", "1000", null);
    Judgement judgement = judge(Rule.MAX_GROSS_NOTIONAL, "999");
    assertThat(judgement.broken()).isEqualTo("maxGrossNotional 999: 1000 is held");
    assertThat(judgement.undecided()).isEqualTo("TSLA missing");
    assertThat(state.start()).isNull();
  }

  @Test
  void aBadPriceIsTheActionWhereTheRulesSaySo() {
    holds(instrument("TSLA", AssetClass.US_EQUITY, "1"), "10", "1000", null);
    RiskRules strict = rules(Rule.MAX_DAILY_LOSS, "10", OnBadPrice.ACT);
    Judgement first = judge(strict);
    assertThat(first.broken()).isEqualTo("prices: TSLA missing");
    assertThat(first.undecided()).isNull();
    assertThat(judge(strict).broken()).isNull();
  }

  @Test
  void aNightIsNotAnOldPrice() {
    // Friday's last price, on Monday before and after the market opens.
    now = Instant.parse("2026-11-20T20:59:00Z");
    Quote friday = quote("100");
    holds(instrument("AAPL", AssetClass.US_EQUITY, "1"), "10", "1000", friday);
    now = Instant.parse("2026-11-23T14:00:00Z");
    assertThat(judge(Rule.MAX_DAILY_LOSS, "10").undecided()).isNull();
    now = Instant.parse("2026-11-23T14:33:00Z");
    assertThat(judge(Rule.MAX_DAILY_LOSS, "10").undecided()).isNull();
    now = Instant.parse("2026-11-23T14:35:00Z");
    assertThat(judge(Rule.MAX_DAILY_LOSS, "10").undecided()).startsWith("AAPL stale");
  }

  @Test
  void aHundredBadPricesAreTenNamesAndANumber() {
    for (int i = 10; i < 110; i++) {
      holds(instrument("S" + i, AssetClass.US_EQUITY, "1"), "1", "1", null);
    }
    assertThat(judge(Rule.MAX_DAILY_LOSS, "10").undecided())
        .startsWith("S10 missing, S100 missing")
        .endsWith(" and 90 more");
  }
}
