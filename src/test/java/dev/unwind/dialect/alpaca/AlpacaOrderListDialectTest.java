// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finding orders: every filter of the list, and the ways to one order. */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlpacaOrderListDialectTest {
  @Inject FreshAccounts accounts;

  private @Nullable Placed shared;

  private FreshAccount account;
  private AlpacaCalls desk;

  /** In the order of their submission. */
  private String boughtAapl;

  private String restingNvda;
  private String canceledSqqq;
  private String restingBtc;
  private String pairHead;
  private String pairLeg;

  /** What is placed once for all tests. */
  private record Placed(FreshAccount account, List<String> orders) {}

  @BeforeEach
  void placeOrdersOfManyKindsOnce() {
    Placed placed = shared;
    if (placed == null) {
      placed = place();
      shared = placed;
    }
    account = placed.account();
    desk = new AlpacaCalls(account);
    boughtAapl = placed.orders().get(0);
    restingNvda = placed.orders().get(1);
    canceledSqqq = placed.orders().get(2);
    restingBtc = placed.orders().get(3);
    pairHead = placed.orders().get(4);
    pairLeg = placed.orders().get(5);
  }

  private Placed place() {
    FreshAccount fresh =
        accounts.open(
            BookText.anAccount().position("NVDA", "40", "172.35").position("XLK", "100", "80"));
    AlpacaCalls calls = new AlpacaCalls(fresh);
    String bought =
        calls.place(
            Map.of(
                "symbol",
                "AAPL",
                "side",
                "buy",
                "type",
                "market",
                "time_in_force",
                "day",
                "qty",
                "1",
                "client_order_id",
                "first/of+many"));
    calls.awaitStatus(bought, "filled");
    String nvda = calls.placeResting("NVDA", "sell", "10", "199");
    String sqqq = calls.placeResting("SQQQ", "buy", "10", "10");
    assertThat(calls.delete("/v2/orders/" + sqqq).statusCode()).isEqualTo(204);
    calls.awaitStatus(sqqq, "canceled");
    String btc = calls.placeResting("BTC/USD", "buy", "0.001", "50000");
    Json pair =
        Json.of(
            calls.post(
                "/v2/orders",
                """
                {"symbol": "XLK", "qty": "10", "side": "sell", "type": "limit", "time_in_force": "gtc",
                 "order_class": "oco", "take_profit": {"limit_price": "120"},
                 "stop_loss": {"stop_price": "60"}}
                """));
    String head = pair.getString("id");
    String leg = pair.getString("legs[0].id");
    calls.awaitStatus(head, "new");
    calls.awaitStatus(leg, "new");
    return new Placed(fresh, List.of(bought, nvda, sqqq, btc, head, leg));
  }

  private List<String> ids(String query) {
    Response listed = desk.get("/v2/orders" + query);
    assertThat(listed.statusCode()).as(listed.asString()).isEqualTo(200);
    Shapes.headers(listed);
    assertThat(Json.of(listed).<Map<String, Object>>getList("$")).allSatisfy(Shapes::order);
    return Json.of(listed).getList("id", String.class);
  }

  @Test
  void openOrdersAreListedNewestFirst() {
    assertThat(ids("")).startsWith(pairLeg).contains(pairHead).endsWith(restingBtc, restingNvda);
    assertThat(ids("?status=open")).hasSize(4);
    assertThat(ids("?status=")).hasSize(4);
  }

  @Test
  void closedAndAllOrdersAreListed() {
    assertThat(ids("?status=closed")).containsExactly(canceledSqqq, boughtAapl);
    assertThat(ids("?status=all")).hasSize(6).endsWith(canceledSqqq, restingNvda, boughtAapl);
  }

  @Test
  void directionTurnsTheListAround() {
    assertThat(ids("?status=all&direction=asc"))
        .startsWith(boughtAapl, restingNvda, canceledSqqq, restingBtc);
    assertThat(ids("?status=all&direction=desc")).endsWith(boughtAapl);
  }

  @Test
  void limitBoundsTheList() {
    assertThat(ids("?status=all&direction=asc&limit=2")).containsExactly(boughtAapl, restingNvda);
    assertThat(ids("?status=all&limit=500")).hasSize(6);
  }

  @Test
  void symbolsAreTakenInEverySpelling() {
    assertThat(ids("?symbols=NVDA")).containsExactly(restingNvda);
    assertThat(ids("?symbols=BTCUSD")).containsExactly(restingBtc);
    assertThat(ids("?symbols=BTC/USD")).containsExactly(restingBtc);
    assertThat(ids("?status=all&symbols=AAPL%2CBTC%2FUSD")).containsExactly(restingBtc, boughtAapl);
    assertThat(ids("?status=all&symbols=AAPL,%20NVDA,UNKNOWN"))
        .containsExactly(restingNvda, boughtAapl);
    assertThat(ids("?symbols=UNKNOWN")).isEmpty();
  }

  @Test
  void sideAndAssetClassFilter() {
    assertThat(ids("?side=buy")).containsExactly(restingBtc);
    assertThat(ids("?status=all&side=buy")).containsExactly(restingBtc, canceledSqqq, boughtAapl);
    assertThat(ids("?asset_class=crypto")).containsExactly(restingBtc);
    assertThat(ids("?asset_class=us_equity,crypto")).hasSize(4);
    assertThat(ids("?asset_class=us_equity&side=sell&symbols=NVDA,BTCUSD"))
        .containsExactly(restingNvda);
    assertThat(ids("?asset_class=us_option")).isEmpty();
    assertThat(ids("?asset_class=all")).hasSize(4);
  }

  @Test
  void timesAreExclusive() {
    String at = desk.order(canceledSqqq).getString("submitted_at");
    assertThat(ids("?status=all&until=" + at)).containsExactly(restingNvda, boughtAapl);
    assertThat(ids("?status=all&after=" + at))
        .containsExactlyInAnyOrder(pairLeg, pairHead, restingBtc);
    String offset = at.replace("Z", "%2B00:00");
    assertThat(ids("?status=all&until=" + offset)).containsExactly(restingNvda, boughtAapl);
    assertThat(ids("?status=all&until=" + at.replace("Z", "+00:00")))
        .as("a plus sign that was not escaped")
        .containsExactly(restingNvda, boughtAapl);
    assertThat(ids("?status=all&after=2020-01-01&until=2020-01-02")).isEmpty();
    assertThat(ids("?status=all&after=2020-01-01")).hasSize(6);
  }

  @Test
  void orderIdsPage() {
    assertThat(ids("?status=all&before_order_id=" + canceledSqqq))
        .containsExactly(restingNvda, boughtAapl);
    assertThat(ids("?status=all&direction=asc&limit=2&after_order_id=" + boughtAapl))
        .containsExactly(restingNvda, canceledSqqq);
  }

  @Test
  void nestingPutsLegsBelowTheirOrder() {
    Json nested = Json.of(desk.get("/v2/orders?nested=true"));
    assertThat(nested.getList("id")).containsExactly(pairHead, restingBtc, restingNvda);
    assertThat(nested.getList("[0].legs.id")).isEqualTo(List.of(pairLeg));
    assertThat(nested.<Object>get("[1].legs")).isNull();
    assertThat(Json.of(desk.get("/v2/orders?nested=false")).<Object>get("[0].legs")).isNull();
  }

  @Test
  void oneOrderIsFoundByItsIdAndByTheClientsOwn() {
    Map<String, Object> byId = desk.order(boughtAapl).getMap("$");
    Shapes.order(byId);
    assertThat(desk.order(boughtAapl.toUpperCase(Locale.ROOT)).getMap("$")).isEqualTo(byId);
    assertThat(
            Json.of(desk.get("/v2/orders:by_client_order_id?client_order_id=first%2Fof%2Bmany"))
                .getMap("$"))
        .isEqualTo(byId);
    assertThat(desk.order("first%2Fof%2Bmany").getMap("$")).isEqualTo(byId);
    assertThat(Json.of(desk.get("/v2/orders/" + pairHead + "?nested=true")).getList("legs.id"))
        .isEqualTo(List.of(pairLeg));
  }

  @Test
  void unknownOrdersAreNotFound() {
    String id = UUID.randomUUID().toString();
    Shapes.error(desk.get("/v2/orders/" + id), 404, 40410000, "order not found for " + id);
    Shapes.error(desk.delete("/v2/orders/" + id), 404, 40410000, "order not found for " + id);
    Shapes.error(
        desk.get("/v2/orders:by_client_order_id?client_order_id=nobodys"),
        404,
        40410000,
        "order not found for nobodys");
    Shapes.error(
        desk.get("/v2/orders?before_order_id=" + id), 404, 40410000, "order not found for " + id);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?status=done | 40010001 | status must be open, closed or all",
        "?limit=x | 40010001 | limit is not a number",
        "?limit=0 | 42210000 | limit must be between 1 and 500",
        "?limit=501 | 42210000 | limit must be between 1 and 500",
        "?limit=99999999999 | 40010001 | limit is not a number",
        "?after=yesterday | 40010001 | failed to parse after",
        "?until=2026-13-01 | 40010001 | failed to parse until",
        "?direction=up | 40010001 | direction must be asc or desc",
        "?nested=maybe | 40010001 | nested must be true or false",
        "?side=short | 40010001 | side must be buy or sell",
        "?asset_class=bonds | 40010001 | invalid asset_class",
        "?before_order_id=7 | 40010001 | failed to parse before_order_id",
        "?after_order_id=7 | 40010001 | failed to parse after_order_id",
        "?after_order_id=b0b6dd9d-8b9b-48a9-ba46-b9d54906e415&until=2026-01-01 | 40010001"
            + " | before_order_id and after_order_id are not accepted with after or until",
        "?after_order_id=b0b6dd9d-8b9b-48a9-ba46-b9d54906e415"
            + "&before_order_id=b0b6dd9d-8b9b-48a9-ba46-b9d54906e415 | 40010001"
            + " | only one of before_order_id or after_order_id is accepted",
        ":by_client_order_id | 40010001 | client_order_id is required"
      })
  void filtersThatCannotBeReadAreRefused(String query, int code, String message) {
    String before = accounts.fingerprint(account);
    Shapes.error(desk.get("/v2/orders" + query), 422, code, message);
    assertThat(accounts.fingerprint(account)).isEqualTo(before);
  }
}
