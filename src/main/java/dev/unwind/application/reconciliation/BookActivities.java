// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.BookScope.Reach;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.order.ParkedReports;
import dev.unwind.domain.Reason;
import dev.unwind.domain.reconciliation.Activity;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Books what has happened to an account at its venue without a trade, each thing once, by the
 * venue's own id of it. What cannot be booked keeps nothing back, is left to the comparison, which
 * tells it, and is parked with its reason where it cannot be booked however often it is tried.
 */
@ApplicationScoped
public class BookActivities {
  private static final Logger LOG = Logger.getLogger(BookActivities.class);

  /** What it does not fit yet may still be told: so often it is tried at least, and so long. */
  private static final int TRIES_MIN = 5;

  static final Duration TRIED_FOR = Duration.ofHours(1);

  /** What should pass and has not by then, while others were booked, is of this one. */
  static final Duration PASSES_WITHIN = Duration.ofDays(1);

  private final Books books;
  private final Adjustments adjustments;
  private final StatedInstruments instruments;
  private final ParkedReports parked;
  private final InstantSource clock;

  /**
   * Of each that is not booked yet, by account and id: as many as a venue lists, for one that were
   * forgotten while it is listed would never come to its end.
   */
  private final Map<AccountId, Map<String, Tries>> tries = new HashMap<>();

  /**
   * @param since when it failed first, for whatever reason
   * @param misfits how often it did not fit
   */
  private record Tries(Instant since, int misfits) {}

  public BookActivities(
      Books books,
      Adjustments adjustments,
      StatedInstruments instruments,
      ParkedReports parked,
      InstantSource clock) {
    this.clock = clock;
    this.books = books;
    this.adjustments = adjustments;
    this.instruments = instruments;
    this.parked = parked;
  }

  /** All that the venue tells; nothing where it does not tell such things. */
  Uni<Void> book(AccountId account, StatesAccount stating, String venue) {
    return stating instanceof TellsActivities telling
        ? telling
            .activities(account)
            .chain(
                told -> {
                  keepThose(account, told);
                  return told.isEmpty()
                      ? Uni.createFrom().voidItem()
                      : book(account, stating, telling, venue, told);
                })
        : Uni.createFrom().voidItem();
  }

  private Uni<Void> book(
      AccountId account,
      StatesAccount stating,
      TellsActivities telling,
      String venue,
      List<Activity> told) {
    Set<String> ids = told.stream().map(Activity::id).collect(Collectors.toSet());
    return adjustments
        .booked(account, ids)
        .chain(
            booked ->
                Multi.createFrom()
                    .iterable(told)
                    .filter(activity -> !booked.contains(activity.id()))
                    .onItem()
                    .transformToUniAndConcatenate(
                        activity -> tried(account, stating, "venue:" + venue, activity))
                    .collect()
                    .asList()
                    .chain(tried -> ended(account, telling, venue, booked, tried)));
  }

  /**
   * What trying to book it has come to.
   *
   * @param refusal why it is not booked; null where it is
   * @param failure what has kept it from being decided
   */
  private record Tried(Activity activity, @Nullable String refusal, @Nullable Throwable failure) {}

  private Uni<Tried> tried(
      AccountId account, StatesAccount stating, String source, Activity activity) {
    return named(stating, activity)
        .chain(
            named ->
                decide(account, source, named)
                    .map(done -> new Tried(activity, done ? null : misfit(named), null)))
        .onFailure()
        .recoverWithItem(
            failure -> new Tried(activity, String.valueOf(failure.getMessage()), failure));
  }

  /**
   * Whether a failure says something of what was to be booked. Whatever else keeps it from being
   * decided, the ledger, the venue or the way to them, passes.
   */
  private boolean isOfIt(Throwable failure) {
    if (failure instanceof TradingException refused) {
      return parked.isFinal(failure)
          || refused.reason() != Reason.VENUE_UNAVAILABLE
              && !TradingException.isOfTheStore(failure);
    }
    return parked.isFinal(failure)
        || failure instanceof IllegalStateException
        || failure instanceof IllegalArgumentException
        || failure instanceof NullPointerException
        || failure instanceof ClassCastException
        || failure instanceof IndexOutOfBoundsException;
  }

  private static String misfit(Activity named) {
    return named.changes().stream()
        .filter(change -> change.instrument() == null)
        .findFirst()
        .map(change -> "the venue does not say what " + change.symbol() + " is")
        .orElse("it would turn what is held, or takes away what is not held");
  }

