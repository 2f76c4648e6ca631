// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import dev.unwind.application.venue.Replica;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log and chains it: one replica at a time, and whichever is there. Whoever writes the
 * log knows nothing of it.
 */
@ApplicationScoped
public class KeepProof {
  private static final Logger LOG = Logger.getLogger(KeepProof.class);

  /** A round ends after so many steps; what is left is for the next one. */
  private static final int STEPS_MAX = 1000;

  private final ProofStore store;
  private final Replica replica;
  private final InstantSource clock;
  private final ProofConfig config;
  private final AtomicBoolean failed = new AtomicBoolean();

  public KeepProof(ProofStore store, Replica replica, InstantSource clock, ProofConfig config) {
    this.store = store;
    this.replica = replica;
    this.clock = clock;
    this.config = config;
  }

  /** One round. */
  public Uni<Void> round() {
    Instant now = clock.instant();
    Instant renewBefore = now.plus(config.lease().dividedBy(2));
    return store
        .lead(replica.id(), now, renewBefore, now.plus(config.lease()))
        .chain(leads -> leads ? extend() : Uni.createFrom().voidItem())
        .onItemOrFailure()
        .transformToUni(
            (done, failure) -> {
              note(failure);
              return Uni.createFrom().voidItem();
            });
  }

  /** Once through all accounts, and again where some had more than goes into one step. */
  public Uni<Void> extend() {
    AtomicLong above = new AtomicLong();
    AtomicBoolean again = new AtomicBoolean();
    return Multi.createBy()
        .repeating()
        .uni(() -> store.extend(new AccountId(above.get()), config.accounts(), config.rows()))
        .whilst(
            step -> {
              again.compareAndSet(false, step.more());
              above.set(step.done() ? 0 : step.last().value());
              return !step.done() || again.getAndSet(false);
            })
        .select()
        .first(STEPS_MAX)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Said once, and again when it is over: it is tried every second. */
  private void note(@Nullable Throwable failure) {
    if (failure == null) {
      if (failed.compareAndSet(true, false)) {
        LOG.info("The log is chained again");
      }
    } else if (failed.compareAndSet(false, true)) {
      LOG.warnf("The log is not chained for now: %s", failure);
    }
  }
}
