// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.market.Market;
import dev.unwind.application.observation.Observations;
import dev.unwind.dialect.unwind.UnwindLiquidation;
import dev.unwind.dialect.unwind.UnwindMapping;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.OrderId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts together what is shown of a liquidation: items, their orders, and what blocked them. */
@ApplicationScoped
class UnwindLiquidationViews {
  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final Market market;
  private final Observations observations;

  UnwindLiquidationViews(
      LedgerReader reader, Snapshots snapshots, Market market, Observations observations) {
    this.reader = reader;
    this.snapshots = snapshots;
    this.market = market;
    this.observations = observations;
  }

  /** Fails with LIQUIDATION_NOT_FOUND. */
  Uni<Liquidation> find(AccountScope scope, UUID uid) {
    return reader
        .liquidation(scope, uid)
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.LIQUIDATION_NOT_FOUND)))
        .invoke(
            found -> {
              observations.account(found.accountId());
              observations.liquidation(found.uid());
            });
  }

  /** As it is at one moment, with its items. Fails with LIQUIDATION_NOT_FOUND. */
  Uni<UnwindLiquidation> show(AccountScope scope, UUID uid) {
    return show(scope, uid, null, LedgerQueries.LIMIT_MAX);
  }

  /** As it is at one moment (I16), with a page of its items. Fails with LIQUIDATION_NOT_FOUND. */
  Uni<UnwindLiquidation> show(
      AccountScope scope, UUID uid, @Nullable LiquidationItemId after, int limit) {
    return snapshots.read(() -> find(scope, uid).chain(found -> show(scope, found, after, limit)));
  }

  /** With a page of its items; all closing orders of each where the page has all items. */
  private Uni<UnwindLiquidation> show(
      AccountScope scope, Liquidation liquidation, @Nullable LiquidationItemId after, int limit) {
    LedgerQueries.Items query =
        new LedgerQueries.Items(liquidation.accountId(), liquidation.id(), after, limit);
    return reader
        .items(scope, query)
        .chain(
            items -> {
              Long next = items.size() == limit ? items.get(limit - 1).id().value() : null;
              boolean all = after == null && items.size() >= liquidation.items().total();
              return orders(scope, liquidation, items, all)
                  .chain(
                      orders ->
                          show(scope, liquidation, items, orders, all ? null : next, List.of()));
            });
  }

  /** With these items and orders. */
  Uni<UnwindLiquidation> show(
      AccountScope scope,
      Liquidation liquidation,
      List<LiquidationItem> items,
      List<Order> orders,
      @Nullable Long next,
      List<String> notHeld) {
    Set<InstrumentId> instruments =
        items.stream().map(LiquidationItem::instrumentId).collect(Collectors.toSet());
    return market
        .byIds(instruments)
        .chain(
            found ->
                blockers(scope, items)
                    .map(
                        uids ->
                            UnwindMapping.liquidation(
                                liquidation, items(items, orders, found, uids), next, notHeld)));
  }

  private static List<UnwindLiquidation.Item> items(
      List<LiquidationItem> items,
      List<Order> orders,
      Map<InstrumentId, Instrument> instruments,
      Map<OrderId, UUID> uids) {
    Map<LiquidationItemId, List<Order>> ordersOf = new HashMap<>();
    orders.stream()
        .sorted(Comparator.comparingInt(Order::attempt))
        .forEach(
            order -> {
              LiquidationItemId item = order.itemId();
              if (item != null) {
                ordersOf.computeIfAbsent(item, k -> new ArrayList<>()).add(order);
              }
            });
    return items.stream()
        .map(
            item ->
                UnwindMapping.item(
                    item,
                    instruments.get(item.instrumentId()),
                    ordersOf.getOrDefault(item.id(), List.of()),
                    uids))
        .toList();
  }

  private Uni<List<Order>> orders(
      AccountScope scope, Liquidation liquidation, List<LiquidationItem> items, boolean all) {
    if (all) {
      return read(
          scope, LedgerQueries.Orders.ofLiquidation(liquidation.accountId(), liquidation.id()));
    }
    Set<OrderId> last =
        items.stream()
            .map(LiquidationItem::orderId)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return last.isEmpty()
        ? Uni.createFrom().item(List.of())
        : read(scope, LedgerQueries.Orders.byIds(last));
  }

  private Uni<Map<OrderId, UUID>> blockers(AccountScope scope, List<LiquidationItem> items) {
    Set<OrderId> ids = new LinkedHashSet<>();
    for (LiquidationItem item : items) {
      LiquidationItem.Blocked blocked = item.blocked();
      if (blocked != null) {
        ids.addAll(blocked.orders());
      }
    }
    if (ids.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return read(scope, LedgerQueries.Orders.byIds(ids))
        .map(orders -> orders.stream().collect(Collectors.toMap(Order::id, o -> o.terms().uid())));
  }

  private Uni<List<Order>> read(AccountScope scope, LedgerQueries.Orders query) {
    return reader
        .orders(scope, query)
        .map(found -> found.stream().map(OrderRecord::order).toList());
  }
}
