// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.application.AccountTurns;
import dev.unwind.application.OneByOne;
import dev.unwind.application.Pace;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.market.Market;
import dev.unwind.application.observation.Observations;
import dev.unwind.domain.calendar.Sessions;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.CancelsTold;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.VenueName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What must happen without anybody asking: work of dead replicas is taken over, parked orders go
 * out when their session opens, deadlines pass. Every replica sweeps; each step is guarded, so that
 * doing it twice does it once. Each part takes its turns by itself, so that one that waits for
 * accounts' locks does not keep the others from theirs.
 */
@ApplicationScoped
public class Sweeps {
  private static final Logger LOG = Logger.getLogger(Sweeps.class);

  private final ClaimStore claims;
  private final Books books;
  private final Market market;
  private final Venues venues;
  private final Outbox outbox;
  private final ArmPairs pairs;
  private final Replica replica;
  private final InstantSource clock;
  private final Observations observations;
  private final DispatchConfig config;
  private final AccountTurns advancing = new AccountTurns("advance a liquidation");
  private final AccountTurns opening = new AccountTurns("open a session");
  private final AccountTurns ending = new AccountTurns("end an expired order");

  /** What expires stands in no index: a close would pay for the entry. */
  private final Pace expiring;

  public Sweeps(
      ClaimStore claims,
      Books books,
      Market market,
      Venues venues,
      Outbox outbox,
      ArmPairs pairs,
      Replica replica,
      InstantSource clock,
      Observations observations,
      DispatchConfig config) {
    this.observations = observations;
    this.claims = claims;
    this.books = books;
    this.market = market;
    this.venues = venues;
    this.outbox = outbox;
    this.pairs = pairs;
    this.replica = replica;
    this.clock = clock;
    this.config = config;
    this.expiring = new Pace(clock);
  }

  /** Lets liquidations go on whose time for something has come. */
  public Uni<Void> advance() {
    return quietly("advance", Uni.createFrom().deferred(() -> advanceDue(ClaimStore.Due.NONE)));
  }

  /** Lets orders go out that wait for their session. */
  public Uni<Void> open() {
    return quietly("open", Uni.createFrom().deferred(() -> openSessions(new InstrumentId(0))));
  }

  /** Ends orders that were never sent and may not be sent any more. */
  public Uni<Void> expire() {
    return quietly(
        "expire",
        Uni.createFrom()
            .deferred(() -> expiring.ask(() -> expired(ClaimStore.Expired.NONE), List.of()))
            .chain(this::end));
  }

  private Uni<Void> quietly(String what, Uni<Void> part) {
    return part.onFailure()
        .invoke(failure -> LOG.debugf("sweep failed part=%s: %s", what, failure))
        .onFailure()
        .recoverWithNull();
  }

  /** Takes over what its owner has not finished in time. */
  public Uni<Void> takeOver() {
    return quietly("claim", Uni.createFrom().deferred(this::claimAbandoned));
  }

  private Uni<Void> claimAbandoned() {
    Instant now = clock.instant();
    Instant until = now.plus(config.lease());
    return claims
        .claim(replica.id(), venues.linkedHere(), now, until, config.sweepSize())
        .invoke(
            orders -> {
              if (!orders.isEmpty()) {
                LOG.debugf("claimed orders=%d", orders.size());
                observations.takenOver(
                    (int) orders.stream().filter(o -> o.order().leaseEpoch() > 1).count());
                byVenue(orders).forEach((venue, claimed) -> outbox.handOut(venue, claimed, until));
              }
            })
        .chain(
            orders ->
                orders.size() < config.sweepSize()
                    ? Uni.createFrom().voidItem()
                    : claimAbandoned());
  }

  private static Map<VenueName, List<Order>> byVenue(List<ClaimStore.Claimed> all) {
    Map<VenueName, List<Order>> byVenue = new LinkedHashMap<>();
    for (ClaimStore.Claimed claimed : all) {
      byVenue.computeIfAbsent(claimed.venue(), k -> new ArrayList<>()).add(claimed.order());
    }
    return byVenue;
  }

