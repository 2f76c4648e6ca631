// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.application.observation.Observations;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.VenueLedger;
import dev.unwind.application.venue.Venues;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.VenueName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Compares every account with its venue, every so often and after each reconnection. */
@ApplicationScoped
public class ReconcileVenues {
  private static final Logger LOG = Logger.getLogger(ReconcileVenues.class);

  /** One that the venue did not answer for is asked about again then. */
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(5);

  private final Venues venues;
  private final VenueLedger ledger;
  private final ReconcileAccount reconciling;
  private final ReconciliationConfig config;
  private final Observations observations;
  private final InstantSource clock;
  private final Map<AccountId, Turn> turns = new ConcurrentHashMap<>();
  private final Map<String, Instant> links = new ConcurrentHashMap<>();

  /**
   * When an account is due, unless its venue's link is made anew before.
   *
   * @param told differences that the log of this process has a line of
   */
  private record Turn(Instant dueAt, Instant linkedSince, List<Difference> told) {}

  public ReconcileVenues(
      Venues venues,
      VenueLedger ledger,
      ReconcileAccount reconciling,
      ReconciliationConfig config,
      Observations observations,
      InstantSource clock) {
    this.venues = venues;
    this.ledger = ledger;
    this.reconciling = reconciling;
    this.config = config;
    this.observations = observations;
    this.clock = clock;
  }

  /** Those that are due, of venues that this replica speaks to. */
  public Uni<Void> sweep() {
    return Multi.createFrom()
        .iterable(venues.all())
        .onItem()
        .transformToUniAndConcatenate(
            venue ->
                venue instanceof StatesAccount stating && venue.isLinkedHere()
                    ? sweep(venue, stating)
                    : Uni.createFrom().voidItem())
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> sweep(ExecutionVenue venue, StatesAccount stating) {
    Instant linked = stating.linkedSince();
    Instant before = links.put(venue.name(), linked);
    boolean wasLinked = before != null && !before.equals(Instant.EPOCH);
    if (wasLinked && !linked.equals(before)) {
      observations.reconnected(venue.name());
    }
    return ledger
        .accounts(new VenueName(venue.name()), config.accountsMax())
        .onItem()
        .transformToMulti(accounts -> Multi.createFrom().iterable(accounts))
        .onItem()
        .transformToUniAndConcatenate(account -> reconcile(stating, account))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> reconcile(StatesAccount stating, AccountId account) {
    Instant now = clock.instant();
    Instant linked = stating.linkedSince();
    Turn turn = turns.get(account);
    if (turn != null && turn.linkedSince().equals(linked) && now.isBefore(turn.dueAt())) {
      return Uni.createFrom().voidItem();
    }
    List<Difference> told = turn == null ? List.of() : turn.told();
    return reconciling
        .reconcile(account)
        .invoke(
            found -> {
              turns.put(
                  account, new Turn(now.plus(config.interval()), linked, found.differences()));
              if (!told.containsAll(found.differences()) || !found.adopted().isEmpty()) {
                LOG.warnf(
                    "books differ accountId=%s venue=%s differences=%s adopted=%s",
                    account, found.venue(), found.differences(), found.adopted());
              }
            })
        .replaceWithVoid()
        .onFailure()
        .invoke(
            failure -> {
              turns.put(account, new Turn(now.plus(AGAIN_AFTER), linked, told));
              LOG.debugf("not reconciled accountId=%s: %s", account, failure);
            })
        .onFailure()
        .recoverWithNull();
  }
}
