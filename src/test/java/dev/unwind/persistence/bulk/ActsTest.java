// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.persistence.bulk.ActRequests.actor;
import static dev.unwind.persistence.bulk.ActRequests.await;
import static dev.unwind.persistence.bulk.ActRequests.everything;
import static dev.unwind.persistence.bulk.ActRequests.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.act.Act;
import dev.unwind.application.act.ActEntry;
import dev.unwind.application.act.ActLane;
import dev.unwind.application.act.ActStore;
import dev.unwind.application.act.ActSums;
import dev.unwind.application.act.ActTask;
import dev.unwind.application.act.NewAct;
import dev.unwind.application.act.PerformActs;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.application.liquidation.LiquidationTags;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.CloseSequence;
import dev.unwind.domain.liquidation.CloseStyle;
import dev.unwind.domain.liquidation.Conduct;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.Selection;
import dev.unwind.domain.position.PositionSide;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.bulk.SeededBooks.Holding;
import dev.unwind.venue.simulator.LinkMode;
import dev.unwind.venue.simulator.SessionMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One request over many accounts, whatever becomes of the replica that began it. */
@QuarkusTest
class ActsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Instant LAPSES = Instant.parse("2100-01-01T00:00:00Z");

  @Inject Pool pool;
  @Inject ActStore acts;
  @Inject PerformActs perform;
  @Inject LiquidatePositions liquidations;
  @Inject SimulatorScenario scenario;

  private SeededBooks seeded;

  @BeforeEach
  void loseEveryRequestToTheVenue() {
    scenario.link(LinkMode.REQUESTS_LOST);
    scenario.session(SessionMode.CLOSED);
    seeded = new SeededBooks();
  }

  @AfterEach
  void restoreTheVenue() {
    seeded.close();
    scenario.reset();
  }

  @Test
  void everyAccountIsDecidedByItselfAndOnceHoweverOftenItIsAskedFor() {
    List<AccountId> accounts = books(12);
    NewAct act = liquidation(accounts, key("once"), null);

    ActStore.Accepted first = await(perform.perform(act));
    ActStore.Accepted second = await(perform.perform(act));

    assertThat(first.fresh()).isTrue();
    assertThat(second.fresh()).isFalse();
    assertThat(second.act().id()).isEqualTo(first.act().id());
    assertThat(second.act().endedAt()).isNotNull();
    assertThat(entries(first.act(), accounts))
        .hasSize(12)
        .allMatch(entry -> entry.status() == ActEntry.Status.ACCEPTED && entry.closing() != null);
    for (AccountId account : accounts) {
      assertThat(liquidationsOf(account, first.act())).isOne();
    }
  }

  @Test
  void theSameKeyForAnotherRequestIsRefused() {
    List<AccountId> accounts = books(2);
    await(perform.perform(liquidation(accounts, key("other"), null)));
    IdempotencyKey reused = new IdempotencyKey("unwind", key("other").key(), new byte[] {1});
    assertThat(refusal(perform.perform(liquidation(accounts, reused, null))))
        .isEqualTo(Reason.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void whatAReplicaThatIsGoneHadBegunIsFinishedAndNothingIsDoneTwice() throws Exception {
    // Plain ones, which the statement closes, and those that are left to the book.
    List<Instrument> plain = seeded.quoted(3);
    List<AccountId> accounts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      accounts.add(
          seeded.write(
              plain.stream()
                  .map(one -> new Holding(one, Quantity.of(5), Quantity.ZERO, Quantity.ZERO, 0))
                  .toList()));
    }
    accounts.addAll(books(100));
    Instant now = Instant.now();
    UUID dead = UUID.randomUUID();
    NewAct wanted = liquidation(accounts, key("crash"), null);
    // The act has committed and its replica has done some accounts, of which it wrote nothing.
    Act act =
        await(acts.accept(wanted, 1_000, now, now.minusSeconds(3_600), dead, now.plusSeconds(3)))
            .act();
    CloseRequest close = everything(null).tagged(LiquidationTags.ACT, act.id().toString());
    for (AccountId done : accounts.subList(0, 40)) {
      await(liquidations.closeFor(act.origin(), done, new CloseCommand(close, act.key())));
    }
    assertThat(await(acts.find(act.id())).orElseThrow().endedAt()).isNull();

    // Any replica looks for it by itself; asking once more with the key does nothing besides.
    assertThat(await(perform.perform(wanted)).fresh()).isFalse();
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (await(acts.find(act.id())).orElseThrow().endedAt() == null) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(50);
    }

    ActSums sums = await(acts.sums(AccountScope.EVERYTHING, true, act.id()));
    assertThat(sums.accepted()).isEqualTo(120);
    assertThat(sums.pending()).isZero();
    Set<UUID> made = new HashSet<>();
    entries(act, accounts).stream()
        .map(ActEntry::closing)
        .filter(Objects::nonNull)
        .forEach(closing -> made.add(closing.liquidation()));
    assertThat(made).hasSize(120);
    for (AccountId account : accounts) {
      assertThat(liquidationsOf(account, act)).as("account %s", account).isOne();
    }
  }

  @Test
  void aReplicaThatHasLostItsLeaseDoesNotEndTheActOfTheOther() {
    List<AccountId> accounts = books(1);
    Instant now = Instant.now();
    UUID mine = UUID.randomUUID();
    Act act =
        await(
                acts.accept(
                    liquidation(accounts, null, null), 10, now, now, mine, now.plusSeconds(600)))
            .act();
    await(acts.leave(act.id(), UUID.randomUUID(), now));
    assertThat(await(acts.renew(act.id(), UUID.randomUUID(), now))).isFalse();
    assertThat(await(acts.find(act.id())).orElseThrow().endedAt()).isNull();
    assertThat(await(acts.renew(act.id(), mine, now.minusSeconds(1)))).isTrue();
  }

  @Test
  void accountsThatAreNotTheCallersAreRefusedLikeThoseThatDoNotExist() {
    List<AccountId> accounts = books(3);
    NewAct act =
        new NewAct(
            actor(Set.of(accounts.get(0))),
            new ActTask(ActTask.Kind.LIQUIDATION, null, false, everything(null)),
            List.of(
                accounts.get(0).toString(),
                "account " + accounts.get(0),
                accounts.get(1).toString(),
                "no such account"),
            false,
            null,
            null,
            null);
    ActStore.Accepted accepted = await(perform.perform(act));
    List<ActEntry> all =
        await(
            acts.entries(
                new AccountScope(false, Set.of(accounts.get(0))), true, accepted.act().id(), 0, 9));
    assertThat(all).hasSize(3);
    assertThat(all.get(0).status()).isEqualTo(ActEntry.Status.ACCEPTED);
    assertThat(all.subList(1, 3))
        .allMatch(entry -> entry.reason() == Reason.ACCOUNT_NOT_FOUND && entry.account() == null);
    assertThat(liquidationsOf(accounts.get(1), accepted.act())).isZero();
    ActSums others =
        await(
            acts.sums(
                new AccountScope(false, Set.of(accounts.get(2))), false, accepted.act().id()));
    assertThat(others.accounts()).isZero();
  }

  @Test
  void everyAccountOfTheCallerIsMeantByTheStarAndNoOther() {
    List<AccountId> accounts = books(5);
    Set<AccountId> granted = Set.copyOf(accounts.subList(0, 3));
    NewAct act =
        new NewAct(
            actor(granted),
            new ActTask(ActTask.Kind.LIQUIDATION, null, false, everything(null)),
            List.of(),
            true,
            null,
            null,
            null);
    ActStore.Accepted accepted = await(perform.perform(act));
    assertThat(accepted.act().accounts()).isEqualTo(3);
    assertThat(liquidationsOf(accounts.get(4), accepted.act())).isZero();
  }

  @Test
  void tooManyAccountsAreRefusedAndNothingIsKept() {
    List<AccountId> accounts = books(3);
    Instant now = Instant.now();
    assertThat(
            refusal(
                acts.accept(
                    liquidation(accounts, key("many"), null), 2, now, now, UUID.randomUUID(), now)))
        .isEqualTo(Reason.REQUEST_TOO_LARGE);
    assertThat(await(perform.perform(liquidation(accounts, key("many"), null))).fresh()).isTrue();
  }

  @Test
  void whatIsAskedForSurvivesTheWayThroughTheLedger() {
    Selection selection =
        new Selection(
            new Selection.Names(Set.of(new dev.unwind.domain.value.InstrumentId(3)), List.of("A*")),
            new Selection.Names(Set.of(), List.of("*Z")),
            Set.of(dev.unwind.domain.instrument.AssetClass.CRYPTO),
            PositionSide.SHORT,
            Selection.Result.LOSS,
            Instant.parse("2026-11-20T15:04:05.000001Z"),
            Money.of("10.5"));
    for (CloseAmount amount :
        List.of(
            CloseAmount.ALL,
            new CloseAmount.Units(Quantity.of("1.5")),
            CloseAmount.target(Quantity.of("2")),
            CloseAmount.percentage(new java.math.BigDecimal("12.5")))) {
      ActTask task =
          new ActTask(
              ActTask.Kind.HALT,
              TradingState.CLOSE_ONLY,
              true,
              CloseRequest.of(LiquidationScope.POSITIONS)
                  .selection(selection)
                  .amount(amount)
                  .cancelOrders(true)
                  .heldPolicy(HeldPolicy.CLOSE_AVAILABLE)
                  .clientOrderId("desk")
                  .conduct(
                      new Conduct(
                          new CloseStyle.Slices(3, Duration.ofMinutes(2)),
                          CloseSequence.SHORTS_FIRST,
                          4,
                          new Conduct.Deadline(Duration.ofHours(1), false)))
                  .tags(Map.of("note", "flat"))
                  .build());
      Instant now = Instant.now();
      Act act =
          await(
                  acts.accept(
                      new NewAct(
                          actor(Set.of()), task, List.of("nobody"), false, "why", "ref", null),
                      10,
                      now,
                      now,
                      UUID.randomUUID(),
                      now.plusSeconds(600)))
              .act();
      assertThat(act.task()).isEqualTo(task);
      assertThat(act.reason()).isEqualTo("why");
    }
  }

  @Test
  void thoseThatHaltAreTakenOverFirst() {
    List<AccountId> accounts = books(2);
    NewAct wanted = liquidation(accounts, null, null);
    ActTask latching =
        new ActTask(ActTask.Kind.LIQUIDATION, TradingState.HALTED, false, wanted.task().close());
    ActTask halting = new ActTask(ActTask.Kind.HALT, TradingState.CLOSE_ONLY, true, null);
    UUID closes = lapsing(wanted.task(), accounts, 1);
    UUID single = lapsing(wanted.task(), accounts.subList(0, 1), 2);
    UUID latches = lapsing(latching, accounts, 3);
    UUID halts = lapsing(halting, accounts, 4);
    List<UUID> ours = List.of(closes, single, latches, halts);
    assertThat(claimed(EnumSet.allOf(ActLane.class), ours))
        .containsExactly(latches, halts, closes, single);
    assertThat(claimed(EnumSet.of(ActLane.CLOSING), ours)).containsExactly(closes);
    assertThat(claimed(EnumSet.of(ActLane.HALTING), ours))
        .containsExactlyInAnyOrder(latches, halts);
    assertThat(claimed(EnumSet.of(ActLane.SINGLE), ours)).containsExactly(single);
  }

  /** What nobody who looks at the clock takes over. */
  private UUID lapsing(ActTask task, List<AccountId> accounts, int after) {
    NewAct wanted =
        new NewAct(
            actor(Set.copyOf(accounts)),
            task,
            accounts.stream().map(AccountId::toString).toList(),
            false,
            null,
            null,
            null);
    Instant now = Instant.now();
    return await(acts.accept(wanted, 10, now, now, UUID.randomUUID(), LAPSES.plusSeconds(after)))
        .act()
        .id();
  }

  private List<UUID> claimed(Set<ActLane> lanes, List<UUID> ours) {
    Set<UUID> all = new HashSet<>();
    List<UUID> found = new ArrayList<>();
    Instant later = LAPSES.plusSeconds(10);
    while (true) {
      Optional<Act> claimed =
          await(acts.claim(UUID.randomUUID(), later, LAPSES.plusSeconds(5), lanes, all));
      if (claimed.isEmpty()) {
        return found;
      }
      all.add(claimed.get().id());
      if (ours.contains(claimed.get().id())) {
        found.add(claimed.get().id());
      }
    }
  }

  private List<AccountId> books(int count) {
    Random random = new Random(count);
    return Stream.generate(() -> seeded.write(seeded.draw(random))).limit(count).toList();
  }

  private static NewAct liquidation(
      List<AccountId> accounts, @Nullable IdempotencyKey key, @Nullable Selection selection) {
    return new NewAct(
        actor(Set.copyOf(accounts)),
        new ActTask(ActTask.Kind.LIQUIDATION, null, false, everything(selection)),
        accounts.stream().map(AccountId::toString).toList(),
        false,
        "margin call",
        "ticket 17",
        key);
  }

  private IdempotencyKey key(String name) {
    return new IdempotencyKey("unwind", name + System.identityHashCode(seeded), new byte[] {7});
  }

  private List<ActEntry> entries(Act act, List<AccountId> accounts) {
    return await(
        acts.entries(new AccountScope(false, Set.copyOf(accounts)), true, act.id(), 0, 1_000));
  }

  private long liquidationsOf(AccountId account, Act act) {
    return await(
            pool.preparedQuery(
                    "select count(*) from liquidation where account_id = $1 and tags ->> 'unwind_act' = $2")
                .execute(Tuple.of(account.value(), act.id().toString())))
        .iterator()
        .next()
        .getLong(0);
  }
}
