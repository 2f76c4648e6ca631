// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.book.ClosePlan;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.CloseSequence;
import dev.unwind.domain.liquidation.CloseStyle;
import dev.unwind.domain.liquidation.Conduct;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.Selection;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.PositionSide;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.PrincipalId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.fixture.Rounds;
import dev.unwind.persistence.bulk.SeededBooks.Holding;
import dev.unwind.venue.simulator.LinkMode;
import dev.unwind.venue.simulator.SessionMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a preview says of a ledger's book, and what the close then writes (I19). */
@QuarkusTest
class CloseRehearsalTest {
  private static final int SEEDS = Rounds.of(200);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Everything that a close might write, counted. */
  private static final String WRITTEN =
      """
      select (select count(*) from event where account_id = $1) as events,
        (select count(*) from orders where account_id = $1) as orders,
        (select count(*) from liquidation where account_id = $1) as liquidations,
        (select count(*) from liquidation_item where account_id = $1) as items,
        (select coalesce(sum(held), 0) from position where account_id = $1) as held,
        (select event_seq from account where account_id = $1) as seq
      """;

  private static final String DONE =
      """
      select i.position_id, i.status, i.reason, o.side, v.qty, o.status as order_status, v.limit_price, i.step_pause, i.step_place
      from liquidation l
      join liquidation_item i on i.account_id = l.account_id and i.liquidation_id = l.liquidation_id
      left join orders o on o.account_id = i.account_id and o.order_id = i.order_id
      left join order_version v on v.account_id = o.account_id and v.order_id = o.order_id and v.version = 1
      where l.account_id = $1 and l.uid = $2
      """;

  private static final String CANCELED =
      """
      select order_id from orders where account_id = $1 and status in ('PENDING_CANCEL', 'CANCELED')
        and liquidation_item_id is null
      """;

