// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.TradingException;
import dev.unwind.application.venue.VenueLedger;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.Reason;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings what the broker tells to the ledger: what the stream says as it comes, and after each of
 * its gaps, and every so often, what has become of every order that the ledger holds as live. One
 * thing after another, so that an order's pieces are told in the order in which it traded.
 */
final class ReportFeed {
  /** More waits at the broker: it is looked up afterwards. */
  private static final int WAITING_MAX = 5_000;

  private static final int LIVE_MAX = 5_000;
  private static final int OFFER_MAX = 500;
  private static final Duration OFFERED_AGAIN_AFTER = Duration.ofSeconds(2);
  private static final Duration STEP_MAX = Duration.ofSeconds(60);

  private final LinkParts parts;
  private final VenueLedger ledger;
  private final InstantSource clock;
  private final Function<List<VenueReport>, Uni<Void>> sink;
  private final Queue<Supplier<Uni<Void>>> waiting = new ArrayDeque<>();
  private boolean isRunning;
  private boolean isLookUpWaiting;

  /**
   * @param sink completes when the reports have been recorded
   */
  ReportFeed(
      LinkParts parts,
      VenueLedger ledger,
      InstantSource clock,
      Function<List<VenueReport>, Uni<Void>> sink) {
    this.parts = parts;
    this.ledger = ledger;
    this.clock = clock;
    this.sink = sink;
  }

  /** Something that happened to an order, as the stream tells it. */
  void onUpdate(JsonObject update) {
    enqueue(() -> update(update));
  }

  /** Looks up what may have been missed, unless that is about to happen. */
  void lookUp() {
    synchronized (this) {
      if (isLookUpWaiting) {
        return;
      }
      isLookUpWaiting = true;
    }
    enqueue(
        () -> {
          synchronized (this) {
            isLookUpWaiting = false;
          }
          return lookUpLive().replaceWithVoid();
        });
  }

  /** The same now; fails with VENUE_UNAVAILABLE where the broker has not told everything. */
  Uni<Void> catchUp() {
    return Uni.createFrom()
        .<Void>emitter(
            emitter ->
                enqueue(
                    () ->
                        lookUpLive()
                            .invoke(
                                whole -> {
                                  if (whole) {
                                    emitter.complete(null);
                                  } else {
                                    emitter.fail(unavailable());
                                  }
                                })
                            .onFailure()
                            .invoke(emitter::fail)
                            .replaceWithVoid()))
        .ifNoItem()
        .after(STEP_MAX)
        .failWith(ReportFeed::unavailable);
  }

  private static TradingException unavailable() {
    return new TradingException(Reason.VENUE_UNAVAILABLE);
  }

  /**
   * Begins to tell of an account: what works now is taken over with what it has traded, what has
   * ended before is not, and what is entered from now on is found later.
   */
  Uni<List<VenueReport>> takeOver(AccountId account) {
    parts.known().clear();
    return parts
        .since()
        .begin(account)
        .chain(begun -> begun ? parts.calls().working() : Uni.createFrom().failure(unavailable()))
        .map(answer -> EnteredSince.listed(answer).orElseThrow(ReportFeed::unavailable))
        .chain(open -> parts.entered().first(account, open))
        .onItem()
        .transformToMulti(all -> Multi.createFrom().iterable(all))
        .filter(told -> told.entered() != null)
        .onItem()
        .transformToUniAndConcatenate(
            told -> traded(account, told).chain(() -> reports(account, told)))
        .collect()
        .asList()
        .map(each -> each.stream().flatMap(List::stream).toList());
  }

  /** What an order has traded by then is one piece, at its average price. */
  private Uni<Void> traded(AccountId account, EnteredOrders.Told told) {
    BrokerOrder order = told.order();
    Price average = order.averagePrice();
    return average == null || !order.filled().isPositive()
        ? Uni.createFrom().voidItem()
        : parts
            .executions()
            .append(
                new Executions.Piece(
                    order.id(),
                    told.key(),
                    account,
                    Quantity.ZERO,
                    order.filled(),
                    average,
                    order.at(),
                    null),
                Quantity.ZERO,
                clock.instant());
  }

  private Uni<List<VenueReport>> reports(AccountId account, EnteredOrders.Told told) {
    Uni<List<VenueReport>> of = parts.reports().of(account, told.key(), told.order());
    ExecutionReport.Entered entered = told.entered();
    return entered == null
        ? of
        : of.map(
            all ->
                // Told again and again, it is one delivery.
                Stream.concat(Stream.of(new VenueReport(entered.orderKey(), entered)), all.stream())
                    .toList());
  }

  /** Offers again what nobody has acknowledged. */
  void offerAgain() {
    enqueue(
        () -> {
          Instant now = clock.instant();
          return parts
              .executions()
              .offer(now.minus(OFFERED_AGAIN_AFTER), now, OFFER_MAX)
              .chain(this::deliver);
        });
  }

  private void enqueue(Supplier<Uni<Void>> step) {
    synchronized (this) {
      if (waiting.size() >= WAITING_MAX) {
        Log.warnf("reports are left to be looked up venue=%s", parts.name());
        return;
      }
      waiting.add(step);
      if (isRunning) {
        return;
      }
      isRunning = true;
    }
    next();
  }

  private void next() {
    Supplier<Uni<Void>> step;
    synchronized (this) {
      step = waiting.poll();
      if (step == null) {
        isRunning = false;
        return;
      }
    }
    Uni.createFrom()
        .deferred(() -> step.get())
        .ifNoItem()
        .after(STEP_MAX)
        .fail()
        .subscribe()
        .with(
            done -> next(),
            failure -> {
              Log.debugf("reports could not be taken venue=%s: %s", parts.name(), failure);
              next();
            });
  }

