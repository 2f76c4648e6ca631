// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.venue.alpaca.EnteredOrders.Told;
import dev.unwind.venue.alpaca.Executions.Piece;
import dev.unwind.venue.alpaca.order.OrderTexts;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the stream says of orders. Many of them at once are a few statements and one booking, as far
 * as all is said that there is to say; where the broker must be asked about an order, its updates
 * are taken one by one.
 */
final class StreamUpdates {
  private static final Set<String> TRADES = Set.of("fill", "partial_fill");
  private static final String BUST = "trade_bust";
  private static final Set<String> CORRECTIONS = Set.of(BUST, "trade_correct");
  private static final int CORRECTIONS_MAX = 1_000;
  private static final Duration TOLD_FOR = Duration.ofHours(1);

  private final LinkParts parts;
  private final InstantSource clock;
  private final Function<List<VenueReport>, Uni<Void>> deliver;
  private final Runnable lookUp;
  private final Runnable missed;

  /** Corrections that the ledger has not recorded yet, in their order, by their reports' ids. */
  private final Map<UUID, Correction> untold = new LinkedHashMap<>();

  /** Under which names the ledger has what was corrected: a correction may name one before it. */
  private final Map<String, String> corrected = new LinkedHashMap<>();

  /** Of the lease under which both were told. */
  private long epoch;

  /**
   * @param lookUp looks up what works, later
   * @param missed something is not told that has happened
   */
  StreamUpdates(
      LinkParts parts,
      InstantSource clock,
      Function<List<VenueReport>, Uni<Void>> deliver,
      Runnable lookUp,
      Runnable missed) {
    this.parts = parts;
    this.clock = clock;
    this.deliver = deliver;
    this.lookUp = lookUp;
    this.missed = missed;
  }

  /**
   * Tells what these come to. Of an order only its last update is looked at for how it stands, and
   * each one for what it has traded.
   *
   * @return those that are to be taken one by one
   */
  Uni<List<JsonObject>> together(List<JsonObject> updates) {
    AccountId account = parts.account().account().orElse(null);
    if (account == null) {
      missed.run();
      return Uni.createFrom().item(List.of());
    }
    Map<JsonObject, BrokerOrder> orders = new IdentityHashMap<>();
    updates.forEach(update -> order(update).ifPresent(order -> orders.put(update, order)));
    return parts
        .keys()
        .of(account, orders.values())
        .chain(
            keys -> {
              List<Piece> pieces = new ArrayList<>();
              Map<UUID, BrokerOrder> last = new LinkedHashMap<>();
              Set<UUID> corrected = new HashSet<>();
              for (JsonObject update : updates) {
                BrokerOrder order = orders.get(update);
                UUID key = order == null ? null : keys.get(order.id());
                if (order != null && key != null) {
                  piece(account, key, order, update).ifPresent(pieces::add);
                  last.remove(order.id());
                  last.put(order.id(), order);
                  if (isCorrection(update)) {
                    corrected.add(order.id());
                  }
                }
              }
              last.keySet().removeAll(corrected);
              return parts
                  .executions()
                  .appendAll(pieces, Quantity.ZERO, clock.instant())
                  .chain(() -> parts.executions().of(last.keySet()))
                  .chain(traded -> tell(account, keys, last.values(), traded));
            })
        .map(
            told ->
                updates.stream()
                    .filter(
                        update -> {
                          BrokerOrder order = orders.get(update);
                          return order != null && !told.contains(order.id());
                        })
                    .toList());
  }

  /**
   * @return the broker's ids of those that were told
   */
  private Uni<Set<UUID>> tell(
      AccountId account,
      Map<UUID, UUID> keys,
      Collection<BrokerOrder> orders,
      Map<UUID, List<VenueReport>> traded) {
    Set<UUID> told = new HashSet<>();
    List<VenueReport> reports = new ArrayList<>();
    for (BrokerOrder order : orders) {
      UUID key = keys.get(order.id());
      if (key != null && parts.known().isSaidToWork(key, order)) {
        told.add(order.id());
        continue;
      }
      List<VenueReport> of = traded.getOrDefault(order.id(), List.of());
      if (key != null && OrderReports.isPlain(order, of)) {
        told.add(order.id());
        reports.addAll(parts.reports().ofPlain(account, key, order, of));
      }
    }
    return deliver.apply(reports).replaceWith(told);
  }

