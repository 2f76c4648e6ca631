// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderHistory;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateCommand;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateCommandReport;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateExecutionReport;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrder;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrderVersion;
import dev.unwind.dialect.tradovate.TradovateAccess;
import dev.unwind.dialect.tradovate.TradovateConfig;
import dev.unwind.dialect.tradovate.TradovateContracts;
import dev.unwind.dialect.tradovate.TradovateMapping;
import dev.unwind.dialect.tradovate.TradovateView;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Orders, their versions, commands and reports. */
@ApplicationScoped
public class OrderViews {
  private static final int EVENTS_MAX = LedgerQueries.LIMIT_MAX;

  private final LedgerReader reader;
  private final OrderHistory history;
  private final TradovateContracts contracts;
  private final TradovateConfig config;
  private final TradovateAccess access;

  OrderViews(
      LedgerReader reader,
      OrderHistory history,
      TradovateContracts contracts,
      TradovateConfig config,
      TradovateAccess access) {
    this.reader = reader;
    this.history = history;
    this.contracts = contracts;
    this.config = config;
    this.access = access;
  }

  EntityReads.Source<TradovateOrder> order() {
    return new EntityReads.Source<>(
        view -> recent(view).chain(found -> orders(view.scope(), found)),
        (view, ids) -> byIds(view, ids).chain(found -> orders(view.scope(), found)),
        (view, accounts) ->
            recent(view.only(accounts(accounts))).chain(found -> orders(view.scope(), found)),
        TradovateOrder::id,
        null);
  }

  EntityReads.Source<TradovateOrderVersion> orderVersion() {
    return new EntityReads.Source<>(
        view -> recent(view).map(OrderViews::versions),
        (view, ids) ->
            history
                .ordersOfVersions(view.scope(), ids)
                .chain(orders -> records(view, orders))
                .invoke(this::concerns)
                .map(found -> versions(found).stream().filter(v -> ids.contains(v.id())).toList()),
        (view, orders) -> byIds(view, orders).invoke(this::concerns).map(OrderViews::versions),
        TradovateOrderVersion::id,
        null);
  }

  EntityReads.Source<TradovateCommand> command() {
    return events(
        trails -> flat(trails, t -> t.trail().commands()),
        TradovateCommand::id,
        (view, orders) -> trails(view, orderIds(orders)),
        TradovateCommand::orderId);
  }

  EntityReads.Source<TradovateCommandReport> commandReport() {
    return events(
        trails -> flat(trails, t -> t.trail().commandReports()),
        TradovateCommandReport::id,
        this::trailsOfEvents,
        TradovateCommandReport::commandId);
  }

  EntityReads.Source<TradovateExecutionReport> executionReport() {
    return events(
        trails -> flat(trails, t -> t.trail().executionReports(t.sessions())),
        TradovateExecutionReport::id,
        this::trailsOfEvents,
        TradovateExecutionReport::commandId);
  }

  /** An order's events with the session dates that they fell in. */
  private record Trail(OrderTrail trail, Map<Long, LocalDate> sessions) {}

  private interface TrailsOf {
    Uni<List<Trail>> apply(TradovateView view, Set<Long> ids);
  }

  private <E> EntityReads.Source<E> events(
      Function<List<Trail>, List<E>> entities,
      ToLongFunction<E> id,
      TrailsOf trailsOfMasters,
      ToLongFunction<E> master) {
    return new EntityReads.Source<>(
        view ->
            recent(view)
                .chain(
                    found ->
                        trails(
                            view,
                            found.stream()
                                .map(r -> r.order().id())
                                .collect(Collectors.toUnmodifiableSet())))
                .map(entities),
        (view, ids) ->
            trailsOfEvents(view, ids)
                .invoke(this::follow)
                .map(
                    trails ->
                        entities.apply(trails).stream()
                            .filter(e -> ids.contains(id.applyAsLong(e)))
                            .toList()),
        (view, masters) ->
            trailsOfMasters
                .apply(view, masters)
                .invoke(this::follow)
                .map(
                    trails ->
                        entities.apply(trails).stream()
                            .filter(e -> masters.contains(master.applyAsLong(e)))
                            .toList()),
        id,
        null);
  }

  private void follow(List<Trail> trails) {
    access.concerns(trails.stream().map(each -> each.trail().account()));
  }

  /** What was asked for by ids. */
  void concerns(List<OrderRecord> found) {
    access.concerns(found.stream().map(each -> each.order().accountId()));
  }

  private static <E> List<E> flat(List<Trail> trails, Function<Trail, List<E>> part) {
    return trails.stream().flatMap(t -> part.apply(t).stream()).toList();
  }

  /** The orders that work, and those of the current session; the newest first. */
  public Uni<List<OrderRecord>> recent(TradovateView view) {
    return reader
        .orders(view.scope(), since(TradovateContracts.sessionStart(view.now())))
        .chain(this::shown);
  }

