// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import static dev.unwind.venue.alpaca.ScriptedBroker.hangUp;
import static dev.unwind.venue.alpaca.ScriptedBroker.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestBook;
import dev.unwind.application.market.Market;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.VenueOrder;
import dev.unwind.application.venue.VenueOrderRef;
import dev.unwind.application.venue.VenueOutcome;
import dev.unwind.application.venue.VenueReplacement;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.ExecutionReport.CancelRejected;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Side;
import dev.unwind.fixture.OtherSettings;
import dev.unwind.importing.ImportBook;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.CloseAs;
import dev.unwind.venue.ReportLog;
import dev.unwind.venue.TestOrders;
import dev.unwind.venue.alpaca.rest.BrokerHttp;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is concluded of a replacement that may be on its way to the broker, or be there by now. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class ReplacementsInDoubtTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SETTLING = Duration.ofSeconds(2);
  private static final AccountId ACCOUNT = new AccountId(78);

  @Inject ImportBook importBook;
  @Inject Market market;
  @Inject Pool pool;
  @Inject Vertx vertx;

  private final ReportLog log = new ReportLog();

  /** A replacement that has left, and that the broker has not seen yet. */
  private final AtomicReference<JsonObject> onItsWay = new AtomicReference<>();

  private ScriptedBroker broker;
  private BrokerLink link;
  private TestOrders orders;

  @BeforeEach
  void bind() throws Exception {
    TestBook book =
        TestBook.load(
            importBook,
            """
            {"instruments": [{"symbol": "WAYS#", "assetClass": "us_equity", "currency": "USD",
               "quantityIncrement": "1", "priceIncrement": "0.01"}]}
            """);
    InstrumentId instrument =
        market.bySymbol(book.name("WAYS#")).await().atMost(PATIENCE).orElseThrow().id();
    orders = new TestOrders(ACCOUNT, instrument);
    broker = new ScriptedBroker(vertx.getDelegate());
    link = open("broker-" + UUID.randomUUID().toString().substring(0, 8), SETTLING);
  }

  private BrokerLink open(String venue, Duration settling) {
    BrokerLink opened =
        new BrokerLink(
            vertx.getDelegate(),
            pool,
            new BrokerLink.Settings(
                venue,
                broker.url(),
                new BrokerHttp.Credential("key", "secret"),
                60_000,
                8,
                Duration.ofSeconds(1),
                settling,
                Duration.ofSeconds(15),
                Duration.ofMinutes(5),
                20_000,
                new CloseAs(Optional.empty())),
            market,
            new OneAccount(ACCOUNT, log),
            OurOrders.ALL,
            OurOrders.NO_INSTRUMENTS,
            UUID.randomUUID(),
            Instant::now,
            () -> Optional.of(log));
    opened.start();
    Awaiting.await(PATIENCE, () -> opened.venue().room() > 0 && broker.isListened());
    return opened;
  }

  @AfterEach
  void end() {
    link.stop().await().atMost(PATIENCE);
    broker.close();
  }

  @Test
  void oneThatArrivesBeforeItsRepetitionIsNoRefusedOne() {
    VenueOrder original = submitted();
    VenueOrder next = orders.limit(Side.SELL, "3", "110");
    leavesAndIsSilent();
    assertThat(replace(original, next)).isInstanceOf(VenueOutcome.NoAnswer.class);
    broker.onReplace =
        (request, terms) -> {
          arrives(original);
          status(422, "order is not open").accept(request);
        };
    assertThat(replace(original, next)).satisfies(outcome -> isReplaced(outcome, next));
    assertThat(broker.count("PATCH")).isEqualTo(2);
  }

  @Test
  void oneThatMayStillArriveIsNotRefusedWhateverItsOriginalHasComeTo() {
    VenueOrder original = submitted();
    VenueOrder next = orders.limit(Side.SELL, "3", "110");
    leavesAndIsSilent();
    assertThat(replace(original, next)).isInstanceOf(VenueOutcome.NoAnswer.class);
    there(original).put("status", "partially_filled").put("filled_qty", "1");
    assertThat(replace(original, next)).isInstanceOf(VenueOutcome.NoAnswer.class);
    arrives(original);
    assertThat(replace(original, next)).satisfies(outcome -> isReplaced(outcome, next));
    assertThat(broker.count("PATCH")).isOne();
  }

  @Test
  void oneThatHasNotArrivedInItsTimeIsRefused() {
    VenueOrder original = submitted();
    VenueOrder next = orders.limit(Side.SELL, "3", "110");
    leavesAndIsSilent();
    assertThat(replace(original, next)).isInstanceOf(VenueOutcome.NoAnswer.class);
    there(original).put("status", "filled").put("filled_qty", "3").put("filled_avg_price", "120");
    Awaiting.await(PATIENCE, () -> isRefused(replace(original, next)));
    assertThat(broker.count("PATCH")).isOne();
  }

  @Test
  void oneThatIsRefusedEachTimeItIsSentAgainIsRefusedInTheEnd() {
    VenueOrder original = submitted();
    VenueOrder next = orders.limit(Side.SELL, "3", "110");
    leavesAndIsSilent();
    assertThat(replace(original, next)).isInstanceOf(VenueOutcome.NoAnswer.class);
    broker.onReplace = (request, terms) -> status(422, "no").accept(request);
    assertThat(isRefused(replace(original, next))).isFalse();
    Awaiting.await(PATIENCE, () -> isRefused(replace(original, next)));
  }

  @Test
  void oneThatTheBrokerRefusesAtOnceIsRefusedAtOnce() {
    VenueOrder original = submitted();
    Awaiting.pause(SETTLING);
    broker.onReplace = (request, terms) -> status(422, "no").accept(request);
    assertThat(isRefused(replace(original, orders.limit(Side.SELL, "3", "110")))).isTrue();
  }

  @Test
  void oneThatWhoHadTheLinkBeforeMayHaveSentIsNotRefusedBeforeItHasSettled() {
    VenueOrder original = submitted();
    VenueOrder next = orders.limit(Side.SELL, "3", "110");
    leavesAndIsSilent();
    assertThat(replace(original, next)).isInstanceOf(VenueOutcome.NoAnswer.class);
    link.stop().await().atMost(PATIENCE);
    link = open(link.venue().name(), PATIENCE);
    there(original).put("status", "partially_filled").put("filled_qty", "1");
    assertThat(replace(original, next)).isInstanceOf(VenueOutcome.NoAnswer.class);
    arrives(original);
    assertThat(replace(original, next)).satisfies(outcome -> isReplaced(outcome, next));
  }

  @Test
  void theCancelOfAnOrderThatWasReplacedMeanwhileIsNotRefused() {
    VenueOrder original = submitted();
    VenueOrder next = orders.limit(Side.SELL, "3", "110");
    leavesAndIsSilent();
    assertThat(replace(original, next)).isInstanceOf(VenueOutcome.NoAnswer.class);
    arrives(original);
    String replacement = there(next).getString("id");
    // How it stands is not answered now.
    broker.fails = request -> request.path().equals("/v2/orders/" + replacement);
    broker.onCancel = status(422, "order is not open");
    VenueOutcome outcome =
        link.venue()
            .cancel(List.of(new VenueOrderRef(ACCOUNT, original.key())))
            .await()
            .atMost(PATIENCE)
            .get(0);
    assertThat(reports(outcome)).doesNotHaveAnyElementsOfTypes(CancelRejected.class);
  }

  @Test
  void theEndOfAReplacementIsNotToldBeforeItIsKnownWhetherItTookPlace() {
    VenueOrder original = submitted();
    VenueOrder next = orders.limit(Side.SELL, "3", "110");
    assertThat(replace(original, next)).satisfies(outcome -> isReplaced(outcome, next));
    there(next).put("status", "canceled");
    String id = there(original).getString("id");
    broker.fails = request -> request.path().equals("/v2/orders/" + id);
    assertThat(query(next)).isInstanceOf(VenueOutcome.NoAnswer.class);
    broker.fails = request -> false;
    assertThat(reports(query(next)))
        .hasAtLeastOneElementOfType(ExecutionReport.Canceled.class)
        .element(0)
        .isInstanceOf(ExecutionReport.Replaced.class);
  }

  @Test
  void theEndOfAReplacementThatHasNotTakenPlaceIsNotThatOfItsOriginal() {
    VenueOrder original = submitted();
    VenueOrder next = orders.limit(Side.SELL, "3", "110");
    assertThat(replace(original, next)).satisfies(outcome -> isReplaced(outcome, next));
    there(next).put("status", "canceled");
    there(original).put("status", "pending_replace");
    assertThat(query(next)).isInstanceOf(VenueOutcome.NoAnswer.class);
    there(original).put("status", "new");
    assertThat(reports(query(next)))
        .hasOnlyElementsOfType(ExecutionReport.ReplaceRejected.class)
        .hasSize(1);
  }

  private VenueOutcome query(VenueOrder order) {
    return link.venue()
        .query(List.of(new VenueOrderRef(ACCOUNT, order.key())))
        .await()
        .atMost(PATIENCE)
        .get(0);
  }

  private static List<ExecutionReport> reports(VenueOutcome outcome) {
    assertThat(outcome).isInstanceOf(VenueOutcome.Accepted.class);
    return ((VenueOutcome.Accepted) outcome).reports().stream().map(VenueReport::report).toList();
  }

  private VenueOrder submitted() {
    VenueOrder order = orders.limit(Side.SELL, "3", "120");
    List<VenueOutcome> outcomes = link.venue().submit(List.of(order)).await().atMost(PATIENCE);
    assertThat(outcomes).hasOnlyElementsOfType(VenueOutcome.Accepted.class);
    return order;
  }

  private void leavesAndIsSilent() {
    broker.onReplace =
        (request, terms) -> {
          onItsWay.set(terms);
          hangUp().accept(request);
        };
  }

  private void arrives(VenueOrder original) {
    JsonObject terms = Objects.requireNonNull(onItsWay.getAndSet(null));
    broker.replaced(there(original).getString("id"), terms);
  }

  private JsonObject there(VenueOrder order) {
    return Objects.requireNonNull(broker.orders.get(order.key().toString()));
  }

  private VenueOutcome replace(VenueOrder original, VenueOrder next) {
    ExecutionVenue venue = link.venue();
    return venue
        .replace(List.of(new VenueReplacement(original.key(), next)))
        .await()
        .atMost(PATIENCE)
        .get(0);
  }

  private static void isReplaced(VenueOutcome outcome, VenueOrder next) {
    assertThat(reports(outcome))
        .filteredOn(ExecutionReport.Replaced.class::isInstance)
        .extracting(report -> ((ExecutionReport.Replaced) report).newKey())
        .containsExactly(next.key());
    assertThat(isRefused(outcome)).isFalse();
  }

  private static boolean isRefused(VenueOutcome outcome) {
    return outcome instanceof VenueOutcome.Accepted accepted
        && accepted.reports().stream()
            .anyMatch(told -> told.report() instanceof ExecutionReport.ReplaceRejected);
  }
}
