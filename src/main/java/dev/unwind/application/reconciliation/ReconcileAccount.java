// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.BookScope.Reach;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.ledger.Rehearsals;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.Venues;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.AdjustmentReason;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.OnDifference;
import dev.unwind.domain.reconciliation.Seen;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.VenueName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks an account's venue what it has there, notes where the ledger says otherwise, and does about
 * it what the account's setting says. The ledger is read before the venue is asked and again under
 * the account's lock; a difference that was not known is believed when a second look finds the
 * same.
 */
@ApplicationScoped
public class ReconcileAccount {
  private static final int EVENTS_MAX = 5_000;

  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final Books books;
  private final Rehearsals rehearsals;
  private final Venues venues;
  private final StatedInstruments instruments;
  private final BookActivities activities;
  private final ReconciliationConfig config;
  private final InstantSource clock;

  public ReconcileAccount(
      LedgerReader reader,
      Snapshots snapshots,
      Books books,
      Rehearsals rehearsals,
      Venues venues,
      StatedInstruments instruments,
      BookActivities activities,
      ReconciliationConfig config,
      InstantSource clock) {
    this.reader = reader;
    this.snapshots = snapshots;
    this.books = books;
    this.rehearsals = rehearsals;
    this.venues = venues;
    this.instruments = instruments;
    this.activities = activities;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Compares now.
   *
   * <p>Fails with NOT_PERMITTED, ACCOUNT_NOT_FOUND and VENUE_UNAVAILABLE.
   *
   * @param act what is to be done this time; null for what the account's setting says
   * @param note why, kept with what is booked
   */
  public Uni<Reconciliation> reconcile(
      Actor actor, AccountId account, @Nullable OnDifference act, @Nullable String note) {
    Reason denied = actor.refusalToControl(account);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    return reconcile(actor.scope(), account, DecisionOrigin.of(actor), act, note);
  }

  /**
   * Compares with what somebody has been told by a venue that cannot be asked.
   *
   * <p>Fails with NOT_PERMITTED, ACCOUNT_NOT_FOUND, REQUEST_MALFORMED where the figures together
   * are more than the ledger can keep, and ACCOUNT_TYPE_UNSUPPORTED where the venue is asked
   * itself, or is the market that is built in.
   */
  public Uni<Reconciliation> reconcile(
      Actor actor,
      AccountId id,
      GivenStatement given,
      @Nullable OnDifference act,
      @Nullable String note) {
    Reason denied = actor.refusalToControl(id);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    AccountScope scope = actor.scope();
    return reader
        .account(scope, id)
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND)))
        .chain(
            account -> {
              ExecutionVenue venue = venue(account);
              if (venue instanceof StatesAccount || account.venue().equals(VenueName.SIMULATOR)) {
                throw new TradingException(Reason.ACCOUNT_TYPE_UNSUPPORTED);
              }
              return look(scope, id, given)
                  .chain(look -> decide(id, venue, look, DecisionOrigin.of(actor), act, note));
            })
        .onFailure(ArithmeticException.class)
        .transform(
            failure ->
                new TradingException(
                    Denial.of(
                        Reason.REQUEST_MALFORMED,
                        "the ledger cannot keep what the statement's figures come to")));
  }

  /** What it states is not known here where the configuration does not have it. */
  private ExecutionVenue venue(Account account) {
    return venues
        .find(account.venue())
        .orElseThrow(() -> new TradingException(Reason.VENUE_UNAVAILABLE));
  }

  /** What was booked while this was read has changed what was seen before. */
  private Uni<Look> look(AccountScope scope, AccountId id, GivenStatement given) {
    Statement stated = given.statement();
    return seen(scope, id)
        .chain(
            seen ->
                hasPaid(scope, id, given.asOf())
                    .chain(
                        hasPaid ->
                            instruments.named(
                                hasPaid
                                    ? new Statement(stated.positions(), stated.orders(), null)
                                    : stated))
                    .map(
                        statement -> {
                          Set<InstrumentId> all = new HashSet<>(seen.versions().keySet());
                          all.addAll(StatedInstruments.of(statement));
                          return new Look(seen, statement, all, null, given.asOf());
                        }));
  }

  /**
   * Whether anything has moved an account's cash since: a trade, or an adjustment, also one by a
   * later statement. Where too much has happened to be looked through, it is taken to have.
   */
  private Uni<Boolean> hasPaid(AccountScope scope, AccountId id, Instant since) {
    return reader
        .fills(
            scope,
            new LedgerQueries.Fills(id, Set.of(), Set.of(), Set.of(), since, null, null, true, 1))
        .chain(
            fills ->
                fills.isEmpty()
                    ? reader
                        .events(
                            scope, new LedgerQueries.Events(id, 0, since, null, null, EVENTS_MAX))
                        .map(
                            events ->
                                events.size() >= EVENTS_MAX
                                    || events.stream().anyMatch(ReconcileAccount::paysByAdjustment))
                    : Uni.createFrom().item(true));
  }

  private static boolean paysByAdjustment(LedgerEvent event) {
    Adjustment adjustment = event.adjustment();
    return event.kind() == EventKind.ADJUSTED
        && adjustment != null
        && !adjustment.cashEffect().isZero();
  }

  /** The same by the service itself. */
  public Uni<Reconciliation> reconcile(AccountId account) {
    return reconcile(AccountScope.of(account), account, DecisionOrigin.SERVICE, null, null);
  }

  /** Sets what is done about differences. Fails with NOT_PERMITTED and ACCOUNT_NOT_FOUND. */
  public Uni<Account> configure(Actor actor, AccountId account, OnDifference act) {
    Reason denied = actor.refusalToControl(account);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    return books.decide(
        account,
        new BookScope(Reach.NAMED, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of()),
        DecisionOrigin.of(actor),
        book -> book.reconciling().configure(act));
  }

  private Uni<Reconciliation> reconcile(
      AccountScope scope,
      AccountId id,
      DecisionOrigin origin,
      @Nullable OnDifference act,
      @Nullable String note) {
    return reader
        .account(scope, id)
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND)))
        .chain(
            account -> {
              ExecutionVenue venue = venue(account);
              if (!(venue instanceof StatesAccount stating)) {
                return Uni.createFrom()
                    .item(
                        new Reconciliation(
                            venue.name(),
                            clock.instant(),
                            Reconciliation.notStated(Statement.NOTHING),
                            true,
                            List.of(),
                            List.of()));
              }
              return look(scope, id, stating, venue.name())
                  .chain(look -> confirmed(scope, id, stating, venue.name(), look, origin))
                  .chain(look -> decide(id, venue, look, origin, act, note));
            });
  }

  private Uni<Look> look(
      AccountScope scope, AccountId account, StatesAccount stating, String venue) {
    // What others have traded by now is no difference, if their orders can be taken in.
    Uni<Void> told =
        stating instanceof SharesAccount shared
            ? shared.catchUp(account)
            : Uni.createFrom().voidItem();
    return told.chain(() -> activities.book(account, stating, venue))
        .chain(() -> seen(scope, account))
        .chain(
            seen ->
                stating
                    .statement(account)
                    .chain(instruments::named)
                    .map(
                        statement -> {
                          Set<InstrumentId> all = new HashSet<>(seen.versions().keySet());
                          all.addAll(StatedInstruments.of(statement));
                          return new Look(seen, statement, all, null, null);
                        }));
  }

  private Uni<Seen> seen(AccountScope scope, AccountId account) {
    return snapshots.read(
        () ->
            reader
                .positions(scope, LedgerQueries.Positions.open(account))
                .chain(
                    positions ->
                        reader
                            .orders(scope, LedgerQueries.Orders.open(account))
                            .chain(
                                orders ->
                                    reader
                                        .account(scope, account)
                                        .map(
                                            found ->
                                                new Seen(
                                                    versions(positions),
                                                    orders.stream()
                                                        .map(OrderRecord::order)
                                                        .toList(),
                                                    found
                                                        .orElseThrow(
                                                            () ->
                                                                new TradingException(
                                                                    Reason.ACCOUNT_NOT_FOUND))
                                                        .cash())))));
  }

  private static Map<InstrumentId, Long> versions(List<Position> positions) {
    return positions.stream()
        .collect(Collectors.toMap(Position::instrumentId, Position::version, Math::max));
  }

  /** The same look, or a second one where the first has found what was not known. */
  private Uni<Look> confirmed(
      AccountScope scope,
      AccountId account,
      StatesAccount stating,
      String venue,
      Look first,
      DecisionOrigin origin) {
    return rehearsals
        .rehearse(
            account,
            scope(first),
            origin,
            book -> {
              List<Difference> known = book.reconciling().known();
              return first.compare(book).differences().stream()
                  .filter(found -> known.stream().noneMatch(found::isSameAs))
                  .toList();
            })
        .chain(
            fresh ->
                fresh.isEmpty()
                    ? Uni.createFrom().item(first)
                    : Uni.createFrom()
                        .voidItem()
                        .onItem()
                        .delayIt()
                        .by(config.confirmAfter())
                        .chain(() -> look(scope, account, stating, venue))
                        .map(
                            second ->
                                new Look(
                                    second.seen(),
                                    second.statement(),
                                    second.instruments(),
                                    fresh,
                                    null)));
  }

  /**
   * Rows that are at zero are loaded too, so that nothing is opened twice, and whatever order works
   * there under a key of ours, however it stands here.
   */
  private static BookScope scope(Look look) {
    Set<InstrumentId> all = new HashSet<>(look.instruments());
    look.seen().orders().forEach(order -> all.add(order.instrumentId()));
    Set<UUID> keys = new HashSet<>();
    for (Statement.Working order :
        Objects.requireNonNullElse(look.statement().orders(), List.<Statement.Working>of())) {
      UUID key = order.key();
      if (key != null) {
        keys.add(key);
      }
    }
    return new BookScope(Reach.NAMED, all, Set.of(), Set.of(), keys, Set.of(), Set.of());
  }

  private Uni<Reconciliation> decide(
      AccountId account,
      ExecutionVenue venue,
      Look look,
      DecisionOrigin origin,
      @Nullable OnDifference act,
      @Nullable String note) {
    Instant at = clock.instant();
    return books.decide(
        account,
        scope(look),
        origin,
        book -> {
          if (!book.account().venue().value().equals(venue.name())) {
            throw new TradingException(Reason.VENUE_UNAVAILABLE);
          }
          boolean settled = look.compare(book).settled();
          List<Difference> found = look.differences(book);
          List<Difference> left =
              book.reconciling()
                  .note(
                      found,
                      look.statement(),
                      act == null ? book.account().onDifference() : act,
                      new Adjustment.Cause(
                          AdjustmentReason.ADOPTED, "venue:" + venue.name(), note));
          return new Reconciliation(
              venue.name(),
              at,
              Reconciliation.notStated(look.statement()),
              settled,
              left,
              found.stream().filter(d -> left.stream().noneMatch(d::isOfSame)).toList());
        });
  }
}
