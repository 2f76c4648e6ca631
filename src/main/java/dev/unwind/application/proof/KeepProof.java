// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import dev.unwind.application.event.Commits;
import dev.unwind.application.event.GrownLogs;
import dev.unwind.application.venue.Replica;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log and chains it, behind whoever writes it. Each replica chains what it has
 * committed; one at a time, whichever is there, looks at all accounts besides, now and then.
 */
@ApplicationScoped
public class KeepProof {
  private static final Logger LOG = Logger.getLogger(KeepProof.class);

  /** A round ends after so many steps; what is left is for the next one. */
  private static final int STEPS_MAX = 1000;

  private final ProofStore store;
  private final GrownLogs grown;
  private final Replica replica;
  private final InstantSource clock;
  private final ProofConfig config;
  private final AtomicBoolean failed = new AtomicBoolean();

  /** When all accounts are looked at next, should this replica be the one. */
  private volatile Instant sweepAt = Instant.MIN;

  public KeepProof(
      ProofStore store, Commits commits, Replica replica, InstantSource clock, ProofConfig config) {
    this.store = store;
    grown = commits.grown();
    this.replica = replica;
    this.clock = clock;
    this.config = config;
  }

  /** One round. */
  public Uni<Void> round() {
    return extendGrown()
        .chain(this::sweepIfDue)
        .onItemOrFailure()
        .transformToUni(
            (done, failure) -> {
              note(failure);
              return Uni.createFrom().voidItem();
            });
  }

  private Uni<Void> sweepIfDue() {
    Instant now = clock.instant();
    Instant renewBefore = now.plus(config.lease().dividedBy(2));
    return store
        .lead(replica.id(), now, renewBefore, now.plus(config.lease()))
        .chain(
            leads -> {
              if (!leads) {
                // Who was the one may have left something; the next one looks at once.
                sweepAt = Instant.MIN;
              }
              return leads && !now.isBefore(sweepAt)
                  ? extend().invoke(() -> sweepAt = now.plus(config.sweepInterval()))
                  : Uni.createFrom().voidItem();
            });
  }

  /**
   * The accounts that have grown here, each to its end. They are looked at once more in the next
   * round: a replica that chained the same account may have come first with less.
   */
  public Uni<Void> extendGrown() {
    // What grows meanwhile is for the next round: a head moves once for all that has come.
    Deque<AccountId> left = new ArrayDeque<>(grown.take(Integer.MAX_VALUE));
    if (left.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Set<AccountId> looked = new HashSet<>();
    return Multi.createBy()
        .repeating()
        .uni(
            () -> {
              Set<AccountId> step = next(left);
              return store
                  .extend(step, config.rows())
                  .onFailure()
                  .invoke(() -> left.addAll(step))
                  .invoke(
                      rest -> {
                        left.addAll(rest.more());
                        looked.addAll(rest.moved());
                      });
            })
        .whilst(rest -> !left.isEmpty())
        .select()
        .first(STEPS_MAX)
        .collect()
        .last()
        .onTermination()
        .invoke(
            () -> {
              grown.noteAll(left);
              grown.noteAll(looked);
            })
        .replaceWithVoid();
  }

  private Set<AccountId> next(Deque<AccountId> left) {
    Set<AccountId> next = new HashSet<>();
    while (next.size() < config.accounts() && !left.isEmpty()) {
      next.add(left.remove());
    }
    return next;
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
