// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.socket;

import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.dialect.tradovate.TradovateContracts;
import dev.unwind.dialect.tradovate.TradovateMapping;
import dev.unwind.dialect.tradovate.TradovateView;
import dev.unwind.dialect.tradovate.reads.BookViews;
import dev.unwind.dialect.tradovate.reads.FillPairing;
import dev.unwind.dialect.tradovate.reads.OrderTrail;
import dev.unwind.dialect.tradovate.reads.OrderViews;
import dev.unwind.dialect.tradovate.reads.StrategyViews;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.TradeCorrection;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an entry of the event log changes in the entities, in the order that clients rely on.
 * Follows from the entry alone, up to what hangs on it, so that all replicas tell the same.
 */
@ApplicationScoped
public class TradovateUpdates {
  private final OrderViews orders;
  private final StrategyViews strategies;
  private final BookViews book;
  private final TradovateContracts contracts;
  private final LedgerReader reader;
  private final Snapshots snapshots;

  TradovateUpdates(
      OrderViews orders,
      StrategyViews strategies,
      BookViews book,
      TradovateContracts contracts,
      LedgerReader reader,
      Snapshots snapshots) {
    this.orders = orders;
    this.strategies = strategies;
    this.book = book;
    this.contracts = contracts;
    this.reader = reader;
    this.snapshots = snapshots;
  }

