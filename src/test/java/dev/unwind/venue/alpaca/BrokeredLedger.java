// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.TestDatabase;
import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.account.BindAccount;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.market.Market;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.order.BookedListener;
import dev.unwind.application.order.ParkedReports;
import dev.unwind.application.order.RecordExecutionReports;
import dev.unwind.application.reconciliation.Adjustments;
import dev.unwind.application.reconciliation.BookActivities;
import dev.unwind.application.reconciliation.LedgerOrders;
import dev.unwind.application.reconciliation.NewInstruments;
import dev.unwind.application.reconciliation.ReconcileAccount;
import dev.unwind.application.reconciliation.Reconciliation;
import dev.unwind.application.reconciliation.StatedInstruments;
import dev.unwind.application.venue.ArmPairs;
import dev.unwind.application.venue.ClaimStore;
import dev.unwind.application.venue.DispatchConfig;
import dev.unwind.application.venue.Dispatcher;
import dev.unwind.application.venue.MarkStore;
import dev.unwind.application.venue.Outbox;
import dev.unwind.application.venue.Replica;
import dev.unwind.application.venue.ReportSink;
import dev.unwind.application.venue.Sweeps;
import dev.unwind.application.venue.VenueLedger;
import dev.unwind.application.venue.Venues;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.book.AccountBook;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.fixture.SoonCompared;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.persistence.book.HomeVenue;
import dev.unwind.persistence.book.PgBooks;
import dev.unwind.persistence.book.WiredBooks;
import dev.unwind.persistence.check.LedgerCheck;
import dev.unwind.persistence.market.InstrumentCatalog;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.CloseAs;
import dev.unwind.venue.alpaca.rest.BrokerHttp;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The real ledger, with a dispatcher of its own, in front of a broker that the test plays. */
@Dependent
class BrokeredLedger {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PAGE = 500;
  private static final Duration LOOK_UP = Duration.ofMillis(200);
  private static final Duration SETTLING = Duration.ofMillis(300);

  @Inject Pool pool;
  @Inject Vertx vertx;
  @Inject InstrumentCatalog catalog;
  @Inject WiredBooks wired;
  @Inject Replica replica;
  @Inject InstantSource clock;
  @Inject DispatchConfig dispatch;
  @Inject Observations observations;
  @Inject LedgerReader reader;
  @Inject Snapshots snapshots;
  @Inject Market market;
  @Inject NewInstruments unknown;
  @Inject ClaimStore claims;
  @Inject ParkedReports parked;
  @Inject MarkStore marks;
  @Inject BookedListener listener;
  @Inject VenueLedger venueLedger;
  @Inject LedgerOrders ledgerOrders;
  @Inject Adjustments adjustments;

  private final String name = "paper-" + UUID.randomUUID().toString().substring(0, 8);
  private final LedgerRows rows = new LedgerRows();
  private final AtomicReference<@Nullable Outbox> outbox = new AtomicReference<>();
  private final AtomicReference<@Nullable ReportSink> sink = new AtomicReference<>();
  private final SpoiltReports spoilt = new SpoiltReports();

  /** How much later it is for what was listed and is not booked. */
  private volatile Duration later = Duration.ZERO;

  private int requestsPerMinute = 60_000;
  private @Nullable BrokerPeer peer;
  private @Nullable BrokerLink link;
  private @Nullable PgBooks books;
  private @Nullable Sweeps sweeps;
  private @Nullable Dispatcher dispatcher;
  private @Nullable BindAccount binding;
  private @Nullable ReconcileAccount reconciling;
  private @Nullable AccountId account;
  private @Nullable InstrumentId instrument;

  /** An account that is bound to the broker, or is still to be, and one share. */
  BrokerPeer open(boolean isBound, String held) throws Exception {
    account = rows.account();
    instrument = rows.instrument();
    if (isBound) {
      rows.execute("update account set venue = ? where account_id = ?", name, account().value());
    }
    BrokerPeer broker = new BrokerPeer(vertx.getDelegate());
    peer = broker;
    broker.holds(symbol(), held);
    if (isBound && !held.equals("0")) {
      rows.position(account(), share(), held, LedgerRows.START);
    }
    connect();
    return broker;
  }