  private Uni<Void> deliver(List<VenueReport> reports) {
    return reports.isEmpty() ? Uni.createFrom().voidItem() : sink.apply(reports);
  }

  private Uni<Void> update(JsonObject update) {
    AccountId account = parts.account().account().orElse(null);
    BrokerOrder order;
    try {
      order = BrokerOrder.of(update.getJsonObject("order"));
    } catch (RuntimeException e) {
      Log.warnf("an update cannot be read venue=%s: %s", parts.name(), e);
      return Uni.createFrom().voidItem();
    }
    if (account == null) {
      return Uni.createFrom().voidItem();
    }
    return parts
        .keys()
        .of(account, order)
        .chain(
            key -> {
              if (key.isPresent()) {
                return update(account, new EnteredOrders.Told(key.get(), order, null), update);
              }
              JsonObject json = update.getJsonObject("order");
              if (EnteredOrders.isLoneLeg(json)) {
                lookUp();
                return Uni.createFrom().voidItem();
              }
              return parts
                  .entered()
                  .of(account, new JsonArray().add(json))
                  .invoke(
                      found -> {
                        if (found.isEmpty() && order.replaces() != null) {
                          lookUp();
                        }
                      })
                  .onItem()
                  .transformToMulti(all -> Multi.createFrom().iterable(all))
                  .onItem()
                  .transformToUniAndConcatenate(told -> update(account, told, update))
                  .collect()
                  .last()
                  .replaceWithVoid();
            });
  }

  private Uni<Void> update(AccountId account, EnteredOrders.Told told, JsonObject update) {
    String event = update.getString("event", "");
    boolean isOfIt =
        told.order().id().toString().equals(update.getJsonObject("order").getString("id"));
    Executions.Piece piece =
        isOfIt && (event.equals("fill") || event.equals("partial_fill"))
            ? piece(account, told.key(), told.order(), update)
            : null;
    // A replacement's first quantity depends on the peer: its executions are looked up.
    Uni<Void> noted =
        piece == null || told.order().replaces() != null
            ? Uni.createFrom().voidItem()
            : parts.executions().append(piece, Quantity.ZERO, clock.instant());
    return noted.chain(() -> tell(account, told));
  }

  private static Executions.@Nullable Piece piece(
      AccountId account, UUID key, BrokerOrder order, JsonObject update) {
    BigDecimal qty = BrokerOrder.decimal(update, "qty").orElse(null);
    BigDecimal price = BrokerOrder.decimal(update, "price").orElse(null);
    if (qty == null || price == null || qty.signum() <= 0) {
      return null;
    }
    Instant at = BrokerOrder.time(update.getString("timestamp")).orElseGet(order::submittedAt);
    return new Executions.Piece(
        order.id(),
        key,
        account,
        order.filled().minus(new Quantity(qty)).max(Quantity.ZERO),
        order.filled(),
        new Price(price),
        at,
        update.getString("execution_id"));
  }

  private Uni<Void> tell(AccountId account, EnteredOrders.Told told) {
    return reports(account, told).chain(this::deliver);
  }

  /**
   * @return whether the broker has told everything
   */
  private Uni<Boolean> lookUpLive() {
    AccountId account = parts.account().account().orElse(null);
    if (account == null || !parts.lease().isHeld()) {
      return Uni.createFrom().item(false);
    }
    return ledger
        .liveKeys(account, LIVE_MAX)
        .map(live -> (Set<UUID>) new LinkedHashSet<>(live))
        .chain(
            live ->
                // What was replaced meanwhile comes before what has taken its place and works.
                parts
                    .since()
                    .readOn(account, page -> tellListed(account, Set.of(), page))
                    .chain(all -> lookUpLive(account, live).map(whole -> whole && all)));
  }

  private Uni<Boolean> lookUpLive(AccountId account, Set<UUID> live) {
    return parts
        .calls()
        .open()
        .chain(
            answer -> {
              JsonArray open = EnteredSince.listed(answer).orElse(null);
              return open == null
                  ? Uni.createFrom().item(false)
                  : tellListed(account, live, open)
                      .chain(
                          told -> {
                            List<UUID> missing = new ArrayList<>(live);
                            missing.removeAll(told);
                            return lookUpEach(account, missing, 0);
                          });
            });
  }

  /**
   * Tells what has become of those that are live, and of those that the ledger does not have.
   *
   * @return the keys of all of the list
   */
  private Uni<Set<UUID>> tellListed(AccountId account, Set<UUID> live, JsonArray orders) {
    Set<UUID> keys = new HashSet<>();
    return parts
        .entered()
        .of(account, orders)
        .onItem()
        .transformToMulti(all -> Multi.createFrom().iterable(all))
        .invoke(told -> keys.add(told.key()))
        .filter(told -> told.entered() != null || live.contains(told.key()))
        .onItem()
        .transformToUniAndConcatenate(told -> tell(account, told))
        .collect()
        .last()
        .replaceWith(keys);
  }

  /** Those that do not work any more are asked for one by one, as far as the limit allows. */
  private Uni<Boolean> lookUpEach(AccountId account, List<UUID> keys, int from) {
    if (from >= keys.size()) {
      return Uni.createFrom().item(true);
    }
    if (parts.budget().left() <= BrokerCalls.SPARE) {
      return Uni.createFrom().item(false);
    }
    UUID key = keys.get(from);
    return parts
        .keys()
        .find(key)
        .chain(
            answer -> {
              BrokerOrder order = OrderReports.order(answer);
              if (order == null) {
                return Uni.createFrom().voidItem();
              }
              parts.known().note(key, order.id());
              return tell(account, new EnteredOrders.Told(key, order, null));
            })
        .chain(() -> lookUpEach(account, keys, from + 1));
  }
}
