// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.proof;

import dev.unwind.application.TradingException;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log and chains it, behind whoever writes it. Each replica chains what it has
 * committed; one at a time, whichever is there, looks at all accounts besides, now and then. An
 * account that cannot be chained is said, and keeps no other from it.
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

  /** Accounts that could not be chained when it was tried last. */
  private final Set<AccountId> failing = ConcurrentHashMap.newKeySet();

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

  /** One round. All accounts are looked at when it is time for it, whatever has failed before. */
  public Uni<Void> round() {
    return extendGrown()
        .onItemOrFailure()
        .transformToUni(
            (extended, first) ->
                sweepIfDue()
                    .onItemOrFailure()
                    .transformToUni(
                        (swept, second) -> {
                          note(first == null ? second : first);
                          return Uni.createFrom().voidItem();
                        }));
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
              return chained(step)
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

  /**
   * These accounts. Where that fails although the store is there, the halves of them each for
   * itself, down to the account that is the cause.
   */
  private Uni<ProofStore.Rest> chained(Set<AccountId> accounts) {
    return store
        .extend(accounts, config.rows())
        .invoke(rest -> accounts.forEach(this::works))
        .onFailure(failure -> !TradingException.isOfTheStore(failure))
        .recoverWithUni(
            failure -> {
              List<AccountId> all = List.copyOf(accounts);
              int half = all.size() / 2;
              if (half == 0) {
                all.forEach(account -> fails(account, failure));
                return Uni.createFrom().item(new ProofStore.Rest(Set.of(), Set.of()));
              }
              return chained(Set.copyOf(all.subList(0, half)))
                  .chain(
                      one ->
                          chained(Set.copyOf(all.subList(half, all.size())))
                              .map(other -> both(one, other)));
            });
  }

  private static ProofStore.Rest both(ProofStore.Rest one, ProofStore.Rest other) {
    Set<AccountId> more = new HashSet<>(one.more());
    more.addAll(other.more());
    Set<AccountId> moved = new HashSet<>(one.moved());
    moved.addAll(other.moved());
    return new ProofStore.Rest(more, moved);
  }

  private void fails(AccountId account, Throwable failure) {
    if (failing.add(account)) {
      LOG.warnf("The log of an account cannot be chained account=%d: %s", account.value(), failure);
    }
  }

  private void works(AccountId account) {
    if (failing.remove(account)) {
      LOG.infof("The log of an account is chained again account=%d", account.value());
    }
  }

  /**
   * Once through all accounts, and again where some had more than goes into one step. Those that
   * have failed are tried each for itself first, to be said where they do not fail any more.
   */
  public Uni<Void> extend() {
    return Multi.createFrom()
        .iterable(List.copyOf(failing))
        .onItem()
        .transformToUniAndConcatenate(account -> chained(Set.of(account)))
        .collect()
        .last()
        .chain(this::extendAll);
  }

  private Uni<ProofStore.Progress> step(AccountId above) {
    return store
        .extend(above, config.accounts(), config.rows())
        .onFailure(failure -> !TradingException.isOfTheStore(failure))
        .recoverWithUni(() -> store.behind(above, config.accounts()).chain(this::progress));
  }

  /** The same step, in which an account has failed. */
  private Uni<ProofStore.Progress> progress(List<AccountId> behind) {
    if (behind.isEmpty()) {
      return Uni.createFrom().item(new ProofStore.Progress(AccountId.ADMINISTRATION, true, false));
    }
    AccountId last = behind.get(behind.size() - 1);
    boolean done = behind.size() < config.accounts();
    return chained(Set.copyOf(behind))
        .map(rest -> new ProofStore.Progress(last, done, !rest.more().isEmpty()));
  }

  private Uni<Void> extendAll() {
    AtomicLong above = new AtomicLong();
    AtomicBoolean again = new AtomicBoolean();
    return Multi.createBy()
        .repeating()
        .uni(() -> step(new AccountId(above.get())))
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
