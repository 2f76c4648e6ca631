// SPDX-License-Identifier: Apache-2.0
package dev.unwind.platform.schedule;

import dev.unwind.application.access.SignatureNonces;
import dev.unwind.application.account.AccountDirectory;
import dev.unwind.application.ledger.ForgetKeys;
import dev.unwind.application.settlement.SettleExecutions;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Lets executions settle, emptied accounts close, and what nobody needs any more be forgotten. */
@ApplicationScoped
class SettlementSchedule {
  private static final Logger LOG = Logger.getLogger(SettlementSchedule.class);
  private static final int BATCH = 1000;

  private final SettleExecutions settlements;
  private final AccountDirectory accounts;
  private final ForgetKeys keys;
  private final SignatureNonces nonces;
  private final InstantSource clock;

  SettlementSchedule(
      SettleExecutions settlements,
      AccountDirectory accounts,
      ForgetKeys keys,
      SignatureNonces nonces,
      InstantSource clock) {
    this.settlements = settlements;
    this.accounts = accounts;
    this.keys = keys;
    this.nonces = nonces;
    this.clock = clock;
  }

  @Scheduled(
      every = "${unwind.settlement.sweep-interval:1s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> settle() {
    return quietly(
        "close accounts",
        quietly("settle", settlements.sweep())
            .chain(() -> accounts.closeEmptied(clock.instant(), BATCH).replaceWithVoid()));
  }

  @Scheduled(
      every = "${unwind.settlement.liquidation-interval:30s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> settleLiquidations() {
    return quietly("settle liquidations", settlements.sweepLiquidations());
  }

  @Scheduled(every = "60s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> forget() {
    return quietly("forget nonces", quietly("forget keys", keys.sweep()).chain(this::forgetNonces));
  }

  private Uni<Void> forgetNonces() {
    return nonces
        .forget(clock.instant(), BATCH)
        .chain(gone -> gone < BATCH ? Uni.createFrom().voidItem() : forgetNonces());
  }

  /**
   * What fails now is tried again at the next turn; a step that cannot even begin, because the
   * application stops under it, is no more than that.
   */
  private static Uni<Void> quietly(String what, Uni<Void> part) {
    return part.onFailure()
        .invoke(failure -> LOG.debugf("sweep failed part=%s: %s", what, failure))
        .onFailure()
        .recoverWithNull();
  }
}
