// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.persistence.bulk.ActRequests.actor;
import static dev.unwind.persistence.bulk.ActRequests.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.heartbeat.HearHeartbeats;
import dev.unwind.application.heartbeat.Heartbeat;
import dev.unwind.application.heartbeat.HeartbeatConfig;
import dev.unwind.application.heartbeat.HeartbeatStore;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.bulk.SeededBooks.Holding;
import dev.unwind.venue.simulator.LinkMode;
import dev.unwind.venue.simulator.SessionMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promises to be heard of, that several replicas watch on a ledger which they share. */
@QuarkusTest
class HeartbeatsTest {
  /** Beyond what the replica that runs here will ever find due. */
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Inject Pool pool;
  @Inject HeartbeatStore store;
  @Inject HeartbeatConfig config;
  @Inject SimulatorScenario scenario;

  private volatile Instant clock = START;
  private SeededBooks seeded;

  @BeforeEach
  void loseEveryRequestToTheVenue() {
    scenario.link(LinkMode.REQUESTS_LOST);
    scenario.session(SessionMode.CLOSED);
    seeded = new SeededBooks();
  }

  @AfterEach
  void restoreTheVenue() {
    await(pool.query("delete from heartbeat").execute());
    seeded.close();
    scenario.reset();
  }

  private HearHeartbeats replica() {
    return replica(store);
  }

  private HearHeartbeats replica(HeartbeatStore on) {
    HearHeartbeats replica = new HearHeartbeats(on, () -> clock, config);
    replica.listen();
    return replica;
  }

  private HearHeartbeats starting() {
    return new HearHeartbeats(store, () -> clock, config);
  }

  /** Rounds that a replica makes while this time goes by. */
  private void goOn(List<HearHeartbeats> replicas, Duration time) {
    Instant end = clock.plus(time);
    while (clock.isBefore(end)) {
      clock = clock.plusSeconds(1);
      await(Uni.join().all(replicas.stream().map(HearHeartbeats::sweep).toList()).andFailFast());
    }
  }

  @Test
  void whoIsNotHeardOfIsMissedOnceHoweverManyReplicasWatch() {
    AccountId account = account();
    Actor bot = actor(Set.of(account));
    List<HearHeartbeats> replicas = List.of(replica(), replica(), replica());
    goOn(replicas, Duration.ofSeconds(2));
    await(replicas.get(0).beat(bot, account, TIMEOUT, Heartbeat.Action.LIQUIDATE));
    goOn(replicas, TIMEOUT.minusSeconds(1));
    assertThat(found(account).missedAt()).isNull();

    goOn(replicas, Duration.ofSeconds(5));

    Heartbeat missed = found(account);
    assertThat(missed.missedAt()).isNotNull();
    assertThat(missed.act()).isNotNull();
    assertThat(acts(account)).isOne();
    // Heard of again, everything begins anew; what was done stays done.
    await(replicas.get(1).beat(bot, account, TIMEOUT, Heartbeat.Action.HALT));
    assertThat(found(account).missedAt()).isNull();
    goOn(replicas, TIMEOUT.plusSeconds(3));
    assertThat(acts(account)).isEqualTo(2);
  }

  @Test
  void whoIsHeardOfInTimeIsNotMissed() {
    AccountId account = account();
    Actor bot = actor(Set.of(account));
    List<HearHeartbeats> replicas = List.of(replica(), replica());
    for (int i = 0; i < 5; i++) {
      await(replicas.get(i % 2).beat(bot, account, TIMEOUT, Heartbeat.Action.HALT));
      goOn(replicas, TIMEOUT.minusSeconds(2));
    }
    assertThat(acts(account)).isZero();
    await(replicas.get(0).remove(bot, account));
    goOn(replicas, TIMEOUT.multipliedBy(2));
    assertThat(acts(account)).isZero();
  }

  /**
   * Its rounds begin before it can be reached, and a slow start takes longer than a heart beats.
   */
  @Test
  void nobodyIsMissedByAReplicaThatCannotBeReachedYet() {
    AccountId account = account();
    await(replica().beat(actor(Set.of(account)), account, TIMEOUT, Heartbeat.Action.HALT));
    HearHeartbeats starting = starting();
    goOn(List.of(starting), TIMEOUT.multipliedBy(2));
    assertThat(found(account).missedAt()).isNull();

    starting.listen();
    goOn(List.of(starting), TIMEOUT.minusSeconds(1));
    assertThat(found(account).missedAt()).isNull();
    goOn(List.of(starting), Duration.ofSeconds(5));
    assertThat(found(account).missedAt()).isNotNull();
  }

  @Test
  void aReplicaThatWasAwayItselfGivesEverybodyHisTimeAnew() {
    AccountId account = account();
    HearHeartbeats replica = replica();
    goOn(List.of(replica), Duration.ofSeconds(2));
    await(replica.beat(actor(Set.of(account)), account, TIMEOUT, Heartbeat.Action.HALT));
    // Nobody was there to hear, for an hour; and nobody could have been heard.
    clock = clock.plus(Duration.ofHours(1));
    goOn(List.of(replica), TIMEOUT.minusSeconds(1));
    assertThat(found(account).missedAt()).isNull();
    goOn(List.of(replica), Duration.ofSeconds(5));
    assertThat(found(account).missedAt()).isNotNull();
    assertThat(acts(account)).isOne();
  }

