// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind;

import static dev.unwind.dialect.unwind.UnwindDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.rule.KeepRules;
import dev.unwind.application.rule.RuleConfig;
import dev.unwind.application.rule.RuleStore;
import dev.unwind.application.rule.WatchRules;
import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import dev.unwind.persistence.LedgerRows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules over an account: set, judged by quotes and fills, carried out once. */
@QuarkusTest
class UnwindRulesTest {
  private static final String PATH = "/accounts/desk#/rules";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Inject ImportBook importBook;
  @Inject RuleStore store;
  @Inject KeepRules rules;
  @Inject RuleConfig config;
  @Inject InstantSource clock;

  private UnwindDesk desk;

  @BeforeEach
  void aDeskWithFreshQuotes() {
    desk = new UnwindDesk(importBook);
    quote("AAPL#", "190.25");
    quote("TSLA#", "250");
    quote("BTC#/USD", "91000");
  }

  private void quote(String symbol, String last) {
    Response put = desk.put("risk", "/quotes/" + symbol, "{\"last\": \"" + last + "\"}");
    assertThat(put.statusCode()).as("%s", put.asString()).isEqualTo(200);
  }

  private Response set(String body) {
    Response put = desk.put("risk", PATH, body);
    assertThat(put.statusCode()).as("%s", put.asString()).isEqualTo(200);
    return put;
  }

  private Json standing() {
    return Json.of(desk.get("reader", PATH)).at("standing");
  }

  private String state() {
    return Json.of(desk.get("reader", "/accounts/desk#")).getString("tradingState.state");
  }

  private List<String> kinds() {
    return Json.of(
            desk.get(
                "reader", "/events?kind=RULE_BROKEN,RULE_UNDECIDED,RULES_CHANGED,ACCOUNT_LATCHED"))
        .getList("events.kind");
  }

  @Test
  void aLossClosesEverythingOnceHoweverManyReplicasSeeIt() {
    set("{\"maxDailyLoss\": \"2000\", \"action\": \"liquidate\"}");
    // 1000.50 cash, 1902.50 of AAPL, 1000 short of TSLA, 45500 of BTC
    assertThat(standing().getString("dayEquity")).isEqualTo("47403");
    List<WatchRules> replicas =
        Stream.generate(() -> new WatchRules(store, rules, config, clock)).limit(4).toList();
    quote("BTC#/USD", "87001");
    await(Uni.join().all(replicas.stream().map(WatchRules::sweep).toList()).andFailFast());
    assertThat(state()).isEqualTo("ACTIVE");

    quote("BTC#/USD", "87000");
    await(Uni.join().all(replicas.stream().map(WatchRules::sweep).toList()).andFailFast());

    UnwindDesk.await(() -> !state().equals("ACTIVE"), "it is latched");
    String act = standing().getString("act");
    assertThat(act).isNotNull();
    UnwindDesk.await(
        () -> Json.of(desk.get("risk", "/acts/" + act)).getString("status").equals("DECIDED"),
        "its act is decided");
    Json done = Json.of(desk.get("trader", "/acts/" + act));
    assertThat(done.getString("statedReason"))
        .isEqualTo("maxDailyLoss 2000: equity 45403, 47403 at the day's start, 2000 less");
    desk.ended("reader", done.getString("accounts[0].closing.liquidation"));
    assertThat(desk.quantity("reader", "desk#", "AAPL#")).isEqualTo("0");
    assertThat(state()).isEqualTo("HALTED");
    assertThat(kinds()).containsOnlyOnce("RULE_BROKEN").doesNotContain("RULE_UNDECIDED");
    Json fired = Json.of(desk.get("reader", "/events?kind=RULE_BROKEN"));
    assertThat(fired.getString("events[0].actor")).isEqualTo(desk.name("risk#"));
    assertThat(fired.getString("events[0].tradingState.reason")).contains("2000 less");
    assertThat(standing().getList("broken")).containsExactly("maxDailyLoss");
    // The rule has said what it had to say; whoever lifts the latch has seen it.
    desk.put(
        "risk", "/accounts/desk#/trading-state", "{\"state\": \"ACTIVE\", \"reason\": \"seen\"}");
    await(Uni.join().all(replicas.stream().map(WatchRules::sweep).toList()).andFailFast());
    assertThat(state()).isEqualTo("ACTIVE");
  }

