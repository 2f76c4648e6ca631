// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.persistence.bulk.CloseContract.DECISION;
import static dev.unwind.persistence.bulk.CloseContract.await;
import static dev.unwind.persistence.bulk.CloseContract.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.unwind.application.TradingException;
import dev.unwind.application.event.Commits;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.venue.DispatchConfig;
import dev.unwind.application.venue.Outbox;
import dev.unwind.application.venue.Replica;
import dev.unwind.application.venue.Venues;
import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.fixture.NothingObserved;
import dev.unwind.persistence.StoreCalls;
import dev.unwind.persistence.access.PgReplays;
import dev.unwind.persistence.book.PgBooks;
import dev.unwind.persistence.book.WiredBooks;
import dev.unwind.persistence.bulk.LossyPool.Loss;
import dev.unwind.persistence.bulk.SeededBooks.Holding;
import dev.unwind.persistence.log.EventForm;
import dev.unwind.venue.simulator.SessionMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Closes whose line to the database breaks at the worst moment: between COMMIT and its answer. */
@QuarkusTest
class LostCommitTest {
  /** Every way to write a close. */
  enum Way {
    ONE_STATEMENT,
    ONE_WITH_CANCELS,
    WHOLE_ACCOUNT,
    THROUGH_THE_BOOK
  }

  @Inject Pool pool;
  @Inject WiredBooks wired;
  @Inject PgReplays replays;
  @Inject Venues venues;
  @Inject Instance<Outbox> outbox;
  @Inject Commits commits;
  @Inject Replica replica;
  @Inject InstantSource clock;
  @Inject DispatchConfig dispatch;
  @Inject StoreCalls calls;
  @Inject EventForm form;
  @Inject SimulatorScenario scenario;

  private final LossyPool lossy = new LossyPool();
  private SeededBooks seeded;
  private Instrument instrument;
  private AccountId account;
  private PgBooks books;
  private PgCloseStore closes;

  @BeforeEach
  void anAccountWithOnePosition() {
    scenario.session(SessionMode.CLOSED);
    seeded = new SeededBooks();
    instrument = seeded.quoted(1).get(0);
    Quantity ten = Quantity.of("10");
    account = seeded.write(List.of(new Holding(instrument, ten, Quantity.ZERO, Quantity.ZERO, 1)));
    books = wired.over(lossy.pool(), venues, outbox, new NothingObserved());
    closes =
        new PgCloseStore(
            lossy.pool(),
            books,
            replays,
            venues,
            outbox,
            commits,
            replica,
            clock,
            dispatch,
            calls,
            form);
  }

  @AfterEach
  void close() {
    lossy.close();
    seeded.close();
    scenario.reset();
  }

  @Test
  void transactionWhoseSecondStatementCannotBeMadeKeepsNoLock() {
    assertThatThrownBy(
            () ->
                await(
                    calls.inTwoTrips(
                        lossy.pool(),
                        connection ->
                            connection
                                .preparedQuery(StoreCalls.LOCK_ACCOUNT)
                                .execute(Tuple.of(account.value())),
                        (connection, locked) -> {
                          throw new IllegalStateException("cannot be made");
                        })))
        .hasMessage("cannot be made");

    assertThat(
            await(
                pool.preparedQuery(StoreCalls.LOCK_ACCOUNT + " nowait")
                    .execute(Tuple.of(account.value()))))
        .hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void closeThatHasCommittedIsAnsweredAsAccepted(Way way) {
    lose(way, Loss.OF_THE_ANSWER);

    AcceptedLiquidation accepted = await(close(way));

    assertThat(uids()).containsExactly(accepted.liquidation().uid());
    assertThat(accepted.orders()).hasSize(1);
    assertThat(accepted.items()).hasSize(1);
    assertThat(accepted.replayed()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ONE_STATEMENT")
  void closeThatHasNotCommittedIsUnavailableForCertain(Way way) {
    lose(way, Loss.OF_THE_REQUEST);

    TradingException failure = failure(way);

    assertThat(failure.reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
    assertThat(uids()).isEmpty();
    assertThat(await(close(way)).orders()).as("the same again").hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ONE_STATEMENT")
  void closeWhoseCommitHangsIsUnknownAndNamed(Way way) {
    lose(way, Loss.WITH_THE_SERVER_WAITING);

    TradingException failure = failure(way);

    assertThat(failure.reason()).isEqualTo(Reason.OUTCOME_UNKNOWN);
    assertThat(failure.denial().text())
        .containsPattern("liquidation [0-9a-f]{8}-[0-9a-f-]{27} may have been executed");
  }

  @Test
  void singleStatementThatMayStillArriveIsUnknownAndNamed() {
    lose(Way.ONE_STATEMENT, Loss.OF_THE_REQUEST);

    TradingException failure = failure(Way.ONE_STATEMENT);

    assertThat(failure.reason()).isEqualTo(Reason.OUTCOME_UNKNOWN);
    assertThat(failure.denial().text()).contains("liquidation ");
    assertThat(uids()).isEmpty();
  }

  @Test
  void writeThatNobodyLooksForIsUnknownWhenItsAnswerIsLost() {
    lossy.breakAt("lost-name", Loss.OF_THE_REQUEST);

    assertThatThrownBy(
            () ->
                await(
                    calls.write(
                        lossy.pool(),
                        "update account set name = name where name = $1",
                        Tuple.of("lost-name"))))
        .isInstanceOfSatisfying(
            TradingException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.OUTCOME_UNKNOWN));
  }

  private void lose(Way way, Loss loss) {
    // What runs the one statement is the message with its parameters.
    lossy.breakAt(way == Way.ONE_STATEMENT ? "request-1" : "COMMIT", loss);
  }

  private Uni<AcceptedLiquidation> close(Way way) {
    CloseRequest one =
        request(LiquidationScope.POSITION, instrument.id(), CloseAmount.ALL, HeldPolicy.REFUSE);
    CloseRequest all = request(LiquidationScope.ACCOUNT, null, CloseAmount.ALL, HeldPolicy.REFUSE);
    return switch (way) {
      case ONE_STATEMENT ->
          closes
              .closeOne(account, instrument, CloseCommand.of(one), DECISION)
              .map(done -> done.orElseThrow());
      case ONE_WITH_CANCELS ->
          closes
              .closeFree(account, instrument, CloseCommand.of(one), DECISION)
              .map(done -> done.orElseThrow());
      case WHOLE_ACCOUNT ->
          closes.closeAll(account, CloseCommand.of(all), DECISION).map(done -> done.orElseThrow());
      case THROUGH_THE_BOOK ->
          books.decide(
              account, BookScope.account(), DECISION, book -> OneByOneCloseTest.accept(book, all));
    };
  }

  private TradingException failure(Way way) {
    TradingException failure =
        catchThrowableOfType(TradingException.class, () -> await(close(way)));
    assertThat(failure).isNotNull();
    return failure;
  }

  private List<UUID> uids() {
    List<UUID> uids = new ArrayList<>();
    await(
            pool.preparedQuery("select uid from liquidation where account_id = $1")
                .execute(Tuple.of(account.value())))
        .forEach(row -> uids.add(row.getUUID(0)));
    return uids;
  }
}
