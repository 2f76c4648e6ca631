// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.domain.value.AccountId;
import dev.unwind.venue.alpaca.rest.BrokerAnswer;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;

/**
 * Orders that were entered since an account was bound, by anybody: what has ended meanwhile is in
 * no list of what works.
 */
final class EnteredSince {
  private static final int PAGES_MAX = 20;
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  private final BrokerCalls unhurried;
  private final Reading reading;

  EnteredSince(BrokerCalls unhurried, Reading reading) {
    this.unhurried = unhurried;
    this.reading = reading;
  }

  /** The orders of an answer; empty where it has none. */
  static Optional<JsonArray> listed(BrokerAnswer answer) {
    if (!(answer instanceof BrokerAnswer.Answered answered) || !answered.isSuccess()) {
      return Optional.empty();
    }
    try {
      return Optional.of(answered.list());
    } catch (DecodeException | ClassCastException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads on; what could not be told is read again.
   *
   * @param calls by which pages are asked for
   * @param tell what is done with each page; whether nothing of it is to be told again
   * @return whether the broker has told everything
   */
  Uni<Boolean> readOn(
      AccountId account, BrokerCalls calls, Function<JsonArray, Uni<Boolean>> tell) {
    return reading
        .of(account, Reading.Kind.ORDERS)
        .chain(
            span ->
                span.isEmpty()
                    ? begin(account).replaceWith(true)
                    : page(account, calls, span.get().next(OVERLAP), 1, true, tell));
  }

  /**
   * @param isTold whether all before was
   */
  private Uni<Boolean> page(
      AccountId account,
      BrokerCalls calls,
      Instant after,
      int number,
      boolean isTold,
      Function<JsonArray, Uni<Boolean>> tell) {
    return calls
        .entered(after)
        .chain(
            answer -> {
              JsonArray page = listed(answer).orElse(null);
              if (page == null) {
                return Uni.createFrom().item(false);
              }
              Instant last = lastOf(page, after);
              return tell.apply(page)
                  .map(told -> told && isTold)
                  .call(
                      all ->
                          all
                              ? reading.on(account, Reading.Kind.ORDERS, last)
                              : Uni.createFrom().voidItem())
                  .chain(
                      all ->
                          BrokerCalls.isWholeOfOpen(page.size())
                                  && last.isAfter(after)
                                  && number < PAGES_MAX
                              ? page(account, calls, last, number + 1, all, tell)
                              : Uni.createFrom().item(all));
            });
  }

  private static Instant lastOf(JsonArray page, Instant after) {
    return page.isEmpty()
        ? after
        : BrokerOrder.time(page.getJsonObject(page.size() - 1).getString("submitted_at"))
            .filter(last -> last.isAfter(after))
            .orElse(after);
  }

  /**
   * What was entered before this moment has ended before, or works.
   *
   * @return the moment; fails with VENUE_UNAVAILABLE where the broker does not tell
   */
  Uni<Instant> begin(AccountId account) {
    return unhurried
        .newest()
        .chain(
            answer -> {
              JsonArray newest = listed(answer).orElseThrow(() -> BrokerCalls.unavailable(answer));
              // The broker counts finer than the ledger.
              Instant at = lastOf(newest, Instant.EPOCH).plus(1, ChronoUnit.MICROS);
              return reading.begin(account, Reading.Kind.ORDERS, at).replaceWith(at);
            });
  }
}
