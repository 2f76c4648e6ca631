// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.fixture.Json;
import dev.unwind.importing.ImportBook;
import dev.unwind.persistence.check.LedgerCheck;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A ledger that an earlier build has made: a share in another currency, a contract and a half, and
 * a contract that has expired since.
 */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class ClosableAllTheSameTest {
  private static final Map<String, String> HELD =
      Map.of("DOLLAR", "10", "FUTURE", "1.5", "EXPIRED", "2");

  @Inject ImportBook importBook;

  private OrderDesk desk;

  @BeforeEach
  void anOldLedger() throws SQLException {
    desk = new OrderDesk(importBook);
    for (Map.Entry<String, String> held : HELD.entrySet()) {
      desk.hold(held.getKey(), held.getValue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"alpaca", "tradovate", "neuratrade", "upvest", "unwind"})
  void everyApiClosesAllOfIt(String api) throws SQLException {
    for (Map.Entry<String, String> held : HELD.entrySet()) {
      String symbol = held.getKey();
      if (!api.equals("upvest") || desk.held(symbol).signum() != 0 && desk.orders() == 0) {
        OrderDesk.Answer answer = desk.close(api, symbol);
        assertThat(answer.status()).as(answer.body()).isLessThan(300);
        assertThat(answer.isRefusal()).as(answer.body()).isFalse();
      }
      desk.awaitFlat(symbol);
      assertThat(desk.traded(symbol)).isEqualByComparingTo(held.getValue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"alpaca", "tradovate"})
  void ordersThatReduceAreTakenToo(String api) throws SQLException {
    for (String symbol : List.of("DOLLAR", "EXPIRED")) {
      OrderDesk.Answer answer = desk.place(api, symbol, "SELL", "2");
      assertThat(answer.isRefusal()).as(answer.body()).isFalse();
      assertThat(desk.place(api, symbol, "BUY", "1").isRefusal()).isTrue();
    }
    desk.awaitFlat("EXPIRED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alpaca", "tradovate", "neuratrade", "upvest", "unwind"})
  void whatIsClosedAtAVenueThatIsNotConfiguredHereWaitsForWhoeverHasIt(String api)
      throws SQLException {
    desk.bind("gone");
    try {
      OrderDesk.Answer answer = desk.close(api, "DOLLAR");
      if (api.equals("neuratrade")) {
        assertThat(answer.body()).as("it waits for the end").contains("was accepted and goes on");
      } else {
        assertThat(answer.status()).as(answer.body()).isLessThan(300);
        assertThat(answer.isRefusal()).as(answer.body()).isFalse();
      }
      assertThat(desk.held("DOLLAR")).isEqualByComparingTo("10");
      assertThat(desk.shown().getString("venueState.state")).isEqualTo("DOWN");
      assertThat(desk.shown().getString("venueState.reason")).contains("gone");
      assertThat(desk.reasons()).contains("VENUE_UNAVAILABLE");
      desk.risk()
          .post("/unwind/v1/accounts/" + desk.accountName() + "/reconciliation")
          .then()
          .statusCode(503);
    } finally {
      desk.bind("simulator");
    }
    desk.awaitFlat("DOLLAR");
    assertThat(desk.traded("DOLLAR")).isEqualByComparingTo("10");
  }

  @Test
  void theAccountNamesWhatCanOnlyBeClosed() {
    Json shown = desk.shown();
    assertThat(shown.getList("closeOnly.symbol"))
        .containsExactlyInAnyOrder(desk.name("DOLLAR"), desk.name("FUTURE"), desk.name("EXPIRED"));
    assertThat(shown.getList("closeOnly.reason"))
        .containsExactlyInAnyOrder(
            "CURRENCY_MISMATCH", "QUANTITY_OFF_INCREMENT", "INSTRUMENT_EXPIRED");
    Json positions =
        Json.of(desk.bearer().get("/unwind/v1/accounts/" + desk.accountName() + "/positions"));
    assertThat(positions.items("positions"))
        .filteredOn(position -> Boolean.TRUE.equals(position.get("expired")))
        .extracting(position -> position.getString("symbol"))
        .containsExactly(desk.name("EXPIRED"));
  }

  @Test
  void theCheckNamesThemToo() throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      List<String> found =
          LedgerCheck.openMatters(connection, desk.accountId()).stream()
              .map(LedgerCheck.Violation::row)
              .toList();
      assertThat(found).hasSize(3).anyMatch(r -> r.contains("qty=1.5"));
    }
  }

  @Test
  void riskSettlesWhatHasExpiredAtTheLastQuote() throws SQLException {
    String path =
        "/unwind/v1/accounts/"
            + desk.accountName()
            + "/positions/"
            + desk.positionId("EXPIRED")
            + "/settlement";
    assertThat(desk.bearer().post(path).statusCode()).isEqualTo(403);
    desk.risk()
        .body(Map.of("last", "120"))
        .put("/unwind/v1/quotes/" + desk.name("EXPIRED"))
        .then()
        .statusCode(200);

    Json settled = Json.of(desk.risk().post(path).then().statusCode(200).extract());

    assertThat(settled.getString("status")).isEqualTo("FILLED");
    assertThat(settled.getString("items[0].orders[0].averagePrice")).isEqualTo("120");
    assertThat(desk.held("EXPIRED")).isEqualByComparingTo(BigDecimal.ZERO);
    // Two contracts of 5 a point, entered at 100.
    assertThat(new BigDecimal(desk.shown().getString("cash"))).isEqualByComparingTo("10200");
    assertThat(Json.of(desk.risk().post(path)).getString("code")).isEqualTo("POSITION_NOT_FOUND");
    String trading =
        path.replace(
            Long.toString(desk.positionId("EXPIRED")), Long.toString(desk.positionId("FUTURE")));
    assertThat(Json.of(desk.risk().post(trading)).getString("code"))
        .isEqualTo("INSTRUMENT_NOT_EXPIRED");
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      assertThat(LedgerCheck.atRest(connection, desk.accountId())).isEmpty();
    }
  }
}
