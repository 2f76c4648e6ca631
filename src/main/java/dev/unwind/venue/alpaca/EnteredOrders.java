// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.market.Market;
import dev.unwind.application.reconciliation.LedgerOrders;
import dev.unwind.application.reconciliation.NewInstruments;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.EnteredOrder;
import dev.unwind.domain.order.EnteredOrderBuilder;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Orders of the broker's lists: which of them the ledger has, and how it takes the others in. */
final class EnteredOrders {
  private static final int NAME_CHARS_MAX = 128;

  /** So many replacements of one order that the ledger has not seen are looked through. */
  private static final int REPLACED_MAX = 20;

  private final BrokerCalls looking;
  private final BrokerCalls unhurried;
  private final Market market;
  private final NewInstruments unknown;
  private final LedgerOrders ledger;
  private final OrderKeys keys;

  /**
   * @param looking by which is asked of what comes up as orders are looked at
   * @param unhurried the same as an account is bound, of however many
   */
  EnteredOrders(
      BrokerCalls looking,
      BrokerCalls unhurried,
      Market market,
      NewInstruments unknown,
      LedgerOrders ledger,
      OrderKeys keys) {
    this.looking = looking;
    this.unhurried = unhurried;
    this.market = market;
    this.unknown = unknown;
    this.ledger = ledger;
    this.keys = keys;
  }

  /**
   * An order with the key that the ledger has it under, or takes it in by.
   *
   * @param entered by which it does; null where it has it
   */
  record Told(UUID key, BrokerOrder order, ExecutionReport.@Nullable Entered entered) {}

  /**
   * An order of a list.
   *
   * @param pair the id of the first order of its pair
   * @param parent the id of the order that lets it work
   */
  private record Listed(
      JsonObject json, BrokerOrder order, @Nullable UUID pair, @Nullable UUID parent) {
    boolean isBehind(Set<UUID> untold) {
      return Stream.of(order.replaces(), pair, parent)
          .filter(Objects::nonNull)
          .anyMatch(untold::contains);
    }
  }

  /**
   * What a list comes to.
   *
   * @param untold the broker's ids of those of which that cannot be said now
   */
  record Listing(List<Told> told, Set<UUID> untold) {}

  /**
   * The orders of a list, their legs after them. One that the ledger could not carry is left out:
   * it is a difference of the books.
   */
  Uni<Listing> of(AccountId account, JsonArray orders) {
    return of(account, orders, false);
  }

  /**
   * The same as an account is bound: what these have replaced is of no matter any more, and either
   * all can be told or none.
   */
  Uni<List<Told>> first(AccountId account, JsonArray orders) {
    return of(account, orders, true).map(Listing::told);
  }