  private Optional<BrokerOrder> order(JsonObject update) {
    try {
      return Optional.of(BrokerOrder.of(update.getJsonObject("order")));
    } catch (RuntimeException e) {
      Log.warnf("an update cannot be read venue=%s: %s", parts.name(), e);
      missed.run();
      return Optional.empty();
    }
  }

  /** Tells what one comes to, and asks the broker where it must. */
  Uni<Void> one(JsonObject update) {
    AccountId account = parts.account().account().orElse(null);
    BrokerOrder order = order(update).orElse(null);
    if (account == null) {
      missed.run();
    }
    if (account == null || order == null) {
      return Uni.createFrom().voidItem();
    }
    return parts
        .keys()
        .of(account, order)
        .onFailure(failure -> isCorrection(update))
        .invoke(failure -> left(order.id(), update.getString("execution_id", ""), "" + failure))
        .chain(
            key -> {
              if (key.isPresent()) {
                return one(account, new Told(key.get(), order, null), update);
              }
              parts.coverage().forgetStated();
              JsonObject json = update.getJsonObject("order");
              if (EnteredOrders.isLoneLeg(json)) {
                lookUp.run();
                return Uni.createFrom().voidItem();
              }
              return parts
                  .entered()
                  .of(account, new JsonArray().add(json))
                  .invoke(
                      listing -> {
                        if (!listing.untold().isEmpty()) {
                          missed.run();
                        }
                      })
                  .map(EnteredOrders.Listing::told)
                  .invoke(
                      found -> {
                        if (found.isEmpty() && order.replaces() != null) {
                          lookUp.run();
                        }
                      })
                  .onItem()
                  .transformToMulti(all -> Multi.createFrom().iterable(all))
                  .onItem()
                  .transformToUniAndConcatenate(told -> one(account, told, update))
                  .collect()
                  .last()
                  .replaceWithVoid();
            });
  }

  private Uni<Void> one(AccountId account, Told told, JsonObject update) {
    // What an order that works on trades again takes the place of what was taken back.
    if (isCorrection(update) && told.order().isFinal()) {
      return corrected(account, told, update);
    }
    if (told.entered() == null && parts.known().isSaidToWork(told.key(), told.order())) {
      return Uni.createFrom().voidItem();
    }
    return parts
        .entered(account, told)
        .chain(
            () ->
                piece(account, told.key(), told.order(), update)
                    .map(piece -> parts.executions().append(piece, Quantity.ZERO, clock.instant()))
                    .orElseGet(() -> Uni.createFrom().voidItem()))
        .chain(() -> parts.reports().of(account, told))
        .chain(reports -> deliver.apply(reports));
  }

  private static boolean isCorrection(JsonObject update) {
    return CORRECTIONS.contains(update.getString("event", ""));
  }

  /** An execution was another one, or none. What cannot be told so is a difference of the books. */
  private Uni<Void> corrected(AccountId account, Told told, JsonObject update) {
    String of = update.getString("previous_execution_id", "");
    boolean isGone = update.getString("event").equals(BUST);
    Quantity qty =
        isGone
            ? Quantity.ZERO
            : BrokerOrder.decimal(update, "qty").map(Quantity::new).orElse(Quantity.ZERO);
    Price price = isGone ? null : BrokerOrder.decimal(update, "price").map(Price::new).orElse(null);
    Correction correction =
        new Correction(
            UUID.randomUUID(),
            account,
            told.key(),
            told.order().id(),
            of,
            update.getString("execution_id", of),
            qty,
            price,
            OrderTexts.time(update.getString("timestamp")).orElseGet(clock::instant),
            clock.instant());
    if (!isGone && (price == null || !qty.isPositive())) {
      left(correction, "what it is now cannot be read");
      return Uni.createFrom().voidItem();
    }
    // Where others wait, it is told with them, and not each with all of them.
    return keep(correction) ? Uni.createFrom().voidItem() : offerCorrections();
  }

  /**
   * A correction that the stream has told, which it does not tell again.
   *
   * @param report the id of the report of it
   * @param of the broker's id of the execution, or of what has corrected it before
   */
  private record Correction(
      UUID report,
      AccountId account,
      UUID key,
      UUID order,
      String of,
      String own,
      Quantity qty,
      @Nullable Price price,
      Instant at,
      Instant keptAt) {

    VenueReport told(String venue, String execution) {
      return new VenueReport(
          report,
          new ExecutionReport.Corrected(
              account, key, venue, execution, order + ":" + own, qty, price, at));
    }
  }

