// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReplacement;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.LogLines;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.ReportLog;
import dev.unwind.venue.TestOrders;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import quickfix.Message;

/** What a session must hold through: silence, gaps, repetitions, another owner. */
@BesideTheApplication
@ResourceLock(value = LogLines.RESOURCE, mode = ResourceAccessMode.READ)
class FixSessionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ASIDE = "select count(*) from fix_venue.aside where venue = $1";

  private static FixBench bench;
  private static TestOrders orders;

  private final ReportLog log = new ReportLog();
  private TestExchange exchange;
  private String name;
  private FixLink link;

  @BeforeAll
  static void database() {
    bench = new FixBench();
    InstrumentId instrument = bench.instrument("ACME");
    orders = new TestOrders(new AccountId(77), instrument);
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  @BeforeEach
  void connect() {
    name = "fix-" + UUID.randomUUID().toString().substring(0, 8);
    exchange = new TestExchange();
    link = open();
  }

  @AfterEach
  void end() {
    link.stop().await().atMost(PATIENCE);
    exchange.close();
  }

  private FixLink open() {
    FixLink opened = bench.link(FixBench.settings(name, "FIX.4.4", exchange.port()), log);
    await(() -> opened.venue().room() > 0);
    return opened;
  }

  private static void await(BooleanSupplier condition) {
    Awaiting.await(PATIENCE, condition);
  }

  private VenueOutcome submit(VenueOrder order) {
    List<VenueOutcome> outcomes = link.venue().submit(List.of(order)).await().atMost(PATIENCE);
    log.take(link.venue(), outcomes);
    return outcomes.get(0);
  }

  private VenueOutcome query(VenueOrder order) {
    List<VenueOutcome> outcomes =
        link.venue()
            .query(List.of(new VenueOrderRef(order.account(), order.key())))
            .await()
            .atMost(PATIENCE);
    log.take(link.venue(), outcomes);
    return outcomes.get(0);
  }

  private VenueOrder resting() {
    VenueOrder order = orders.limit(Side.BUY, "10", "90");
    assertThat(submit(order)).isInstanceOf(VenueOutcome.Accepted.class);
    return order;
  }

  @Test
  void anOrderThatNeverArrivedGoesOutOnceMoreUnderItsId() {
    exchange.deaf(true);
    VenueOrder order = orders.market(Side.SELL, "3");
    assertThat(submit(order)).isInstanceOf(VenueOutcome.NoAnswer.class);
    exchange.deaf(false);
    await(() -> link.venue().room() > 0);

    assertThat(query(order)).isEqualTo(new VenueOutcome.NotKnown());
    assertThat(submit(order)).isInstanceOf(VenueOutcome.Accepted.class);

    await(() -> log.traded(order.key()).equals(order.qty()));
    List<Message> arrived = exchange.received("D");
    assertThat(arrived).hasSize(1);
    assertThat(TestExchange.text(arrived.get(0), 11)).isEqualTo(order.key().toString());
    assertThat(TestExchange.text(arrived.get(0).getHeader(), 97)).isEqualTo("Y");
  }

  @Test
  void anOrderThatArrivedWithoutAReportIsNeverSentAgain() {
    exchange.silent(true);
    VenueOrder order = orders.market(Side.SELL, "3");
    assertThat(submit(order)).isInstanceOf(VenueOutcome.NoAnswer.class);

    assertThat(query(order)).isInstanceOf(VenueOutcome.NoAnswer.class);
    assertThat(submit(order)).isInstanceOf(VenueOutcome.NoAnswer.class);

    assertThat(exchange.received("D")).hasSize(1);
    // It was asked about; that comes in some time after the question was given up here.
    await(() -> !exchange.received("H").isEmpty());
    assertThat(log.of(order.key())).isEmpty();
  }

  @Test
  void whatIsPendingOrOnlyToldOfBooksAndEndsNothing() {
    VenueOrder order = resting();
    String id = order.key().toString();
    exchange.send(exchange.report(id, "6", "6"));
    exchange.send(exchange.report(id, "E", "E"));
    exchange.send(exchange.report(id, "A", "A"));
    for (String status : List.of("2", "4", "8", "C")) {
      Message told = exchange.report(id, "I", status);
      told.setString(32, "10");
      told.setString(31, "90");
      exchange.send(told);
    }
    exchange.fill(id, "4", "90");
    await(() -> log.traded(order.key()).equals(Quantity.of("4")));

    assertThat(log.of(order.key()))
        .hasSize(2)
        .allMatch(r -> r instanceof ExecutionReport.Working || r instanceof ExecutionReport.Trade);
  }

  @Test
  void anExecutionIsOneUnderItsOrderHoweverOftenItIsTold() {
    VenueOrder one = resting();
    VenueOrder other = resting();
    exchange.send(trade(one, "X1", "2", "2", false));
    exchange.send(trade(other, "X1", "3", "3", false));
    exchange.send(trade(one, "X1", "2", "2", true));
    exchange.send(trade(one, "X1", "4", "6", false));
    exchange.send(trade(one, "X2", "1", "7", false));
    await(() -> log.traded(one.key()).equals(Quantity.of("7")));
    await(() -> log.traded(other.key()).equals(Quantity.of("3")));

    assertThat(log.of(one.key(), ExecutionReport.Trade.class))
        .extracting(ExecutionReport.Trade::execId)
        .containsExactlyInAnyOrder(one.key() + ":X1", one.key() + ":X1:6", one.key() + ":X2");
  }

  private Message trade(VenueOrder order, String execId, String qty, String cum, boolean again) {
    Message report = exchange.report(order.key().toString(), "F", "1");
    report.setString(17, execId);
    report.setString(32, qty);
    report.setString(31, "90");
    report.setString(14, cum);
    if (again) {
      report.getHeader().setString(97, "Y");
    }
    return report;
  }

  @Test
  void whatIsTakenBackOrCorrectedIsToldOfTheExecutionThatItNames() {
    VenueOrder order = resting();
    String id = order.key().toString();
    exchange.send(trade(order, "X1", "4", "4", false));
    VenueOrder next = replaced(order);
    await(() -> log.traded(order.key()).equals(Quantity.of("4")));
    // The order has another id by now.
    exchange.send(corrects(next, "G", "C1", "X1", "3", "90.5"));
    exchange.send(corrects(next, "H", "C2", "C1", "0", "0"));
    exchange.send(corrects(next, "H", "C2", "C1", "0", "0"));
    exchange.send(corrects(next, "H", "C3", "X9", "0", "0"));

    await(() -> bench.count(ASIDE, name) == 1);
    await(() -> log.of(next.key(), ExecutionReport.Corrected.class).size() == 2);
    List<ExecutionReport.Corrected> told =
        log.of(next.key(), ExecutionReport.Corrected.class).stream()
            .sorted(Comparator.comparing(ExecutionReport.Corrected::correctionId))
            .toList();
    assertThat(told).allMatch(one -> one.execId().equals(id + ":X1"));
    assertThat(told.get(0).qty()).isEqualTo(Quantity.of("3"));
    assertThat(told.get(0).price()).isEqualTo(Price.of("90.5"));
    assertThat(told.get(1).qty()).isEqualTo(Quantity.ZERO);
    assertThat(exchange.received("F")).as("it works, and so is not cancelled").isEmpty();
  }

  @Test
  void anOrderThatWorksAgainBecauseItsTradeWasTakenBackIsCancelled() {
    VenueOrder order = resting();
    exchange.send(trade(order, "X1", "10", "10", false));
    await(() -> log.traded(order.key()).equals(order.qty()));
    exchange.send(corrects(order, "H", "C1", "X1", "0", "0"));

    await(() -> exchange.received("F").size() == 1);
    await(() -> log.of(order.key(), ExecutionReport.Corrected.class).size() == 1);
    // Told to a ledger in which it has ended, which is not changed by that.
    await(() -> log.of(order.key(), ExecutionReport.Canceled.class).size() == 1);
  }

  private Message corrects(
      VenueOrder order, String type, String execId, String ref, String qty, String price) {
    Message report = exchange.report(order.key().toString(), type, "0");
    report.setString(17, execId);
    report.setString(19, ref);
    report.setString(32, qty);
    report.setString(31, price);
    return report;
  }

  @Test
  void aRefusalOfTheSessionEndsTheOrderAndNotTheSession() {
    exchange.silent(true);
    VenueOrder bySession = orders.limit(Side.BUY, "1", "90");
    VenueOrder byBusiness = orders.limit(Side.BUY, "1", "90");
    link.venue()
        .submit(List.of(bySession, byBusiness))
        .subscribe()
        .with(ignored -> {}, ignored -> {});
    await(() -> exchange.received("D").size() == 2);
    for (Message order : exchange.received("D")) {
      boolean first = bySession.key().toString().equals(TestExchange.text(order, 11));
      Message refusal = new Message();
      refusal.getHeader().setString(35, first ? "3" : "j");
      refusal.setString(45, TestExchange.text(order.getHeader(), 34));
      refusal.setString(372, "D");
      refusal.setString(58, "not like this");
      if (!first) {
        refusal.setString(380, "0");
      }
      exchange.send(refusal);
    }

    for (VenueOrder order : List.of(bySession, byBusiness)) {
      await(() -> query(order) instanceof VenueOutcome.Accepted);
      assertThat(log.of(order.key(), ExecutionReport.Rejected.class))
          .singleElement()
          .matches(rejected -> rejected.text().equals("not like this"));
    }
    exchange.silent(false);
    resting();
  }

  /** A refusal of the session names its order by a number alone, which another may have by then. */
  @Test
  void aRefusalThatWaitedThroughAnEndOfTheSessionIsOfTheOrderThatItNamed() {
    exchange.silent(true);
    VenueOrder order = orders.limit(Side.BUY, "1", "90");
    link.venue().submit(List.of(order)).subscribe().with(ignored -> {}, ignored -> {});
    await(() -> exchange.received("D").size() == 1);
    bench.run(
        "alter table fix_venue.report add constraint shut check (venue <> '"
            + name
            + "') not valid");
    try {
      Message refusal = new Message();
      refusal.getHeader().setString(35, "3");
      refusal.setString(45, TestExchange.text(exchange.received("D").get(0).getHeader(), 34));
      refusal.setString(372, "D");
      refusal.setString(58, "not\0 like this");
      exchange.send(refusal);
      await(() -> inInbox() == 1);
      link.stop().await().atMost(PATIENCE);
      exchange.close();
      bench.run("update fix_venue.session set generation = generation + 1 where venue = $1", name);
    } finally {
      bench.run("alter table fix_venue.report drop constraint shut");
    }
    link = bench.link(FixBench.settings(name, "FIX.4.4", exchange.port()), log);

    await(() -> inInbox() == 0);
    await(() -> !log.of(order.key(), ExecutionReport.Rejected.class).isEmpty());
  }

  private long inInbox() {
    return bench.count("select count(*) from fix_venue.inbox where venue = $1", name);
  }

  @Test
  void aReplicaThatReadOnTooLateTakesNothingBack() {
    VenueOrder order = resting();
    OrderRows rows = new OrderRows(bench.pool(), name);
    Collection<Standing> before =
        rows.byKeys(Set.of(order.key())).await().atMost(PATIENCE).values();
    exchange.fill(order.key().toString(), "10", "90");
    await(() -> log.traded(order.key()).equals(order.qty()));
    rows.update(bench.pool(), before).await().atMost(PATIENCE);

    assertThat(rows.byKeys(Set.of(order.key())).await().atMost(PATIENCE).values())
        .extracting(Standing::status)
        .containsExactly(Standing.Status.FILLED);
  }

  @Test
  void whatEndsUnderTheIdOfTheFirstEndsTheThirdThatHasTakenItsPlace() {
    VenueOrder first = resting();
    VenueOrder second = replaced(first);
    VenueOrder third = replaced(second);
    Message end = exchange.report(first.key().toString(), "4", "4");
    end.setString(11, first.key().toString());
    exchange.send(end);

    await(() -> !log.of(third.key(), ExecutionReport.Canceled.class).isEmpty());
    assertThat(log.of(second.key(), ExecutionReport.Canceled.class)).isEmpty();
  }

  private VenueOrder replaced(VenueOrder order) {
    VenueOrder next = orders.limit(Side.BUY, "10", "91");
    List<VenueOutcome> outcomes =
        link.venue()
            .replace(List.of(new VenueReplacement(order.key(), next)))
            .await()
            .atMost(PATIENCE);
    assertThat(outcomes.get(0)).isInstanceOf(VenueOutcome.Accepted.class);
    return next;
  }

  @Test
  void anOrderThatIsOutIsNotRefusedByWhatWasConfiguredSince() {
    exchange.silent(true);
    VenueOrder order = orders.market(Side.SELL, "3");
    assertThat(submit(order)).isInstanceOf(VenueOutcome.NoAnswer.class);
    link.stop().await().atMost(PATIENCE);
    link =
        bench.link(
            FixBench.limits(
                name, "FIX.4.4", exchange.port(), FixBench.sender(exchange.port()), "VENUE"),
            log);
    await(() -> link.venue().room() > 0);

    VenueOrder untilCanceled = orders.limit(Side.BUY, "1", "90");
    assertThat(submit(untilCanceled)).isInstanceOf(VenueOutcome.Refused.class);
    assertThat(submit(order)).isInstanceOf(VenueOutcome.NoAnswer.class);
  }

  @Test
  void aReportThatCannotBeWrittenIsNotPassed() {
    VenueOrder order = resting();
    long before = expected();
    bench.run(
        "alter table fix_venue.inbox add constraint shut check (venue <> '"
            + name
            + "') not valid");
    try {
      exchange.fill(order.key().toString(), "10", "90");
      await(() -> link.venue().room() == 0);
      assertThat(expected()).as("the number that is expected").isLessThanOrEqualTo(before);
    } finally {
      bench.run("alter table fix_venue.inbox drop constraint shut");
    }
    await(() -> log.traded(order.key()).equals(order.qty()));
    assertThat(expected()).isGreaterThan(before);
  }

  private long expected() {
    return bench.count("select target_seq::bigint from fix_venue.session where venue = $1", name);
  }

  @Test
  void whoHasLostTheSessionCannotSend() {
    resting();
    bench.run(
        """
        update fix_venue.session set owner = $2, epoch = epoch + 1, lease_until = now() + interval '1 hour'
        where venue = $1
        """,
        name,
        UUID.randomUUID());
    int before = exchange.received("D").size();
    VenueOrder order = orders.market(Side.SELL, "3");
    assertThat(submit(order)).isNotInstanceOf(VenueOutcome.Accepted.class);

    await(() -> link.venue().room() == 0);
    assertThat(exchange.received("D")).hasSize(before);
    assertThat(
            bench.count(
                "select count(*) from fix_venue.orders where venue = $1 and key = $2 and seq is null",
                name,
                order.key()))
        .as("it has not left, for certain")
        .isEqualTo(1);
  }

  @Test
  void anotherReplicaGoesOnWithTheNumbersOfTheFirst() {
    VenueOrder order = resting();
    FixLink second = bench.link(FixBench.settings(name, "FIX.4.4", exchange.port()), log);
    assertThat(second.venue().isLinkedHere()).isFalse();
    link.stop().await().atMost(PATIENCE);
    exchange.fill(order.key().toString(), "10", "90");
    link = second;

    await(() -> second.venue().room() > 0);
    await(() -> log.traded(order.key()).equals(order.qty()));
    assertThat(bench.count("select generation from fix_venue.session where venue = $1", name))
        .as("numbers did not begin anew")
        .isEqualTo(1);
  }
}
