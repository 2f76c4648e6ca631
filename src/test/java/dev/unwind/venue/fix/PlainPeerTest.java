// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unwind.application.TradingException;
import dev.unwind.application.observation.SessionTraffic.Passed;
import dev.unwind.application.reconciliation.StatesAccount;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.fixture.LogLines;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.ReportLog;
import dev.unwind.venue.TestOrders;
import dev.unwind.venue.fix.session.RawMessage;
import dev.unwind.venue.fix.session.Tag;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** In front of another's FIX, which says what QuickFIX's examples never say. */
@BesideTheApplication
@ResourceLock(value = LogLines.RESOURCE, mode = ResourceAccessMode.READ)
class PlainPeerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AccountId ACCOUNT = new AccountId(78);

  private static FixBench bench;
  private static TestOrders orders;

  private final ReportLog log = new ReportLog();
  private String name;
  private PlainPeer peer;
  private FixLink link;

  @BeforeAll
  static void database() {
    bench = new FixBench();
    orders = new TestOrders(ACCOUNT, bench.instrument("ACME"));
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  @BeforeEach
  void connect() {
    name = "plain-" + UUID.randomUUID().toString().substring(0, 8);
    peer = new PlainPeer();
    link =
        bench.link(
            FixBench.settings(
                name,
                "FIX.4.4",
                peer.port(),
                true,
                Optional.of(Duration.ofSeconds(20)),
                Optional.empty()),
            log);
    await(() -> link.venue().room() > 0);
  }

  @AfterEach
  void end() {
    link.stop().await().atMost(PATIENCE);
    peer.close();
    assertThat(peer.refused()).as("what it has refused").isEmpty();
  }

  private static void await(BooleanSupplier condition) {
    Awaiting.await(PATIENCE, condition);
  }

  /** An order that works there, as it came in. */
  private RawMessage working(VenueOrder order) {
    CompletableFuture<List<VenueOutcome>> outcome =
        link.venue().submit(List.of(order)).subscribeAsCompletionStage();
    await(() -> arrived(order).isPresent());
    RawMessage arrived = arrived(order).orElseThrow();
    peer.send("8", peer.report(arrived, "0", "0"));
    log.take(link.venue(), outcome.join());
    assertThat(log.of(order.key(), ExecutionReport.Working.class)).hasSize(1);
    return arrived;
  }

  private Optional<RawMessage> arrived(VenueOrder order) {
    return peer.received("D").stream()
        .filter(message -> message.is(Tag.CL_ORD_ID, order.key().toString()))
        .findFirst();
  }

  private VenueOrder resting() {
    return orders.limit(Side.BUY, "10", "90");
  }

  private static Object[] trade(String execId, String qty, String cum) {
    return new Object[] {17, execId, 32, qty, 31, "90", 14, cum};
  }

  @Test
  void whatIsRepeatedIsBookedOnceWhicheverWayItIsRepeated() {
    VenueOrder order = resting();
    RawMessage arrived = working(order);
    long number = peer.next();
    peer.send("8", peer.report(arrived, "F", "1", trade("X1", "4", "4")));
    // Under its number, as a possible duplicate; and under a new one, as possibly sent before.
    peer.repeat(number, "8", peer.report(arrived, "F", "1", trade("X1", "4", "4")));
    Map<Integer, Object> again = PlainPeer.fields(97, "Y");
    again.putAll(peer.report(arrived, "F", "1", trade("X1", "4", "4")));
    peer.send("8", again);
    peer.send("8", peer.report(arrived, "F", "1", trade("X2", "1", "5")));
    await(() -> log.traded(order.key()).equals(Quantity.of("5")));

    assertThat(log.of(order.key(), ExecutionReport.Trade.class)).hasSize(2);
    assertThat(peer.logons()).as("the session goes on").isEqualTo(1);
  }

  @Test
  void aTradeThatIsCorrectedAndThenTakenBackIsToldOfTheTradeItWas() {
    VenueOrder order = resting();
    RawMessage arrived = working(order);
    peer.send("8", peer.report(arrived, "F", "1", trade("X1", "4", "4")));
    peer.send("8", peer.report(arrived, "G", "1", 17, "C1", 19, "X1", 32, "3", 31, "89", 14, "3"));
    peer.send("8", peer.report(arrived, "H", "0", 17, "C2", 19, "C1", 14, "0"));
    await(() -> log.of(order.key(), ExecutionReport.Corrected.class).size() == 2);

    assertThat(log.of(order.key(), ExecutionReport.Corrected.class))
        .allMatch(one -> one.execId().equals(order.key() + ":X1"))
        .extracting(ExecutionReport.Corrected::qty)
        .containsExactlyInAnyOrder(Quantity.of("3"), Quantity.ZERO);
    assertThat(log.of(order.key(), ExecutionReport.Canceled.class)).isEmpty();
  }

  @Test
  void numbersThatAreSetOnLoseNoReport() {
    VenueOrder order = resting();
    RawMessage arrived = working(order);
    peer.reset(peer.next() + 5, true);
    peer.send("8", peer.report(arrived, "F", "1", trade("X1", "1", "1")));
    peer.reset(peer.next() + 50, false);
    peer.send("8", peer.report(arrived, "F", "1", trade("X2", "1", "2")));
    await(() -> log.traded(order.key()).equals(Quantity.of("2")));

    assertThat(peer.logons()).as("the session goes on").isEqualTo(1);
    assertThat(bench.count("select generation from fix_venue.session where venue = $1", name))
        .as("numbers did not begin anew")
        .isEqualTo(1);
  }

  /** It came before its turn, and what was missing is filled with a gap that is too wide. */
  @Test
  void aReportThatHasComeIsBookedAlthoughItsNumberIsPassedOver() {
    VenueOrder order = resting();
    RawMessage arrived = working(order);
    peer.skip(3);
    peer.send("8", peer.report(arrived, "F", "1", trade("X1", "4", "4")));
    await(() -> log.traded(order.key()).equals(Quantity.of("4")));
    peer.send("8", peer.report(arrived, "F", "1", trade("X2", "1", "5")));
    await(() -> log.traded(order.key()).equals(Quantity.of("5")));

    assertThat(peer.logons()).as("the session goes on").isEqualTo(1);
  }

  @Test
  void allOrdersOfAnInstrumentAreCancelledByOneRequest() {
    List<VenueOrder> all = List.of(resting(), resting());
    all.forEach(this::working);
    CompletableFuture<List<VenueOutcome>> cancel = cancel(all);
    await(() -> peer.received("q").size() == 1);
    RawMessage request = peer.received("q").get(0);
    assertThat(request.text(Tag.MASS_CANCEL_REQUEST_TYPE, "")).isEqualTo("1");
    assertThat(request.text(Tag.SYMBOL, "")).isEqualTo("ACME");
    assertThat(request.text(Tag.SIDE, "")).isEqualTo("1");
    String id = request.text(Tag.CL_ORD_ID, "");
    peer.send("r", PlainPeer.fields(37, "M1", 11, id, 530, "1", 531, "1", 533, "2"));
    for (VenueOrder order : all) {
      RawMessage arrived = arrived(order).orElseThrow();
      // Some name the request, some the order.
      peer.send(
          "8",
          order == all.get(0)
              ? peer.report(arrived, "4", "4", 11, id, 41, order.key())
              : peer.report(arrived, "4", "4"));
    }
    log.take(link.venue(), cancel.join());

    for (VenueOrder order : all) {
      await(() -> !log.of(order.key(), ExecutionReport.Canceled.class).isEmpty());
    }
    assertThat(peer.received("F")).isEmpty();
    assertThat(bench.count("select count(*) from fix_venue.aside where venue = $1", name)).isZero();
  }

  private CompletableFuture<List<VenueOutcome>> cancel(List<VenueOrder> all) {
    return link.venue()
        .cancel(all.stream().map(o -> new VenueOrderRef(o.account(), o.key())).toList())
        .subscribeAsCompletionStage();
  }

  @Test
  void nothingIsCancelledAtOnceWhereAnotherOrderWorks() {
    List<VenueOrder> all = List.of(resting(), resting());
    all.forEach(this::working);
    working(new TestOrders(new AccountId(79), orders.instrument()).limit(Side.BUY, "1", "90"));
    CompletableFuture<List<VenueOutcome>> cancel = cancel(all);
    await(() -> peer.received("F").size() == 2);

    assertThat(peer.received("q")).isEmpty();
    cancel.cancel(true);
  }

  @Test
  void ordersAreCancelledOneByOneWhereTheVenueRefusesToDoItAtOnce() {
    List<VenueOrder> all = List.of(resting(), resting());
    all.forEach(this::working);
    CompletableFuture<List<VenueOutcome>> cancel = cancel(all);
    await(() -> peer.received("q").size() == 1);
    String id = peer.received("q").get(0).text(Tag.CL_ORD_ID, "");
    peer.send("r", PlainPeer.fields(37, "M1", 11, id, 530, "1", 531, "0", 532, "0"));
    await(() -> peer.received("F").size() == 2);

    assertThat(peer.received("F"))
        .extracting(message -> message.text(Tag.ORIG_CL_ORD_ID, ""))
        .containsExactlyInAnyOrder(all.get(0).key().toString(), all.get(1).key().toString());
    cancel.cancel(true);
  }

  @Test
  void positionsAreStatedAsTheVenueReportsThem() {
    bench.watch().bind(ACCOUNT);
    CompletableFuture<Statement> statement = statement();
    await(() -> peer.received("AN").size() == 1);
    RawMessage asked = peer.received("AN").get(0);
    assertThat(asked.text(Tag.ACCOUNT, "")).isEqualTo("ACC-1");
    String id = asked.text(Tag.POS_REQ_ID, "");
    peer.send("AO", PlainPeer.fields(721, "R0", 710, id, 727, "3", 728, "0", 729, "0"));
    peer.send("AP", position(id, "R1", "ACME", 704, "12"));
    peer.send("AP", position(id, "R2", "BOLT", 705, "3"));
    peer.send("AP", position(id, "R2", "BOLT", 705, "3"));
    peer.send("AP", position(id, "R3", "NONE", 704, "0"));

    Statement found = statement.join();
    assertThat(found.orders()).as("not stated").isNull();
    assertThat(found.cash()).as("not stated").isNull();
    assertThat(found.positions())
        .containsExactlyInAnyOrder(
            new Statement.Holding("ACME", null, Quantity.of("12"), null),
            new Statement.Holding("BOLT", null, Quantity.of("-3"), null));
    assertThat(bench.watch().count(name, Passed.RECEIVED)).isGreaterThanOrEqualTo(5);
  }

  private static Map<Integer, Object> position(
      String request, String id, String symbol, int side, String qty) {
    return PlainPeer.fields(
        721, id, 710, request, 727, "3", 728, "0", 1, "ACC-1", 55, symbol, 702, "1", 703, "TQ",
        side, qty);
  }

  private CompletableFuture<Statement> statement() {
    Uni<Statement> asked = ((StatesAccount) link.venue()).statement(ACCOUNT);
    return asked.subscribeAsCompletionStage();
  }

  @Test
  void whatIsRefusedOrNotToldApartIsNotStated() {
    bench.watch().bind(ACCOUNT);
    CompletableFuture<Statement> refused = statement();
    await(() -> peer.received("AN").size() == 1);
    peer.send("j", PlainPeer.fields(45, "2", 372, "AN", 380, "3", 58, "not here"));
    assertThatThrownBy(refused::join).hasCauseInstanceOf(TradingException.class);

    bench.watch().bind(ACCOUNT, new AccountId(79));
    assertThat(statement().join()).isEqualTo(Statement.NOTHING);
    assertThat(peer.received("AN")).hasSize(1);
  }

  @Test
  void aSessionThatIsLoggedOnAgainGoesOnWithItsNumbersAndIsCounted() {
    VenueOrder order = resting();
    RawMessage arrived = working(order);
    peer.hangUp();
    await(() -> peer.logons() == 2 && link.venue().room() > 0);
    peer.send("8", peer.report(arrived, "F", "1", trade("X1", "4", "4")));
    await(() -> log.traded(order.key()).equals(Quantity.of("4")));

    assertThat(bench.watch().count(name, Passed.SENT)).isEqualTo(1);
    assertThat(bench.watch().followed()).contains("D " + order.key());
  }
}