  /**
   * @return whether others wait
   */
  private synchronized boolean keep(Correction correction) {
    forgetOfEarlierLease();
    boolean isAmongOthers = !untold.isEmpty();
    untold.put(correction.report(), correction);
    if (untold.size() > CORRECTIONS_MAX) {
      Correction oldest = untold.values().iterator().next();
      untold.remove(oldest.report());
      left(oldest, "too many wait to be recorded");
    }
    return isAmongOthers;
  }

  /**
   * Another replica was told in between: what has waited here would take the place of what that one
   * has recorded.
   */
  private synchronized void forgetOfEarlierLease() {
    if (epoch != parts.lease().epoch()) {
      epoch = parts.lease().epoch();
      untold.values().forEach(each -> left(each, "another replica had the link"));
      untold.clear();
      corrected.clear();
    }
  }

  /** What is not recorded after so long never will be, such as of an execution that is not. */
  private synchronized void forgetOld() {
    Instant before = clock.instant().minus(TOLD_FOR);
    untold
        .values()
        .removeIf(
            each -> {
              boolean isOld = each.keptAt().isBefore(before);
              if (isOld) {
                left(each, "its execution was not recorded in time");
              }
              return isOld;
            });
  }

  private void left(Correction correction, String why) {
    left(correction.order(), correction.of(), why);
  }

  /** The stream does not tell it again. */
  private void left(UUID order, String execution, String why) {
    Log.warnf(
        "a correction cannot be booked, what it changes is a difference venue=%s order=%s"
            + " execution=%s: %s",
        parts.name(), order, execution, why);
  }

  /** The ledger has recorded these, and is not told of them again. */
  synchronized void recorded(Set<UUID> reports) {
    untold.keySet().removeAll(reports);
  }

  private synchronized boolean isUntold(Correction correction) {
    return untold.containsKey(correction.report());
  }

  private synchronized List<Correction> untold() {
    return List.copyOf(untold.values());
  }

  /**
   * Tells the corrections that the ledger has not recorded. One that follows another of its order
   * waits for that: what is told last stands.
   */
  Uni<Void> offerCorrections() {
    forgetOfEarlierLease();
    forgetOld();
    Set<UUID> waiting = new HashSet<>();
    return Multi.createFrom()
        .iterable(untold())
        .onItem()
        .transformToUniAndConcatenate(
            correction ->
                waiting.contains(correction.order())
                    ? Uni.createFrom().voidItem()
                    : tell(correction)
                        .onFailure()
                        .invoke(
                            failure ->
                                Log.debugf(
                                    "a correction is told again venue=%s: %s",
                                    parts.name(), failure))
                        .onFailure()
                        .recoverWithNull()
                        .invoke(
                            () -> {
                              if (isUntold(correction)) {
                                waiting.add(correction.order());
                              }
                            }))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> tell(Correction correction) {
    UUID order = correction.order();
    return parts
        .executions()
        .called(order, correction.of())
        .chain(
            found -> {
              String name = found.or(() -> known(order, correction.of())).orElse(null);
              if (name == null) {
                recorded(Set.of(correction.report()));
                left(correction, "it is not known here");
                return Uni.createFrom().voidItem();
              }
              note(order, correction.own(), name);
              return deliver.apply(List.of(correction.told(parts.name(), name)));
            });
  }

  private synchronized Optional<String> known(UUID order, String correction) {
    return Optional.ofNullable(corrected.get(order + ":" + correction));
  }

  private synchronized void note(UUID order, String correction, String execution) {
    corrected.put(order + ":" + correction, execution);
    if (corrected.size() > CORRECTIONS_MAX) {
      corrected.remove(corrected.keySet().iterator().next());
    }
  }

  /** What it says that the order has traded. */
  private static Optional<Piece> piece(
      AccountId account, UUID key, BrokerOrder order, JsonObject update) {
    boolean isTrade = TRADES.contains(update.getString("event", ""));
    boolean isOfIt = order.id().toString().equals(update.getJsonObject("order").getString("id"));
    // A replacement's first quantity depends on the peer: its executions are looked up.
    return isTrade && isOfIt && order.replaces() == null
        ? Piece.told(account, key, order, update)
        : Optional.empty();
  }
}
