// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.ReportLog;
import dev.unwind.venue.TestOrders;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import quickfix.Group;
import quickfix.Message;

/** What is kept of messages, and what they may have in them. */
class FixMessagesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final FixBench bench = new FixBench();
  private final TestOrders orders = new TestOrders(new AccountId(77), bench.instrument("ACME"));
  private final ReportLog log = new ReportLog();
  private final TestExchange exchange = new TestExchange();
  private final String name = "messages";
  private FixLink link = open();

  private FixLink open() {
    FixLink opened = bench.link(FixBench.settings(name, "FIX.4.4", exchange.port()), log);
    await(() -> opened.venue().room() > 0);
    return opened;
  }

  @AfterEach
  void end() {
    link.stop().await().atMost(PATIENCE);
    exchange.close();
    bench.close();
  }

  private static void await(BooleanSupplier condition) {
    Awaiting.await(PATIENCE, condition);
  }

  private VenueOrder resting() {
    VenueOrder order = orders.limit(Side.BUY, "10", "90");
    List<VenueOutcome> outcomes = link.venue().submit(List.of(order)).await().atMost(PATIENCE);
    log.take(link.venue(), outcomes);
    return order;
  }

  @Test
  void whatWentOutLongAgoIsForgotten() {
    resting();
    link.stop().await().atMost(PATIENCE);
    bench.run(
        "update fix_venue.message set sent_at = now() - interval '25 hours' where venue = $1",
        name);
    link = open();
    VenueOrder order = resting();
    await(
        () ->
            bench.count(
                    "select count(*) from fix_venue.message where venue = $1 and sent_at < now() - interval '1 hour'",
                    name)
                == 0);
    assertThat(
            bench.count(
                "select count(*) from fix_venue.message where venue = $1 and text like '%' || $2 || '%'",
                name, order.key().toString()))
        .isEqualTo(1);
  }

  @Test
  void aReportWithARepeatingGroupIsBookedLikeAnyOther() {
    VenueOrder order = resting();
    Message report = exchange.report(order.key().toString(), "F", "1");
    report.setString(32, "4");
    report.setString(31, "90");
    report.setString(14, "4");
    Group party = new Group(453, 448, new int[] {448, 447, 452});
    party.setString(448, "BROKER");
    party.setString(447, "D");
    party.setString(452, "1");
    report.addGroup(party);
    exchange.send(report);
    await(() -> log.traded(order.key()).equals(Quantity.of("4")));
  }
}
