// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.command;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.order.ChangeOrders;
import dev.unwind.application.order.PlaceOrders;
import dev.unwind.dialect.tradovate.TradovateAccess;
import dev.unwind.dialect.tradovate.TradovateBody;
import dev.unwind.dialect.tradovate.TradovateCall;
import dev.unwind.dialect.tradovate.TradovateContracts;
import dev.unwind.dialect.tradovate.TradovateFailureReason;
import dev.unwind.dialect.tradovate.TradovateOperation;
import dev.unwind.dialect.tradovate.TradovateResults.OrderStrategyStatusResponse;
import dev.unwind.dialect.tradovate.TradovateTags;
import dev.unwind.dialect.tradovate.reads.ReferenceViews;
import dev.unwind.dialect.tradovate.reads.StrategyViews;
import dev.unwind.dialect.tradovate.reads.StrategyViews.Strategy;
import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.EntryOffsets;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Side;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts, changes and interrupts multi-bracket strategies. */
@Singleton
public class StrategyCommands {
  private final PlaceOrders placeOrders;
  private final ChangeOrders changeOrders;
  private final OrderCommands orders;
  private final StrategyViews views;
  private final TradovateAccess accounts;
  private final TradovateContracts contracts;

  final TradovateOperation<OrderStrategyStatusResponse> start =
      TradovateOperation.command(
          "orderstrategy/startorderstrategy", this::start, OrderStrategyStatusResponse::of);
  final TradovateOperation<OrderStrategyStatusResponse> modify =
      TradovateOperation.command(
          "orderstrategy/modifyorderstrategy", this::modify, OrderStrategyStatusResponse::of);
  final TradovateOperation<OrderStrategyStatusResponse> interrupt =
      TradovateOperation.command(
          "orderstrategy/interruptorderstrategy", this::interrupt, OrderStrategyStatusResponse::of);

  StrategyCommands(
      PlaceOrders placeOrders,
      ChangeOrders changeOrders,
      OrderCommands orders,
      StrategyViews views,
      TradovateAccess accounts,
      TradovateContracts contracts) {
    this.placeOrders = placeOrders;
    this.changeOrders = changeOrders;
    this.orders = orders;
    this.views = views;
    this.accounts = accounts;
    this.contracts = contracts;
  }

  public List<TradovateOperation<?>> operations() {
    return List.of(start, modify, interrupt);
  }

  private Uni<OrderStrategyStatusResponse> start(TradovateCall call) {
    TradovateBody body = TradovateBody.parse(call.body());
    String symbol = body.text("symbol");
    int type = body.quantity("orderStrategyTypeId");
    String action = body.oneOf("action", OrderRequest.Action.class).name();
    String params = body.text("params", TradovateBody.LONG_TEXT_CHARS_MAX).orElse("{}");
    Map<String, String> tags = new HashMap<>(OrderCommands.tags(call, body));
    tags.put(TradovateTags.STRATEGY_TYPE, Integer.toString(type));
    tags.put(TradovateTags.STRATEGY_PARAMS, params);
    tags.put(TradovateTags.STRATEGY_LABEL, "entry");
    body.optionalText("uuid").ifPresent(v -> tags.put(TradovateTags.STRATEGY_UUID, v));
    return OrderCommands.refused(
        () -> read(type, action, params),
        brackets ->
            orders
                .target(call, body, symbol)
                .chain(target -> place(call, target, brackets, tags))
                .map(
                    placed ->
                        OrderStrategyStatusResponse.of(
                            StrategyViews.entity(
                                new Strategy(placed.get(0), placed.subList(1, placed.size()))))),
        OrderStrategyStatusResponse::of);
  }

  private static StrategyParams read(int type, String action, String params) {
    if (type != ReferenceViews.MULTI_BRACKET) {
      throw new OrderRequest.UnsupportedException(
          TradovateFailureReason.Unsupported, "order strategy type " + type + " is not offered");
    }
    return StrategyParams.read(action, params);
  }

  private Uni<List<Order>> place(
      TradovateCall call,
      OrderCommands.Target target,
      StrategyParams params,
      Map<String, String> tags) {
    Instrument instrument = target.instrument();
    NewOrder entry = params.entry().order(instrument, params.qty(), tags);
    return provisional(instrument, entry)
        .chain(
            price ->
                placeOrders.placeWithBrackets(
                    call.actor(),
                    target.account().id(),
                    entry,
                    params.children(instrument, price, OrderCommands.tags(call, noFields()))));
  }

  private static TradovateBody noFields() {
    return TradovateBody.parse("");
  }

  /** What the entry may trade at, until it is known: children show prices from here meanwhile. */
  private Uni<Price> provisional(Instrument instrument, NewOrder entry) {
    Price asked = entry.limitPrice() == null ? entry.stopPrice() : entry.limitPrice();
    if (asked != null) {
      return Uni.createFrom().item(asked);
    }
    return contracts
        .quotes(Set.of(instrument.id()))
        .map(
            quotes -> {
              Quote quote = quotes.get(instrument.id());
              if (quote == null) {
                throw new TradingException(Reason.QUOTE_MISSING);
              }
              return quote.touch(entry.side());
            });
  }