  /** Another account is the broker's, as a book document binds it. */
  void another(String held) {
    account = rows.account();
    rows.position(account(), share(), held, LedgerRows.START);
    rows.execute("update account set venue = ? where account_id = ?", name, account().value());
  }

  /** From the next connection on. */
  void limit(int requests) {
    requestsPerMinute = requests;
  }

  /** Everything that a process has of a broker, anew. */
  void connect() {
    BrokerLink opened =
        new BrokerLink(
            vertx.getDelegate(),
            pool,
            new BrokerLink.Settings(
                name,
                broker().url(),
                new BrokerHttp.Credential("key", "secret"),
                requestsPerMinute,
                8,
                Duration.ofSeconds(2),
                SETTLING,
                Duration.ofSeconds(15),
                LOOK_UP,
                20_000,
                new CloseAs(Optional.empty())),
            market,
            venueLedger,
            ledgerOrders,
            unknown,
            UUID.randomUUID(),
            clock,
            () -> Optional.ofNullable(sink.get()));
    link = opened;
    Venues venues = Venues.of(opened.venue(), new HomeVenue());
    books = wired.over(pool, venues, lazily(), observations);
    RecordExecutionReports recording =
        new RecordExecutionReports(
            books,
            (of, trades, origin) -> Uni.createFrom().item(Set.of()),
            parked,
            marks,
            listener,
            observations);
    sink.set(spoilt.before(recording));
    Dispatcher sending =
        new Dispatcher(venues, recording, claims, books, replica, clock, observations, dispatch);
    dispatcher = sending;
    outbox.set(sending);
    sweeps =
        new Sweeps(
            claims,
            books,
            market,
            venues,
            sending,
            new ArmPairs(claims, books, venues, dispatch),
            replica,
            clock,
            observations,
            dispatch);
    StatedInstruments instruments = new StatedInstruments(market, unknown);
    binding = new BindAccount(books, venues, reader, instruments);
    reconciling =
        new ReconcileAccount(
            reader,
            snapshots,
            books,
            books,
            venues,
            instruments,
            new BookActivities(
                books, adjustments, instruments, parked, () -> clock.instant().plus(later)),
            new SoonCompared(Duration.ofMillis(50)),
            clock);
    opened.start();
    await(
        () ->
            opened.venue().room() > 0
                && broker().isListened()
                && opened
                    .venue()
                    .sessions()
                    .isOpen(
                        Objects.requireNonNull(
                            catalog.byIds(Set.of(share())).await().atMost(PATIENCE).get(share())),
                        clock.instant()));
  }

  void unrecordable(Predicate<ExecutionReport> reports) {
    spoilt.from(reports);
  }

  void later(Duration time) {
    later = time;
  }

  /** How often something could not be recorded since. */
  int spoilt() {
    return spoilt.count();
  }

