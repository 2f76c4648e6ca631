// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A list that is walked page by page, by any of its cursors, is the ledger: nothing is left out at
 * the edge of a page and nothing comes twice.
 */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlpacaListWalksTest {
  private static final int POSITIONS = 12;
  private static final int PAGE = 5;

  @Inject FreshAccounts accounts;
  @Inject Pool pool;

  private @Nullable FreshAccount shared;
  private FreshAccount account;

  /** An account with closes of all, replaced orders, a pair and a bracket, some of them open. */
  @BeforeEach
  void tradeOnce() {
    FreshAccount present = shared;
    if (present == null) {
      present = traded();
      shared = present;
    }
    account = present;
  }

  private FreshAccount traded() {
    String prefix = "LW" + System.nanoTime() % 1_000_000_000 + "N";
    BookText book = BookText.anAccount();
    for (int i = 0; i < POSITIONS; i++) {
      String symbol = prefix + i;
      book.equity(symbol, "100").position(symbol, "10", "90").limit(symbol, "sell", "1", "900");
    }
    FreshAccount fresh = accounts.open(book);
    AlpacaCalls desk = new AlpacaCalls(fresh);
    for (int i = 0; i < 3; i++) {
      String replaced = desk.placeResting(prefix + i, "sell", "2", "800");
      for (String price : List.of("801", "802")) {
        replaced =
            Json.of(desk.patch("/v2/orders/" + replaced, Map.of("limit_price", price)))
                .getString("id");
        desk.awaitStatus(replaced, "new");
      }
    }
    assertThat(Json.of(desk.delete("/v2/positions?cancel_orders=true")).getList("status"))
        .hasSize(POSITIONS)
        .containsOnly(200);
    desk.awaitFlat();
    for (int i = 0; i < 3; i++) {
      desk.post(
          "/v2/orders",
          """
          {"symbol": "%s", "qty": "4", "side": "buy", "type": "limit", "limit_price": "50",
           "time_in_force": "gtc", "order_class": "bracket", "take_profit": {"limit_price": "120"},
           "stop_loss": {"stop_price": "40"}}
          """
              .formatted(prefix + (6 + i)));
    }
    String open = desk.placeResting(prefix + 9, "buy", "3", "20");
    String last = Json.of(desk.patch("/v2/orders/" + open, Map.of("qty", "4"))).getString("id");
    desk.awaitStatus(last, "new");
    return fresh;
  }

  private List<String> ledger(String sql) {
    List<String> found = new ArrayList<>();
    pool.preparedQuery(sql)
        .execute(Tuple.of(account.id()))
        .await()
        .atMost(Duration.ofSeconds(30))
        .forEach(row -> found.add(row.getString(0)));
    return found;
  }

  /** Walks until an empty page, and returns what was seen in that order. */
  private static List<Map<String, Object>> walk(
      AlpacaCalls desk, String list, Function<Map<String, Object>, String> cursor) {
    List<Map<String, Object>> all = new ArrayList<>();
    String next = "";
    while (true) {
      Json page = Json.of(desk.get(list + next));
      List<Map<String, Object>> rows = page.getList("$");
      if (rows.isEmpty()) {
        return all;
      }
      assertThat(rows).as(list + next).hasSizeLessThanOrEqualTo(PAGE);
      all.addAll(rows);
      assertThat(all.size()).as("%s goes on for ever", list).isLessThan(500);
      next = cursor.apply(rows.get(rows.size() - 1));
    }
  }

  private static List<String> ids(List<Map<String, Object>> rows) {
    return rows.stream().map(row -> String.valueOf(row.get("id"))).toList();
  }

  private static Function<Map<String, Object>, String> by(String parameter, String key) {
    return row -> "&" + parameter + "=" + row.get(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "open", "closed"})
  void ordersAreWalkedWholeByEachOfTheirCursors(String status) {
    AlpacaCalls desk = new AlpacaCalls(account.readerKeyId(), account.readerSecret());
    List<String> page =
        Json.of(desk.get("/v2/orders?status=" + status + "&limit=500")).getList("id");
    List<String> versions =
        ledger("select v.uid::text from order_version v where v.account_id = $1");
    if (status.equals("all")) {
      assertThat(page).containsExactlyInAnyOrderElementsOf(versions);
    } else {
      String other = status.equals("open") ? "closed" : "open";
      List<String> rest =
          Json.of(desk.get("/v2/orders?status=" + other + "&limit=500")).getList("id");
      assertThat(rest).isNotEmpty();
      List<String> both = new ArrayList<>(page);
      both.addAll(rest);
      assertThat(both).containsExactlyInAnyOrderElementsOf(versions);
    }
    List<String> oldest = new ArrayList<>(page);
    Collections.reverse(oldest);
    String list = "/v2/orders?status=" + status + "&limit=" + PAGE;
    assertThat(ids(walk(desk, list, by("until", "submitted_at")))).isEqualTo(page);
    assertThat(ids(walk(desk, list, by("before_order_id", "id")))).isEqualTo(page);
    String up = list + "&direction=asc";
    assertThat(ids(walk(desk, up, by("after", "submitted_at")))).isEqualTo(oldest);
    assertThat(ids(walk(desk, up, by("after_order_id", "id")))).isEqualTo(oldest);
  }

  @Test
  void legsAreWalkedBelowTheirOrders() {
    AlpacaCalls desk = new AlpacaCalls(account);
    for (String status : List.of("all", "open")) {
      String nested = "/v2/orders?nested=true&status=" + status;
      List<Map<String, Object>> page = Json.of(desk.get(nested + "&limit=500")).getList("$");
      List<String> seen = new ArrayList<>(ids(page));
      for (Map<String, Object> order : page) {
        if (order.get("legs") instanceof List<?> legs) {
          legs.forEach(leg -> seen.add(String.valueOf(((Map<?, ?>) leg).get("id"))));
        }
      }
      assertThat(seen)
          .containsExactlyInAnyOrderElementsOf(
              Json.of(desk.get("/v2/orders?limit=500&status=" + status)).getList("id"));
      assertThat(walk(desk, nested + "&limit=" + PAGE, by("until", "submitted_at")))
          .isEqualTo(page);
      assertThat(walk(desk, nested + "&limit=" + PAGE, by("before_order_id", "id")))
          .isEqualTo(page);
    }
  }

  @Test
  void noTwoOrdersOfAnAccountAreSubmittedAtTheSameTime() {
    AlpacaCalls desk = new AlpacaCalls(account);
    List<String> times =
        Json.of(desk.get("/v2/orders?status=all&limit=500")).getList("submitted_at");
    assertThat(new HashSet<>(times)).hasSameSizeAs(times);
  }

  @Test
  void beforeAReplacementStandsWhatItReplaced() {
    AlpacaCalls desk = new AlpacaCalls(account);
    Map<String, Object> replacement =
        Json.of(desk.get("/v2/orders?status=all&limit=500"))
            .<Map<String, Object>>getList("$")
            .stream()
            .filter(order -> order.get("replaces") != null)
            .findFirst()
            .orElseThrow();
    assertThat(
            Json.of(
                    desk.get(
                        "/v2/orders?status=all&limit=500&before_order_id=" + replacement.get("id")))
                .getList("id", String.class))
        .contains(String.valueOf(replacement.get("replaces")));
  }

  @Test
  void activitiesAreWalkedWholeByEachOfTheirCursors() {
    AlpacaCalls desk = new AlpacaCalls(account);
    List<Map<String, Object>> page =
        Json.of(desk.get("/v2/account/activities/FILL?page_size=100")).getList("$");
    assertThat(page)
        .hasSameSizeAs(ledger("select fill_id::text from fill where account_id = $1"))
        .hasSize(POSITIONS);
    assertThat(ids(page)).isSortedAccordingTo(Collections.reverseOrder());
    List<Map<String, Object>> oldest = new ArrayList<>(page);
    Collections.reverse(oldest);
    String list = "/v2/account/activities/FILL?page_size=" + PAGE;
    String up = list + "&direction=asc";
    assertThat(walk(desk, list, by("page_token", "id"))).isEqualTo(page);
    assertThat(walk(desk, list, by("until", "transaction_time"))).isEqualTo(page);
    assertThat(walk(desk, up, by("page_token", "id"))).isEqualTo(oldest);
    assertThat(walk(desk, up, by("after", "transaction_time"))).isEqualTo(oldest);
    assertThat(
            Json.of(desk.get(list + "&after=" + page.get(0).get("transaction_time"))).getList("$"))
        .as("after the last one there is none")
        .isEmpty();
    for (Map<String, Object> fill : page) {
      String time = String.valueOf(fill.get("transaction_time"));
      String stamp = OffsetDateTime.parse(time).toInstant().toString().replaceAll("[^0-9]", "");
      assertThat(String.valueOf(fill.get("id"))).startsWith(stamp.substring(0, 14));
    }
  }
}