  /**
   * The vendor does not publish the grammar of a modification. Ours is the {@code brackets} of the
   * start: each entry, in the same order, gives new distances from the entry's price.
   */
  private Uni<OrderStrategyStatusResponse> modify(TradovateCall call) {
    TradovateBody body = TradovateBody.parse(call.body());
    OrderId id = new OrderId(body.id("orderStrategyId"));
    String command = body.text("command", 1024).orElseThrow(() -> body.invalid("command"));
    return OrderCommands.refused(
        () -> StrategyParams.changes(command),
        changes ->
            strategy(call.actor(), id)
                .chain(strategy -> change(call.actor(), strategy, changes))
                .chain(() -> strategy(call.actor(), id))
                .map(s -> OrderStrategyStatusResponse.of(StrategyViews.entity(s))),
        OrderStrategyStatusResponse::of);
  }

  private Uni<Void> change(Actor actor, Strategy strategy, List<StrategyParams.Distances> changes) {
    if (strategy.all().stream().noneMatch(Order::isOpen)) {
      return Uni.createFrom().failure(new TradingException(Reason.ORDER_NOT_OPEN));
    }
    return contracts
        .required(contracts.byId(strategy.entry().instrumentId().value()))
        .chain(
            instrument ->
                Multi.createFrom()
                    .iterable(replacements(strategy, changes, instrument).entrySet())
                    .onItem()
                    .transformToUniAndConcatenate(
                        change ->
                            changeOrders.replace(
                                actor,
                                strategy.entry().accountId(),
                                change.getKey(),
                                change.getValue()))
                    .collect()
                    .last()
                    .replaceWithVoid());
  }

  private static Map<OrderId, Replacement> replacements(
      Strategy strategy, List<StrategyParams.Distances> changes, Instrument instrument) {
    Price base = base(strategy.entry());
    Map<OrderId, Replacement> replacements = new HashMap<>();
    if (base == null) {
      throw new TradingException(Reason.ORDER_NOT_YET_WORKING);
    }
    for (Order order : strategy.brackets()) {
      int bracket =
          StrategyParams.bracketOf(order.tags().getOrDefault(TradovateTags.STRATEGY_LABEL, ""));
      if (!order.isOpen() || bracket < 0 || bracket >= changes.size()) {
        continue;
      }
      boolean isTarget = order.terms().type() == OrderType.LIMIT;
      StrategyParams.Distances wanted = changes.get(bracket);
      BigDecimal distance = isTarget ? wanted.profitTarget() : wanted.stopLoss();
      if (distance == null) {
        continue;
      }
      BigDecimal signed =
          StrategyParams.signed(strategy.entry().side() == Side.BUY, isTarget, distance);
      Price price = EntryOffsets.at(base, signed, instrument);
      Trail present = order.terms().trail();
      boolean followsAtOnce = present != null && present.begins() == null;
      Trail trail =
          isTarget
              ? null
              : StrategyParams.trail(
                  followsAtOnce ? new StrategyParams.Distances(null, distance, true, null) : wanted,
                  instrument);
      replacements.put(
          order.id(),
          new Replacement(
              trail == null ? null : OrderType.TRAILING_STOP,
              null,
              null,
              isTarget ? price : null,
              isTarget ? null : price,
              trail,
              null,
              null,
              true));
    }
    return replacements;
  }

  private static @Nullable Price base(Order entry) {
    Price traded = entry.averagePrice();
    if (traded != null) {
      return traded;
    }
    Price limit = entry.terms().limitPrice();
    return limit == null ? entry.terms().stopPrice() : limit;
  }

  /** Cancels what still works of it. What the entry has opened stays open. */
  private Uni<OrderStrategyStatusResponse> interrupt(TradovateCall call) {
    TradovateBody body = TradovateBody.parse(call.body());
    OrderId id = new OrderId(body.id("orderStrategyId"));
    return OrderCommands.refused(
        () -> id,
        wanted ->
            strategy(call.actor(), wanted)
                .chain(strategy -> cancel(call.actor(), strategy))
                .chain(() -> strategy(call.actor(), wanted))
                .map(s -> OrderStrategyStatusResponse.of(StrategyViews.entity(s))),
        OrderStrategyStatusResponse::of);
  }

  private Uni<Void> cancel(Actor actor, Strategy strategy) {
    Set<OrderId> open = new HashSet<>();
    for (Order order : strategy.all()) {
      if (order.isOpen() && order.status() != OrderStatus.PENDING_CANCEL) {
        open.add(order.id());
      }
    }
    if (open.isEmpty()) {
      return Uni.createFrom().failure(new TradingException(Reason.ORDER_NOT_OPEN));
    }
    return changeOrders
        .cancelAll(actor, strategy.entry().accountId(), order -> open.contains(order.id()))
        .replaceWithVoid();
  }

  private Uni<Strategy> strategy(Actor actor, OrderId id) {
    return accounts
        .view(actor.principal())
        .chain(view -> views.byIds(view, Set.of(id)))
        .map(
            found ->
                found.stream()
                    .findFirst()
                    .orElseThrow(() -> new TradingException(Reason.ORDER_NOT_FOUND)));
  }
}
