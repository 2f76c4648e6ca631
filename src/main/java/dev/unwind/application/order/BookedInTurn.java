// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.order;

import dev.unwind.application.OneByOne;
import dev.unwind.application.TradingException;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.Reason;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reports of an account are booked under its lock, one transaction after another. What is delivered
 * while one is under way would wait for that lock with a connection of its own; here it waits
 * without, and all that has come meanwhile is one transaction.
 */
final class BookedInTurn {
  /** Reports of an account behind those that are being booked; twice the largest mass close. */
  static final int WAITING_MAX = 20_000;

  private final Booking booking;
  private final int most;
  private final Map<Turn, Waiting> waiting = new HashMap<>();

  /** Books reports of an account; it always ends. */
  interface Booking {
    Uni<Void> book(ExecutionVenue venue, AccountId account, List<VenueReport> reports);
  }

  /**
   * @param most reports that are booked together, unless one delivery has more
   */
  BookedInTurn(Booking booking, int most) {
    this.booking = booking;
    this.most = most;
  }

  private record Turn(String venue, AccountId account) {}

  /** One like another in everything is not the same. */
  private static final class Delivery {
    private final ExecutionVenue venue;
    private final List<VenueReport> reports;
    private final UniEmitter<? super Void> emitter;

    Delivery(ExecutionVenue venue, List<VenueReport> reports, UniEmitter<? super Void> emitter) {
      this.venue = venue;
      this.reports = reports;
      this.emitter = emitter;
    }

    ExecutionVenue venue() {
      return venue;
    }

    List<VenueReport> reports() {
      return reports;
    }

    UniEmitter<? super Void> emitter() {
      return emitter;
    }
  }

  /** What waits for its turn, in its order, and how many reports that is. */
  private static final class Waiting {
    private final Set<Delivery> deliveries = new LinkedHashSet<>();
    private int reports;

    void add(Delivery delivery) {
      deliveries.add(delivery);
      reports += delivery.reports().size();
    }

    void remove(Delivery delivery) {
      if (deliveries.remove(delivery)) {
        reports -= delivery.reports().size();
      }
    }
  }

  /** Ends as the booking does that these reports are in. */
  Uni<Void> deliver(ExecutionVenue venue, AccountId account, List<VenueReport> reports) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Turn turn = new Turn(venue.name(), account);
              Delivery delivery = new Delivery(venue, reports, emitter);
              // Who has given up brings them again.
              emitter.onTermination(() -> drop(turn, delivery));
              switch (add(turn, delivery)) {
                case FIRST -> next(turn);
                case WAITS -> {}
                // It is told again, or asked for.
                case REFUSED -> emitter.fail(new TradingException(Reason.OVERLOADED));
              }
            });
  }

  private enum Place {
    /** Nothing of that account is under way. */
    FIRST,
    WAITS,
    REFUSED
  }

  private synchronized Place add(Turn turn, Delivery delivery) {
    Waiting others = waiting.get(turn);
    if (others == null) {
      Waiting first = new Waiting();
      first.add(delivery);
      waiting.put(turn, first);
      return Place.FIRST;
    }
    if (others.reports >= WAITING_MAX) {
      return Place.REFUSED;
    }
    others.add(delivery);
    return Place.WAITS;
  }

  private synchronized void drop(Turn turn, Delivery delivery) {
    Waiting others = waiting.get(turn);
    if (others != null) {
      others.remove(delivery);
    }
  }

  /** In the order in which they came, as many whole ones as may be booked together. */
  private synchronized List<Delivery> take(Turn turn) {
    Waiting all = waiting.getOrDefault(turn, new Waiting());
    List<Delivery> taken = new ArrayList<>();
    int count = 0;
    for (Delivery delivery : all.deliveries) {
      if (!taken.isEmpty() && count + delivery.reports().size() > most) {
        break;
      }
      taken.add(delivery);
      count += delivery.reports().size();
    }
    taken.forEach(all::remove);
    if (taken.isEmpty()) {
      waiting.remove(turn);
    }
    return taken;
  }

  private void next(Turn turn) {
    List<Delivery> together = take(turn);
    if (together.isEmpty()) {
      return;
    }
    book(turn, together)
        .invoke(() -> together.forEach(delivery -> delivery.emitter().complete(null)))
        .onFailure()
        .recoverWithUni(
            failure -> {
              // Where the store is away none would be booked alone either.
              if (together.size() > 1 && !TradingException.isOfTheStore(failure)) {
                return oneByOne(turn, together);
              }
              together.forEach(delivery -> delivery.emitter().fail(failure));
              return Uni.createFrom().voidItem();
            })
        .subscribe()
        .with(done -> next(turn), failure -> next(turn));
  }

  /** Whatever is wrong with one of them keeps none of the others back. */
  private Uni<Void> oneByOne(Turn turn, List<Delivery> together) {
    return OneByOne.each(
        together,
        delivery -> book(turn, List.of(delivery)).invoke(() -> delivery.emitter().complete(null)),
        (delivery, failure) -> delivery.emitter().fail(failure));
  }

  private Uni<Void> book(Turn turn, List<Delivery> together) {
    List<VenueReport> reports =
        together.stream().flatMap(delivery -> delivery.reports().stream()).toList();
    return Uni.createFrom()
        .deferred(() -> booking.book(together.get(0).venue(), turn.account(), reports));
  }
}
