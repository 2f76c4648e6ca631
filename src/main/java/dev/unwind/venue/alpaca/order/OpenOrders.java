// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca.order;

import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.venue.alpaca.rest.BrokerAnswer;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The broker's list of what works, page after page, and how many requests that takes: all of them
 * are to have their turn before what else waits for the list has to wait.
 */
public final class OpenOrders {
  /** Of a look-up, besides: what was entered. */
  private static final int OTHERS = 1;

  /** Of the broker's limit look-ups take no more than one of so many. */
  private static final int SHARE_OF = 4;

  private final int most;
  private final int pagesMax;
  private final AtomicBoolean isInLine = new AtomicBoolean();
  private final AtomicReference<@Nullable BrokerCalls> turns = new AtomicReference<>();
  private volatile int pages = 1;

  /**
   * @param most orders that are read
   */
  public OpenOrders(int most) {
    this.most = most;
    pagesMax = (most + BrokerCalls.ORDERS_MAX - 1) / BrokerCalls.ORDERS_MAX + 1;
  }

  /** How many live orders are looked at at once. */
  public int most() {
    return most;
  }

  /**
   * What reading it has come to.
   *
   * @param isAnswered whether each page was
   * @param isAll whether none works beyond what was read
   * @param last the last answer
   */
  public record Extent(boolean isAnswered, boolean isAll, BrokerAnswer last) {}

  /**
   * Reads on until the list ends, or as far as it is read; no order comes twice.
   *
   * @param calls by which pages are asked for
   * @param use what is done with each page before the next is asked for
   */
  public Uni<Extent> each(BrokerCalls calls, Function<JsonArray, Uni<Void>> use) {
    return page(calls, null, 1, Set.of(), use);
  }

  /** The same, where it is of no use unless all of it is read: fails with VENUE_UNAVAILABLE. */
  public <T> Uni<List<T>> all(BrokerCalls calls, Function<JsonArray, Uni<List<T>>> read) {
    List<T> all = new ArrayList<>();
    return each(calls, page -> read.apply(page).invoke(all::addAll).replaceWithVoid())
        .map(
            extent -> {
              if (!extent.isAnswered()) {
                throw BrokerCalls.unavailable(extent.last());
              }
              if (!extent.isAll()) {
                throw new TradingException(
                    Denial.of(
                        Reason.VENUE_UNAVAILABLE,
                        "more orders work there than are read, which are " + most));
              }
              return all;
            });
  }

  private Uni<Extent> page(
      BrokerCalls calls,
      @Nullable Instant after,
      int number,
      Set<String> before,
      Function<JsonArray, Uni<Void>> use) {
    return calls
        .open(after)
        .chain(
            answer -> {
              JsonArray page = OrderPages.of(answer).orElse(null);
              if (page == null) {
                // As many as it takes were not there: the next time there shall be more.
                pages = Math.min(pagesMax, Math.max(pages, 2 * number - 1));
                return Uni.createFrom().item(new Extent(false, false, answer));
              }
              boolean isLast = OrderPages.isLast(page);
              Instant newest =
                  isLast || number == pagesMax || !OrderPages.isAscending(page)
                      ? null
                      : OrderPages.newestOf(page).orElse(null);
              if (newest == null) {
                pages = number;
              }
              return use.apply(without(before, page))
                  .chain(
                      () ->
                          newest == null
                              ? Uni.createFrom().item(new Extent(true, isLast, answer))
                              : page(
                                  calls,
                                  OrderPages.next(after == null ? Instant.EPOCH : after, newest),
                                  number + 1,
                                  ids(page),
                                  use));
            });
  }

  private static JsonArray without(Set<String> before, JsonArray page) {
    if (before.isEmpty()) {
      return page;
    }
    JsonArray others = new JsonArray();
    for (int i = 0; i < page.size(); i++) {
      if (!before.contains(id(page, i))) {
        others.add(page.getValue(i));
      }
    }
    return others;
  }

  private static Set<String> ids(JsonArray page) {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < page.size(); i++) {
      ids.add(id(page, i));
    }
    return ids;
  }

  private static String id(JsonArray page, int place) {
    return page.getValue(place) instanceof JsonObject order
        ? String.valueOf(order.getValue("id"))
        : "";
  }

  private int requests() {
    return OTHERS + pages;
  }

  /** How much longer who asks may have to wait than for one page. */
  public int times() {
    return 1 + pages / 10;
  }

  /** How often it is read at the most, of so many requests a minute. */
  public Duration every(Duration lookUp, int requestsPerMinute) {
    Duration share =
        Duration.ofMinutes(1)
            .multipliedBy((long) SHARE_OF * requests())
            .dividedBy(requestsPerMinute);
    return pages > 1 && share.compareTo(lookUp) > 0 ? share : lookUp;
  }

  /** Waits for the turns of what a look-up takes; fails with VENUE_UNAVAILABLE. */
  public Uni<BrokerCalls> turns(BrokerCalls calls) {
    return calls.afterTurns(requests());
  }

  /**
   * Begins a look-up: at once where it is short. Where the turns are not to be had it is not begun,
   * and due again.
   */
  public void begin(BrokerCalls calls, Runnable lookUp) {
    if (pages == 1) {
      lookUp.run();
    } else if (isInLine.compareAndSet(false, true)) {
      turns(calls)
          .onTermination()
          .invoke(() -> isInLine.set(false))
          .subscribe()
          .with(
              had -> {
                BrokerCalls unused = turns.getAndSet(had);
                if (unused != null) {
                  unused.giveBack();
                }
                lookUp.run();
              },
              failure -> {});
    }
  }

  /** Those that had their turn for the one that begins now, if it has waited for it. */
  public BrokerCalls begun(BrokerCalls calls) {
    BrokerCalls had = turns.getAndSet(null);
    return had == null ? calls : had;
  }
}
