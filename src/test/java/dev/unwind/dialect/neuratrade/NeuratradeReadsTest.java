// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import static dev.unwind.dialect.neuratrade.NeuratradeClient.ids;
import static dev.unwind.dialect.neuratrade.NeuratradeDialectTest.position;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unwind.dialect.neuratrade.NeuratradeClient.Answer;
import dev.unwind.importing.ImportBook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists, snapshots and single positions; whose they are; and netting accounts, through HTTP. */
@QuarkusTest
class NeuratradeReadsTest {
  @Inject ImportBook importBook;

  private URI base() {
    return URI.create("http://localhost:" + RestAssured.port);
  }

  @Test
  void listsAreNewestFirstFilteredAndPaged() {
    NeuratradeBook book = NeuratradeBook.hedging().withPositions(5).load(importBook);
    NeuratradeClient bot = book.bot(base());
    bot.liquidate(NeuratradeBook.positionId(1));
    bot.liquidate(NeuratradeBook.positionId(3));

    assertThat(ids(bot.get("/positions"))).isEqualTo(names(4, 3, 2, 1, 0));
    assertThat(ids(bot.get("/positions?status=%20open"))).isEqualTo(names(4, 2, 0));
    assertThat(ids(bot.get("/positions?status=LIQUIDATED&limit=1"))).isEqualTo(names(3));
    assertThat(ids(bot.get("/positions?limit=2&offset=1"))).isEqualTo(names(3, 2));
    assertThat(bot.get("/positions?offset=1").data().path("count").asInt()).isEqualTo(4);
    Answer unknown = bot.get("/positions?status=SIDEWAYS");
    assertThat(unknown.status()).isEqualTo(200);
    assertThat(unknown.data().path("count").asInt()).isZero();
    assertThat(unknown.data().path("positions").isArray()).isTrue();

    JsonNode imported = bot.get("/positions/" + NeuratradeBook.positionId(0)).data();
    assertThat(imported.path("exchange").asText()).isEqualTo("okx");
    assertThat(imported.path("opened_at").asText()).isEqualTo("2026-03-03T12:00:00Z");
    assertThat(imported.path("order_id").asText()).isEqualTo("ord-20260303120000-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=10001", "limit=x", "offset=-1", "offset=99999999999"})
  void aPageThatCannotBeIsRefused(String query) {
    NeuratradeBook book = NeuratradeBook.hedging().load(importBook);
    Answer answer = book.bot(base()).get("/positions?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).contains(" must be between ");
  }

  @Test
  void aSnapshotIsOfOneMoment() {
    NeuratradeBook book = NeuratradeBook.hedging().withPositions(3).load(importBook);
    NeuratradeClient bot = book.bot(base());
    bot.liquidate(NeuratradeBook.positionId(0));
    Answer snapshot = bot.get("/positions/snapshot");

    assertThat(snapshot.status()).as(snapshot.body()).isEqualTo(200);
    assertThat(snapshot.data().path("snapshot_id").asText()).matches("snap-\\d{19}");
    assertThat(Instant.parse(snapshot.data().path("timestamp").asText()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    assertThat(snapshot.data().path("total_positions").asInt()).isEqualTo(3);
    assertThat(snapshot.data().path("open_positions").asInt()).isEqualTo(2);
    assertThat(snapshot.data().path("closed_positions").asInt()).isEqualTo(1);
    assertThat(ids(snapshot)).isEqualTo(names(2, 1, 0));

    Answer empty = book.stranger(base()).get("/positions/snapshot");
    assertThat(empty.data().path("total_positions").asInt()).isZero();
    assertThat(empty.data().path("positions")).isEmpty();
  }

  /** Defect 11: lists grow without end. */
  @Test
  void noListIsLongerThanTenThousand() {
    NeuratradeBook book = NeuratradeBook.hedging().withPositions(10_050).load(importBook);
    NeuratradeClient bot = book.bot(base());

    List<String> listed = ids(bot.get("/positions"));
    assertThat(listed).hasSize(10_000).startsWith(NeuratradeBook.positionId(10_049));
    Answer snapshot = bot.get("/positions/snapshot");
    assertThat(snapshot.data().path("total_positions").asInt()).isEqualTo(10_050);
    assertThat(ids(snapshot)).isEqualTo(listed);
    assertThat(ids(bot.get("/positions?offset=10000"))).hasSize(50);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pos-20260101000000-1", "x", "%00", "pos-20260303120000-9999999999000000"})
  void aPositionThatIsNotThereIsNotFound(String id) {
    NeuratradeBook book = NeuratradeBook.hedging().load(importBook);
    Answer answer = book.bot(base()).get("/positions/" + id);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("{\"status\":\"error\",\"error\":\"position not found\"}");
    assertThat(book.bot(base()).get("/positions/%20").error()).isEqualTo("position_id is required");
  }

  /** Defect 9: positions have no owner. */
  @Test
  void anotherAccountsPositionsAreAsAbsentOnes() {
    NeuratradeBook book = NeuratradeBook.hedging().load(importBook);
    NeuratradeClient bot = book.bot(base());
    Answer placed = bot.placeLimit(book.symbol, "BUY", "1", "50");
    String id = position(placed);
    String order = placed.data().path("order").path("order_id").asText();
    NeuratradeClient stranger = book.stranger(base());

    assertThat(ids(stranger.get("/positions"))).isEmpty();
    assertThat(stranger.get("/positions/" + id).body())
        .isEqualTo(stranger.get("/positions/pos-20260101000000-1").body());
    assertThat(stranger.cancel(order).status()).isEqualTo(404);
    assertThat(stranger.liquidate(id).status()).isEqualTo(404);
    assertThat(stranger.post("/liquidate", NeuratradeClient.bySymbol(book.symbol)).status())
        .isEqualTo(404);
    assertThat(ids(stranger.liquidateAll())).isEmpty();
    assertThat(stranger.get("/positions", "Unwind-Account", book.name).status()).isEqualTo(404);
    assertThat(ids(bot.get("/positions?status=OPEN"))).containsExactly(id);
  }

  @Test
  void whoHasSeveralAccountsNamesOne() {
    NeuratradeBook book = NeuratradeBook.hedging().load(importBook);
    String id = position(book.bot(base()).placeMarket(book.symbol, "BUY", "1"));
    NeuratradeClient both = book.both(base());

    Answer unnamed = both.get("/positions");
    assertThat(unnamed.status()).isEqualTo(400);
    assertThat(unnamed.error()).isEqualTo("name the account in the header Unwind-Account");
    assertThat(ids(both.get("/positions", "Unwind-Account", book.name))).containsExactly(id);
    assertThat(ids(both.get("/positions", "Unwind-Account", book.name + "-other"))).isEmpty();
  }

  @Test
  void aNettingAccountShowsOneRecordPerEpisode() {
    NeuratradeBook book = NeuratradeBook.netting().load(importBook);
    NeuratradeClient bot = book.bot(base());
    Answer first = bot.placeMarket(book.symbol, "BUY", "1");
    String id = position(first);
    assertThat(first.data().path("order").path("position_id").asText()).isEqualTo(id);
    assertThat(position(bot.placeMarket(book.symbol, "BUY", "2"))).isEqualTo(id);
    assertThat(bot.get("/positions/" + id).data().path("size").asText()).isEqualTo("3");

    Answer reducing = bot.placeMarket(book.symbol, "SELL", "1");
    assertThat(reducing.status()).isEqualTo(400);
    assertThat(reducing.error()).isEqualTo("the order would reduce the open position");

    Answer done = bot.liquidate(id);
    assertThat(done.status()).as(done.body()).isEqualTo(200);
    assertThat(done.data().path("size").asText()).isEqualTo("3");
    assertThat(bot.liquidate(id).status()).isEqualTo(404);

    String next = position(bot.placeMarket(book.symbol, "SELL", "4"));
    assertThat(next).isNotEqualTo(id);
    assertThat(ids(bot.get("/positions"))).containsExactly(next, id);
    assertThat(bot.liquidate(id).status()).isEqualTo(404);
    assertThat(bot.get("/positions/" + id).data().path("status").asText()).isEqualTo("LIQUIDATED");
    Answer open = bot.get("/positions/" + next);
    assertThat(open.data().path("status").asText()).isEqualTo("OPEN");
    assertThat(open.data().path("side").asText()).isEqualTo("SELL");
    assertThat(ids(bot.liquidateAll())).containsExactly(next);
  }

  @Test
  void anOrderOfANettingAccountThatHasNotTradedHasNoPosition() {
    NeuratradeBook book = NeuratradeBook.netting().load(importBook);
    NeuratradeClient bot = book.bot(base());
    Answer placed = bot.placeLimit(book.symbol, "BUY", "1", "50");

    assertThat(placed.status()).as(placed.body()).isEqualTo(201);
    assertThat(placed.data().path("position").isNull()).isTrue();
    assertThat(placed.data().path("order").path("position_id").asText()).isEmpty();
    assertThat(bot.cancel(placed.data().path("order").path("order_id").asText()).status())
        .isEqualTo(200);
  }

  private static List<String> names(int... indices) {
    return java.util.Arrays.stream(indices).mapToObj(NeuratradeBook::positionId).toList();
  }
}
