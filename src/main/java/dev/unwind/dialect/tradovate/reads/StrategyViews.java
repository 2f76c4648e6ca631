// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.application.ledger.OrderHistory;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrderStrategy;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateOrderStrategyLink;
import dev.unwind.dialect.tradovate.TradovateMapping;
import dev.unwind.dialect.tradovate.TradovateTags;
import dev.unwind.dialect.tradovate.TradovateView;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.value.OrderId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Order strategies. A strategy is its entry order, which carries what the strategy was started
 * with, and that order's children; its state follows from theirs. So it needs no row of its own and
 * can never disagree with its orders.
 */
@ApplicationScoped
public class StrategyViews {
  private final OrderViews orders;
  private final OrderHistory history;

  StrategyViews(OrderViews orders, OrderHistory history) {
    this.orders = orders;
    this.history = history;
  }

  /** A strategy's orders, the entry first. */
  public record Strategy(Order entry, List<Order> brackets) {
    public Strategy {
      brackets = List.copyOf(brackets);
    }

    public List<Order> all() {
      List<Order> all = new ArrayList<>();
      all.add(entry);
      all.addAll(brackets);
      return all;
    }
  }

  EntityReads.Source<TradovateOrderStrategy> orderStrategy() {
    return new EntityReads.Source<>(
        view -> recent(view).map(StrategyViews::entities),
        (view, ids) -> byIds(view, OrderViews.orderIds(ids)).map(StrategyViews::entities),
        (view, accounts) ->
            recent(view.only(OrderViews.accounts(accounts))).map(StrategyViews::entities),
        TradovateOrderStrategy::id,
        null);
  }

  EntityReads.Source<TradovateOrderStrategyLink> orderStrategyLink() {
    return new EntityReads.Source<>(
        view -> recent(view).map(StrategyViews::links),
        (view, ids) ->
            orders
                .byIds(view, ids)
                .invoke(orders::concerns)
                .chain(
                    found ->
                        byIds(
                            view,
                            found.stream()
                                .map(r -> r.order())
                                .map(o -> o.parentId() == null ? o.id() : o.parentId())
                                .collect(Collectors.toUnmodifiableSet())))
                .map(all -> links(all).stream().filter(l -> ids.contains(l.id())).toList()),
        (view, strategies) ->
            orders
                .byIds(view, strategies)
                .invoke(orders::concerns)
                .chain(found -> strategies(view, found))
                .map(StrategyViews::links),
        TradovateOrderStrategyLink::id,
        null);
  }

  public static boolean isEntry(Order order) {
    return order.tags().containsKey(TradovateTags.STRATEGY_TYPE);
  }

  /** The strategy that an order belongs to, if any: its own id, or its parent's. */
  public static Optional<OrderId> strategyOf(Order order) {
    if (isEntry(order)) {
      return Optional.of(order.id());
    }
    return order.tags().containsKey(TradovateTags.STRATEGY_LABEL)
        ? Optional.ofNullable(order.parentId())
        : Optional.empty();
  }

  private Uni<List<Strategy>> recent(TradovateView view) {
    return orders.recent(view).chain(found -> strategies(view, found));
  }

  public Uni<List<Strategy>> byIds(TradovateView view, Set<OrderId> ids) {
    return orders.records(view, ids).chain(found -> strategies(view, found));
  }

  private Uni<List<Strategy>> strategies(TradovateView view, List<OrderRecord> found) {
    List<Order> entries =
        found.stream().map(OrderRecord::order).filter(StrategyViews::isEntry).toList();
    if (entries.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    Set<OrderId> ids = entries.stream().map(Order::id).collect(Collectors.toUnmodifiableSet());
    AccountScope scope = view.scope();
    return history
        .children(scope, ids)
        .chain(children -> orders.records(view, children))
        .map(
            children -> {
              Map<OrderId, List<Order>> ofEntry = new HashMap<>();
              for (OrderRecord child : children) {
                OrderId parent = Objects.requireNonNull(child.order().parentId(), "a child");
                ofEntry.computeIfAbsent(parent, k -> new ArrayList<>()).add(child.order());
              }
              return entries.stream()
                  .map(e -> new Strategy(e, ofEntry.getOrDefault(e.id(), List.of())))
                  .toList();
            });
  }

  private static List<TradovateOrderStrategy> entities(List<Strategy> strategies) {
    return strategies.stream().map(StrategyViews::entity).toList();
  }

  private static List<TradovateOrderStrategyLink> links(List<Strategy> strategies) {
    return strategies.stream().flatMap(s -> s.all().stream()).map(StrategyViews::link).toList();
  }

  public static TradovateOrderStrategy entity(Strategy strategy) {
    Order entry = strategy.entry();
    Map<String, String> tags = entry.tags();
    String failure = entry.status() == OrderStatus.REJECTED ? entry.reasonText() : null;
    return new TradovateOrderStrategy(
        entry.id().value(),
        entry.accountId().value(),
        TradovateMapping.timestamp(entry.times().createdAt()),
        entry.instrumentId().value(),
        ReferenceViews.MULTI_BRACKET,
        number(tags.get(TradovateTags.SENDER)),
        TradovateMapping.action(entry.side()),
        tags.get(TradovateTags.STRATEGY_PARAMS),
        tags.get(TradovateTags.STRATEGY_UUID),
        status(strategy),
        failure == null ? null : failure.substring(0, Math.min(512, failure.length())),
        number(tags.get(TradovateTags.SENDER)),
        tags.get(TradovateTags.CUSTOM_TAG),
        number(tags.get(TradovateTags.SESSION)));
  }

  public static TradovateOrderStrategyLink link(Order order) {
    OrderId parent = order.parentId();
    return new TradovateOrderStrategyLink(
        order.id().value(),
        parent == null ? order.id().value() : parent.value(),
        order.id().value(),
        order.tags().getOrDefault(TradovateTags.STRATEGY_LABEL, "entry"));
  }

  /**
   * Active while any of its orders is open. Then failed when the venue refused the entry,
   * interrupted when somebody's cancel or a liquidation ended one of its orders, else finished.
   */
  public static String status(Strategy strategy) {
    if (strategy.all().stream().anyMatch(Order::isOpen)) {
      return "ActiveStrategy";
    }
    if (strategy.entry().status() == OrderStatus.REJECTED) {
      return "ExecutionFailed";
    }
    boolean interrupted =
        strategy.all().stream()
            .anyMatch(
                o ->
                    o.status() == OrderStatus.CANCELED
                        && (o.reason() == Reason.CANCELED_FOR_LIQUIDATION
                            || o.reason() == Reason.CANCELED_BY_CLIENT));
    return interrupted ? "ExecutionInterrupted" : "ExecutionFinished";
  }

  private static @Nullable Long number(@Nullable String text) {
    return text == null ? null : Long.valueOf(text);
  }
}