  @Test
  void whatIsHeldTooMuchOfRestrictsAtOnce() {
    Response put = set("{\"maxPositionNotional\": \"45000\", \"action\": \"closeOnly\"}");
    assertThat(Json.of(put).getList("standing.broken")).containsExactly("maxPositionNotional");
    assertThat(Json.of(put).getString("standing.act")).isNull();
    Json latch = Json.of(desk.get("reader", "/accounts/desk#")).at("tradingState");
    assertThat(latch.getString("state")).isEqualTo("CLOSE_ONLY");
    assertThat(latch.getString("reason"))
        .isEqualTo(desk.name("maxPositionNotional 45000: 45500 is held of BTC#/USD"));
    assertThat(kinds()).containsExactly("RULES_CHANGED", "RULE_BROKEN", "ACCOUNT_LATCHED");
  }

  @Test
  void aFillIsJudgedToo() {
    set("{\"maxGrossNotional\": \"48500\", \"action\": \"closeOnly\"}");
    assertThat(state()).isEqualTo("ACTIVE");
    // 48402.50 is held; a hundredth of a coin more is too much.
    Response order =
        desk.as("trader")
            .body(
                desk.name(
                    "{\"symbol\": \"BTC#/USD\", \"qty\": \"0.01\", \"side\": \"buy\", \"type\": \"market\","
                        + " \"time_in_force\": \"gtc\"}"))
            .post("/v2/orders");
    assertThat(order.statusCode()).as("%s", order.asString()).isEqualTo(200);
    UnwindDesk.await(() -> state().equals("CLOSE_ONLY"), "the fill is judged");
  }

  @Test
  void aPriceThatCannotBeBelievedIsToldOnceAndIsTheActionWhereTheRulesSaySo() {
    set("{\"maxDailyLoss\": \"2000\", \"action\": \"closeOnly\"}");
    desk.put(
        "risk", "/quotes/BTC#/USD", "{\"last\": \"91000\", \"bid\": \"910\", \"ask\": \"91001\"}");
    UnwindDesk.await(() -> kinds().contains("RULE_UNDECIDED"), "it is told");
    assertThat(standing().getString("undecided")).isEqualTo(desk.name("BTC#/USD absurd"));
    assertThat(
            Json.of(desk.get("reader", "/events?kind=RULE_UNDECIDED"))
                .getString("events[0].tradingState.reason"))
        .isEqualTo(desk.name("BTC#/USD absurd (last 91000, bid 910, ask 91001)"));
    await(new WatchRules(store, rules, config, clock).sweep());
    assertThat(kinds()).containsOnlyOnce("RULE_UNDECIDED").doesNotContain("RULE_BROKEN");
    assertThat(state()).isEqualTo("ACTIVE");

    set("{\"maxDailyLoss\": \"2000\", \"action\": \"closeOnly\", \"onBadPrice\": \"act\"}");

    assertThat(state()).isEqualTo("CLOSE_ONLY");
    assertThat(standing().getList("broken")).containsExactly("prices");
  }