  @Inject Pool pool;
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
  void whatAPreviewSaysIsWhatTheCloseWritesOnSeededBooks() {
    int closed = 0;
    int canceled = 0;
    int byStatement = 0;
    int inSteps = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<Holding> book = seeded.draw(random);
      AccountId account = seeded.write(book);
      CloseRequest request = request(random);
      Actor actor = actor(account);
      String before = written(account);

      ClosePlan plan = await(liquidations.preview(actor, account, request));
      assertThat(written(account)).as("seed %d: nothing is written", seed).isEqualTo(before);

      boolean checked = random.nextBoolean();
      CloseCommand command = new CloseCommand(request, null, null, checked ? plan.digest() : null);
      AcceptedLiquidation made = await(close(actor, account, command));

      assertThat(planned(plan)).as("seed %d %s", seed, request).isEqualTo(done(account, made));
      inSteps += request.conduct().goesInSteps() ? plan.lines().size() : 0;
      closed += (int) plan.lines().stream().filter(line -> line.order() != null).count();
      canceled += plan.canceled().size();
      byStatement += request.scope() == LiquidationScope.ACCOUNT && !checked ? 1 : 0;
    }
    System.out.printf(
        "CloseRehearsalTest: books=%d orders=%d cancels=%d byStatement=%d inSteps=%d%n",
        SEEDS, closed, canceled, byStatement, inSteps);
    assertThat(inSteps).isPositive();
    assertThat(List.of(closed, canceled, byStatement)).allMatch(count -> count > SEEDS / 10);
  }

  @Test
  void aCloseThatWouldDoSomethingElseThanWasSeenIsRefusedAndWritesNothing() {
    AccountId account = seeded.write(seeded.draw(new Random(7)));
    Actor actor = actor(account);
    CloseRequest request = all(CloseAmount.ALL, null, false, HeldPolicy.CLOSE_AVAILABLE);
    ClosePlan plan = await(liquidations.preview(actor, account, request));
    ClosePlan.Line line =
        plan.lines().stream().filter(l -> l.order() != null).findFirst().orElseThrow();
    await(
        pool.preparedQuery(
                "update position set qty = qty + sign(qty), version = version + 1"
                    + " where account_id = $1 and position_id = $2")
            .execute(Tuple.of(account.value(), line.item().positionId().value())));
    String before = written(account);

    assertThat(
            refusal(
                liquidations.closeAll(
                    actor, account, new CloseCommand(request, null, null, plan.digest()))))
        .isEqualTo(Reason.BOOK_CHANGED);
    assertThat(written(account)).isEqualTo(before);
  }

  @Test
  void theLatchIsSetInTheTransactionThatAcceptsTheClose() {
    AccountId account = seeded.write(seeded.draw(new Random(9)));
    CloseRequest request = all(CloseAmount.ALL, null, false, HeldPolicy.CLOSE_AVAILABLE);
    await(
        liquidations.closeAll(
            actor(account),
            account,
            new CloseCommand(
                request, null, new CloseCommand.Then(TradingState.HALTED, "bad day"), null)));

    Row row =
        await(
                pool.preparedQuery(
                        "select a.trading_state, a.latched_reason, a.latched_by,"
                            + " (select count(distinct e.xmin::text) from event e where e.account_id = a.account_id"
                            + " and e.kind in ('LIQUIDATION_NEW', 'ACCOUNT_LATCHED')) as transactions"
                            + " from account a where a.account_id = $1")
                    .execute(Tuple.of(account.value())))
            .iterator()
            .next();
    assertThat(row.getString("trading_state")).isEqualTo("HALTED");
    assertThat(row.getString("latched_reason")).isEqualTo("bad day");
    assertThat(row.getLong("transactions")).isOne();
  }

  @Test
  void whoMayCloseButNotControlDoesNotLatchByClosing() {
    AccountId account = seeded.write(seeded.draw(new Random(9)));
    Actor trader =
        new Actor(
            new Principal(
                new PrincipalId(1), "trader", Set.of(Role.TRADER), AccountScope.of(account)),
            "unwind",
            null);
    CloseCommand command =
        new CloseCommand(
            all(CloseAmount.ALL, null, false, HeldPolicy.REFUSE),
            null,
            new CloseCommand.Then(TradingState.HALTED, null),
            null);
    String before = written(account);
    assertThat(refusal(liquidations.closeAll(trader, account, command)))
        .isEqualTo(Reason.NOT_PERMITTED);
    assertThat(written(account)).isEqualTo(before);
  }

  private Uni<AcceptedLiquidation> close(Actor actor, AccountId account, CloseCommand command) {
    return command.request().selection() == null
        ? liquidations.closeAll(actor, account, command)
        : liquidations.closeSelected(actor, account, command);
  }

  private static CloseRequest request(Random random) {
    boolean selects = random.nextBoolean();
    CloseAmount amount =
        switch (random.nextInt(selects ? 4 : 2)) {
          case 1 -> CloseAmount.percentage(new BigDecimal(1 + random.nextInt(100)));
          case 2 -> CloseAmount.target(Quantity.of(random.nextInt(200)));
          case 3 -> new CloseAmount.Units(Quantity.of(1 + random.nextInt(100)));
          default -> CloseAmount.ALL;
        };
    Selection selection =
        selects
            ? new Selection(
                random.nextBoolean()
                    ? Selection.Names.NONE
                    : new Selection.Names(
                        Set.of(), List.of("*" + random.nextInt(10), "*" + random.nextInt(10))),
                random.nextBoolean()
                    ? Selection.Names.NONE
                    : new Selection.Names(Set.of(), List.of("*" + random.nextInt(10))),
                Set.of(),
                random.nextBoolean() ? null : PositionSide.SHORT,
                null,
                null,
                null)
            : null;
    CloseRequest plain =
        all(amount, selection, random.nextBoolean(), HeldPolicy.values()[random.nextInt(3)]);
    return plain.heldPolicy() == HeldPolicy.CLOSE_AS_FREED || random.nextInt(3) > 0
        ? plain
        : plain.withConduct(conduct(random));
  }

  private static Conduct conduct(Random random) {
    CloseStyle style =
        switch (random.nextInt(3)) {
          case 0 -> CloseStyle.MARKET;
          case 1 -> new CloseStyle.Limit(40, 2, Duration.ofMinutes(1), random.nextBoolean());
          default -> new CloseStyle.Slices(2 + random.nextInt(5), Duration.ofMinutes(1));
        };
    return new Conduct(
        style,
        CloseSequence.values()[random.nextInt(3)],
        random.nextBoolean() ? null : (Integer) (1 + random.nextInt(3)),
        random.nextBoolean()
            ? null
            : new Conduct.Deadline(Duration.ofHours(1), random.nextBoolean()));
  }

  private static CloseRequest all(
      CloseAmount amount, @Nullable Selection selection, boolean cancelOrders, HeldPolicy policy) {
    return CloseRequest.of(
            selection == null ? LiquidationScope.ACCOUNT : LiquidationScope.POSITIONS)
        .selection(selection)
        .amount(amount)
        .cancelOrders(cancelOrders)
        .heldPolicy(policy)
        .build();
  }

  private static Actor actor(AccountId account) {
    return new Actor(
        new Principal(new PrincipalId(1), "risk-1", Set.of(Role.RISK), AccountScope.of(account)),
        "unwind",
        "request-1");
  }

  private static Set<String> planned(ClosePlan plan) {
    Set<String> all = new TreeSet<>();
    for (ClosePlan.Line line : plan.lines()) {
      Order order = line.order();
      all.add(
          "%s %s %s %s %s %s %s %s %s"
              .formatted(
                  plan.liquidation().conduct().goesInSteps() ? all.size() + 1 : 0,
                  line.item().positionId(),
                  line.item().status(),
                  line.item().reason(),
                  order == null ? null : order.side(),
                  order == null ? null : order.qty(),
                  order == null ? null : order.status(),
                  order == null ? null : order.terms().limitPrice(),
                  pause(line.item())));
    }
    plan.canceled().stream()
        .map(ClosePlan.Cancel::order)
        .filter(order -> !order.isLiquidation())
        .forEach(order -> all.add("cancel " + order.id()));
    return all;
  }

  private Set<String> done(AccountId account, AcceptedLiquidation made) {
    Set<String> all = new TreeSet<>();
    for (Row row :
        await(
            pool.preparedQuery(DONE)
                .execute(Tuple.of(account.value(), made.liquidation().uid())))) {
      BigDecimal qty = row.getBigDecimal("qty");
      BigDecimal limit = row.getBigDecimal("limit_price");
      all.add(
          "%s %s %s %s %s %s %s %s %s"
              .formatted(
                  made.liquidation().conduct().goesInSteps() ? row.getInteger("step_place") : 0,
                  row.getLong("position_id"),
                  row.getString("status"),
                  row.getString("reason"),
                  row.getString("side"),
                  qty == null ? null : new Quantity(qty),
                  row.getString("order_status"),
                  limit == null ? null : new Price(limit),
                  row.getString("step_pause")));
    }
    for (Row row : await(pool.preparedQuery(CANCELED).execute(Tuple.of(account.value())))) {
      all.add("cancel " + row.getLong("order_id"));
    }
    return all;
  }

  private static @Nullable Object pause(LiquidationItem item) {
    return item.progress() == null ? null : item.progress().pause();
  }

  private String written(AccountId account) {
    return await(pool.preparedQuery(WRITTEN).execute(Tuple.of(account.value())))
        .iterator()
        .next()
        .toJson()
        .encode();
  }

  private static @Nullable Reason refusal(Uni<?> work) {
    try {
      await(work);
      return null;
    } catch (TradingException e) {
      return e.reason();
    }
  }

  private static <T> T await(Uni<T> work) {
    return work.await().atMost(LIMIT);
  }
}