  private Uni<Listing> of(AccountId account, JsonArray orders, boolean isFirst) {
    List<Listed> all = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      try {
        list(orders.getJsonObject(i), all);
      } catch (RuntimeException e) {
        Log.warnf("an order cannot be read: %s", e);
      }
    }
    return keys.of(account, all.stream().map(Listed::order).toList())
        .chain(
            known ->
                taken(account, all, known)
                    .chain(
                        taken ->
                            told(
                                account,
                                all,
                                known,
                                new Around(
                                    isFirst ? unhurried : looking, taken, ids(all), isFirst))));
  }

  /** One of which nothing can be said keeps none back but those that belong to it. */
  private Uni<Listing> told(
      AccountId account, List<Listed> all, Map<UUID, UUID> known, Around around) {
    Set<UUID> untold = new HashSet<>();
    return Multi.createFrom()
        .iterable(all)
        .onItem()
        .transformToUniAndConcatenate(
            listed -> {
              UUID id = listed.order().id();
              UUID key = known.get(id);
              if (key == null && listed.isBehind(untold)) {
                untold.add(id);
                return Uni.createFrom().item(Optional.<Told>empty());
              }
              return told(account, listed, key, around)
                  .onFailure(failure -> !around.isFirst())
                  .recoverWithItem(
                      failure -> {
                        Log.debugf("order %s cannot be told: %s", id, failure);
                        untold.add(id);
                        return Optional.empty();
                      });
            })
        .filter(Optional::isPresent)
        .map(Optional::get)
        .collect()
        .asList()
        .map(told -> new Listing(told, untold));
  }

  /**
   * What an order is told with.
   *
   * @param calls by which the broker is asked of it
   * @param taken names that it cannot have
   * @param ids of those that are told with it, older ones first
   * @param isFirst nothing was told of the account before
   */
  private record Around(BrokerCalls calls, Set<String> taken, Set<UUID> ids, boolean isFirst) {}

  private static Set<UUID> ids(List<Listed> all) {
    return all.stream().map(listed -> listed.order().id()).collect(Collectors.toSet());
  }

  private static void list(JsonObject json, List<Listed> all) {
    BrokerOrder order = BrokerOrder.of(json);
    JsonArray legs = json.getJsonArray("legs");
    boolean hasLegs = legs != null && !legs.isEmpty();
    boolean isPair = hasLegs && "oco".equals(json.getString("order_class"));
    all.add(new Listed(json, order, isPair ? order.id() : null, null));
    if (legs == null || !hasLegs) {
      return;
    }
    UUID first =
        isPair ? order.id() : legs.size() > 1 ? BrokerOrder.of(legs.getJsonObject(0)).id() : null;
    for (int i = 0; i < legs.size(); i++) {
      JsonObject leg = legs.getJsonObject(i);
      all.add(new Listed(leg, BrokerOrder.of(leg), first, isPair ? null : order.id()));
    }
  }

  /** A leg whose other orders are not told with it: the list of what works shows them together. */
  static boolean isLoneLeg(JsonObject json) {
    JsonArray legs = json.getJsonArray("legs");
    return Set.of("bracket", "oco", "oto").contains(json.getString("order_class", ""))
        && (legs == null || legs.isEmpty());
  }

  /** Names of those that are new which other orders of the account have already. */
  private Uni<Set<String>> taken(AccountId account, List<Listed> all, Map<UUID, UUID> known) {
    Set<String> names =
        all.stream()
            .map(Listed::order)
            .filter(order -> !known.containsKey(order.id()))
            .flatMap(order -> Optional.ofNullable(order.name()).stream())
            .collect(Collectors.toSet());
    return names.isEmpty()
        ? Uni.createFrom().item(Set.of())
        : ledger.of(account, Set.of(), names).map(LedgerOrders.Found::names);
  }

  private Uni<Optional<Told>> told(
      AccountId account, Listed listed, @Nullable UUID key, Around around) {
    BrokerOrder order = listed.order();
    if (key != null) {
      return Uni.createFrom().item(Optional.of(new Told(key, order, null)));
    }
    return replaced(account, order, around)
        .chain(
            original ->
                original.isMissing()
                    ? Uni.createFrom().item(Optional.<Told>empty())
                    : instrument(listed.json().getString("symbol", ""), around)
                        .map(
                            instrument ->
                                instrument
                                    .flatMap(
                                        found ->
                                            entered(listed, found, original.key(), around.taken()))
                                    .map(
                                        entered ->
                                            new Told(
                                                order.id(),
                                                order,
                                                new ExecutionReport.Entered(
                                                    account,
                                                    order.id(),
                                                    entered,
                                                    order.submittedAt())))));
  }

  /** One that is not known yet is taken over from the broker. */
  private Uni<Optional<Instrument>> instrument(String symbol, Around around) {
    return market
        .bySymbol(symbol)
        .chain(
            found ->
                found.isPresent() || symbol.isEmpty()
                    ? Uni.createFrom().item(found)
                    : AccountStatement.asset(around.calls(), symbol)
                        .chain(
                            asset ->
                                asset.isEmpty()
                                    ? Uni.createFrom().item(found)
                                    : unknown
                                        .open(List.of(asset.get()))
                                        .chain(() -> market.bySymbol(symbol))));
  }

  /**
   * What an order has taken the place of.
   *
   * @param key null where that is nothing the ledger has
   * @param isMissing the ledger has what was replaced before, but not what came in between: that
   *     comes first, as the list of what was entered has it, else one order would be two
   */
  private record Original(@Nullable UUID key, boolean isMissing) {
    private static final Original NONE = new Original(null, false);
  }

  private Uni<Original> replaced(AccountId account, BrokerOrder order, Around around) {
    UUID before = order.replaces();
    if (before == null) {
      return Uni.createFrom().item(Original.NONE);
    }
    return around
        .calls()
        .byId(before)
        .chain(
            answer -> {
              BrokerOrder original = OrderReports.order(answer);
              // Without an answer nobody knows, and it is asked again at the next look.
              if (original == null && !answer.isAbsent()) {
                throw BrokerCalls.unavailable(answer);
              }
              return original == null
                  ? Uni.createFrom().item(Original.NONE)
                  : keys.of(account, original)
                      .chain(
                          key ->
                              key.isPresent() || around.ids().contains(before)
                                  ? Uni.createFrom().item(new Original(key.orElse(before), false))
                                  : isAnyKnown(
                                          account, around.isFirst() ? null : original.replaces(), 1)
                                      .map(isKnown -> new Original(null, isKnown)));
            });
  }

  private Uni<Boolean> isAnyKnown(AccountId account, @Nullable UUID id, int number) {
    if (id == null || number >= REPLACED_MAX) {
      return Uni.createFrom().item(false);
    }
    return looking
        .byId(id)
        .chain(
            answer -> {
              BrokerOrder order = OrderReports.order(answer);
              if (order == null && !answer.isAbsent()) {
                throw BrokerCalls.unavailable(answer);
              }
              return order == null
                  ? Uni.createFrom().item(false)
                  : keys.of(account, order)
                      .chain(
                          key ->
                              key.isPresent()
                                  ? Uni.createFrom().item(true)
                                  : isAnyKnown(account, order.replaces(), number + 1));
            });
  }

  private static Optional<EnteredOrder> entered(
      Listed listed, Instrument instrument, @Nullable UUID replaces, Set<String> taken) {
    JsonObject json = listed.json();
    BrokerOrder order = listed.order();
    // An amount of money is a quantity once it has traded.
    Quantity qty =
        BrokerOrder.decimal(json, "qty")
            .map(Quantity::new)
            .orElse(order.isFinal() ? order.filled() : Quantity.ZERO);
    Optional<OrderType> type = type(json.getString("type", json.getString("order_type", "")));
    Trail trail = trail(json);
    boolean isWhole =
        type.isPresent() && (type.get() == OrderType.TRAILING_STOP) == (trail != null);
    if (!qty.isPositive() || !isWhole) {
      return Optional.empty();
    }
    String name = order.name();
    return Optional.of(
        EnteredOrderBuilder.builder()
            .instrument(instrument.id())
            .side(json.getString("side", "").startsWith("sell") ? Side.SELL : Side.BUY)
            .type(type.get())
            .timeInForce(timeInForce(json.getString("time_in_force", "")))
            .qty(qty)
            .limitPrice(price(json, "limit_price"))
            .stopPrice(trail == null ? price(json, "stop_price") : null)
            .trail(trail)
            .clientOrderId(
                name == null
                        || name.isBlank()
                        || name.length() > NAME_CHARS_MAX
                        || taken.contains(name)
                    ? null
                    : name)
            .replaces(replaces)
            .pair(listed.pair())
            .parent(listed.parent())
            .waits(order.isHeld())
            .tags(tags(json))
            .build());
  }

  /** What our own API of the kind shows again. */
  private static Map<String, String> tags(JsonObject json) {
    Map<String, String> tags = new HashMap<>();
    String orderClass = json.getString("order_class", "");
    if (!orderClass.isEmpty() && !orderClass.equals("simple")) {
      tags.put("order_class", orderClass);
    }
    if (Boolean.TRUE.equals(json.getValue("extended_hours"))) {
      tags.put("extended_hours", "true");
    }
    return tags;
  }

  private static Optional<OrderType> type(String text) {
    try {
      return Optional.of(OrderType.valueOf(text.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Those for the opening and the close of a day are of that day. */
  private static TimeInForce timeInForce(String text) {
    return switch (text) {
      case "gtc" -> TimeInForce.GTC;
      case "ioc" -> TimeInForce.IOC;
      case "fok" -> TimeInForce.FOK;
      default -> TimeInForce.DAY;
    };
  }

  private static @Nullable Trail trail(JsonObject json) {
    BigDecimal offset = BrokerOrder.decimal(json, "trail_price").orElse(null);
    BigDecimal percent = BrokerOrder.decimal(json, "trail_percent").orElse(null);
    if (offset == null && percent == null) {
      return null;
    }
    Trail trail =
        offset == null
            ? Trail.byPercent(percent == null ? BigDecimal.ZERO : percent)
            : Trail.by(new Price(offset));
    return trail.at(price(json, "hwm"), price(json, "stop_price"));
  }

  private static @Nullable Price price(JsonObject json, String key) {
    return BrokerOrder.decimal(json, key).map(Price::new).orElse(null);
  }
}