  @Test
  void rulesThatCannotBeReadStopNobodyElsesAndAreToldOnce() {
    set("{\"maxDailyLoss\": \"2000\", \"action\": \"closeOnly\"}");
    String other = "/accounts/other#";
    Response put =
        desk.put(
            "risk", other + "/rules", "{\"maxGrossNotional\": \"600\", \"action\": \"closeOnly\"}");
    assertThat(put.statusCode()).as("%s", put.asString()).isEqualTo(200);
    long id = Json.of(desk.get("reader", "/accounts/desk#")).getLong("id");
    try (LedgerRows rows = new LedgerRows()) {
      rows.execute("update account_rules set broken = '{A_RULE_TO_COME}' where account_id = ?", id);
    }
    quote("AAPL#", "250");
    List<WatchRules> replicas =
        Stream.generate(() -> new WatchRules(store, rules, config, clock)).limit(4).toList();
    await(Uni.join().all(replicas.stream().map(WatchRules::sweep).toList()).andFailFast());
    UnwindDesk.await(
        () -> Json.of(desk.get("risk", other)).getString("tradingState.state").equals("CLOSE_ONLY"),
        "the other account's rules are judged");
    UnwindDesk.await(() -> kinds().contains("RULE_UNDECIDED"), "it is told");
    await(replicas.get(0).sweep().chain(() -> replicas.get(1).sweep()));
    assertThat(kinds()).containsOnlyOnce("RULE_UNDECIDED").doesNotContain("RULE_BROKEN");
    assertThat(
            Json.of(desk.get("reader", "/events?kind=RULE_UNDECIDED"))
                .getString("events[0].tradingState.reason"))
        .startsWith("the rules cannot be read: ")
        .contains("A_RULE_TO_COME");

    set("{\"maxDailyLoss\": \"2000\", \"action\": \"closeOnly\"}");
    await(replicas.get(0).sweep());
    assertThat(standing().getString("undecided")).isNull();
  }

  @Test
  void rulesAreSetByRiskAloneAndReplacedAsTheyWereSeen() {
    String body =
        "{\"maxDrawdown\": \"2000.50\", \"action\": \"closeOnly\", \"quoteAge\": \"PT1H0.1239S\"}";
    refused(desk.put("trader", PATH, body), 403, "NOT_PERMITTED");
    refused(desk.put("risk", "/accounts/nobody/rules", body), 404, "ACCOUNT_NOT_FOUND");
    refused(desk.get("reader", PATH), 404, "RULES_NOT_FOUND");
    refused(desk.get("other", PATH), 404, "ACCOUNT_NOT_FOUND");
    Response first = set(body);
    assertThat(Json.of(first).getString("maxDrawdown")).isEqualTo("2000.5");
    assertThat(Json.of(first).getString("quoteAge")).isEqualTo("PT1H0.123S");
    assertThat(Json.of(first).getString("onBadPrice")).isEqualTo("report");
    String path = desk.name("/unwind/v1" + PATH);
    String tag = first.header("ETag");
    assertThat(desk.get("reader", PATH).header("ETag")).isEqualTo(tag);
    assertThat(desk.as("risk").header("If-Match", tag).body(body).put(path).statusCode())
        .isEqualTo(200);
    refused(desk.as("risk").header("If-Match", tag).body(body).put(path), 412, "BOOK_CHANGED");
    refused(desk.as("risk").header("If-Match", tag).delete(path), 412, "BOOK_CHANGED");
    assertThat(desk.as("trader").delete(path).statusCode()).isEqualTo(403);
    assertThat(desk.as("risk").delete(path).statusCode()).isEqualTo(204);
    refused(desk.get("reader", PATH), 404, "RULES_NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"action\": \"liquidate\"}",
        "{\"maxDailyLoss\": \"1000\"}",
        "{\"maxDailyLoss\": \"0\", \"action\": \"liquidate\"}",
        "{\"maxDailyLoss\": \"-5\", \"action\": \"liquidate\"}",
        "{\"maxDailyLoss\": \"1e3\", \"action\": \"liquidate\"}",
        "{\"maxDailyLoss\": \"much\", \"action\": \"liquidate\"}",
        "{\"maxDailyLoss\": \"1000\", \"action\": \"halt\"}",
        "{\"maxDailyLoss\": \"1000\", \"action\": \"liquidate\", \"onBadPrice\": \"ignore\"}",
        "{\"maxDailyLoss\": \"1000\", \"action\": \"liquidate\", \"quoteAge\": \"0s\"}",
        "{\"maxDailyLoss\": \"1000\", \"action\": \"liquidate\", \"maxLoss\": \"5\"}"
      })
  void rulesThatMakeNoSenseAreRefused(String body) {
    refused(desk.put("risk", PATH, body), 400, "REQUEST_MALFORMED");
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(LIMIT);
  }
}
