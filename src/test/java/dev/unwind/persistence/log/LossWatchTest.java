// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.Actor;
import dev.unwind.application.event.AcknowledgedCommit;
import dev.unwind.application.event.Commits;
import dev.unwind.application.liquidation.AwaitLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.fixture.BookText;
import dev.unwind.fixture.FreshAccount;
import dev.unwind.fixture.FreshAccounts;
import dev.unwind.fixture.LogLines;
import dev.unwind.persistence.LedgerRows;
import dev.unwind.persistence.StoreConfig;
import dev.unwind.postgres.DatabaseStanding;
import dev.unwind.postgres.ServerTimeline;
import dev.unwind.postgres.ServerTimeline.Place;
import dev.unwind.venue.Awaiting;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** After a fail-over: which of what was acknowledged is gone. */
@QuarkusTest
@ResourceLock(LogLines.RESOURCE)
@SuppressWarnings("NullAway.Init") // the test framework fills the fields
class LossWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Actor DESK =
      new Actor(
          new Principal(new PrincipalId(1), "desk", Set.of(Role.TRADER), AccountScope.EVERYTHING),
          "unwind",
          null);

  @Inject Pool pool;
  @Inject StoreConfig config;
  @Inject Commits real;
  @Inject FreshAccounts accounts;
  @Inject LiquidatePositions liquidations;
  @Inject AwaitLiquidation awaiting;

  private final Commits commits = new Commits();
  private final ServerTimeline timeline = new ServerTimeline();
  private final DatabaseStanding standing = new DatabaseStanding(InstantSource.system());
  private LossWatch watch;
  private LedgerRows rows;
  private AccountId account;
  private LogLines lines;

  @BeforeEach
  void anAccountWithALog() {
    lines = LogLines.kept();
    watch = watch(commits);
    rows = new LedgerRows();
    account = rows.account();
    rows.events(account, 5);
  }

  @AfterEach
  void stop() {
    watch.stop(new ShutdownEvent());
    rows.close();
    lines.close();
  }

  @Test
  void whatIsGoneIsToldThoughTheServerIsPastThePlaceThatWasKnown() {
    for (AcknowledgedCommit each : logged()) {
      commits.acknowledged().note(each);
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    AcknowledgedCommit last = logged().get(4);
    long id = LedgerRows.nextId();
    UUID there = rows.liquidation(account, id, "FILLED", now);
    UUID gone = UUID.randomUUID();
    UUID other = UUID.randomUUID();
    liquidation(id, there, now);
    liquidation(id, other, now);
    liquidation(id + 5_000_000, gone, now);
    // Numbers are given again: another event has this one now.
    commits.acknowledged().note(AcknowledgedCommit.of(account, 5, now, "order again"));
    commits
        .acknowledged()
        .note(new AcknowledgedCommit(account, 5, null, -1L, last.at(), "order of that moment"));
    commits.acknowledged().note(AcknowledgedCommit.of(account, 6, now, "order never"));

    turn();

    Awaiting.await(PATIENCE, () -> timeline.commitsLost() > 0);
    assertThat(timeline.turns()).isEqualTo(1);
    assertThat(timeline.losses()).isEqualTo(1);
    assertThat(timeline.commitsLost()).isEqualTo(5);
    assertThat(lines.with("Lost account=" + account.value()))
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .contains("liquidation " + gone, "liquidation " + other)
                    .contains("order again event 5", "order of that moment event 5")
                    .contains("order never event 6")
                    .doesNotContain(there.toString()));
    Awaiting.await(PATIENCE, () -> !lines.with("commits=5 of=11").isEmpty());
    assertThat(commits.acknowledged().all()).hasSize(6);
  }

  @Test
  void nothingIsToldOfWhatIsThereOrWasArchived() {
    for (AcknowledgedCommit each : logged()) {
      commits.acknowledged().note(each);
    }
    rows.execute(
        "insert into log_begin (account_id, seq, hash, at, dropped_at) values (?, 2, '', now(), now())",
        account.value());
    rows.execute("delete from event where account_id = ? and seq <= 2", account.value());

    turn();

    Awaiting.await(PATIENCE, () -> !lines.with("Nothing is lost of what was").isEmpty());
    assertThat(timeline.losses()).isZero();
    assertThat(timeline.commitsLost()).isZero();
  }

  @Test
  void anOutageWithoutATurnIsLookedAtToo() {
    commits.acknowledged().note(AcknowledgedCommit.of(account, 6, Instant.now(), "order never"));
    watch.start(new StartupEvent());
    standing.failed(new IOException("connection refused"));
    standing.worked();

    Awaiting.await(PATIENCE, () -> timeline.commitsLost() == 1);
    assertThat(timeline.turns()).isZero();
  }

  @Test
  void whatIsCommittedLaterOnAServerThatWasLeftIsFoundByTheSecondLook() {
    watch.look();
    Awaiting.await(PATIENCE, () -> timeline.known() != null);
    commits.acknowledged().note(AcknowledgedCommit.of(account, 6, Instant.now(), "order late"));

    Awaiting.await(PATIENCE, () -> timeline.commitsLost() == 1);
  }

  @Test
  void whatIsDoneForClientsIsRememberedAsItIsInTheLedger() {
    FreshAccount fresh =
        accounts.open(
            BookText.anAccount().position("AAPL", "10", "150").limit("AAPL", "sell", "4", "900"));
    AccountId own = new AccountId(fresh.id());
    CloseRequest everything = CloseRequest.all().cancelOrders(true).build();
    liquidations
        .closeAll(DESK, own, CloseCommand.of(everything))
        .chain(accepted -> awaiting.ended(accepted, PATIENCE))
        .await()
        .atMost(PATIENCE);

    Commits kept = new Commits();
    for (AcknowledgedCommit each : real.acknowledged().all()) {
      if (each.account().equals(own)) {
        kept.acknowledged().note(each);
      }
    }
    assertThat(kept.acknowledged().all())
        .extracting(AcknowledgedCommit::name)
        .anyMatch(name -> name.startsWith("liquidation "))
        .contains("executions");
    LossWatch second = watch(kept);
    second.look();
    Awaiting.await(PATIENCE, () -> !lines.with("Nothing is lost of what was").isEmpty());
    second.stop(new ShutdownEvent());
    assertThat(timeline.commitsLost()).isZero();
  }

  @Test
  void whatAnImportCommitsOnAServerThatWasLeftIsFoundByTheLookAfterIt() {
    AcknowledgedCommit late = AcknowledgedCommit.of(account, 6, Instant.now(), "import late");
    AtomicInteger looks = new AtomicInteger();
    watch =
        new LossWatch(
            new LookedAt(
                pool,
                () -> {
                  if (looks.incrementAndGet() == 3) {
                    commits.acknowledged().note(late);
                  }
                }),
            commits,
            timeline,
            standing,
            new ShortWaits(config));
    watch.look();

    Awaiting.await(PATIENCE, () -> timeline.commitsLost() == 1);
  }

  @Test
  void thatMoreMayBeLostIsToldWhereNothingFromJustBeforeTheLossIsRemembered() {
    AcknowledgedCommit first = logged().get(0);
    for (int i = 0; i < 16_384; i++) {
      commits
          .acknowledged()
          .note(AcknowledgedCommit.of(account, first.number(), first.at(), "order " + i));
    }
    AcknowledgedCommit never = AcknowledgedCommit.of(account, 6, Instant.now(), "order never");
    commits.acknowledged().note(never);
    commits.acknowledged().note(never);
    watch.look();

    Awaiting.await(PATIENCE, () -> !lines.with("run check commits=1 of=16384").isEmpty());
    assertThat(lines.with("run check commits=1 of=16384"))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("is not known any more, and may be lost"));
  }

  /** The server is found on a later timeline, and further on than it was known to be. */
  private void turn() {
    watch.start(new StartupEvent());
    String system =
        pool.query("select system_identifier::text from pg_control_system()")
            .execute()
            .await()
            .atMost(PATIENCE)
            .iterator()
            .next()
            .getString(0);
    timeline.met(null, new Place(system, "00000000", 0));
    watch.look();
  }

  private LossWatch watch(Commits of) {
    return new LossWatch(pool, of, timeline, standing, config);
  }

  private void liquidation(long id, UUID uid, Instant at) {
    commits
        .acknowledged()
        .note(new AcknowledgedCommit(account, id, uid, null, at, "liquidation " + uid));
  }

  private List<AcknowledgedCommit> logged() {
    List<AcknowledgedCommit> logged = new ArrayList<>();
    for (Row row :
        pool.preparedQuery("select seq, event_id, at from event where account_id = $1 order by seq")
            .execute(Tuple.of(account.value()))
            .await()
            .atMost(PATIENCE)) {
      logged.add(
          new AcknowledgedCommit(
              account,
              row.getLong(0),
              null,
              row.getLong(1),
              row.getOffsetDateTime(2).toInstant(),
              "latch"));
    }
    return logged;
  }

  /** Tells of each look before it begins. */
  private static final class LookedAt extends Pool {
    private final Runnable told;

    private LookedAt(Pool pool, Runnable told) {
      super(pool.getDelegate());
      this.told = told;
    }

    @Override
    public <T> Uni<T> withConnection(Function<SqlConnection, Uni<T>> work) {
      told.run();
      return super.withConnection(work);
    }
  }

  private record ShortWaits(StoreConfig others) implements StoreConfig {
    @Override
    public Duration statementTimeout() {
      return others.statementTimeout();
    }

    @Override
    public Duration writeTimeout() {
      return Duration.ofMillis(10);
    }

    @Override
    public Duration lookTimeout() {
      return Duration.ofMillis(10);
    }

    @Override
    public Duration snapshotTimeout() {
      return others.snapshotTimeout();
    }

    @Override
    public Duration importTimeout() {
      return Duration.ofMillis(50);
    }
  }
}
