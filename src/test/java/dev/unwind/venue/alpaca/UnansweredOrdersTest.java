// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.Reason;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.OtherSettings;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders of ours that have arrived and traded, and the answers to which are lost. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class UnansweredOrdersTest {
  @Inject BrokeredLedger ledger;

  @AfterEach
  void end() throws SQLException {
    try {
      assertThat(ledger.contradictions()).isEmpty();
    } finally {
      ledger.end();
    }
  }

  private static boolean isByKey(HttpServerRequest request) {
    return request.path().equals("/v2/orders:by_client_order_id");
  }

  private static boolean isList(HttpServerRequest request) {
    return request.path().equals("/v2/orders") && request.method().name().equals("GET");
  }

  private Order sale(String qty) {
    return ledger.decide(
        book ->
            book.place(
                NewOrder.limit(ledger.share(), Side.SELL, Quantity.of(qty), Price.of("90"))
                    .build()));
  }

  /** A sale that arrives and trades without anybody hearing of it. */
  private OrderId soldUnheard(BrokerPeer broker, String qty) {
    broker.mute(true);
    broker.isLost = request -> request.method().name().equals("POST");
    Order sale = sale(qty);
    ledger.await(() -> broker.count("POST") > 0);
    String theirs = broker.named(sale.terms().uid().toString());
    broker.trade(theirs, qty);
    broker.isLost = request -> false;
    return sale.id();
  }

  private Order order(OrderId id) {
    return ledger.orders().stream().filter(o -> o.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void anOrderWhoseAnswerIsLostIsFoundInTheListsWhereNobodyAnswersByItsKey() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    broker.isRefused = UnansweredOrdersTest::isByKey;
    OrderId sale = soldUnheard(broker, "6");
    ledger.await(() -> ledger.held().equals(Quantity.of("4")));
    assertThat(order(sale).status()).isEqualTo(OrderStatus.FILLED);
    assertThat(broker.count("POST")).isOne();
    assertThat(ledger.reconcile(null).differences()).isEmpty();
  }

  @Test
  void anotherOrderIsNotRefusedForWhatAnOrderHasTradedOfWhichNothingIsKnown() throws Exception {
    BrokerPeer broker = ledger.open(true, "10");
    broker.isRefused = UnansweredOrdersTest::isByKey;
    broker.isBlank = UnansweredOrdersTest::isList;
    OrderId sale = soldUnheard(broker, "6");
    String key = order(sale).terms().uid().toString();
    broker.isRefused =
        request -> isByKey(request) && key.equals(request.getParam("client_order_id"));
    OrderId other = sale("4").id();
    Instant longEnough = Instant.now().plus(Duration.ofSeconds(3));
    ledger.await(() -> Instant.now().isAfter(longEnough));
    assertThat(ledger.orders()).extracting(Order::reason).doesNotContain(Reason.BOOKS_DIFFER);
    assertThat(broker.count("POST")).isOne();
    broker.isRefused = request -> false;
    broker.isBlank = request -> false;
    ledger.await(() -> order(other).status() == OrderStatus.NEW);
    assertThat(order(sale).status()).isEqualTo(OrderStatus.FILLED);
    assertThat(ledger.held()).isEqualTo(Quantity.of("4"));
    assertThat(broker.count("POST")).isEqualTo(2);
  }
}
