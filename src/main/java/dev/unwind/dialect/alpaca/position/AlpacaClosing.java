// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.position;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.AwaitLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.application.market.Market;
import dev.unwind.dialect.alpaca.AlpacaConfig;
import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.dialect.alpaca.AlpacaOrder;
import dev.unwind.dialect.alpaca.AlpacaOrders;
import dev.unwind.dialect.alpaca.AlpacaWords;
import dev.unwind.dialect.alpaca.order.EnterOrders;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.AbstractList;
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

/**
 * Closes one position or all, in the dialect's terms: an order per position, or why there is none.
 * With {@code cancel_orders} it waits for the cancels, at most until their deadline has passed.
 */
@ApplicationScoped
public class AlpacaClosing {
  /** Blocking orders told per position, and all in all. */
  private static final int RELATED_MAX = 100;

  private static final Duration NAMES_PAUSE = Duration.ofMillis(100);
  private static final Duration NAMES_LIMIT = Duration.ofSeconds(5);

  private final LiquidatePositions liquidations;
  private final AwaitLiquidation await;
  private final LedgerReader reader;
  private final Market market;
  private final AlpacaConfig config;
  private final InstantSource clock;

  AlpacaClosing(
      LiquidatePositions liquidations,
      AwaitLiquidation await,
      LedgerReader reader,
      Market market,
      AlpacaConfig config,
      InstantSource clock) {
    this.liquidations = liquidations;
    this.await = await;
    this.reader = reader;
    this.market = market;
    this.config = config;
    this.clock = clock;
  }

  /** What a caller asks of a close beside the position. */
  record Terms(
      CloseAmount amount,
      boolean cancelOrders,
      @Nullable String clientOrderId,
      @Nullable IdempotencyKey key) {}

  /**
   * What became of a single close.
   *
   * @param order the closing order; null when there is none
   */
  record One(
      Liquidation liquidation,
      @Nullable AlpacaOrder order,
      AlpacaErrors.@Nullable Failure failure) {}

  /** What became of a close of all; {@code failure} where the call as a whole has failed. */
  record All(
      Liquidation liquidation,
      List<AlpacaCloseResult> results,
      AlpacaErrors.@Nullable Failure failure) {}

  /** Closes the position in one instrument, or fails with what forbids it. */
  Uni<One> one(Actor actor, AccountId account, Instrument instrument, Terms terms) {
    CloseRequest request =
        CloseRequest.one(instrument.id())
            .amount(terms.amount())
            .cancelOrders(terms.cancelOrders())
            .clientOrderId(terms.clientOrderId())
            .build();
    return liquidations
        .closeInstrument(actor, account, instrument, new CloseCommand(request, terms.key()))
        .onFailure(TradingException.class)
        .transform(e -> EnterOrders.worded((TradingException) e, instrument))
        .chain(this::sized)
        .chain(accepted -> one(actor, accepted, instrument));
  }

  /** Closes every position of an account. */
  Uni<All> all(Actor actor, AccountId account, Terms terms) {
    CloseRequest request =
        CloseRequest.all()
            .cancelOrders(terms.cancelOrders())
            .clientOrderId(terms.clientOrderId())
            .build();
    return liquidations
        .closeAll(actor, account, new CloseCommand(request, terms.key()))
        .chain(this::sized)
        .chain(accepted -> all(actor, accepted));
  }

  private Uni<AcceptedLiquidation> sized(AcceptedLiquidation accepted) {
    Instant deadline = accepted.liquidation().cancelDeadlineAt();
    if (deadline == null) {
      return Uni.createFrom().item(accepted);
    }
    Duration left = Duration.between(clock.instant(), deadline);
    Duration most = (left.isNegative() ? Duration.ZERO : left).plus(config.cancelGrace());
    return await.sized(accepted, most);
  }

  private Uni<One> one(Actor actor, AcceptedLiquidation accepted, Instrument instrument) {
    Liquidation liquidation = accepted.liquidation();
    if (accepted.items().isEmpty()) {
      return Uni.createFrom().item(new One(liquidation, null, failure(Reason.POSITION_NOT_FOUND)));
    }
    LiquidationItem item = accepted.items().get(0);
    Order order = order(item, byId(accepted.orders()));
    if (order != null) {
      return Uni.createFrom()
          .item(new One(liquidation, AlpacaOrders.live(order, instrument), null));
    }
    return related(actor, List.of(item))
        .map(uids -> new One(liquidation, null, why(item, instrument, uids)));
  }

  private Uni<All> all(Actor actor, AcceptedLiquidation accepted) {
    Map<OrderId, Order> orders = byId(accepted.orders());
    return asListed(actor, accepted, orders).chain(items -> all(actor, accepted, items, orders));
  }

  /**
   * The items in the order in which positions are listed. Those that were closed at once are in it
   * already; where some were not, the ledger has put them behind the others.
   */
  private Uni<List<LiquidationItem>> asListed(
      Actor actor, AcceptedLiquidation accepted, Map<OrderId, Order> orders) {
    List<LiquidationItem> items = accepted.items();
    if (items.stream().allMatch(item -> order(item, orders) != null)) {
      return Uni.createFrom().item(items);
    }
    Set<PositionId> ids =
        items.stream().map(LiquidationItem::positionId).collect(Collectors.toSet());
    return reader
        .positions(
            actor.scope(),
            new LedgerQueries.Positions(
                accepted.liquidation().accountId(),
                Set.of(),
                ids,
                false,
                true,
                0,
                LedgerQueries.LIMIT_MAX))
        .map(
            listed -> {
              Map<PositionId, Integer> places = new HashMap<>();
              listed.forEach(position -> places.put(position.id(), places.size()));
              List<LiquidationItem> sorted = new ArrayList<>(items);
              sorted.sort(
                  Comparator.comparing(
                      item -> places.getOrDefault(item.positionId(), places.size())));
              return sorted;
            })
        // What was accepted is answered all the same, in the order in which it is kept.
        .onFailure()
        .recoverWithItem(items);
  }