  /** The changes that the entry itself tells. */
  Uni<List<TradovateUpdate>> first(TradovateView view, LedgerEvent event) {
    if (event.kind() == EventKind.ACCOUNT_LATCHED) {
      return account(view, event);
    }
    Optional<InstrumentId> instrument = instrument(event);
    if (instrument.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return contracts
        .shown(Set.of(instrument.get()))
        .chain(
            shown -> {
              Instrument known = shown.get(instrument.get());
              return known == null
                  ? Uni.createFrom().item(List.of())
                  : sibling(event).map(leg -> first(event, known, leg.orElse(null)));
            });
  }

  /** What follows from it and takes a look at the ledger: pairs, money, strategies. */
  Uni<List<TradovateUpdate>> then(TradovateView view, LedgerEvent event) {
    return Uni.combine()
        .all()
        .unis(pairs(event), strategy(view, event))
        .asTuple()
        .map(
            both -> {
              List<TradovateUpdate> props = new ArrayList<>(both.getItem1());
              Account account = view.accounts().get(event.account());
              Money cash = event.cash();
              if (cash != null && account != null) {
                LocalDate session = TradovateContracts.session(event.at());
                props.add(
                    TradovateUpdate.updated(
                        "cashBalance",
                        TradovateMapping.cashBalance(account, cash, event.at(), session)));
              }
              props.addAll(both.getItem2());
              return props;
            });
  }

  private static Optional<InstrumentId> instrument(LedgerEvent event) {
    Order order = event.order();
    if (order != null) {
      return Optional.of(order.instrumentId());
    }
    Position position = event.position();
    return position == null || !position.netting()
        ? Optional.empty()
        : Optional.of(position.instrumentId());
  }

  private Uni<Optional<OrderId>> sibling(LedgerEvent event) {
    Order order = event.order();
    return order == null || order.ocoGroup() == null
        ? Uni.createFrom().item(Optional.empty())
        : orders
            .siblings(AccountScope.of(event.account()), List.of(order))
            .map(siblings -> Optional.ofNullable(siblings.get(order.id())));
  }

  private List<TradovateUpdate> first(
      LedgerEvent event, Instrument instrument, @Nullable OrderId sibling) {
    LocalDate session = contracts.session(instrument, event.at());
    List<TradovateUpdate> props = new ArrayList<>();
    Order order = event.order();
    if (event.kind().isOrder() && order != null) {
      ofOrder(props, event, order, sibling, session);
    } else if (event.adjustment() != null && order != null) {
      ofCorrection(props, event, order, event.adjustment().correction(), sibling, session);
    } else if (event.fill() != null && event.position() != null && order != null) {
      ofFill(props, event, order, event.fill(), event.position(), sibling, session);
    } else if (event.position() != null) {
      props.add(position(event.position(), event.position().version() == 0, session));
    }
    return props;
  }

  private static void ofOrder(
      List<TradovateUpdate> props,
      LedgerEvent event,
      Order order,
      @Nullable OrderId sibling,
      LocalDate session) {
    boolean commands = OrderTrail.isCommand(event);
    boolean placed = commands && OrderTrail.commandType(event).equals("New");
    if (placed) {
      place(props, event, order, sibling);
      return;
    }
    if (commands) {
      props.add(TradovateUpdate.created("command", OrderTrail.command(event)));
    }
    switch (event.kind()) {
      case ORDER_REPLACED -> props.add(TradovateUpdate.created("orderVersion", version(order)));
      case ORDER_PENDING_NEW, ORDER_ACCEPTED, ORDER_ADJUSTED ->
          // Its release, or a trade of its pair's other leg, has sized and priced it.
          props.add(TradovateUpdate.updated("orderVersion", version(order)));
      default -> {}
    }
    props.add(TradovateUpdate.updated("order", TradovateMapping.order(order, sibling)));
    OrderTrail.commandReport(event)
        .ifPresent(r -> props.add(TradovateUpdate.created("commandReport", r)));
    OrderTrail.executionReport(event, session)
        .ifPresent(r -> props.add(TradovateUpdate.created("executionReport", r)));
  }

  private static void place(
      List<TradovateUpdate> props, LedgerEvent event, Order order, @Nullable OrderId sibling) {
    if (StrategyViews.isEntry(order)) {
      props.add(
          TradovateUpdate.created(
              "orderStrategy", StrategyViews.entity(new StrategyViews.Strategy(order, List.of()))));
    }
    props.add(TradovateUpdate.created("order", TradovateMapping.order(order, sibling)));
    props.add(TradovateUpdate.created("orderVersion", version(order)));
    props.add(TradovateUpdate.created("command", OrderTrail.command(event)));
    if (StrategyViews.strategyOf(order).isPresent()) {
      props.add(TradovateUpdate.created("orderStrategyLink", StrategyViews.link(order)));
    }
  }

  private static void ofFill(
      List<TradovateUpdate> props,
      LedgerEvent event,
      Order order,
      Fill fill,
      Position position,
      @Nullable OrderId sibling,
      LocalDate session) {
    props.add(TradovateUpdate.created("fill", TradovateMapping.fill(fill, session, paired(fill))));
    OrderTrail.executionReport(event, session)
        .ifPresent(r -> props.add(TradovateUpdate.created("executionReport", r)));
    props.add(TradovateUpdate.updated("order", TradovateMapping.order(order, sibling)));
    boolean opened = position.version() == 1 && fill.orderId().equals(position.openingOrderId());
    props.add(position(position, opened, session));
  }

  private static void ofCorrection(
      List<TradovateUpdate> props,
      LedgerEvent event,
      Order order,
      @Nullable TradeCorrection correction,
      @Nullable OrderId sibling,
      LocalDate session) {
    Fill fill = event.fill();
    if (fill != null && correction != null) {
      props.add(TradovateUpdate.updated("fill", TradovateMapping.fill(fill, correction, session)));
    }
    OrderTrail.executionReport(event, session)
        .ifPresent(r -> props.add(TradovateUpdate.created("executionReport", r)));
    props.add(TradovateUpdate.updated("order", TradovateMapping.order(order, sibling)));
    Position position = event.position();
    if (position != null) {
      props.add(position(position, false, session));
    }
  }

  /** A fill that reduces is matched at once, as far as there was something to reduce. */
  private static int paired(Fill fill) {
    Quantity signed = fill.side() == Side.BUY ? fill.qty() : fill.qty().negate();
    Quantity before = fill.positionQty().minus(signed);
    boolean reduces = before.signum() * signed.signum() < 0;
    return reduces ? TradovateMapping.units(before.abs().min(fill.qty())) : 0;
  }

  private static TradovateUpdate position(Position position, boolean isNew, LocalDate session) {
    Object entity = TradovateMapping.position(position, session);
    return isNew
        ? TradovateUpdate.created("position", entity)
        : TradovateUpdate.updated("position", entity);
  }

  private static Object version(Order order) {
    return TradovateMapping.orderVersion(order.id(), order.terms(), order.tags());
  }

  private Uni<List<TradovateUpdate>> pairs(LedgerEvent event) {
    Fill fill = event.fill();
    boolean isCorrected = event.adjustment() != null;
    if (fill == null || isCorrected || event.position() == null || paired(fill) == 0) {
      return Uni.createFrom().item(List.of());
    }
    return book.pairings(AccountScope.of(event.account()), Set.of(fill.positionId()))
        .map(
            pairings -> {
              FillPairing pairing = pairings.get(fill.positionId());
              return pairing == null
                  ? List.<TradovateUpdate>of()
                  : pairing.closedBy(fill).stream()
                      .map(p -> TradovateUpdate.created("fillPair", p))
                      .toList();
            });
  }

  /** A strategy is told of when the end of one of its orders has ended it. */
  private Uni<List<TradovateUpdate>> strategy(TradovateView view, LedgerEvent event) {
    Order order = event.order();
    Optional<OrderId> id =
        order == null || order.isOpen() ? Optional.empty() : StrategyViews.strategyOf(order);
    if (id.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return snapshots
        .read(() -> strategies.byIds(view, Set.of(id.get())))
        .map(
            found ->
                found.stream()
                    .filter(s -> !StrategyViews.status(s).equals("ActiveStrategy"))
                    .map(s -> TradovateUpdate.updated("orderStrategy", StrategyViews.entity(s)))
                    .toList());
  }

  private Uni<List<TradovateUpdate>> account(TradovateView view, LedgerEvent event) {
    return reader
        .account(AccountScope.of(event.account()), event.account())
        .map(
            found ->
                found
                    .map(
                        a ->
                            List.of(
                                TradovateUpdate.updated(
                                    "account", TradovateMapping.account(a, view.principal()))))
                    .orElse(List.of()));
  }
}
