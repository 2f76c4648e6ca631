// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.unwind.TestDatabase;
import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.account.BindAccount;
import dev.unwind.application.event.Commits;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.liquidation.LiquidationConfig;
import dev.unwind.application.liquidation.SettlementConfig;
import dev.unwind.application.market.Market;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.order.OrderConfig;
import dev.unwind.application.reconciliation.GivenStatement;
import dev.unwind.application.reconciliation.KnownDifferences;
import dev.unwind.application.reconciliation.NewInstruments;
import dev.unwind.application.reconciliation.ReconcileAccount;
import dev.unwind.application.reconciliation.Reconciliation;
import dev.unwind.application.reconciliation.ReconciliationConfig;
import dev.unwind.application.reconciliation.StatedInstruments;
import dev.unwind.application.venue.DispatchConfig;
import dev.unwind.application.venue.Outbox;
import dev.unwind.application.venue.Replica;
import dev.unwind.application.venue.Venues;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.Difference.Subject;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.reconciliation.TradeCorrection;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.persistence.StoreCalls;
import dev.unwind.persistence.check.LedgerCheck;
import dev.unwind.persistence.log.EventForm;
import dev.unwind.persistence.market.InstrumentCatalog;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a venue states otherwise is noted, told, and booked, and the ledger's check agrees. */
@QuarkusTest
class ReconciledBooksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String VENUE = StatingVenue.NAME;

  @Inject Pool pool;
  @Inject PgIds ids;
  @Inject InstrumentCatalog catalog;
  @Inject Instance<Outbox> outbox;
  @Inject Commits commits;
  @Inject Replica replica;
  @Inject InstantSource clock;
  @Inject DispatchConfig dispatch;
  @Inject LiquidationConfig liquidation;
  @Inject SettlementConfig settlement;
  @Inject OrderConfig orders;
  @Inject StoreCalls calls;
  @Inject EventForm form;
  @Inject Observations observations;
  @Inject LedgerReader reader;
  @Inject Snapshots snapshots;
  @Inject Market market;
  @Inject KnownDifferences known;
  @Inject NewInstruments unknown;

  private final StatingVenue stating = new StatingVenue();
  private ReconcileAccount reconciling;
  private BindAccount binding;
  private PgBooks books;
  private LedgerRows rows;
  private AccountId account;
  private InstrumentId share;
  private InstrumentId other;

  @BeforeEach
  void anAccountElsewhere() {
    Venues venues = Venues.of(stating, new SilentVenue(), new HomeVenue());
    books =
        new PgBooks(
            pool,
            ids,
            catalog,
            venues,
            outbox,
            commits,
            replica,
            clock,
            dispatch,
            liquidation,
            settlement,
            orders,
            calls,
            form,
            observations);
    StatedInstruments instruments = new StatedInstruments(market, unknown);
    binding = new BindAccount(books, venues, reader, instruments);
    reconciling =
        new ReconcileAccount(
            reader, snapshots, books, books, venues, instruments, new Soon(), clock);
    rows = new LedgerRows();
    account = rows.account();
    share = rows.instrument();
    other = rows.instrument();
    rows.position(account, share, "10", LedgerRows.START);
    rows.execute("update account set venue = ? where account_id = ?", VENUE, account.value());
  }

  @AfterEach
  void back() {
    rows.execute("update account set venue = 'simulator' where account_id = ?", account.value());
    rows.close();
  }

  private static final class Soon implements ReconciliationConfig {
    @Override
    public Duration interval() {
      return Duration.ofMinutes(1);
    }

    @Override
    public Duration sweepInterval() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Duration confirmAfter() {
      return Duration.ofMillis(5);
    }

    @Override
    public int accountsMax() {
      return 10;
    }
  }

  private static Actor actor(Role role) {
    Principal principal =
        new Principal(new PrincipalId(1), "risk-1", Set.of(role), AccountScope.EVERYTHING);
    return new Actor(principal, "unwind", "request-1");
  }

  private Statement.Holding holding(InstrumentId instrument, String qty) {
    return new Statement.Holding("SYM" + instrument.value(), null, Quantity.of(qty), Price.of("2"));
  }

  private Statement states(@Nullable String cash, Statement.Holding... holdings) {
    return new Statement(List.of(holdings), List.of(), cash == null ? null : Money.of(cash));
  }

  private Reconciliation reconcile(@Nullable OnDifference act) {
    return reconciling
        .reconcile(actor(Role.RISK), account, act, "by phone")
        .await()
        .atMost(PATIENCE);
  }

  private List<LedgerEvent> events() {
    return reader
        .events(AccountScope.of(account), LedgerQueries.Events.after(account, 0, 100))
        .await()
        .atMost(PATIENCE);
  }

  private List<Difference> known() {
    return known.of(AccountScope.of(account), account, 10).await().atMost(PATIENCE);
  }

  private List<LedgerCheck.Violation> contradictionsButForDifferences() throws SQLException {
    return contradictions().stream()
        .filter(found -> !found.toString().contains("states otherwise"))
        .filter(found -> !found.toString().contains("I7"))
        .toList();
  }

  private List<LedgerCheck.Violation> contradictions() throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      return LedgerCheck.atRest(connection, account.value());
    }
  }

  @Test
  void whatDiffersIsKeptSinceItWasSeenAndToldOnce() throws SQLException {
    stating.states(states("1000.25", holding(share, "7")));
    Reconciliation first = reconcile(null);
    assertThat(first.settled()).isTrue();
    assertThat(first.notStated()).isEmpty();
    assertThat(first.differences())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.name()).isEqualTo("SYM" + share.value());
              assertThat(found.amount()).isEqualTo(Quantity.of("-3"));
            });
    Reconciliation second = reconcile(null);
    assertThat(second.differences()).isEqualTo(first.differences());
    assertThat(known()).isEqualTo(first.differences());
    assertThat(known.counts().await().atMost(PATIENCE).differences()).isPositive();
    stating.states(states("1000.25", holding(share, "10")));
    assertThat(reconcile(null).differences()).isEmpty();
    assertThat(known()).isEmpty();
    assertThat(events())
        .extracting(LedgerEvent::kind)
        .containsExactly(EventKind.BOOKS_DIFFER, EventKind.BOOKS_AGREE);
    assertThat(events().get(0).difference()).isEqualTo(first.differences().get(0));
    assertThat(contradictions()).isEmpty();
  }

  @Test
  void whatDiffersAtOneLookAloneIsNotBelieved() {
    stating.states(states("1000.25", holding(share, "7")), states("1000.25", holding(share, "10")));
    assertThat(reconcile(OnDifference.ADOPT).differences()).isEmpty();
    stating.states(states("1000.25", holding(share, "7")), states("1000.25", holding(share, "6")));
    assertThat(reconcile(OnDifference.ADOPT).differences()).as("it still moves").isEmpty();
    assertThat(events()).isEmpty();
  }

  @Test
  void whatTheLedgerBooksMeanwhileIsNotADifference() {
    stating.meanwhile =
        () ->
            rows.execute(
                "update position set qty = qty - 1, version = version + 1 where account_id = ?",
                account.value());
    stating.states(states("1000.25", holding(share, "4")));
    Reconciliation found = reconcile(OnDifference.ADOPT);
    assertThat(found.settled()).isFalse();
    assertThat(found.differences()).isEmpty();
    assertThat(events()).isEmpty();
  }

  @Test
  void anOrderOfOursThatWorksThereIsKnownWhateverItIsOfAndOneOfOthersIsNot() {
    long order = rows.order(account, other, "NEW", LedgerRows.START, null, null);
    UUID ours = rows.version(account, order, 1, "LIVE", null);
    String symbol = "SYM" + other.value();
    stating.states(
        new Statement(
            List.of(holding(share, "10")),
            List.of(
                new Statement.Working("b-1", ours, symbol, Quantity.of("-5"), Quantity.ZERO),
                new Statement.Working(
                    "b-2", UUID.randomUUID(), symbol, Quantity.of("-4"), Quantity.ZERO)),
            Money.of("1000.25")));
    assertThat(reconcile(OnDifference.ADOPT).differences())
        .as("an order of others is told, not adopted")
        .extracting(Difference::subject, Difference::name, Difference::venue)
        .containsExactly(tuple(Subject.ORDER, "b-2", Quantity.of("-4")));
    rows.execute("update orders set status = 'CANCELED' where account_id = ?", account.value());
  }

  @Test
  void whatIsAdoptedIsBookedAndTheCheckAgrees() throws SQLException {
    stating.states(states("900.25", holding(share, "7"), holding(other, "-2")));
    Reconciliation found = reconcile(OnDifference.ADOPT);
    assertThat(found.differences()).isEmpty();
    assertThat(found.adopted()).hasSize(3);
    assertThat(contradictions()).isEmpty();
    List<LedgerEvent> booked =
        events().stream().filter(e -> e.kind() == EventKind.ADJUSTED).toList();
    assertThat(booked).hasSize(3);
    Adjustment cash =
        booked.stream()
            .map(LedgerEvent::adjustment)
            .filter(a -> a != null && a.positionId() == null)
            .findFirst()
            .orElseThrow();
    assertThat(cash.cashEffect()).isEqualTo(Money.of("-100"));
    assertThat(cash.source()).isEqualTo("venue:" + VENUE);
    assertThat(cash.note()).isEqualTo("by phone");
    assertThat(booked).allSatisfy(e -> assertThat(e.actor()).isEqualTo("risk-1"));
    Reconciliation again = reconcile(null);
    assertThat(again.differences()).isEmpty();
    assertThat(again.adopted()).isEmpty();
    // A row that is at zero by now is taken up again, not opened twice.
    stating.states(states("900.25", holding(share, "7")));
    assertThat(reconcile(OnDifference.ADOPT).adopted()).hasSize(1);
    stating.states(states("900.25", holding(share, "7"), holding(other, "5")));
    assertThat(reconcile(OnDifference.ADOPT).adopted()).hasSize(1);
    assertThat(contradictions()).isEmpty();
  }

  @Test
  void theCheckFindsAPositionThatNoFillAndNoAdjustmentExplains() throws SQLException {
    stating.states(states("900.25", holding(share, "7")));
    reconcile(OnDifference.ADOPT);
    rows.execute(
        "update adjustment set qty = qty - 1 where account_id = ? and position_id is not null",
        account.value());
    assertThat(contradictions()).as("the first of its log has nothing before it").isEmpty();
    stating.states(states("900.25", holding(share, "8")));
    reconcile(OnDifference.ADOPT);
    rows.execute("update position set qty = 9 where account_id = ?", account.value());
    rows.execute("update account set cash = cash + 1 where account_id = ?", account.value());
    assertThat(contradictions())
        .extracting(LedgerCheck.Violation::invariant)
        .containsExactlyInAnyOrder(
            "I5 positions move by their fills and adjustments alone",
            "I5 cash moves by its fills and adjustments alone");
    rows.execute("update position set qty = 8 where account_id = ?", account.value());
    rows.execute("update account set cash = cash - 1 where account_id = ?", account.value());
    rows.execute("delete from adjustment where account_id = ?", account.value());
    assertThat(contradictions())
        .extracting(LedgerCheck.Violation::invariant)
        .contains("I17 every adjustment is told once in the log, where it says");
  }

  @Test
  void theSettingOfTheAccountDecides() {
    assertThat(
            reconciling
                .configure(actor(Role.RISK), account, OnDifference.HOLD)
                .await()
                .atMost(PATIENCE)
                .onDifference())
        .isEqualTo(OnDifference.HOLD);
    stating.states(states(null, holding(share, "7")));
    Reconciliation found = reconciling.reconcile(account).await().atMost(PATIENCE);
    assertThat(found.notStated()).containsExactly(Subject.CASH);
    assertThat(found.differences()).hasSize(1);
    assertThat(
            reader
                .account(AccountScope.of(account), account)
                .await()
                .atMost(PATIENCE)
                .orElseThrow()
                .latch()
                .state())
        .isEqualTo(TradingState.CLOSE_ONLY);
  }

  private Account bind() {
    return binding.bind(actor(Role.ADMIN), account, VENUE).await().atMost(PATIENCE);
  }

  @Test
  void bindingMakesTheLedgerHoldWhatTheVenueHasAlsoWhatItHasNeverSeen() throws SQLException {
    rows.execute("update account set venue = 'simulator' where account_id = ?", account.value());
    rows.position(account, other, "0", LedgerRows.START);
    String fresh = "NEW" + LedgerRows.nextId();
    stating.states(
        states(
            "77.5",
            holding(other, "-2"),
            new Statement.Holding(fresh, null, Quantity.of("1.5"), Price.of("20"))));
    Account bound = bind();
    assertThat(bound.venue().value()).isEqualTo(VENUE);
    assertThat(bound.cash()).isEqualTo(Money.of("77.5"));
    InstrumentId opened = market.bySymbol(fresh).await().atMost(PATIENCE).orElseThrow().id();
    assertThat(
            reader
                .positions(AccountScope.of(account), LedgerQueries.Positions.open(account))
                .await()
                .atMost(PATIENCE))
        .extracting(Position::instrumentId, Position::qty)
        .containsExactlyInAnyOrder(
            tuple(other, Quantity.of("-2")), tuple(opened, Quantity.of("1.5")));
    assertThat(events())
        .filteredOn(e -> e.kind() == EventKind.ADJUSTED)
        .hasSize(4)
        .allSatisfy(
            e ->
                assertThat(e.adjustment())
                    .extracting(Adjustment::reason)
                    .isEqualTo(AdjustmentReason.OPENING));
    assertThat(contradictions()).isEmpty();
    assertThat(reconcile(null).differences()).isEmpty();
    int told = events().size();
    bind();
    assertThat(events()).as("it is there already").hasSize(told);
  }

  @Test
  void anAccountIsNotBoundToWhatCannotBeTakenOver() {
    rows.execute("update account set venue = 'simulator' where account_id = ?", account.value());
    stating.states();
    assertThatThrownBy(this::bind)
        .isInstanceOfSatisfying(
            TradingException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.VENUE_UNAVAILABLE));
    stating.states(
        states("1", new Statement.Holding("UNKNOWN-1", null, Quantity.of("1"), Price.of("20"))));
    assertThatThrownBy(this::bind)
        .isInstanceOfSatisfying(
            TradingException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.INSTRUMENT_NOT_FOUND));
    assertThat(events()).isEmpty();
    assertThat(
            reader
                .account(AccountScope.of(account), account)
                .await()
                .atMost(PATIENCE)
                .orElseThrow()
                .venue()
                .value())
        .isEqualTo("simulator");
  }

  @Test
  void onlyThoseWhoControlAnAccountReconcileIt() {
    assertThatThrownBy(
            () ->
                reconciling
                    .reconcile(actor(Role.TRADER), account, null, null)
                    .await()
                    .atMost(PATIENCE))
        .isInstanceOf(TradingException.class);
    stating.states();
    assertThatThrownBy(() -> reconcile(null))
        .isInstanceOfSatisfying(
            TradingException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.VENUE_UNAVAILABLE));
  }

  private Reconciliation given(Instant asOf, @Nullable String cash, Statement.Holding... held) {
    return reconciling
        .reconcile(
            actor(Role.RISK),
            account,
            new GivenStatement(
                new Statement(List.of(held), null, cash == null ? null : Money.of(cash)), asOf),
            null,
            null)
        .await()
        .atMost(PATIENCE);
  }

  @Test
  void aVenueThatCannotBeAskedIsComparedByWhatItHasStated() throws SQLException {
    rows.execute(
        "update account set venue = ? where account_id = ?", SilentVenue.NAME, account.value());
    Reconciliation found = given(clock.instant(), "1000.25", holding(share, "7"));
    assertThat(found.settled()).isTrue();
    assertThat(found.notStated()).containsExactly(Subject.ORDER);
    assertThat(found.differences())
        .singleElement()
        .satisfies(
            differs -> {
              assertThat(differs.name()).isEqualTo("SYM" + share.value());
              assertThat(differs.amount()).isEqualTo(Quantity.of("-3"));
            });
    assertThat(known()).isEqualTo(found.differences());
    LiquidationItem closes =
        books
            .decide(
                account,
                BookScope.account(),
                DESK,
                book -> book.items(book.close(CloseRequest.all().build()).id()).get(0))
            .await()
            .atMost(PATIENCE);
    assertThat(closes.qty()).as("the smaller of both").isEqualTo(Quantity.of("7"));
    assertThat(contradictionsButForDifferences()).isEmpty();
    // A statement that agrees ends it.
    assertThat(given(clock.instant(), null, holding(share, "10")).differences()).isEmpty();
    assertThat(known()).isEmpty();
  }

  @Test
  void whatHasMovedSinceAStatementIsNotComparedWithIt() {
    rows.execute(
        "update account set venue = ? where account_id = ?", SilentVenue.NAME, account.value());
    rows.execute("update position set updated_at = now() where account_id = ?", account.value());
    Reconciliation found = given(LedgerRows.START.minusSeconds(60), null, holding(share, "7"));
    assertThat(found.settled()).isFalse();
    assertThat(found.differences()).isEmpty();
    assertThat(found.notStated()).containsExactlyInAnyOrder(Subject.ORDER, Subject.CASH);
  }

  @Test
  void aVenueThatIsAskedTakesNoStatementOfOthers() {
    assertThatThrownBy(() -> given(clock.instant(), null, holding(share, "7")))
        .isInstanceOfSatisfying(
            TradingException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.ACCOUNT_TYPE_UNSUPPORTED));
  }

  private static final DecisionOrigin DESK = new DecisionOrigin("desk", "unwind", null);

  private List<ExecutionReport> record(ExecutionReport report) {
    Set<String> corrected =
        report instanceof ExecutionReport.Corrected correction
            ? Set.of(correction.venue() + "/" + correction.execId())
            : Set.of();
    return books
        .decide(
            account,
            BookScope.reports(Set.of(report.orderKey()), Set.of(), corrected),
            DESK,
            book -> book.record(List.of(report)))
        .await()
        .atMost(PATIENCE);
  }

  private ExecutionReport.Corrected corrected(
      UUID key, String execution, String by, String qty, @Nullable String price) {
    return new ExecutionReport.Corrected(
        account,
        key,
        VENUE,
        execution,
        by,
        Quantity.of(qty),
        price == null ? null : Price.of(price),
        clock.instant());
  }

  @Test
  void whatAVenueTakesBackOrCorrectsIsBookedAndTheLedgersCheckAgrees() throws SQLException {
    Liquidation closed =
        books
            .decide(
                account, BookScope.account(), DESK, book -> book.close(CloseRequest.all().build()))
            .await()
            .atMost(PATIENCE);
    Order order =
        reader
            .orders(
                AccountScope.of(account), LedgerQueries.Orders.ofLiquidation(account, closed.id()))
            .await()
            .atMost(PATIENCE)
            .get(0)
            .order();
    UUID key = order.terms().uid();
    String first = UUID.randomUUID().toString();
    String second = UUID.randomUUID().toString();
    record(
        new ExecutionReport.Trade(
            account,
            key,
            VENUE,
            first,
            Quantity.of("4"),
            Price.of("12"),
            Quantity.of("4"),
            clock.instant()));
    // The order works on, and may trade again what was taken back.
    assertThat(record(corrected(key, first, "b1", "0", null))).isEmpty();
    record(
        new ExecutionReport.Trade(
            account,
            key,
            VENUE,
            second,
            Quantity.of("10"),
            Price.of("12"),
            Quantity.of("10"),
            clock.instant()));
    assertThat(contradictions()).isEmpty();
    // It has ended: nothing of it changes any more.
    assertThat(record(corrected(key, second, "c1", "8", "11.5"))).isEmpty();
    assertThat(record(corrected(key, second, "c1", "8", "11.5"))).isEmpty();
    assertThat(record(corrected(key, second, "b2", "0", null))).isEmpty();
    assertThat(record(corrected(key, second, "b3", "0", null))).isEmpty();
    assertThat(record(corrected(key, "none", "b4", "0", null))).hasSize(1);

    assertThat(contradictions()).isEmpty();
    List<LedgerEvent> adjusted =
        events().stream().filter(event -> event.kind() == EventKind.ADJUSTED).toList();
    assertThat(adjusted)
        .extracting(event -> Objects.requireNonNull(event.adjustment()).reason())
        .containsExactly(
            AdjustmentReason.BUSTED, AdjustmentReason.CORRECTED, AdjustmentReason.BUSTED);
    LedgerEvent last = adjusted.get(2);
    assertThat(Objects.requireNonNull(last.position()).qty()).isEqualTo(Quantity.of("10"));
    assertThat(Objects.requireNonNull(last.fill()).execId()).isEqualTo(second);
    assertThat(Objects.requireNonNull(last.order()).filledQty()).isEqualTo(Quantity.of("10"));
    TradeCorrection correction =
        Objects.requireNonNull(Objects.requireNonNull(last.adjustment()).correction());
    assertThat(correction.execId()).isEqualTo("b2");
    assertThat(correction.qty()).isEqualTo(Quantity.ZERO);
    assertThat(correction.cashEffect()).isEqualTo(Money.ZERO);
    assertThat(correction.realizedPl()).isEqualTo(Money.ZERO);
  }
}
