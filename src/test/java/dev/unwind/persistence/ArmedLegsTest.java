// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.ClaimStore;
import dev.unwind.application.venue.ClaimStore.Parked;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Legs that wait here for their price are found by the instrument whose price moves. */
@QuarkusTest
class ArmedLegsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Inject ClaimStore claims;

  private LedgerRows rows;
  private AccountId account;
  private InstrumentId instrument;

  @BeforeEach
  void anAccount() {
    rows = new LedgerRows();
    account = rows.account();
    instrument = rows.instrument();
  }

  @AfterEach
  void endThem() {
    rows.execute("update orders set status = 'CANCELED' where account_id = ?", account.value());
    rows.close();
  }

  @Test
  void heldLegsWhoseOtherLegWorksAreFound() {
    long working = leg("NEW", 1);
    long held = leg("HELD", 1);
    leg("HELD", 2);
    leg("HELD", 2);
    leg("PENDING_CANCEL", 3);
    leg("HELD", 3);
    long parked = leg("ACCEPTED", 4);
    long beside = leg("HELD", 4);
    assertThat(working).isLessThan(parked);
    assertThat(armed(new OrderId(0)))
        .containsExactly(
            new Parked(account, new OrderId(held)), new Parked(account, new OrderId(beside)));
    assertThat(armed(new OrderId(held))).containsExactly(new Parked(account, new OrderId(beside)));
  }

  private List<Parked> armed(OrderId after) {
    return claims.armed(List.of(instrument), account, after, 10).await().atMost(PATIENCE);
  }

  private long leg(String status, long group) {
    long id = rows.order(account, instrument, status, LedgerRows.START);
    rows.execute(
        "update orders set oco_group = ? where account_id = ? and order_id = ?",
        group,
        account.value(),
        id);
    return id;
  }
}
