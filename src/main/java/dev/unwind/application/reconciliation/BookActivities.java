// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.BookScope.Reach;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.reconciliation.Activity;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Books what has happened to an account at its venue without a trade, each thing once, by the
 * venue's own id of it. What cannot be booked is left to the comparison, which tells it.
 */
@ApplicationScoped
public class BookActivities {
  private static final Logger LOG = Logger.getLogger(BookActivities.class);

  private static final int WARNED_MAX = 1000;

  private final Books books;
  private final Adjustments adjustments;
  private final StatedInstruments instruments;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  public BookActivities(Books books, Adjustments adjustments, StatedInstruments instruments) {
    this.books = books;
    this.adjustments = adjustments;
    this.instruments = instruments;
  }

  /** All that the venue tells; nothing where it does not tell such things. */
  Uni<Void> book(AccountId account, StatesAccount stating, String venue) {
    return stating instanceof TellsActivities telling
        ? telling
            .activities(account)
            .chain(
                told ->
                    told.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : book(account, stating, telling, "venue:" + venue, told))
        : Uni.createFrom().voidItem();
  }

  private Uni<Void> book(
      AccountId account,
      StatesAccount stating,
      TellsActivities telling,
      String source,
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
                        activity ->
                            named(stating, activity)
                                .chain(named -> decide(account, source, named))
                                .map(done -> done ? activity.id() : ""))
                    .collect()
                    .asList()
                    .chain(
                        done -> {
                          Set<String> noted = new HashSet<>(done);
                          noted.remove("");
                          noted.addAll(booked);
                          return noted.isEmpty()
                              ? Uni.createFrom().voidItem()
                              : telling.noted(account, noted);
                        }));
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
              } else if (warned.size() < WARNED_MAX && warned.add(account + " " + activity.id())) {
                LOG.warnf(
                    "an activity is not booked, since it does not fit what is held; what it changes"
                        + " shows as a difference accountId=%s source=%s %s",
                    account, source, activity);
              }
            });
  }
}
