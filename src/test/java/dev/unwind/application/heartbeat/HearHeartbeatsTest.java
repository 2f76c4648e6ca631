// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.TradingException;
import dev.unwind.application.act.NewAct;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.Reason;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.fixture.LogLines;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many who are due at once, on a ledger whose every answer takes its time by the test's clock. */
class HearHeartbeatsTest {
  private static final Instant START = Instant.parse("2026-03-02T15:00:00Z");
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration EACH = Duration.ofMillis(60);
  private static final Duration CLOCKS_APART = Duration.ofMillis(500);
  private static final int DUE = 300;

  private final Ledger ledger = new Ledger();
  private final HearHeartbeats replica = new HearHeartbeats(ledger, () -> ledger.now, new Config());

  @BeforeEach
  void aReplicaThatHasHeardSinceTheyWereHeardLast() {
    replica.listen();
    IntStream.rangeClosed(1, DUE).forEach(ledger::beat);
    goOn(TIMEOUT);
    assertThat(ledger.missed).isEmpty();
    ledger.now = ledger.now.plusMillis(500);
  }

  private void sweep() {
    // The next round comes all the same.
    replica
        .sweep()
        .onFailure(TradingException::isOfTheStore)
        .recoverWithNull()
        .await()
        .indefinitely();
  }

  private void goOn(Duration time) {
    for (Instant end = ledger.now.plus(time); ledger.now.isBefore(end); ) {
      sweep();
      ledger.now = ledger.now.plusSeconds(1);
    }
  }

  @Test
  void aReplicaWhoseClockIsAheadMakesNobodyMiss() {
    Ledger heard = new Ledger();
    HearHeartbeats ahead =
        new HearHeartbeats(heard, () -> heard.now.plus(CLOCKS_APART).minusMillis(1), new Config());
    ahead.listen();
    ahead.sweep().await().indefinitely();
    heard.now = heard.now.plusSeconds(1);
    heard.beat(1);
    Instant due = heard.now.plus(TIMEOUT);
    while (heard.now.isBefore(due)) {
      ahead.sweep().await().indefinitely();
      heard.now = heard.now.plusMillis(500);
    }
    ahead.sweep().await().indefinitely();
    assertThat(heard.missed).isEmpty();
    heard.now = heard.now.plusMillis(1);
    ahead.sweep().await().indefinitely();
    assertThat(heard.missed).hasSize(1);
  }

  @Test
  void aSlowRoundIsNoAbsence() {
    ledger.answer =
        heartbeat -> {
          ledger.now = ledger.now.plus(EACH);
          return Uni.createFrom().item(true);
        };
    Instant before = ledger.now;
    goOn(Duration.ofSeconds(4));
    assertThat(ledger.missed).hasSize(DUE);
    assertThat(Duration.between(before, ledger.now)).isLessThan(TIMEOUT);
  }

  @Test
  void aLedgerThatDoesNotAnswerWithinARoundGivesEverybodyHisTimeAnew() {
    ledger.answer =
        heartbeat -> {
          boolean stalls = ledger.missed.size() == 50;
          ledger.now = ledger.now.plus(stalls ? Duration.ofSeconds(20) : EACH);
          return Uni.createFrom().item(true);
        };
    goOn(TIMEOUT.minusSeconds(1));
    assertThat(ledger.missed).hasSize(51);
    goOn(Duration.ofSeconds(27));
    assertThat(ledger.missed).hasSize(DUE);
  }

  @Test
  void aLedgerThatIsLostWithinARoundGivesEverybodyHisTimeAnew() {
    ledger.isLostAt = 50;
    goOn(Duration.ofSeconds(2));
    assertThat(ledger.missed).hasSize(50);
    ledger.isLostAt = -1;
    goOn(TIMEOUT.minusSeconds(4));
    assertThat(ledger.missed).hasSize(50);
    goOn(Duration.ofSeconds(7));
    assertThat(ledger.missed).hasSize(DUE);
  }

  @ParameterizedTest
  @EnumSource(names = {"STORE_UNAVAILABLE", "INTERNAL_ERROR"})
  void oneThatCannotBeMissedKeepsNobodyElseFromIt(Reason why) {
    AccountId broken = new AccountId(7);
    ledger.answer =
        heartbeat ->
            heartbeat.account().equals(broken)
                ? Uni.createFrom().failure(new TradingException(why))
                : Uni.createFrom().item(true);
    goOn(Duration.ofSeconds(4));
    assertThat(ledger.missed).hasSize(DUE - 1).doesNotContainKey(broken);
    ledger.answer = heartbeat -> Uni.createFrom().item(true);
    sweep();
    assertThat(ledger.missed).containsKey(broken);
  }

