// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.venue.alpaca.rest.BrokerAnswer;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import dev.unwind.application.venue.VenueLedger;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
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
          return lookUpLive();
        });
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
    UUID key = order.key();
    if (account == null || key == null) {
      return Uni.createFrom().voidItem();
    }
    parts.known().note(key, order.id());
    String event = update.getString("event", "");
    Executions.Piece piece =
        event.equals("fill") || event.equals("partial_fill")
            ? piece(account, key, order, update)
            : null;
    // A replacement's first quantity depends on the peer: its executions are looked up.
    Uni<Void> noted =
        piece == null || order.replaces() != null
            ? Uni.createFrom().voidItem()
            : parts.executions().append(piece, Quantity.ZERO, clock.instant());
    return noted.chain(() -> tell(account, key, order));
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

  private Uni<Void> tell(AccountId account, UUID key, BrokerOrder order) {
    return parts.reports().of(account, key, order).chain(this::deliver);
  }

  private Uni<Void> lookUpLive() {
    AccountId account = parts.account().account().orElse(null);
    if (account == null || !parts.lease().isHeld()) {
      return Uni.createFrom().voidItem();
    }
    return ledger
        .liveKeys(account, LIVE_MAX)
        .chain(
            live ->
                live.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : parts.calls().open().chain(answer -> lookUp(account, live, open(answer))));
  }

  /** The working orders of an answer by our keys; null where it has none. */
  private static @Nullable Map<UUID, BrokerOrder> open(BrokerAnswer answer) {
    if (!(answer instanceof BrokerAnswer.Answered answered) || !answered.isSuccess()) {
      return null;
    }
    Map<UUID, BrokerOrder> open = new HashMap<>();
    try {
      collect(answered.list(), open);
    } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
      return null;
    }
    return open;
  }

  private static void collect(JsonArray orders, Map<UUID, BrokerOrder> open) {
    for (int i = 0; i < orders.size(); i++) {
      BrokerOrder order = BrokerOrder.of(orders.getJsonObject(i));
      if (order.key() != null) {
        open.put(order.key(), order);
      }
      JsonArray legs = orders.getJsonObject(i).getJsonArray("legs");
      if (legs != null) {
        collect(legs, open);
      }
    }
  }

  /** Those that do not work any more are asked for one by one, as far as the limit allows. */
  private Uni<Void> lookUp(
      AccountId account, List<UUID> live, @Nullable Map<UUID, BrokerOrder> open) {
    if (open == null) {
      return Uni.createFrom().voidItem();
    }
    List<UUID> missing = new ArrayList<>();
    List<Map.Entry<UUID, BrokerOrder>> working = new ArrayList<>();
    for (UUID key : live) {
      BrokerOrder order = open.get(key);
      if (order == null) {
        missing.add(key);
      } else {
        working.add(Map.entry(key, order));
      }
    }
    return Multi.createFrom()
        .iterable(working)
        .onItem()
        .transformToUniAndConcatenate(entry -> tell(account, entry.getKey(), entry.getValue()))
        .collect()
        .last()
        .replaceWithVoid()
        .chain(() -> lookUpEach(account, missing, 0));
  }

  private Uni<Void> lookUpEach(AccountId account, List<UUID> keys, int from) {
    if (from >= keys.size() || parts.budget().left() <= BrokerCalls.SPARE) {
      return Uni.createFrom().voidItem();
    }
    UUID key = keys.get(from);
    return parts
        .calls()
        .byKey(key)
        .chain(
            answer -> {
              BrokerOrder order = OrderReports.order(answer);
              return order == null ? Uni.createFrom().voidItem() : tell(account, key, order);
            })
        .chain(() -> lookUpEach(account, keys, from + 1));
  }
}
