// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.order.RecordExecutionReports;
import dev.unwind.application.venue.UnusedVenue;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.order.ExecutionReport.Trade;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.fixture.Json;
import dev.unwind.fixture.Management;
import dev.unwind.importing.ImportBook;
import dev.unwind.persistence.check.LedgerCheck;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A venue reports what the ledger cannot carry. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class ParkedReportsTest {
  private static final String BEYOND = "99999999999999999999";

  @Inject ImportBook importBook;
  @Inject RecordExecutionReports record;

  private final Acknowledging venue = new Acknowledging();
  private OrderDesk desk;

  @BeforeEach
  void openADesk() {
    desk = new OrderDesk(importBook);
  }

  @Test
  void aReportBeyondTheRangeIsParkedShownAndCountedWhileEverythingElseGoesOn() throws SQLException {
    UUID bad = resting("EURO", "10", "1");
    UUID good = resting("EURO", "3", "2");
    VenueReport unbookable = trade(bad, "10", BEYOND);
    List<VenueReport> batch = List.of(unbookable, trade(good, "3", "2"));

    deliver(batch);
    deliver(batch);

    assertThat(venue.acknowledged).contains(unbookable.id(), batch.get(1).id());
    assertThat(desk.held("EURO")).isEqualByComparingTo("3");
    Json shown = desk.shown();
    assertThat(shown.getList("parkedReports")).hasSize(1);
    assertThat(shown.getString("parkedReports[0].id")).isEqualTo(unbookable.id().toString());
    assertThat(shown.getString("parkedReports[0].orderUid")).isEqualTo(bad.toString());
    assertThat(shown.getString("parkedReports[0].price")).isEqualTo(BEYOND);
    assertThat(shown.getString("parkedReports[0].why")).isNotBlank();
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      assertThat(LedgerCheck.openMatters(connection, desk.accountId()))
          .singleElement()
          .satisfies(v -> assertThat(v.row()).contains(unbookable.id().toString()));
    }
    awaitGauge();
    OrderDesk.Answer next = desk.place("alpaca", "EURO", "BUY", "1");
    assertThat(next.isRefusal()).as(next.body()).isFalse();
  }

  @Test
  void whatWasSoldAndCannotBeBookedIsNotSoldAgain() throws SQLException {
    UUID exit = resting("HELD", "-5", "1000");

    deliver(List.of(trade(exit, "5", BEYOND)));

    desk.asAlpaca().delete("/v2/orders/" + exit);
    assertThat(desk.held("HELD")).isEqualByComparingTo("5");
    OrderDesk.Answer again = desk.place("alpaca", "HELD", "SELL", "5");
    assertThat(again.status()).as(again.body()).isEqualTo(403);
  }

  /** A limit order far from the market; a sale where the quantity is negative. */
  private UUID resting(String symbol, String qty, String price) {
    boolean sells = qty.startsWith("-");
    String id =
        Json.of(
                desk.asAlpaca()
                    .body(
                        Map.of(
                            "symbol",
                            desk.name(symbol),
                            "qty",
                            qty.replace("-", ""),
                            "side",
                            sells ? "sell" : "buy",
                            "type",
                            "limit",
                            "time_in_force",
                            "gtc",
                            "limit_price",
                            price))
                    .post("/v2/orders")
                    .then()
                    .statusCode(200)
                    .extract())
            .getString("id");
    return UUID.fromString(id);
  }

  private VenueReport trade(UUID order, String qty, String price) {
    return new VenueReport(
        UUID.randomUUID(),
        new Trade(
            new AccountId(desk.accountId()),
            order,
            venue.name(),
            UUID.randomUUID().toString(),
            Quantity.of(qty),
            Price.of(price),
            Quantity.of(qty),
            Instant.now()));
  }

  private void deliver(List<VenueReport> reports) {
    record.deliver(venue, reports).await().atMost(OrderDesk.PATIENCE);
  }

  private static void awaitGauge() {
    long end = System.nanoTime() + OrderDesk.PATIENCE.toNanos();
    while (!given()
        .get(Management.url("/q/metrics"))
        .asString()
        .matches("(?s).*unwind_reports_parked [1-9].*")) {
      assertThat(System.nanoTime()).as("the gauge stays at zero").isLessThan(end);
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final class Acknowledging extends UnusedVenue {
    private final Set<UUID> acknowledged = new HashSet<>();

    @Override
    public String name() {
      return "test";
    }

    @Override
    public Uni<Void> acknowledge(Set<UUID> reportIds) {
      acknowledged.addAll(reportIds);
      return Uni.createFrom().voidItem();
    }
  }
}