  @Test
  @ResourceLock(LogLines.RESOURCE)
  void oneThatCanNeverBeMissedIsAWarningOnce() {
    ledger.answer =
        heartbeat ->
            heartbeat.account().value() == 7
                ? Uni.createFrom().failure(new TradingException(Reason.INTERNAL_ERROR))
                : Uni.createFrom().item(true);
    try (LogLines lines = LogLines.kept()) {
      for (int round = 0; round < 20; round++) {
        goOn(Duration.ofSeconds(1));
      }
      assertThat(lines.with("step=\"miss a heartbeat\" accountId=7 ")).hasSize(1);
    }
  }

  @Test
  void aPageOfThoseThatCannotBeMissedHidesNobodyBehind() {
    ledger.answer =
        heartbeat ->
            heartbeat.account().value() <= new Config().batch()
                ? Uni.createFrom().failure(new TradingException(Reason.INTERNAL_ERROR))
                : Uni.createFrom().item(true);
    sweep();
    assertThat(ledger.missed)
        .hasSize(DUE - new Config().batch())
        .containsKey(new AccountId(new Config().batch() + 1));
  }

  @Test
  void accountsThatAreLockedForLongerThanAReplicaMayBeAwayKeepNobodyElseFromIt() {
    ledger.answer =
        heartbeat -> {
          if (heartbeat.account().value() > 50) {
            return Uni.createFrom().item(true);
          }
          // Meanwhile the ledger answers whoever asks.
          for (int second = 0; second < 6; second++) {
            ledger.now = ledger.now.plusSeconds(1);
            replica.ask().await().indefinitely();
          }
          return Uni.createFrom().failure(new TradingException(Reason.STORE_UNAVAILABLE));
        };
    sweep();
    assertThat(ledger.missed).hasSize(DUE - 50);
  }

  @Test
  void severalAreMissedAtATimeAndNotAll() {
    Queue<UniEmitter<? super Boolean>> running = new ArrayDeque<>();
    ledger.answer = heartbeat -> Uni.createFrom().<Boolean>emitter(emitter -> running.add(emitter));
    boolean[] over = {false};
    replica.sweep().subscribe().with(done -> over[0] = true);
    int most = 0;
    for (int i = 0; i < DUE; i++) {
      most = Math.max(most, running.size());
      running.remove().complete(true);
    }
    assertThat(most).isEqualTo(new Config().concurrency());
    assertThat(over[0]).isTrue();
    assertThat(ledger.missed).hasSize(DUE);
  }

  /** Heartbeats in memory. */
  private static final class Ledger implements HeartbeatStore {
    private final Map<AccountId, Heartbeat> all = new LinkedHashMap<>();
    private final Map<AccountId, Instant> missed = new LinkedHashMap<>();
    private Instant now = START;
    private int isLostAt = -1;
    private Function<Heartbeat, Uni<Boolean>> answer = heartbeat -> Uni.createFrom().item(true);

    void beat(int account) {
      AccountId id = new AccountId(account);
      all.put(
          id,
          new Heartbeat(
              id,
              new PrincipalId(1),
              new DecisionOrigin("bot", "unwind", null),
              TIMEOUT,
              Heartbeat.Action.HALT,
              now,
              now.plus(TIMEOUT),
              null,
              null));
    }

    @Override
    public Uni<Optional<Heartbeat>> beat(Heartbeat heartbeat, boolean others) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Optional<Heartbeat>> find(AccountId account) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Void> remove(AccountId account) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Page> due(Instant at, Instant hearingSince, Due after, int limit) {
      if (missed.size() == isLostAt) {
        return Uni.createFrom().failure(new TradingException(Reason.STORE_UNAVAILABLE));
      }
      List<Heartbeat> due = new ArrayList<>();
      Due last = null;
      for (Heartbeat heartbeat : all.values()) {
        if (due.size() < limit
            && heartbeat.account().value() > after.account().value()
            && !missed.containsKey(heartbeat.account())
            && !heartbeat.dueAt().isAfter(at)
            && !hearingSince.plus(heartbeat.timeout()).isAfter(at)) {
          due.add(heartbeat);
          last = new Due(heartbeat.dueAt(), heartbeat.account());
        }
      }
      return Uni.createFrom().item(new Page(due, due.size() < limit ? null : last));
    }

    @Override
    public Uni<Boolean> miss(Heartbeat heartbeat, NewAct act, UUID id, Instant at) {
      return (missed.size() == isLostAt
              ? Uni.createFrom().<Boolean>failure(new TradingException(Reason.STORE_UNAVAILABLE))
              : answer.apply(heartbeat))
          .invoke(done -> assertThat(missed.put(heartbeat.account(), at)).isNull());
    }
  }

  private static final class Config implements HeartbeatConfig {
    @Override
    public Duration timeoutMin() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Duration timeoutMax() {
      return Duration.ofHours(24);
    }

    @Override
    public Duration sweepInterval() {
      return Duration.ofMillis(250);
    }

    @Override
    public Duration awayAfter() {
      return Duration.ofSeconds(5);
    }

    @Override
    public Duration clocksApart() {
      return CLOCKS_APART;
    }

    @Override
    public int batch() {
      return 100;
    }

    @Override
    public int concurrency() {
      return 8;
    }
  }
}