  private Uni<Void> advanceDue(ClaimStore.Due after) {
    return claims
        .dueLiquidations(clock.instant(), after, config.sweepSize())
        .chain(
            due ->
                advancing
                    .round(
                        due,
                        ClaimStore.Due::account,
                        ClaimStore.Due::liquidation,
                        config.concurrency(),
                        d -> claims.cancelsTold(d.account()).chain(told -> advance(d, told)))
                    .chain(
                        () ->
                            due.size() < config.sweepSize()
                                ? Uni.createFrom().voidItem()
                                : advanceDue(due.get(due.size() - 1))));
  }

  private Uni<Integer> advance(ClaimStore.Due due, CancelsTold told) {
    return books.decide(
        due.account(),
        BookScope.liquidation(due.liquidation()),
        DecisionOrigin.SERVICE,
        book -> {
          book.advance(due.liquidation(), told);
          return 0;
        });
  }

  private Uni<Void> openSessions(InstrumentId after) {
    return claims
        .parkedInstruments(after, config.sweepSize())
        .chain(
            page ->
                page.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : quietly("arm", pairs.arm(page))
                        .chain(() -> openAt(page))
                        .chain(
                            () ->
                                page.size() < config.sweepSize()
                                    ? Uni.createFrom().voidItem()
                                    : openSessions(page.get(page.size() - 1))));
  }

  /**
   * Each venue has hours of its own. A halt stands in no calendar: only who speaks to the venue
   * knows of it, and lets orders go.
   */
  private Uni<Void> openAt(List<InstrumentId> instruments) {
    Instant now = clock.instant();
    return market
        .byIds(Set.copyOf(instruments))
        .chain(
            known ->
                OneByOne.each(
                    venues.all().stream().filter(ExecutionVenue::isLinkedHere).toList(),
                    venue -> {
                      VenueName name = new VenueName(venue.name());
                      Sessions sessions = venue.sessions();
                      List<InstrumentId> open = open(sessions, known.values(), now);
                      List<InstrumentId> closing =
                          new ArrayList<>(open(sessions.closing(), known.values(), now));
                      closing.removeAll(Set.copyOf(open));
                      return sendParked(name, open, false, new AccountId(0), new OrderId(0))
                          .chain(
                              () ->
                                  sendParked(
                                      name, closing, true, new AccountId(0), new OrderId(0)));
                    },
                    (venue, failure) ->
                        LOG.debugf("sweep failed venue=%s: %s", venue.name(), failure)));
  }

  private static List<InstrumentId> open(
      Sessions sessions, Collection<Instrument> instruments, Instant now) {
    return instruments.stream()
        .filter(instrument -> sessions.isOpen(instrument, now))
        .map(Instrument::id)
        .toList();
  }

  /**
   * @param closesAlone whether nothing else trades now
   */
  private Uni<Void> sendParked(
      VenueName venue,
      List<InstrumentId> open,
      boolean closesAlone,
      AccountId afterAccount,
      OrderId afterOrder) {
    if (open.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return claims
        .parked(venue, open, closesAlone, afterAccount, afterOrder, config.sweepSize())
        .chain(
            parked -> {
              Uni<Void> sent =
                  opening
                      .together(
                          parked.orders(),
                          Order::accountId,
                          Order::id,
                          config.concurrency(),
                          (account, orders) ->
                              books.decide(
                                  account,
                                  BookScope.orders(Set.copyOf(orders)),
                                  DecisionOrigin.SERVICE,
                                  book -> book.openSession(orders)))
                      .replaceWithVoid();
              ClaimStore.Parked last = parked.last();
              return last == null
                  ? sent
                  : sent.chain(
                      () -> sendParked(venue, open, closesAlone, last.account(), last.order()));
            });
  }

  private Uni<List<ClaimStore.Expired>> expired(ClaimStore.Expired after) {
    return claims.expiredUnsent(clock.instant(), after, config.sweepSize());
  }

  private Uni<Void> end(List<ClaimStore.Expired> expired) {
    return ending
        .round(
            expired,
            ClaimStore.Expired::account,
            ClaimStore.Expired::order,
            config.concurrency(),
            e ->
                books.decide(
                    e.account(),
                    BookScope.orders(Set.of(e.order())),
                    DecisionOrigin.SERVICE,
                    book -> {
                      book.expire(List.of(e.order()));
                      return 0;
                    }))
        .chain(
            () ->
                expired.size() < config.sweepSize()
                    ? Uni.createFrom().voidItem()
                    : expired(expired.get(expired.size() - 1)).chain(this::end));
  }
}
