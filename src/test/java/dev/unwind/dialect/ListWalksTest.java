// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.fixture.Json;
import dev.unwind.fixture.SignIn;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Lists that are walked by offset or by a cursor of ours are the ledger: everything comes once, in
 * one order, whatever the size of the pages. Alpaca's lists, walked by times and ids, have a test
 * of their own.
 */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class ListWalksTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int FUNDS = 9;
  private static final List<Integer> PAGES = List.of(1, 2, 4);

  @Inject ImportBook importBook;
  @Inject Pool pool;

  private String name;
  private long id;
  private UUID uid;
  private String upvest;

  /** Nine funds, three of which are closed one by one and the rest together. */
  @BeforeEach
  void trade() {
    int number = NUMBER.incrementAndGet();
    name = "walks-" + System.nanoTime() + "-" + number;
    uid = UUID.randomUUID();
    UUID client = UUID.randomUUID();
    long run = System.nanoTime() % 1_000_000;
    StringBuilder instruments = new StringBuilder();
    StringBuilder quotes = new StringBuilder();
    StringBuilder positions = new StringBuilder();
    for (int i = 0; i < FUNDS; i++) {
      String comma = i == 0 ? "" : ",";
      String symbol = "W" + run + "N" + number + "F" + i;
      instruments.append(
          """
          %s{"symbol": "%s", "assetClass": "fund", "exchange": "XETRA", "currency": "EUR",
            "quantityIncrement": "1", "priceIncrement": "0.01", "isin": "XS%06d%02d%02d", "session": "always"}
          """
              .formatted(comma, symbol, run, number, i));
      quotes.append("%s{\"symbol\": \"%s\", \"last\": \"100\"}".formatted(comma, symbol));
      positions.append(
          "%s{\"account\": \"%s\", \"symbol\": \"%s\", \"qty\": \"5\", \"avgEntryPrice\": \"90\"}"
              .formatted(comma, name, symbol));
    }
    String document =
        """
        {"accounts": [{"name": "%1$s", "uid": "%2$s", "owner": "%3$s", "type": "PORTFOLIO", "currency": "EUR",
           "cash": "10000"}],
         "principals": [{"name": "%1$s", "password": "%1$s", "roles": ["trader"], "accounts": ["%1$s"],
           "apiKeys": [{"id": "%4$s", "secret": "%1$s"}], "tokens": ["%1$s"]}],
         "instruments": [%5$s], "quotes": [%6$s], "positions": [%7$s]}
        """
            .formatted(name, uid, UUID.randomUUID(), client, instruments, quotes, positions);
    importBook.book(document.getBytes(StandardCharsets.UTF_8), name).await().atMost(PATIENCE);
    id =
        Long.parseLong(ledger("select account_id::text from account where name = $1", name).get(0));
    upvest = SignIn.upvest(client, name);
    for (int i = 0; i < 3; i++) {
      close("{\"scope\": \"POSITIONS\", \"symbols\": [\"W%dN%dF%d\"]}".formatted(run, number, i));
    }
    awaitHeld(FUNDS - 3);
    close("{\"scope\": \"ACCOUNT\"}");
    awaitHeld(0);
  }

  private void awaitHeld(int positions) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (ledger("select 1::text from position where account_id = $1 and qty <> 0", id).size()
        > positions) {
      assertThat(System.nanoTime()).as("closed in time").isLessThan(end);
    }
  }

  private void close(String body) {
    Response answer =
        given()
            .header("Authorization", "Bearer " + name)
            .contentType("application/json")
            .body(body)
            .post("/unwind/v1/liquidations");
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
  }

  private List<String> ledger(String sql, Object key) {
    List<String> found = new ArrayList<>();
    pool.preparedQuery(sql)
        .execute(Tuple.of(key))
        .await()
        .atMost(PATIENCE)
        .forEach(row -> found.add(row.getString(0)));
    return found;
  }

  /** What stands at a path of a list, page after page, until one is empty. */
  private static List<String> walk(
      String token, IntFunction<String> page, int size, String ids, int most) {
    List<String> all = new ArrayList<>();
    for (int offset = 0; ; offset += size) {
      Response answer = given().header("Authorization", "Bearer " + token).get(page.apply(offset));
      assertThat(answer.statusCode()).as(page.apply(offset) + answer.asString()).isEqualTo(200);
      List<String> rows = Json.of(answer).getList(ids).stream().map(String::valueOf).toList();
      if (rows.isEmpty()) {
        return all;
      }
      assertThat(rows).hasSizeLessThanOrEqualTo(size);
      all.addAll(rows);
      assertThat(all).as(page.apply(offset) + " ends").hasSizeLessThanOrEqualTo(most);
    }
  }

  private void byOffset(String token, String path, String ids, List<String> ledger) {
    List<String> whole = walk(token, at -> path + "limit=100&offset=" + at, 100, ids, 100);
    assertThat(whole).as(path).containsExactlyInAnyOrderElementsOf(ledger);
    for (int size : PAGES) {
      assertThat(walk(token, at -> path + "limit=" + size + "&offset=" + at, size, ids, 100))
          .as(path + " by " + size)
          .isEqualTo(whole);
    }
  }

  @Test
  void listsByOffsetAreWholeWhateverTheSizeOfTheirPages() {
    List<String> orders =
        ledger(
            """
            select v.uid::text from orders o join order_version v on v.account_id = o.account_id
              and v.order_id = o.order_id and v.version = o.version where o.account_id = $1
            """,
            id);
    List<String> liquidations =
        ledger("select uid::text from liquidation where account_id = $1", id);
    assertThat(orders).hasSize(FUNDS);
    assertThat(liquidations).hasSize(4);
    for (String order : List.of("ASC", "DESC")) {
      byOffset(upvest, "/accounts/" + uid + "/orders?order=" + order + "&", "data.id", orders);
      byOffset(upvest, "/accounts?order=" + order + "&", "data.id", List.of(uid.toString()));
    }
    byOffset(
        name,
        "/api/v1/trading/positions?",
        "data.positions.symbol",
        ledger(
            """
            select i.symbol from position p join instrument i on i.instrument_id = p.instrument_id
            where p.account_id = $1
            """,
            id));
    byOffset(name, "/unwind/v1/liquidations?", "liquidations.id", liquidations);
    byOffset(
        name,
        "/unwind/v1/accounts/" + name + "/positions?closed=true&",
        "positions.id",
        ledger("select position_id::text from position where account_id = $1", id));
    byOffset(name, "/unwind/v1/accounts?", "accounts.name", List.of(name));
  }

  @Test
  void listsByCursorAreWholeWhateverTheSizeOfTheirPages() {
    List<String> events =
        ledger("select generate_series(1, event_seq)::text from account where account_id = $1", id);
    for (int size : PAGES) {
      List<String> seen = new ArrayList<>();
      String after = "0";
      while (seen.size() <= 2 * events.size()) {
        var page =
            Json.of(
                given()
                    .header("Authorization", "Bearer " + name)
                    .get("/unwind/v1/events?limit=" + size + "&after=" + after));
        List<String> rows = page.getList("events.seq").stream().map(String::valueOf).toList();
        if (rows.isEmpty()) {
          break;
        }
        seen.addAll(rows);
        after = page.getString("next");
      }
      // Settlement may have been told since.
      assertThat(seen).as("events by " + size).startsWith(events.toArray(String[]::new));
    }
    String largest =
        ledger(
                """
                select l.uid::text from liquidation l where l.account_id = $1
                order by (select count(*) from liquidation_item i where i.account_id = l.account_id
                  and i.liquidation_id = l.liquidation_id) desc limit 1
                """,
                id)
            .get(0);
    for (int size : PAGES) {
      List<Object> seen = new ArrayList<>();
      Object after = 0;
      while (after != null && seen.size() <= FUNDS) {
        var page =
            Json.of(
                given()
                    .header("Authorization", "Bearer " + name)
                    .get(
                        "/unwind/v1/liquidations/"
                            + largest
                            + "?itemsLimit="
                            + size
                            + "&itemsAfter="
                            + after));
        seen.addAll(
            page.<Map<String, Object>>getList("items").stream().map(i -> i.get("id")).toList());
        after = page.get("nextItemsAfter");
      }
      assertThat(seen).as("items by " + size).hasSize(FUNDS - 3).doesNotHaveDuplicates();
    }
  }
}
