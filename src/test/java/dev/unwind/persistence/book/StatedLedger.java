// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import dev.unwind.TestDatabase;
import dev.unwind.application.Actor;
import dev.unwind.application.account.BindAccount;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.market.Market;
import dev.unwind.application.observation.Observations;
import dev.unwind.application.order.ParkedReports;
import dev.unwind.application.reconciliation.Adjustments;
import dev.unwind.application.reconciliation.BookActivities;
import dev.unwind.application.reconciliation.KnownDifferences;
import dev.unwind.application.reconciliation.NewInstruments;
import dev.unwind.application.reconciliation.ReconcileAccount;
import dev.unwind.application.reconciliation.Reconciliation;
import dev.unwind.application.reconciliation.StatedInstruments;
import dev.unwind.application.venue.Outbox;
import dev.unwind.application.venue.Venues;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.fixture.SoonCompared;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.persistence.check.LedgerCheck;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An account whose venue says what it is told to say. */
abstract class StatedLedger {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final String VENUE = StatingVenue.NAME;

  @Inject Pool pool;
  @Inject WiredBooks wired;
  @Inject Instance<Outbox> outbox;
  @Inject InstantSource clock;
  @Inject Observations observations;
  @Inject LedgerReader reader;
  @Inject Snapshots snapshots;
  @Inject Market market;
  @Inject KnownDifferences known;
  @Inject NewInstruments unknown;
  @Inject Adjustments adjustments;
  @Inject ParkedReports parked;

  final StatingVenue stating = new StatingVenue();
  ReconcileAccount reconciling;
  BindAccount binding;
  PgBooks books;
  LedgerRows rows;
  AccountId account;
  InstrumentId share;
  InstrumentId other;

  @BeforeEach
  void anAccountElsewhere() {
    Venues venues = Venues.of(stating, new SilentVenue(), new HomeVenue());
    books = wired.over(pool, venues, outbox, observations);
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
            new BookActivities(books, adjustments, instruments, parked, clock),
            new SoonCompared(Duration.ofMillis(5)),
            clock);
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

  static Actor actor(Role role) {
    Principal principal =
        new Principal(new PrincipalId(1), "risk-1", Set.of(role), AccountScope.EVERYTHING);
    return new Actor(principal, "unwind", "request-1");
  }

  Statement.Holding holding(InstrumentId instrument, String qty) {
    return new Statement.Holding("SYM" + instrument.value(), null, Quantity.of(qty), Price.of("2"));
  }

  Statement states(@Nullable String cash, Statement.Holding... holdings) {
    return new Statement(List.of(holdings), List.of(), cash == null ? null : Money.of(cash));
  }

  Reconciliation reconcile(@Nullable OnDifference act) {
    return reconciling
        .reconcile(actor(Role.RISK), account, act, "by phone")
        .await()
        .atMost(PATIENCE);
  }

  List<LedgerEvent> events() {
    return reader
        .events(AccountScope.of(account), LedgerQueries.Events.after(account, 0, 100))
        .await()
        .atMost(PATIENCE);
  }

  List<Difference> known() {
    return known.of(AccountScope.of(account), account, 10).await().atMost(PATIENCE);
  }

  List<LedgerCheck.Violation> contradictionsButForDifferences() throws SQLException {
    return contradictions().stream()
        .filter(found -> !found.toString().contains("states otherwise"))
        .filter(found -> !found.toString().contains("I7"))
        .toList();
  }

  List<LedgerCheck.Violation> contradictions() throws SQLException {
    try (Connection connection = TestDatabase.connect(TestDatabase.shared())) {
      return LedgerCheck.atRest(connection, account.value());
    }
  }
}
