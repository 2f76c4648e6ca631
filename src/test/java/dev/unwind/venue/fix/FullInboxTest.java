// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.ReportLog;
import dev.unwind.venue.TestOrders;
import dev.unwind.venue.fix.session.Inbox;
import dev.unwind.venue.fix.session.SessionLease;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What waits to be booked has its limit, and the counterparty the rest. */
@BesideTheApplication
class FullInboxTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static FixBench bench;
  private static TestOrders orders;

  private final ReportLog log = new ReportLog();
  private final TestExchange exchange = new TestExchange();
  private final String name = "fix-" + UUID.randomUUID().toString().substring(0, 8);
  private @Nullable FixLink link;

  @BeforeAll
  static void database() {
    bench = new FixBench();
    orders = new TestOrders(new AccountId(77), bench.instrument("ACME"));
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  @AfterEach
  void end() {
    if (link != null) {
      link.stop().await().atMost(PATIENCE);
    }
    exchange.close();
  }

  private static void await(BooleanSupplier condition) {
    Awaiting.await(PATIENCE, condition);
  }

  private long inInbox() {
    return bench.count("select count(*) from fix_venue.inbox where venue = $1", name);
  }

  @Test
  void aFullInboxTakesNoMoreFromTheSocketAndLosesNothing() {
    int most = 20;
    int trades = 100;
    FixLink opened = bench.link(FixBench.narrow(name, "FIX.4.4", exchange.port(), most), log);
    link = opened;
    await(() -> opened.venue().room() > 0);
    VenueOrder order = orders.limit(Side.BUY, String.valueOf(trades), "90");
    log.take(opened.venue(), opened.venue().submit(List.of(order)).await().atMost(PATIENCE));
    bench.run(
        "alter table fix_venue.report add constraint shut check (venue <> '"
            + name
            + "') not valid");
    try {
      for (int i = 0; i < trades; i++) {
        exchange.fill(order.key().toString(), "1", "90");
      }
      await(() -> inInbox() == most);
      for (int i = 0; i < 20; i++) {
        Awaiting.pause(Duration.ofMillis(100));
        assertThat(inInbox()).isEqualTo(most);
      }
      assertThat(log.traded(order.key())).isEqualTo(Quantity.ZERO);
    } finally {
      bench.run("alter table fix_venue.report drop constraint shut");
    }
    await(() -> log.traded(order.key()).equals(order.qty()));
    assertThat(log.of(order.key(), ExecutionReport.Trade.class)).hasSize(trades);
    await(() -> inInbox() == 0);
  }

  @Test
  void whatAnotherReplicaHasBookedTakesNoRoomInTheInbox() throws IOException {
    SessionLease.Held held = new SessionLease.Held(99, 1, Instant.EPOCH, 1, 1, true, 10, 100);
    Duration patience = Duration.ofMillis(500);
    Inbox full = new Inbox(bench.pool(), name, held, 100, patience, () -> {}, why -> {});
    assertThatThrownBy(() -> full.take("8=FIX.4.4", 2)).isInstanceOf(IOException.class);

    full.emptied(full.durable());
    full.take("8=FIX.4.4", 2);
    assertThat(full.position()).isEqualTo(11);
  }
}