  /**
   * Notes what is not to be told again. Fails where something passing has kept one from being
   * decided, for the comparison would show what is about to be booked; not for ever, because what
   * is the matter with one alone must not keep back all the others.
   */
  private Uni<Void> ended(
      AccountId account,
      TellsActivities telling,
      String venue,
      Set<String> booked,
      List<Tried> all) {
    Set<String> noted = new HashSet<>(booked);
    List<Tried> given = new ArrayList<>();
    Throwable undecided = null;
    for (Tried each : all) {
      Throwable failure = each.failure();
      if (each.refusal() == null) {
        noted.add(each.activity().id());
        forget(account, each);
      } else if (failure != null && parked.isFinal(failure)) {
        given.add(each);
      } else if (failure != null && !isOfIt(failure)) {
        Tries known = failedAgain(account, each, 0);
        if (isPast(known, PASSES_WITHIN)) {
          given.add(each);
        } else if (!isPast(known, TRIED_FOR)) {
          undecided = failure;
        }
      } else if (isTriedEnough(account, each)) {
        given.add(each);
      }
    }
    Throwable failed = undecided;
    return Multi.createFrom()
        .iterable(given)
        .onItem()
        .transformToUniAndConcatenate(
            each -> park(account, venue, each).invoke(() -> forget(account, each)))
        .invoke(noted::add)
        .collect()
        .last()
        .chain(
            done ->
                noted.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : telling.noted(account, Set.copyOf(noted)))
        .chain(
            () -> failed == null ? Uni.createFrom().voidItem() : Uni.createFrom().failure(failed));
  }

  private boolean isTriedEnough(AccountId account, Tried each) {
    Tries known = failedAgain(account, each, 1);
    return known.misfits() >= TRIES_MIN && isPast(known, TRIED_FOR);
  }

  private boolean isPast(Tries known, Duration time) {
    return !known.since().plus(time).isAfter(clock.instant());
  }

  private synchronized Tries failedAgain(AccountId account, Tried each, int misfits) {
    Map<String, Tries> ofAccount = tries.computeIfAbsent(account, k -> new HashMap<>());
    Tries before = ofAccount.get(each.activity().id());
    if (before == null) {
      LOG.warnf(
          "an activity is not booked yet; what it changes shows as a difference accountId=%s %s: %s",
          account, each.activity(), each.refusal());
    }
    Tries known =
        before == null
            ? new Tries(clock.instant(), misfits)
            : new Tries(before.since(), before.misfits() + misfits);
    ofAccount.put(each.activity().id(), known);
    return known;
  }

  private synchronized void forget(AccountId account, Tried each) {
    Map<String, Tries> ofAccount = tries.get(account);
    if (ofAccount != null) {
      ofAccount.remove(each.activity().id());
    }
  }

  /** What the venue does not list any more is not tried any more. */
  private synchronized void keepThose(AccountId account, List<Activity> told) {
    Map<String, Tries> ofAccount = tries.get(account);
    if (ofAccount != null) {
      ofAccount.keySet().retainAll(told.stream().map(Activity::id).collect(Collectors.toSet()));
      if (ofAccount.isEmpty()) {
        tries.remove(account);
      }
    }
  }

  private Uni<String> park(AccountId account, String venue, Tried each) {
    Activity activity = each.activity();
    String why = "%s %s: %s".formatted(activity.reason(), activity.note(), each.refusal());
    return parked
        .park(account, venue, activity, why)
        .invoke(
            isNew -> {
              if (isNew) {
                LOG.errorf(
                    each.failure(),
                    "activity parked, it cannot be booked; what it changes shows as a difference:"
                        + " accountId=%s venue=%s %s",
                    account,
                    venue,
                    activity);
              }
            })
        .replaceWith(activity.id());
  }

  /** With the ledger's instruments; those that it has not are taken over from the venue. */
  private Uni<Activity> named(StatesAccount stating, Activity activity) {
    List<Statement.Holding> holdings =
        activity.changes().stream()
            .map(change -> new Statement.Holding(change.symbol(), null, change.qty(), null))
            .toList();
    if (holdings.isEmpty()) {
      return Uni.createFrom().item(activity);
    }
    return instruments
        .opened(stating, new Statement(holdings, null, null))
        .map(
            statement -> {
              Map<String, InstrumentId> known = new HashMap<>();
              for (Statement.Holding holding :
                  Objects.requireNonNullElse(statement.positions(), List.<Statement.Holding>of())) {
                InstrumentId id = holding.instrument();
                if (id != null) {
                  known.put(holding.symbol(), id);
                }
              }
              List<Activity.Change> changes = new ArrayList<>();
              for (Activity.Change change : activity.changes()) {
                Quantity qty = change.qty();
                Price price = change.price();
                changes.add(
                    new Activity.Change(change.symbol(), known.get(change.symbol()), qty, price));
              }
              return new Activity(
                  activity.id(), activity.reason(), changes, activity.cash(), activity.note());
            });
  }

  private Uni<Boolean> decide(AccountId account, String source, Activity activity) {
    Set<InstrumentId> all =
        activity.changes().stream()
            .map(Activity.Change::instrument)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .collect(Collectors.toSet());
    return books
        .decide(
            account,
            new BookScope(Reach.NAMED, all, Set.of(), Set.of(), Set.of(), Set.of(), Set.of()),
            DecisionOrigin.SERVICE,
            book -> book.reconciling().happened(activity, source))
        .invoke(
            booked -> {
              if (booked) {
                LOG.infof("booked accountId=%s source=%s %s", account, source, activity);
              }
            });
  }
}