  private Uni<All> all(
      Actor actor,
      AcceptedLiquidation accepted,
      List<LiquidationItem> items,
      Map<OrderId, Order> orders) {
    List<LiquidationItem> failed = items.stream().filter(i -> order(i, orders) == null).toList();
    Set<InstrumentId> ids =
        items.stream().map(LiquidationItem::instrumentId).collect(Collectors.toSet());
    return Uni.combine()
        .all()
        .unis(names(accepted, ids), related(actor, failed))
        .asTuple()
        .map(
            known ->
                new All(
                    accepted.liquidation(),
                    results(items, orders, known.getItem1(), known.getItem2()),
                    nothingWasCancelable(items, failed) ? AlpacaErrors.nothingCancelable() : null));
  }

  /** Known to the service as a rule; if not, and if they cannot be read, no body can be made. */
  private Uni<Map<InstrumentId, Instrument>> names(
      AcceptedLiquidation accepted, Set<InstrumentId> ids) {
    return Uni.createFrom()
        .deferred(() -> market.byIds(ids))
        .onFailure()
        .retry()
        .withBackOff(NAMES_PAUSE)
        .expireIn(NAMES_LIMIT.toMillis())
        .onFailure()
        .transform(
            failure ->
                new TradingException(
                    Denial.of(
                        Reason.OUTCOME_UNKNOWN,
                        "liquidation " + accepted.liquidation().uid() + " was accepted")));
  }

  /** The contract's 500: every position is still open because its orders could not be cancelled. */
  private static boolean nothingWasCancelable(
      List<LiquidationItem> items, List<LiquidationItem> failed) {
    return !items.isEmpty()
        && failed.size() == items.size()
        && failed.stream().allMatch(i -> i.reason() == Reason.CANCEL_DEADLINE_PASSED);
  }

  /**
   * A view: each result is made when it is written, so that ten thousand of them are never in
   * memory together.
   */
  private static List<AlpacaCloseResult> results(
      List<LiquidationItem> items,
      Map<OrderId, Order> orders,
      Map<InstrumentId, Instrument> instruments,
      Map<OrderId, UUID> related) {
    return new AbstractList<>() {
      @Override
      public AlpacaCloseResult get(int index) {
        LiquidationItem item = items.get(index);
        Instrument instrument = Objects.requireNonNull(instruments.get(item.instrumentId()));
        return result(item, order(item, orders), instrument, related);
      }

      @Override
      public int size() {
        return items.size();
      }
    };
  }

  private static AlpacaCloseResult result(
      LiquidationItem item,
      @Nullable Order order,
      Instrument instrument,
      Map<OrderId, UUID> related) {
    String symbol = AlpacaWords.positionSymbol(instrument);
    if (order != null) {
      AlpacaOrder shown = AlpacaOrders.live(order, instrument);
      return new AlpacaCloseResult(symbol, 200, shown.id(), shown);
    }
    AlpacaErrors.Failure failure = why(item, instrument, related);
    return new AlpacaCloseResult(
        symbol, failure.status(), null, AlpacaCloseResult.PaddedError.of(failure.error()));
  }

  private static AlpacaErrors.Failure why(
      LiquidationItem item, Instrument instrument, Map<OrderId, UUID> related) {
    if (item.status() == ItemStatus.FILLED) {
      // A working order has closed it before its cancel took effect.
      return failure(Reason.POSITION_NOT_FOUND);
    }
    if (!item.hasEnded()) {
      return failure(Reason.WAIT_TIMED_OUT);
    }
    List<UUID> uids = new ArrayList<>();
    for (OrderId id : blocking(item)) {
      UUID uid = related.get(id);
      if (uid != null) {
        uids.add(uid);
      }
    }
    return AlpacaErrors.of(item, instrument, uids);
  }

  /** The closing order of an item: the present one, or the last. */
  private static @Nullable Order order(LiquidationItem item, Map<OrderId, Order> orders) {
    OrderId id = item.orderId();
    return id == null ? null : orders.get(id);
  }

  private static Map<OrderId, Order> byId(List<Order> orders) {
    Map<OrderId, Order> byId = new HashMap<>();
    orders.forEach(order -> byId.put(order.id(), order));
    return byId;
  }

  /** The uids of the orders that stood in the way of these. */
  private Uni<Map<OrderId, UUID>> related(Actor actor, List<LiquidationItem> failed) {
    Set<OrderId> ids = new LinkedHashSet<>();
    for (LiquidationItem item : failed) {
      for (OrderId id : blocking(item)) {
        if (ids.size() < LedgerQueries.LIMIT_MAX) {
          ids.add(id);
        }
      }
    }
    if (ids.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return reader
        .orders(actor.scope(), LedgerQueries.Orders.byIds(ids))
        .map(
            found ->
                found.stream()
                    .map(OrderRecord::order)
                    .collect(Collectors.toMap(Order::id, o -> o.terms().uid())))
        // What was accepted is answered all the same.
        .onFailure()
        .recoverWithItem(Map.of());
  }

  private static List<OrderId> blocking(LiquidationItem item) {
    LiquidationItem.Blocked blocked = item.blocked();
    if (blocked == null) {
      return List.of();
    }
    List<OrderId> orders = blocked.orders();
    return orders.size() <= RELATED_MAX ? orders : orders.subList(0, RELATED_MAX);
  }

  private static AlpacaErrors.Failure failure(Reason reason) {
    return AlpacaErrors.of(new TradingException(reason).denial());
  }
}