  @Test
  void aBeatAndAMissAreNeverBoth() {
    int missed = 0;
    for (int i = 0; i < 20; i++) {
      AccountId account = account();
      Actor bot = actor(Set.of(account));
      HearHeartbeats replica = replica();
      goOn(List.of(replica), Duration.ofSeconds(2));
      Heartbeat first = await(replica.beat(bot, account, TIMEOUT, Heartbeat.Action.HALT));
      goOn(List.of(replica), TIMEOUT.minusSeconds(1));
      clock = clock.plusSeconds(3);
      await(
          Uni.join()
              .all(
                  replica.sweep().replaceWith(true),
                  replica.beat(bot, account, TIMEOUT, Heartbeat.Action.HALT).replaceWith(true))
              .andFailFast());
      // The beat stands in any case; the act was made where the miss came first.
      assertThat(found(account).missedAt()).isNull();
      assertThat(found(account).dueAt()).isAfter(first.dueAt());
      assertThat(acts(account)).isBetween(0L, 1L);
      missed += (int) acts(account);
      await(store.remove(account));
    }
    assertThat(missed).isBetween(0, 20);
  }

  @Test
  void anotherAccountWhoseNameIsTheIdOfTheOneMissedIsLeftAlone() {
    AccountId account = account();
    AccountId namesake = account();
    await(
        pool.preparedQuery("update account set name = $2 where account_id = $1")
            .execute(Tuple.of(namesake.value(), account.toString())));
    Actor bot = actor(Set.of(account));
    HearHeartbeats replica = replica();
    goOn(List.of(replica), Duration.ofSeconds(2));
    await(replica.beat(bot, account, TIMEOUT, Heartbeat.Action.HALT));
    goOn(List.of(replica), TIMEOUT.plusSeconds(3));
    assertThat(acts(account)).isOne();
    assertThat(acts(namesake)).isZero();
  }

  @Test
  void aPageOfThoseThatCannotBeMissedHidesNobodyBehind() {
    List<AccountId> accounts = new ArrayList<>();
    HearHeartbeats replica = replica(refusing(accounts));
    goOn(List.of(replica), Duration.ofSeconds(2));
    for (int i = 0; i <= config.batch(); i++) {
      AccountId account = account();
      await(replica.beat(actor(Set.of(account)), account, TIMEOUT, Heartbeat.Action.HALT));
      accounts.add(account);
      // One after the other is due.
      clock = clock.plusMillis(1);
    }
    AccountId behind = accounts.remove(config.batch());
    goOn(List.of(replica), TIMEOUT.minusSeconds(1));
    clock = clock.plusSeconds(3);
    await(replica.sweep());
    assertThat(found(behind).missedAt()).isNotNull();
    assertThat(found(accounts.get(0)).missedAt()).isNull();
  }

  /** The same ledger, where these accounts cannot be missed. */
  private HeartbeatStore refusing(List<AccountId> accounts) {
    return (HeartbeatStore)
        Proxy.newProxyInstance(
            HeartbeatStore.class.getClassLoader(),
            new Class<?>[] {HeartbeatStore.class},
            (proxy, method, given) ->
                method.getName().equals("miss")
                        && accounts.contains(((Heartbeat) given[0]).account())
                    ? Uni.createFrom().failure(new TradingException(Reason.INTERNAL_ERROR))
                    : method.invoke(store, given));
  }

  @Test
  void anothersPromiseIsReplacedByWhoMayControlAndOnceItIsMissedByAnybody() {
    AccountId account = account();
    Actor risk = withRole(actor(Set.of(account)), Role.RISK);
    Actor trader = withRole(actor(Set.of(account)), Role.TRADER);
    HearHeartbeats replica = replica();
    goOn(List.of(replica), Duration.ofSeconds(2));
    await(replica.beat(risk, account, TIMEOUT, Heartbeat.Action.LIQUIDATE));
    TradingException refused =
        catchThrowableOfType(
            TradingException.class,
            () ->
                await(
                    replica.beat(
                        trader, account, Duration.ofHours(1), Heartbeat.Action.CLOSE_ONLY)));
    assertThat(refused.reason()).isEqualTo(Reason.NOT_PERMITTED);
    assertThat(found(account).action()).isEqualTo(Heartbeat.Action.LIQUIDATE);
    goOn(List.of(replica), TIMEOUT.plusSeconds(3));
    await(replica.beat(trader, account, TIMEOUT, Heartbeat.Action.HALT));
    await(replica.beat(risk, account, TIMEOUT, Heartbeat.Action.LIQUIDATE));
    assertThat(found(account).caller()).isEqualTo(risk.principal().id());
  }

  private Actor withRole(Actor actor, Role role) {
    Principal one = actor.principal();
    return new Actor(
        new Principal(
            new PrincipalId(one.id().value() + role.ordinal()),
            one.name(),
            Set.of(role),
            one.scope()),
        actor.dialect(),
        actor.requestId());
  }

  private AccountId account() {
    List<Holding> holdings = new ArrayList<>();
    seeded
        .quoted(2)
        .forEach(
            one -> holdings.add(new Holding(one, Quantity.of(5), Quantity.ZERO, Quantity.ZERO, 0)));
    return seeded.write(holdings);
  }

  private Heartbeat found(AccountId account) {
    return await(store.find(account)).orElseThrow();
  }

  /** Acts over an account. */
  private long acts(AccountId account) {
    return await(
            pool.preparedQuery("select count(*) from act_account where account_id = $1")
                .execute(Tuple.of(account.value())))
        .iterator()
        .next()
        .getLong(0);
  }
}
