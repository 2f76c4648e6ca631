// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.domain.value.AccountId;
import dev.unwind.venue.alpaca.Reading.Span;
import dev.unwind.venue.alpaca.order.OrderPages;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Orders that were entered since an account was bound, by anybody: what has ended meanwhile is in
 * no list of what works.
 */
final class EnteredSince {
  private static final int PAGES_MAX = 20;

  /** So much later an order may come into the list than it was entered. */
  private static final Duration LATE_MAX = Duration.ofMinutes(1);

  /** Read again each time: times need not be in the order in which orders come into the list. */
  private static final Duration OVERLAP = Duration.ofSeconds(5);

  private final BrokerCalls unhurried;
  private final Reading reading;
  private final InstantSource clock;
  private @Nullable Pass last;
  private @Nullable Settling settling;

  /**
   * Up to where a pass has read the list, and when it ended: what a later one finds there that
   * begins when nothing can come late any more is read for good.
   */
  private record Settling(Instant to, Instant endedAt) {}

  EnteredSince(BrokerCalls unhurried, Reading reading, InstantSource clock) {
    this.unhurried = unhurried;
    this.reading = reading;
    this.clock = clock;
  }

  /** One way through the list, which may take several goes. */
  private static final class Pass {
    private final AccountId account;

    /** Of the list: what is older is none of the ledger's business. */
    private final Instant from;

    /** Whether it begins with what is not read for good. */
    private final boolean isFull;

    private final Instant begunAt;

    /** When the last such one has begun, this one perhaps. */
    private final Instant fullAt;

    /** Where it goes on: all before was told. */
    private Instant at;

    /** The newest that was told. */
    private Instant newest;

    private boolean hasEnded;

    private Pass(
        AccountId account, Span span, Instant begunAt, @Nullable Pass before, Instant newest) {
      this.account = account;
      from = span.from();
      this.begunAt = begunAt;
      isFull = before == null;
      fullAt = before == null ? begunAt : before.fullAt;
      at = new Span(span.from(), newest).next(OVERLAP);
      this.newest = newest;
    }

    /** From what is read for good on. */
    static Pass full(AccountId account, Span span, Instant now) {
      return new Pass(account, span, now, null, span.to());
    }

    /** From where another has come to on. */
    static Pass after(Pass before, Span span, Instant now) {
      return new Pass(before.account, span, now, before, before.newest);
    }

    /** Whether it is of this list, and of the time before. */
    boolean precedes(AccountId other, Span span, Instant now) {
      return account.equals(other) && from.equals(span.from()) && !fullAt.isAfter(now);
    }

    boolean isFullLately(Instant now) {
      return fullAt.plus(LATE_MAX).isAfter(now);
    }
  }

  /**
   * Reads on; what could not be told is read again, and where the limit or the number of pages ends
   * it, the next goes on there. What the stream tells too is read from the last order on, and once
   * a minute from the last that was read for good: what is entered in a minute may be many pages.
   *
   * @param calls by which pages are asked for
   * @param isTold whether the stream tells what is entered, and nothing of it is missing
   * @param tell what is done with each page; whether nothing of it is to be told again
   * @return whether the broker has told everything
   */
  Uni<Boolean> readOn(
      AccountId account,
      BrokerCalls calls,
      boolean isTold,
      Function<JsonArray, Uni<Boolean>> tell) {
    return reading
        .of(account, Reading.Kind.ORDERS)
        .chain(
            span ->
                span.isEmpty()
                    ? begin(account).replaceWith(true)
                    : read(next(account, span.get(), isTold), calls, tell));
  }

  private synchronized Pass next(AccountId account, Span span, boolean isTold) {
    Instant now = clock.instant();
    Pass before = last != null && last.precedes(account, span, now) ? last : null;
    if (before == null) {
      settling = null;
    }
    boolean mayGoOn = before != null && isTold && before.isFullLately(now);
    if (before != null && !before.hasEnded && (before.isFull || mayGoOn)) {
      return before;
    }
    Pass next =
        before != null && mayGoOn ? Pass.after(before, span, now) : Pass.full(account, span, now);
    last = next;
    return next;
  }

  private Uni<Boolean> read(Pass pass, BrokerCalls calls, Function<JsonArray, Uni<Boolean>> tell) {
    return page(pass, calls, pass.at, 1, true, tell)
        .call(
            all -> {
              Instant forGood = all ? settled(pass) : null;
              return forGood == null
                  ? Uni.createFrom().voidItem()
                  : reading.on(pass.account, Reading.Kind.ORDERS, forGood);
            });
  }

  /**
   * @return up to where the list is read for good with it; null where that is not known to be more
   */
  private synchronized @Nullable Instant settled(Pass pass) {
    pass.hasEnded = true;
    if (!pass.isFull || last != pass) {
      return null;
    }
    Settling before = settling;
    if (before != null && before.endedAt().plus(LATE_MAX).isAfter(pass.begunAt)) {
      return null;
    }
    settling = new Settling(pass.newest, clock.instant());
    return before == null ? null : before.to();
  }

  /**
   * @param areBeforeTold whether all pages before it were
   */
  private Uni<Boolean> page(
      Pass pass,
      BrokerCalls calls,
      Instant after,
      int number,
      boolean areBeforeTold,
      Function<JsonArray, Uni<Boolean>> tell) {
    return calls
        .entered(after)
        .chain(
            answer -> {
              JsonArray page = OrderPages.of(answer).orElse(null);
              if (page == null) {
                return Uni.createFrom().item(false);
              }
              Instant newest = OrderPages.newestOf(page).orElse(after);
              boolean isLast = OrderPages.isLastOrLost(page);
              Instant next = isLast ? newest : OrderPages.next(after, newest);
              return tell.apply(page)
                  .map(told -> told && areBeforeTold)
                  .invoke(
                      all -> {
                        if (all) {
                          told(pass, next, newest);
                        }
                      })
                  .chain(
                      all ->
                          isLast || number == PAGES_MAX
                              ? Uni.createFrom().item(all && isLast)
                              // Its turn was for the first one.
                              : page(pass, calls.looking(), next, number + 1, all, tell));
            });
  }

  private synchronized void told(Pass pass, Instant next, Instant newest) {
    pass.at = next;
    pass.newest = newest.isAfter(pass.newest) ? newest : pass.newest;
  }

  /**
   * What was entered before this moment has ended before, or works.
   *
   * @return the moment; fails with VENUE_UNAVAILABLE where the broker does not tell
   */
  Uni<Instant> begin(AccountId account) {
    forget();
    return unhurried
        .newest()
        .chain(
            answer -> {
              JsonArray newest =
                  OrderPages.of(answer).orElseThrow(() -> BrokerCalls.unavailable(answer));
              // The broker counts finer than the ledger.
              Instant at =
                  OrderPages.newestOf(newest).orElse(Instant.EPOCH).plus(1, ChronoUnit.MICROS);
              return reading.begin(account, Reading.Kind.ORDERS, at).replaceWith(at);
            });
  }

  private synchronized void forget() {
    last = null;
    settling = null;
  }
}
