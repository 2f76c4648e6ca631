// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.bulk;

import static dev.unwind.persistence.bulk.ActRequests.actor;
import static dev.unwind.persistence.bulk.ActRequests.await;
import static dev.unwind.persistence.bulk.ActRequests.everything;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.application.act.ActReplicas;
import dev.unwind.application.act.ActStore;
import dev.unwind.application.act.ActTask;
import dev.unwind.application.act.NewAct;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.persistence.StoreCalls;
import dev.unwind.persistence.bulk.SeededBooks.Holding;
import dev.unwind.venue.Awaiting;
import dev.unwind.venue.simulator.SessionMode;
import dev.unwind.venue.simulator.SimulatorScenario;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An act whose accounts take longer than its lease. */
@QuarkusTest
class ActLeaseTest {
  private static final Duration LEASE = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject Pool pool;
  @Inject ActStore acts;
  @Inject ActReplicas replicas;
  @Inject SimulatorScenario scenario;

  private SeededBooks seeded;

  @BeforeEach
  void closeTheMarket() {
    scenario.session(SessionMode.CLOSED);
    seeded = new SeededBooks();
  }

  @AfterEach
  void restoreTheVenue() {
    seeded.close();
    scenario.reset();
  }

  @Test
  void theLeaseOfAnActIsRenewedWhileItsAccountsAreLocked() throws Exception {
    AccountId account =
        seeded.write(
            seeded.quoted(1).stream()
                .map(one -> new Holding(one, Quantity.of(5), Quantity.ZERO, Quantity.ZERO, 0))
                .toList());
    NewAct wanted =
        new NewAct(
            actor(Set.of(account)),
            new ActTask(ActTask.Kind.LIQUIDATION, null, false, everything(null)),
            List.of(account.toString()),
            false,
            null,
            "locked-" + UUID.randomUUID(),
            null);
    SqlConnection operator = await(pool.getConnection());
    CompletableFuture<ActStore.Accepted> done;
    try {
      Transaction open = await(operator.begin());
      await(operator.preparedQuery(StoreCalls.LOCK_ACCOUNT).execute(Tuple.of(account.value())));
      done = replicas.withLease(LEASE).perform(wanted).subscribeAsCompletionStage();
      Awaiting.await(PATIENCE, () -> leasedUntil(wanted) != null);
      Instant begun = Objects.requireNonNull(leasedUntil(wanted));
      Awaiting.await(
          PATIENCE, () -> Objects.requireNonNull(leasedUntil(wanted)).isAfter(begun.plus(LEASE)));
      assertThat(done).isNotDone();
      await(open.commit());
    } finally {
      await(operator.close());
    }
    ActStore.Accepted accepted = done.get();
    assertThat(await(acts.find(accepted.act().id())).orElseThrow().endedAt()).isNotNull();
  }

  private @Nullable Instant leasedUntil(NewAct act) {
    for (Row row :
        await(
            pool.preparedQuery("select lease_until from act where client_reference = $1")
                .execute(Tuple.of(act.clientReference())))) {
      return row.getOffsetDateTime(0).toInstant();
    }
    return null;
  }
}
