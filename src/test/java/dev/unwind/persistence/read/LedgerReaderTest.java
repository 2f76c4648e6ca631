// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationStatus;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import dev.unwind.persistence.LedgerRows;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LedgerReaderTest {
  @Inject LedgerReader reader;
  @Inject Snapshots snapshots;

  private LedgerRows rows;
  private AccountId own;
  private AccountId foreign;
  private InstrumentId instrument;
  private AccountScope scope;

  @BeforeEach
  void twoAccounts() {
    rows = new LedgerRows();
    own = rows.account();
    foreign = rows.account();
    instrument = rows.instrument();
    scope = AccountScope.of(own);
  }

  @AfterEach
  void close() {
    rows.close();
  }

  @Test
  void anAccountIsFoundByIdUidAndName() {
    Account account = await(reader.account(scope, own)).orElseThrow();
    assertThat(account.cash()).hasToString("1000.25");
    assertThat(account.createdAt()).isEqualTo(LedgerRows.START);
    assertThat(await(reader.accountByUid(scope, account.uid()))).contains(account);
    assertThat(await(reader.accountByName(scope, account.name()))).contains(account);
    assertThat(await(reader.accountByName(scope, "zero\0byte"))).isEmpty();
  }

  @Test
  void snapshotShowsTheLedgerAsItWasAtItsFirstRead() {
    long liquidation = LedgerRows.nextId();
    UUID uid = rows.liquidation(own, liquidation, "PROCESSING", LedgerRows.START);
    LiquidationId id = new LiquidationId(liquidation);

    List<LiquidationStatus> seen =
        await(
            snapshots.read(
                () ->
                    reader
                        .liquidation(scope, uid)
                        .invoke(first -> end(liquidation))
                        .chain(
                            first ->
                                reader
                                    .liquidationById(scope, own, id)
                                    .map(
                                        second ->
                                            List.of(
                                                first.orElseThrow().status(),
                                                second.orElseThrow().status())))));

    assertThat(seen).containsExactly(LiquidationStatus.PROCESSING, LiquidationStatus.PROCESSING);
    assertThat(await(reader.liquidation(scope, uid)).orElseThrow().status())
        .isEqualTo(LiquidationStatus.FILLED);
  }

  @Test
  void accountsLookedForByAnyKeyArePartOfTheSnapshot() {
    Account before = await(reader.account(scope, own)).orElseThrow();

    List<Account> seen =
        await(
            snapshots.read(
                () ->
                    reader
                        .account(scope, own)
                        .invoke(
                            first ->
                                rows.execute(
                                    "update account set cash = 7 where account_id = ?",
                                    own.value()))
                        .chain(
                            first ->
                                Uni.combine()
                                    .all()
                                    .unis(
                                        reader.accountByUid(scope, before.uid()),
                                        reader.accountByName(scope, before.name()),
                                        reader.accounts(scope, 0, 10),
                                        snapshots.read(() -> reader.account(scope, own)))
                                    .asTuple()
                                    .map(
                                        all ->
                                            List.of(
                                                first.orElseThrow(),
                                                all.getItem1().orElseThrow(),
                                                all.getItem2().orElseThrow(),
                                                all.getItem3().get(0),
                                                all.getItem4().orElseThrow())))));

    assertThat(seen).containsOnly(before);
    assertThat(await(reader.accountByUid(scope, before.uid())).orElseThrow().cash())
        .hasToString("7");
  }

  private void end(long liquidation) {
    rows.execute(
        "update liquidation set status = 'FILLED', open_items = 0, filled_items = 1, ended_at = ?"
            + " where liquidation_id = ?",
        LedgerRows.START,
        liquidation);
  }

  @Test
  void accountsComeByIdInPages() {
    AccountScope both = new AccountScope(false, Set.of(own, foreign));
    assertThat(await(reader.accounts(both, 0, 10)))
        .extracting(Account::id)
        .containsExactly(own, foreign);
    assertThat(await(reader.accounts(both, 1, 10)))
        .extracting(Account::id)
        .containsExactly(foreign);
    assertThat(await(reader.accounts(both, 0, 1))).extracting(Account::id).containsExactly(own);
    assertThat(await(reader.accounts(both, 0, 0))).isEmpty();
    assertThat(await(reader.accounts(AccountScope.EVERYTHING, 0, 20_000)))
        .extracting(Account::id)
        .contains(own, foreign);
  }

  @Test
  void whatLiesOutsideTheScopeIsAbsentByEveryIdAndFilter() {
    long position = rows.position(foreign, instrument, "10", LedgerRows.START);
    long order = rows.order(foreign, instrument, "NEW", LedgerRows.START);
    UUID second = rows.version(foreign, order, 2, "PENDING", null);
    long fill = rows.fill(foreign, order, instrument, position, LedgerRows.START);
    long liquidation = LedgerRows.nextId();
    UUID uid = rows.liquidation(foreign, liquidation, "PROCESSING", LedgerRows.START);
    rows.item(foreign, liquidation, position, instrument);
    rows.events(foreign, 3);
    Account account = await(reader.account(AccountScope.EVERYTHING, foreign)).orElseThrow();
    LiquidationId liquidationId = new LiquidationId(liquidation);

    for (AccountScope blind : List.of(scope, new AccountScope(false, Set.of()))) {
      assertThat(await(reader.account(blind, foreign))).isEmpty();
      assertThat(await(reader.accountByUid(blind, account.uid()))).isEmpty();
      assertThat(await(reader.accountByName(blind, account.name()))).isEmpty();
      assertThat(await(reader.accounts(blind, 0, 100)))
          .extracting(Account::id)
          .doesNotContain(foreign);
      for (AccountId asked : new AccountId[] {foreign, null}) {
        assertThat(
                await(reader.positions(blind, positions(asked, Set.of(new PositionId(position))))))
            .isEmpty();
        assertThat(await(reader.positions(blind, positions(asked, Set.of())))).isEmpty();
        assertThat(
                await(reader.orders(blind, OrderFilters.orders(asked, Set.of(new OrderId(order))))))
            .isEmpty();
        assertThat(await(reader.orders(blind, OrderFilters.orders(asked, Set.of())))).isEmpty();
        assertThat(await(reader.fills(blind, fills(asked, Set.of(fill), Set.of())))).isEmpty();
        assertThat(await(reader.fills(blind, fills(asked, Set.of(), Set.of(new OrderId(order))))))
            .isEmpty();
        assertThat(await(reader.liquidations(blind, liquidations(asked, Set.of())))).isEmpty();
        assertThat(await(reader.countLiquidations(blind, liquidations(asked, Set.of())))).isZero();
      }
      assertThat(await(reader.positionByExternalId(blind, foreign, "ext-" + position))).isEmpty();
      assertThat(await(reader.order(blind, new OrderId(order)))).isEmpty();
      assertThat(await(reader.orderByUid(blind, second))).isEmpty();
      assertThat(await(reader.orderByClientOrderId(blind, foreign, "c-" + order + "-1"))).isEmpty();
      assertThat(await(reader.liquidation(blind, uid))).isEmpty();
      assertThat(await(reader.liquidationById(blind, foreign, liquidationId))).isEmpty();
      assertThat(
              await(reader.items(blind, new LedgerQueries.Items(foreign, liquidationId, null, 10))))
          .isEmpty();
      assertThat(await(reader.events(blind, LedgerQueries.Events.after(foreign, 0, 10)))).isEmpty();
      assertThat(
              reader
                  .lastSeq(blind, foreign)
                  .onFailure()
                  .recoverWithItem(-1L)
                  .await()
                  .indefinitely())
          .isEqualTo(-1L);
    }
    // A foreign cursor tells nothing either.
    rows.order(own, instrument, "NEW", LedgerRows.START.plusSeconds(5));
    assertThat(await(reader.orders(scope, OrderFilters.beyond(own, new OrderId(order), null))))
        .isEmpty();
    assertThat(
            await(
                reader.fills(
                    scope,
                    new LedgerQueries.Fills(
                        own, Set.of(), Set.of(), Set.of(), null, null, fill, true, 10))))
        .isEmpty();
  }

  @Test
  void aWiderScopeFindsByIdWithoutNamingTheAccount() {
    long position = rows.position(foreign, instrument, "10", LedgerRows.START);
    long order = rows.order(foreign, instrument, "NEW", LedgerRows.START);
    long fill = rows.fill(foreign, order, instrument, position, LedgerRows.START);
    for (AccountScope wide :
        List.of(AccountScope.EVERYTHING, new AccountScope(false, Set.of(own, foreign)))) {
      assertThat(await(reader.order(wide, new OrderId(order)))).isPresent();
      assertThat(await(reader.positions(wide, positions(null, Set.of(new PositionId(position))))))
          .hasSize(1);
      assertThat(await(reader.fills(wide, fills(null, Set.of(fill), Set.of())))).hasSize(1);
    }
  }

  @Test
  void positionsComeByOpeningTimeAndFlatOnesAreLeftOutWhenAsked() {
    long late = rows.position(own, instrument, "-3.5", LedgerRows.START.plusSeconds(2));
    long early = rows.position(own, rows.instrument(), "10", LedgerRows.START);
    long flat = rows.position(own, rows.instrument(), "0", LedgerRows.START.plusSeconds(1));
    assertThat(await(reader.positions(scope, LedgerQueries.Positions.open(own))))
        .extracting(p -> p.id().value())
        .containsExactly(early, late);
    assertThat(
            await(
                reader.positions(
                    scope,
                    new LedgerQueries.Positions(null, Set.of(), Set.of(), false, false, 0, 10))))
        .extracting(p -> p.id().value())
        .containsExactly(late, flat, early);
    assertThat(
            await(
                reader.positions(
                    scope,
                    new LedgerQueries.Positions(
                        own, Set.of(instrument), Set.of(), true, true, 0, 10))))
        .singleElement()
        .satisfies(p -> assertThat(p.qty()).hasToString("-3.5"));
    assertThat(
            await(
                reader.positions(
                    scope,
                    new LedgerQueries.Positions(own, Set.of(), Set.of(), false, true, 1, 1))))
        .extracting(p -> p.id().value())
        .containsExactly(flat);
    Position found = await(reader.positionByExternalId(scope, own, "ext-" + late)).orElseThrow();
    assertThat(found.id().value()).isEqualTo(late);
  }

  @Test
  void fillsComeInTheOrderOfBooking() {
    long position = rows.position(own, instrument, "10", LedgerRows.START);
    long order = rows.order(own, instrument, "PARTIALLY_FILLED", LedgerRows.START);
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.add(rows.fill(own, order, instrument, position, LedgerRows.START.plusSeconds(i)));
    }
    assertThat(await(reader.fills(scope, LedgerQueries.Fills.ofOrders(Set.of(new OrderId(order))))))
        .extracting(Fill::id)
        .containsExactlyElementsOf(ids);
    assertThat(
            await(
                reader.fills(
                    scope,
                    new LedgerQueries.Fills(
                        own,
                        Set.of(),
                        Set.of(),
                        Set.of(new PositionId(position)),
                        null,
                        null,
                        ids.get(0),
                        true,
                        1))))
        .extracting(Fill::id)
        .containsExactly(ids.get(1));
  }

  @Test
  void aLiquidationIsFoundWithItsItemsAndOrders() {
    long position = rows.position(own, instrument, "10", LedgerRows.START);
    long id = LedgerRows.nextId();
    UUID uid = rows.liquidation(own, id, "PROCESSING", LedgerRows.START);
    long firstItem = rows.item(own, id, position, instrument);
    long secondItem = rows.item(own, id, position, instrument);
    long order = rows.order(own, instrument, "NEW", LedgerRows.START, id, secondItem);
    rows.version(own, order, 1, "LIVE", null);
    Liquidation byUid = await(reader.liquidation(scope, uid)).orElseThrow();
    Liquidation byId =
        await(reader.liquidationById(scope, own, new LiquidationId(id))).orElseThrow();
    assertThat(byUid).isEqualTo(byId);
    assertThat(byUid.tags()).containsEntry("k", "v");
    List<LiquidationItem> items =
        await(reader.items(scope, new LedgerQueries.Items(own, byId.id(), null, 10)));
    assertThat(items).extracting(i -> i.id().value()).containsExactly(firstItem, secondItem);
    assertThat(items.get(0).blocked()).isNotNull();
    assertThat(
            await(
                reader.items(
                    scope, new LedgerQueries.Items(own, byId.id(), items.get(0).id(), 10))))
        .containsExactly(items.get(1));
    assertThat(ids(LedgerQueries.Orders.ofLiquidation(own, byId.id()))).containsExactly(order);
  }

  @Test
  void liquidationsAreFilteredCountedAndPaged() {
    List<UUID> uids = new ArrayList<>();
    for (String status : List.of("FILLED", "FAILED", "FILLED")) {
      uids.add(
          rows.liquidation(
              own, LedgerRows.nextId(), status, LedgerRows.START.plusSeconds(uids.size())));
    }
    assertThat(await(reader.liquidations(scope, liquidations(null, Set.of()))))
        .extracting(Liquidation::uid)
        .containsExactly(uids.get(2), uids.get(1), uids.get(0));
    assertThat(
            await(reader.liquidations(scope, liquidations(own, Set.of(LiquidationStatus.FILLED)))))
        .extracting(Liquidation::uid)
        .containsExactly(uids.get(2), uids.get(0));
    LedgerQueries.Liquidations window =
        new LedgerQueries.Liquidations(
            own,
            Set.of(),
            "unwind",
            LedgerRows.START.plusSeconds(1),
            LedgerRows.START.plusSeconds(2),
            true,
            0,
            10);
    assertThat(await(reader.liquidations(scope, window)))
        .extracting(Liquidation::uid)
        .containsExactly(uids.get(1));
    assertThat(await(reader.countLiquidations(scope, window))).isOne();
    assertThat(
            await(
                reader.liquidations(
                    scope,
                    new LedgerQueries.Liquidations(own, Set.of(), null, null, null, true, 1, 1))))
        .extracting(Liquidation::uid)
        .containsExactly(uids.get(1));
    assertThat(
            await(
                reader.liquidations(
                    scope,
                    new LedgerQueries.Liquidations(
                        own, Set.of(), "alpaca", null, null, true, 0, 9))))
        .isEmpty();
  }

  @Test
  void eventsAreFoundByNumberAndByTime() {
    rows.events(own, 1_000);
    assertThat(await(reader.lastSeq(scope, own))).isEqualTo(1_000);
    assertThat(seqs(LedgerQueries.Events.after(own, 997, 500))).containsExactly(998L, 999L, 1_000L);
    for (int first : new int[] {1, 2, 499, 500, 1_000}) {
      assertThat(
              seqs(new LedgerQueries.Events(
                      own, 0, LedgerRows.START.plusNanos(first * 1_000L), null, null, 2))
                  .get(0))
          .isEqualTo(first);
    }
    assertThat(seqs(new LedgerQueries.Events(own, 700, LedgerRows.START, null, null, 1)))
        .containsExactly(701L);
    assertThat(
            seqs(new LedgerQueries.Events(own, 0, LedgerRows.START.plusSeconds(1), null, null, 10)))
        .isEmpty();
    assertThat(
            seqs(
                new LedgerQueries.Events(
                    own,
                    0,
                    LedgerRows.START.plusNanos(4_000),
                    LedgerRows.START.plusNanos(6_000),
                    null,
                    10)))
        .containsExactly(4L, 5L, 6L);
  }

  @Test
  void noReadReturnsMoreThanTheHardLimit() {
    rows.events(own, LedgerQueries.LIMIT_MAX + 5);
    assertThat(seqs(LedgerQueries.Events.after(own, 0, Integer.MAX_VALUE)))
        .hasSize(LedgerQueries.LIMIT_MAX);
    assertThat(seqs(LedgerQueries.Events.after(own, 0, -1))).isEmpty();
  }

  private List<Long> ids(LedgerQueries.Orders query) {
    return await(reader.orders(scope, query)).stream().map(o -> o.order().id().value()).toList();
  }

  private List<Long> seqs(LedgerQueries.Events query) {
    return await(reader.events(scope, query)).stream().map(LedgerEvent::seq).toList();
  }

  private static LedgerQueries.Positions positions(
      @Nullable AccountId account, Set<PositionId> ids) {
    return new LedgerQueries.Positions(account, Set.of(), ids, false, true, 0, 100);
  }

  private static LedgerQueries.Fills fills(
      @Nullable AccountId account, Set<Long> ids, Set<OrderId> orders) {
    return new LedgerQueries.Fills(account, ids, orders, Set.of(), null, null, null, true, 100);
  }

  private static LedgerQueries.Liquidations liquidations(
      @Nullable AccountId account, Set<LiquidationStatus> statuses) {
    return new LedgerQueries.Liquidations(account, statuses, null, null, null, false, 0, 100);
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(20));
  }
}
