// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.ClaimStore;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.VenueName;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where closes trade alone, what else is parked is not even read. */
@QuarkusTest
class ParkedClosesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String VENUE = "nowhere";

  @Inject ClaimStore claims;

  private List<Long> parked(InstrumentId instrument, boolean closesAlone) {
    return claims
        .parked(
            new VenueName(VENUE),
            List.of(instrument),
            closesAlone,
            new AccountId(0),
            new OrderId(0),
            10)
        .await()
        .atMost(PATIENCE)
        .orders()
        .stream()
        .map(Order::id)
        .map(OrderId::value)
        .toList();
  }

  @Test
  void parkedClosesAreFoundWithoutTheOrdersBesideThem() {
    LedgerRows rows = new LedgerRows();
    AccountId account = rows.account();
    InstrumentId share = rows.instrument();
    rows.execute("update account set venue = ? where account_id = ?", VENUE, account.value());
    try {
      long position = rows.position(account, share, "10", LedgerRows.START);
      long liquidation = LedgerRows.nextId();
      rows.liquidation(account, liquidation, "FILLED", LedgerRows.START);
      long item = rows.item(account, liquidation, position, share);
      long order = rows.order(account, share, "ACCEPTED", LedgerRows.START);
      long close = rows.order(account, share, "ACCEPTED", LedgerRows.START, liquidation, item);
      rows.version(account, close, 1, "LIVE", null);
      rows.execute("update orders set venue_action = 'SEND' where account_id = ?", account.value());
      assertThat(parked(share, false)).containsExactly(order, close);
      assertThat(parked(share, true)).containsExactly(close);
    } finally {
      rows.execute("update orders set status = 'CANCELED' where account_id = ?", account.value());
      rows.execute("update account set venue = 'simulator' where account_id = ?", account.value());
      rows.close();
    }
  }
}
