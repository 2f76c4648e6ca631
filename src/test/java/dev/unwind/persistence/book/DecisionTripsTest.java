// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.TestDatabase;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.BookScope.Reach;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.venue.Outbox;
import dev.unwind.application.venue.Venues;
import dev.unwind.bench.DatabaseTap;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.fixture.NothingObserved;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.postgres.ServerTimeline;
import dev.unwind.postgres.SessionPool;
import dev.unwind.postgres.SessionSettings;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How often a decision waits for the database while others wait for its lock, and a halt for its
 * turn: what is sent together is one trip.
 */
@QuarkusTest
class DecisionTripsTest {
  private static final Duration HELD = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String BESIDE = "select 1 from account_settings where account_id = $1";
  private static final BookScope ALONE =
      new BookScope(Reach.NAMED, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

  @Inject WiredBooks wired;
  @Inject Venues venues;
  @Inject Instance<Outbox> outbox;

  private final Vertx vertx = Vertx.vertx();
  private DatabaseTap tap;
  private PgBooks books;
  private LedgerRows rows;
  private AccountId account;
  private InstrumentId instrument;

  @BeforeEach
  void aTappedLine() throws Exception {
    tap = new DatabaseTap(TestDatabase.shared(), HELD);
    Pool pool =
        Pool.newInstance(
            SessionPool.open(
                vertx,
                PgConnectOptions.fromUri(tap.url())
                    .setUser(TestDatabase.shared().user())
                    .setPassword(String.valueOf(TestDatabase.shared().password()))
                    .setCachePreparedStatements(true),
                new PoolOptions().setMaxSize(1),
                "unwind-tapped",
                SessionSettings.standard(),
                new ServerTimeline()));
    books = wired.over(pool, venues, outbox, new NothingObserved());
    rows = new LedgerRows();
    account = rows.account();
    instrument = rows.instrument();
    rows.position(account, instrument, "10", LedgerRows.START);
  }

  @AfterEach
  void hangUp() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
    tap.close();
    rows.close();
  }

  @Test
  void haltWaitsForItsLockAndForItsCommitAndNothingElse() {
    latch(TradingState.HALTED);
    latch(TradingState.ACTIVE);

    assertThat(trips(() -> latch(TradingState.HALTED)))
        .satisfiesExactly(
            begin -> assertThat(begin).singleElement().asString().isEqualToIgnoringCase("begin"),
            read ->
                assertThat(read)
                    .satisfiesExactly(
                        lock -> assertThat(lock).contains("account").endsWith("for update"),
                        beside -> assertThat(beside).isEqualTo(BESIDE)),
            written ->
                assertThat(written)
                    .satisfiesExactly(
                        latch -> assertThat(latch).startsWith("update account"),
                        event -> assertThat(event).startsWith("insert into event")),
            commit ->
                assertThat(commit).singleElement().asString().isEqualToIgnoringCase("commit"));
  }

  @Test
  void orderEntryReadsWhatIsHeldAndWorkingBehindItsLockInOneTrip() {
    BookScope scope = BookScope.orderEntry(Reach.MONEY, Set.of(instrument));
    decide(scope);

    assertThat(trips(() -> decide(scope)))
        .element(1)
        .satisfies(
            read ->
                assertThat(read)
                    .hasSize(3)
                    .first()
                    .asString()
                    .contains("account")
                    .endsWith("for update"));
  }

  @Test
  void reportsFindTheirOrdersBehindTheLockInOneTrip() {
    BookScope scope =
        new BookScope(
            Reach.NAMED,
            Set.of(),
            Set.of(),
            Set.of(),
            Set.of(UUID.randomUUID()),
            Set.of(),
            Set.of("simulator/none"));
    decide(scope);

    assertThat(trips(() -> decide(scope))).element(1).asList().hasSize(3);
  }

  private void decide(BookScope scope) {
    await(books.decide(account, scope, DecisionOrigin.SERVICE, book -> book.account()));
  }

  private void latch(TradingState state) {
    await(
        books.decideWith(
            account,
            ALONE,
            DecisionOrigin.SERVICE,
            connection -> connection.preparedQuery(BESIDE).execute(Tuple.of(account.value())),
            (book, read) ->
                book.latch(new Account.Latch(state, "somebody", "a reason", book.context().now())),
            (connection, done) -> Uni.createFrom().voidItem()));
  }

  /**
   * The statements of each trip, once what they say is known to the server; without those for new
   * numbers, which everybody in this process shares.
   */
  private List<List<String>> trips(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return tap.between(start, System.nanoTime()).stream()
        .map(DatabaseTap.Trip::statements)
        .filter(trip -> trip.stream().noneMatch(statement -> statement.contains("nextval(")))
        .toList();
  }

  private static <T> T await(Uni<T> work) {
    return work.await().atMost(PATIENCE);
  }
}
