// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unwind.domain.value.AccountId;
import dev.unwind.fixture.BesideTheApplication;
import dev.unwind.venue.ReportLog;
import dev.unwind.venue.simulator.book.ReportBox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** An account of which nothing can be recorded does not take the turn of all others. */
@BesideTheApplication
class ReportsInTurnTest {
  private static final AccountId STUCK = new AccountId(1);
  private static final AccountId OTHER = new AccountId(2);

  /** Not due for the simulator of the bench. */
  private static final Instant TOMORROW = Instant.now().plus(Duration.ofDays(1));

  private static final int OF_A_CLAIM = 500;
  private static final int TURNS = 6;

  private Instant now = TOMORROW;

  @Test
  void newReportsAreOfferedBesideAsManyThatCannotBeRecordedAsAreOfferedAtOnce()
      throws InterruptedException {
    LinkedBlockingQueue<Set<AccountId>> offered = new LinkedBlockingQueue<>();
    try (SimulatorBench bench = new SimulatorBench(new ReportLog())) {
      write(bench, STUCK, 1, OF_A_CLAIM, TOMORROW);
      write(bench, OTHER, OF_A_CLAIM + 1, 1, TOMORROW.plusSeconds(30));
      ReportDelivery delivery =
          new ReportDelivery(
              new ReportBox(bench.pool()),
              bench.scenario(),
              () -> now,
              Duration.ofSeconds(10),
              reports -> {
                Set<AccountId> accounts =
                    reports.stream().map(r -> r.report().account()).collect(Collectors.toSet());
                offered.add(accounts);
                return accounts.contains(STUCK)
                    ? Uni.createFrom().failure(new IllegalStateException("locked"))
                    : Uni.createFrom().voidItem();
              });
      boolean isOffered = false;
      for (int turn = 0; turn < TURNS && !isOffered; turn++) {
        // Longer than until what was offered is due again.
        now = now.plusSeconds(60);
        delivery.run();
        Set<AccountId> accounts = offered.poll(20, TimeUnit.SECONDS);
        assertThat(accounts).as("turn %d", turn).isNotNull();
        isOffered = accounts.contains(OTHER);
      }
      assertThat(isOffered).isTrue();
      delivery.stop().await().atMost(Duration.ofSeconds(20));
    }
  }

  private static void write(
      SimulatorBench bench, AccountId account, int first, int count, Instant due) {
    bench.run(
        """
        insert into simulator.report (order_no, seq, account_id, order_key, kind, announces, cum_qty, text, at, due_at, repeated)
        select n, 1, $1, gen_random_uuid(), 'WORKING', false, 0, '', $2, $2, false
        from generate_series($3::bigint, $3::bigint + $4 - 1) n
        """,
        Tuple.of(account.value(), due.atOffset(ZoneOffset.UTC), first, count));
  }
}