  @SuppressWarnings("unchecked")
  private Instance<Outbox> lazily() {
    return (Instance<Outbox>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Instance.class},
            (proxy, method, arguments) -> outbox.get());
  }

  /** Nothing is heard of the broker any more. */
  void disconnect() {
    if (link != null) {
      link.stop().await().atMost(PATIENCE);
    }
    await(() -> !broker().isListened());
  }

  void end() {
    if (link != null) {
      link.stop().await().atMost(PATIENCE);
    }
    broker().close();
    rows.execute("update account set venue = 'simulator' where account_id = ?", account().value());
    rows.close();
  }

  private BrokerPeer broker() {
    return Objects.requireNonNull(peer);
  }

  AccountId account() {
    return Objects.requireNonNull(account);
  }

  InstrumentId share() {
    return Objects.requireNonNull(instrument);
  }

  String symbol() {
    return "SYM" + share().value();
  }

  private static Actor actor(Role role) {
    return new Actor(
        new Principal(new PrincipalId(1), "desk-1", Set.of(role), AccountScope.EVERYTHING),
        "unwind",
        "request-1");
  }

  void bind() {
    binding().await().atMost(PATIENCE);
  }

  Uni<Account> binding() {
    return Objects.requireNonNull(binding).bind(actor(Role.ADMIN), account(), name);
  }

  boolean knows(String symbol) {
    return market.bySymbol(symbol).await().atMost(PATIENCE).isPresent();
  }

  /** Waits until the link has seen to which account it belongs. */
  Reconciliation reconcile(@Nullable OnDifference act) {
    AtomicReference<@Nullable Reconciliation> found = new AtomicReference<>();
    await(
        () -> {
          try {
            found.set(reconciled(act));
            return true;
          } catch (TradingException e) {
            return false;
          }
        });
    return Objects.requireNonNull(found.get());
  }

  private Reconciliation reconciled(@Nullable OnDifference act) {
    return Objects.requireNonNull(reconciling)
        .reconcile(actor(Role.RISK), account(), act, "checked")
        .await()
        .atMost(PATIENCE);
  }

  <R> R decide(Function<AccountBook, R> decision) {
    return Objects.requireNonNull(books)
        .decide(
            account(), BookScope.account(), new DecisionOrigin("trader", "alpaca", null), decision)
        .await()
        .atMost(PATIENCE);
  }

  /** Waits, and meanwhile does what a server does every so often. */
  void await(BooleanSupplier reached) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!reached.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("not reached: " + orders() + " " + held() + " " + events());
      }
      if (sweeps != null && dispatcher != null) {
        dispatcher.renewLeases().await().atMost(PATIENCE);
        for (Uni<Void> part :
            List.of(sweeps.takeOver(), sweeps.advance(), sweeps.open(), sweeps.expire())) {
          part.await().atMost(PATIENCE);
        }
      }
      Awaiting.pause(Duration.ofMillis(20));
    }
  }

  private LedgerQueries.Orders everyOrder() {
    return new LedgerQueries.Orders(
        account(),
        LedgerQueries.OrderState.ANY,
        Set.of(),
        Set.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        true,
        0,
        PAGE);
  }

  List<Order> orders() {
    return reader.orders(AccountScope.of(account()), everyOrder()).await().atMost(PATIENCE).stream()
        .map(OrderRecord::order)
        .toList();
  }

  Optional<Order> order(String id) {
    UUID key = UUID.fromString(id);
    return orders().stream().filter(order -> order.terms().uid().equals(key)).findFirst();
  }

  Optional<Position> position() {
    return reader
        .positions(AccountScope.of(account()), LedgerQueries.Positions.open(account()))
        .await()
        .atMost(PATIENCE)
        .stream()
        .filter(p -> p.instrumentId().equals(share()))
        .findFirst();
  }

  Quantity held() {
    return position().map(Position::qty).orElse(Quantity.ZERO);
  }

  Money cash() {
    return reader
        .account(AccountScope.of(account()), account())
        .await()
        .atMost(PATIENCE)
        .orElseThrow()
        .cash();
  }

  List<EventKind> events() {
    List<EventKind> all = new ArrayList<>();
    List<LedgerEvent> page;
    do {
      page =
          reader
              .events(
                  AccountScope.of(account()),
                  LedgerQueries.Events.after(account(), all.size(), PAGE))
              .await()
              .atMost(PATIENCE);
      page.forEach(event -> all.add(event.kind()));
    } while (page.size() == PAGE);
    return all;
  }

  boolean isAnyOpen() {
    return !reader
        .orders(AccountScope.of(account()), LedgerQueries.Orders.open(account()))
        .await()
        .atMost(PATIENCE)
        .isEmpty();
  }

  List<LedgerCheck.Violation> contradictions() throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      return LedgerCheck.atRest(connection, account().value());
    }
  }
}
