// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.alpaca.Executions.Piece;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PieceTest {
  private static final AccountId ACCOUNT = new AccountId(1);
  private static final UUID KEY = UUID.randomUUID();

  private static BrokerOrder traded(String qty, String average) {
    return BrokerOrder.of(
        new JsonObject()
            .put("id", UUID.randomUUID().toString())
            .put("status", "partially_filled")
            .put("filled_qty", qty)
            .put("filled_avg_price", average)
            .put("submitted_at", "2026-11-20T15:00:00Z"));
  }

  private static VenueReport trade(String qty, String price, String cumQty) {
    return new VenueReport(
        UUID.randomUUID(),
        new ExecutionReport.Trade(
            ACCOUNT,
            KEY,
            "broker",
            "x",
            Quantity.of(qty),
            Price.of(price),
            Quantity.of(cumQty),
            Instant.EPOCH));
  }

  @Test
  void theRestOfAnOrderHasThePriceThatMakesItsAverage() {
    Piece rest =
        Piece.rest(ACCOUNT, KEY, traded("5", "82"), List.of(trade("3", "80", "3"))).orElseThrow();
    assertThat(rest.from()).isEqualTo(Quantity.of("3"));
    assertThat(rest.to()).isEqualTo(Quantity.of("5"));
    assertThat(rest.price()).isEqualTo(Price.of("85"));
  }

  @Test
  void anOrderOfWhichAllIsKnownHasNoRest() {
    assertThat(Piece.rest(ACCOUNT, KEY, traded("3", "80"), List.of(trade("3", "80", "3"))))
        .isEmpty();
  }
}
