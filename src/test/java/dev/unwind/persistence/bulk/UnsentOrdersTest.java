// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.persistence.bulk.ActRequests.actor;
import static dev.unwind.persistence.bulk.ActRequests.await;
import static dev.unwind.persistence.bulk.ActRequests.buy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.Actor;
import dev.unwind.application.act.ActTask;
import dev.unwind.application.act.NewAct;
import dev.unwind.application.act.PerformActs;
import dev.unwind.application.order.PlaceOrders;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.persistence.bulk.SeededBooks.Holding;
import dev.unwind.venue.simulator.LinkMode;
import dev.unwind.venue.simulator.SessionMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders of a halted account that could not be sent before. */
@QuarkusTest
class UnsentOrdersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String STATE =
      """
      select concat_ws(' ', o.status, o.reason,
        case when exists (select 1 from simulator.orders s where s.account_id = o.account_id and s.side = o.side)
          then 'at the venue' end)
      from orders o where o.account_id = $1 and o.side = $2
      """;

  @Inject Pool pool;
  @Inject PerformActs perform;
  @Inject PlaceOrders placing;
  @Inject SimulatorScenario scenario;

  private SeededBooks seeded;

  @BeforeEach
  void loseEveryRequestToTheVenue() {
    scenario.session(SessionMode.OPEN);
    scenario.link(LinkMode.REQUESTS_LOST);
    seeded = new SeededBooks();
  }

  @AfterEach
  void restoreTheVenue() {
    seeded.close();
    scenario.reset();
  }

  @Test
  void whatAddsToAPositionIsNotSentWhenTheVenueCanBeReachedAgain() throws Exception {
    Instrument one = seeded.quoted(1).get(0);
    AccountId account =
        seeded.write(List.of(new Holding(one, Quantity.of(50), Quantity.ZERO, Quantity.ZERO, 0)));
    Actor desk = actor(Set.of(account));
    await(placing.place(desk, account, buy(one)));
    NewOrder sale = NewOrder.limit(one.id(), Side.SELL, Quantity.of(50), Price.of("1000")).build();
    await(placing.place(desk, account, sale));
    await(perform.perform(haltWithoutCancel(desk, account)));
    assertThat(state(account, "BUY")).isEqualTo("PENDING_NEW");

    scenario.link(LinkMode.UP);

    until(account, "SELL", "NEW at the venue");
    until(account, "BUY", "CANCELED ACCOUNT_HALTED");
  }

  private static NewAct haltWithoutCancel(Actor desk, AccountId account) {
    return new NewAct(
        desk,
        new ActTask(ActTask.Kind.HALT, TradingState.HALTED, false, null),
        List.of(account.toString()),
        false,
        "bad day",
        null,
        null);
  }

  private String state(AccountId account, String side) {
    return await(pool.preparedQuery(STATE).execute(Tuple.of(account.value(), side)))
        .iterator()
        .next()
        .getString(0);
  }

  private void until(AccountId account, String side, String wanted) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!state(account, side).equals(wanted)) {
      assertThat(System.nanoTime()).as(state(account, side)).isLessThan(end);
      Thread.sleep(50);
    }
  }
}