  private LedgerQueries.Orders since(Instant moment) {
    return new LedgerQueries.Orders(
        null,
        LedgerQueries.OrderState.ANY,
        Set.of(),
        Set.of(),
        null,
        null,
        null,
        null,
        null,
        moment,
        null,
        false,
        0,
        config.rowsMax());
  }

  Uni<List<OrderRecord>> byIds(TradovateView view, Set<Long> ids) {
    return records(view, orderIds(ids));
  }

  Uni<List<OrderRecord>> records(TradovateView view, Set<OrderId> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().item(List.of())
        : reader.orders(view.scope(), LedgerQueries.Orders.byIds(ids)).chain(this::shown);
  }

  private Uni<List<OrderRecord>> shown(List<OrderRecord> records) {
    Set<InstrumentId> ids =
        records.stream().map(r -> r.order().instrumentId()).collect(Collectors.toSet());
    return contracts
        .shown(ids)
        .map(
            shown ->
                records.stream().filter(r -> shown.containsKey(r.order().instrumentId())).toList());
  }

  /** Orders with the other legs of their pairs. */
  Uni<List<TradovateOrder>> orders(AccountScope scope, List<OrderRecord> records) {
    List<Order> orders = records.stream().map(OrderRecord::order).toList();
    return siblings(scope, orders)
        .map(
            siblings ->
                orders.stream().map(o -> TradovateMapping.order(o, siblings.get(o.id()))).toList());
  }

  /** The first other leg of each of these orders that has one. */
  public Uni<Map<OrderId, OrderId>> siblings(AccountScope scope, Collection<Order> orders) {
    Set<Long> groups =
        orders.stream().map(Order::ocoGroup).filter(Objects::nonNull).collect(Collectors.toSet());
    if (groups.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return history
        .legs(scope, groups)
        .map(
            legs -> {
              Map<OrderId, OrderId> siblings = new HashMap<>();
              for (Order order : orders) {
                List<OrderId> group =
                    order.ocoGroup() == null
                        ? List.of()
                        : legs.getOrDefault(order.ocoGroup(), List.of());
                group.stream()
                    .filter(leg -> !leg.equals(order.id()))
                    .findFirst()
                    .ifPresent(leg -> siblings.put(order.id(), leg));
              }
              return siblings;
            });
  }

  /** The versions that are or were in force; a change that waits or was refused shows none. */
  static List<TradovateOrderVersion> versions(List<OrderRecord> records) {
    List<TradovateOrderVersion> versions = new ArrayList<>();
    for (OrderRecord record : records) {
      for (OrderRecord.Version version : record.versions()) {
        boolean inForce =
            switch (version.state()) {
              case LIVE, REPLACED -> true;
              case PENDING, REFUSED -> false;
            };
        if (inForce) {
          versions.add(
              TradovateMapping.orderVersion(
                  record.order().id(), version.terms(), record.order().tags()));
        }
      }
    }
    return versions;
  }

  private Uni<List<Trail>> trailsOfEvents(TradovateView view, Set<Long> events) {
    return history
        .events(view.scope(), events)
        .chain(
            found ->
                trails(
                    view,
                    found.stream()
                        .map(LedgerEvent::order)
                        .filter(Objects::nonNull)
                        .map(Order::id)
                        .collect(Collectors.toSet())));
  }

  private Uni<List<Trail>> trails(TradovateView view, Set<OrderId> orders) {
    if (orders.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return history
        .eventsOfOrders(view.scope(), orders, EVENTS_MAX)
        .chain(
            events -> {
              Set<InstrumentId> instruments = new HashSet<>();
              for (LedgerEvent event : events) {
                instrument(event).ifPresent(instruments::add);
              }
              return contracts.shown(instruments).map(shown -> trails(events, shown));
            });
  }

  private List<Trail> trails(List<LedgerEvent> events, Map<InstrumentId, Instrument> shown) {
    Map<OrderId, List<LedgerEvent>> ofOrders = new LinkedHashMap<>();
    Map<Long, LocalDate> sessions = new HashMap<>();
    for (LedgerEvent event : events) {
      Order order = event.order();
      Instrument instrument = order == null ? null : shown.get(order.instrumentId());
      if (order != null && instrument != null) {
        ofOrders.computeIfAbsent(order.id(), k -> new ArrayList<>()).add(event);
        sessions.put(event.id(), contracts.session(instrument, event.at()));
      }
    }
    return ofOrders.values().stream().map(e -> new Trail(new OrderTrail(e), sessions)).toList();
  }

  private static Optional<InstrumentId> instrument(LedgerEvent event) {
    Order order = event.order();
    return order == null ? Optional.empty() : Optional.of(order.instrumentId());
  }

  static Set<OrderId> orderIds(Set<Long> ids) {
    return ids.stream().map(OrderId::new).collect(Collectors.toUnmodifiableSet());
  }

  static Set<AccountId> accounts(Set<Long> ids) {
    return ids.stream().map(AccountId::new).collect(Collectors.toUnmodifiableSet());
  }
}
