// SPDX-License-Identifier: Apache-2.0
package dev.unwind.domain.book;

import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.event.Administered;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderTerms;
import dev.unwind.domain.position.ClosedBy;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.reconciliation.Adjustment;
import dev.unwind.domain.reconciliation.Difference;
import dev.unwind.domain.reconciliation.Executed;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.LiquidationItemId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a book holds, indexed, and what of it has changed. */
final class BookState {
  Account account;
  final Map<OrderId, Order> orders = new LinkedHashMap<>();
  final Map<UUID, OrderId> keys;
  final Map<PositionId, Position> positions = new LinkedHashMap<>();
  final Map<LiquidationId, Liquidation> liquidations = new LinkedHashMap<>();
  final Map<LiquidationItemId, LiquidationItem> items = new LinkedHashMap<>();
  final Set<String> bookedExecutions;
  List<Difference> differences;
  final Map<String, Executed> executed;

  private final BookContext context;
  private final Map<InstrumentId, Map<OrderId, Order>> open = new HashMap<>();
  private final Map<PositionId, Map<OrderId, Order>> openOf = new HashMap<>();
  private final Map<InstrumentId, Set<PositionId>> positionsOf = new HashMap<>();
  private final Map<InstrumentId, Set<LiquidationItemId>> itemsOf = new HashMap<>();
  private final Map<OrderId, Set<OrderId>> children = new HashMap<>();
  private boolean accountChanged;
  private long seq;
  private Instant lastAt;
  private final Set<OrderId> newOrders = new LinkedHashSet<>();
  private final Set<OrderId> changedOrders = new LinkedHashSet<>();
  private final Set<PositionId> newPositions = new LinkedHashSet<>();
  private final Set<PositionId> changedPositions = new LinkedHashSet<>();
  private final Set<LiquidationId> newLiquidations = new LinkedHashSet<>();
  private final Set<LiquidationId> changedLiquidations = new LinkedHashSet<>();
  private final Set<LiquidationItemId> newItems = new LinkedHashSet<>();
  private final Set<LiquidationItemId> changedItems = new LinkedHashSet<>();
  private final Map<UUID, BookChanges.VersionChange> versions = new LinkedHashMap<>();
  private final List<Position> endedEpisodes = new ArrayList<>();
  private final List<Fill> fills = new ArrayList<>();
  private final List<Fill> settledFills = new ArrayList<>();
  private final List<Adjustment> adjustments = new ArrayList<>();
  private boolean differencesChanged;
  private final List<LedgerEvent> events = new ArrayList<>();

  BookState(BookSlice slice, BookContext context) {
    this.context = context;
    account = slice.account();
    seq = slice.eventSeq();
    lastAt = slice.eventAt();
    keys = new HashMap<>(slice.orderKeys());
    bookedExecutions = new HashSet<>(slice.bookedExecutions());
    differences = slice.differences();
    executed = new HashMap<>(slice.executed());
    // So that a refusal names orders in the same turn whatever was loaded besides.
    slice.orders().stream().sorted(Comparator.comparing(Order::id)).forEach(this::index);
    for (Position position : slice.positions()) {
      positions.put(position.id(), position);
      positionsOf
          .computeIfAbsent(position.instrumentId(), k -> new LinkedHashSet<>())
          .add(position.id());
    }
    slice.liquidations().forEach(l -> liquidations.put(l.id(), l));
    slice.items().forEach(this::index);
  }

  private void index(Order order) {
    orders.put(order.id(), order);
    keys.put(order.terms().uid(), order.id());
    OrderTerms pending = order.pending();
    if (pending != null) {
      keys.put(pending.uid(), order.id());
    }
    OrderId parent = order.parentId();
    if (parent != null) {
      children.computeIfAbsent(parent, k -> new LinkedHashSet<>()).add(order.id());
    }
    indexOpen(open.computeIfAbsent(order.instrumentId(), k -> new LinkedHashMap<>()), order);
    PositionId position = order.positionId();
    if (position != null) {
      indexOpen(openOf.computeIfAbsent(position, k -> new LinkedHashMap<>()), order);
    }
  }

  private static void indexOpen(Map<OrderId, Order> of, Order order) {
    if (order.isOpen() || order.reserved().isPositive()) {
      of.put(order.id(), order);
    } else {
      of.remove(order.id());
    }
  }

  private void index(LiquidationItem item) {
    items.put(item.id(), item);
    itemsOf.computeIfAbsent(item.instrumentId(), k -> new LinkedHashSet<>()).add(item.id());
  }

  /** Open orders of an instrument, and final ones with trades not yet booked. */
  Collection<Order> openOrders(InstrumentId id) {
    return open.getOrDefault(id, Map.of()).values();
  }

  /**
   * The same of one position: a netting position concerns every order of its instrument, a hedging
   * one only its own.
   */
  Collection<Order> openOrders(Position position) {
    return position.netting()
        ? openOrders(position.instrumentId())
        : openOf.getOrDefault(position.id(), Map.of()).values();
  }

  List<Position> positionsOf(InstrumentId id) {
    return positionsOf.getOrDefault(id, Set.of()).stream()
        .map(positions::get)
        .filter(Objects::nonNull)
        .toList();
  }

  @Nullable Position nettingPosition(InstrumentId id) {
    return positionsOf(id).stream().filter(Position::netting).findFirst().orElse(null);
  }

  /** That one, or a new one that holds nothing. */
  Position nettingPositionOr(InstrumentId id, @Nullable OrderId opening) {
    Position known = nettingPosition(id);
    return known == null
        ? put(
            Position.flat(
                new PositionId(context.ids().position()),
                context.ids().uid(),
                account.id(),
                id,
                opening,
                context.now()))
        : known;
  }

  List<LiquidationItem> itemsOf(InstrumentId id) {
    return itemsOf.getOrDefault(id, Set.of()).stream()
        .map(items::get)
        .filter(Objects::nonNull)
        .toList();
  }

  List<Order> childrenOf(OrderId parent) {
    return children.getOrDefault(parent, Set.of()).stream()
        .map(orders::get)
        .filter(Objects::nonNull)
        .filter(o -> o.status() == OrderStatus.HELD && !o.isOfOthers())
        .toList();
  }

  Order put(Order order) {
    if (!orders.containsKey(order.id())) {
      newOrders.add(order.id());
    } else if (!newOrders.contains(order.id())) {
      changedOrders.add(order.id());
    }
    index(order);
    return order;
  }

  Position put(Position position) {
    if (!positions.containsKey(position.id())) {
      newPositions.add(position.id());
      positionsOf
          .computeIfAbsent(position.instrumentId(), k -> new LinkedHashSet<>())
          .add(position.id());
    } else if (!newPositions.contains(position.id())) {
      changedPositions.add(position.id());
    }
    positions.put(position.id(), position);
    return position;
  }

  Liquidation put(Liquidation liquidation) {
    if (!liquidations.containsKey(liquidation.id())) {
      newLiquidations.add(liquidation.id());
    } else if (!newLiquidations.contains(liquidation.id())) {
      changedLiquidations.add(liquidation.id());
    }
    liquidations.put(liquidation.id(), liquidation);
    return liquidation;
  }

  LiquidationItem put(LiquidationItem item) {
    if (!items.containsKey(item.id())) {
      newItems.add(item.id());
    } else if (!newItems.contains(item.id())) {
      changedItems.add(item.id());
    }
    index(item);
    return item;
  }

  Liquidation liquidation(LiquidationId id) {
    Liquidation liquidation = liquidations.get(id);
    if (liquidation == null) {
      throw new IllegalStateException("liquidation not loaded: " + id);
    }
    return liquidation;
  }

  Position position(PositionId id) {
    Position position = positions.get(id);
    if (position == null) {
      throw new IllegalStateException("position not loaded: " + id);
    }
    return position;
  }

  void setAccount(Account next) {
    account = next;
    accountChanged = true;
  }

  void add(Fill fill) {
    fills.add(fill);
    String execution = fill.venue() + "/" + fill.execId();
    bookedExecutions.add(execution);
    executed.put(execution, new Executed(fill, List.of()));
  }

  void episodeEnded(Position position) {
    endedEpisodes.add(position);
  }

  /**
   * A hedging position whose opening order ended without a fill is closed, at zero; liquidated only
   * where the liquidation's cancel ended the order, and not one that a client had asked for before.
   */
  void closeUnopened(PositionId id, @Nullable Reason ended) {
    Position position = positions.get(id);
    if (position != null && position.isFlat() && position.closedAt() == null) {
      ClosedBy by =
          ended == Reason.CANCELED_FOR_LIQUIDATION ? ClosedBy.LIQUIDATION : ClosedBy.CANCEL;
      event(EventKind.POSITION_CHANGED, put(position.closed(context.now(), by)));
    }
  }

  void version(OrderId order, OrderTerms terms, BookChanges.VersionState state, boolean isNew) {
    BookChanges.VersionChange earlier = versions.get(terms.uid());
    boolean inserted = isNew || (earlier != null && earlier.isNew());
    versions.put(terms.uid(), new BookChanges.VersionChange(order, terms, state, inserted));
    keys.put(terms.uid(), order);
  }

  void event(EventKind kind, Order order) {
    event(kind, order, context.ids().event());
  }

  void event(EventKind kind, Order order, long id) {
    append(kind, order, null, null, null, null, null, null, null, null, id);
  }

  void fillEvent(Order order, Fill fill, Position position, @Nullable Liquidation liquidation) {
    event(EventKind.FILL, order, fill, position, liquidation, null, true);
  }

  void event(EventKind kind, Position position) {
    event(kind, null, null, position, null, null, false);
  }

  void event(EventKind kind, Liquidation liquidation) {
    event(kind, null, null, null, liquidation, null, false);
  }

  /** Of a latch that is set, asked for, or gone. */
  void latchEvent(EventKind kind, Account.@Nullable Latch latch) {
    event(kind, null, null, null, null, latch, false);
  }

  void event(EventKind kind, Administered what) {
    long id = context.ids().event();
    append(kind, null, null, null, null, null, null, null, null, what, id);
  }

  void settled(Fill fill, Instant now) {
    Fill settled = fill.withSettledAt(now);
    settledFills.add(settled);
    event(EventKind.FILL_SETTLED, null, settled, null, null, null, false);
  }

  long nextSeq() {
    return seq + 1;
  }

  void adjusted(Adjustment adjustment, @Nullable Position position) {
    tell(adjustment, null, null, position);
  }

  /** The same of one that corrects a trade. */
  void corrected(Adjustment adjustment, Position position, Order order, Executed after) {
    Fill fill = after.fill();
    executed.put(fill.venue() + "/" + fill.execId(), after);
    tell(adjustment, order, fill, position);
  }

  private void tell(
      Adjustment adjustment,
      @Nullable Order order,
      @Nullable Fill fill,
      @Nullable Position position) {
    adjustments.add(adjustment);
    Money cash = adjustment.cash();
    long id = adjustment.id();
    append(EventKind.ADJUSTED, order, fill, position, null, cash, null, adjustment, null, null, id);
  }

  void differs(Difference difference) {
    tell(EventKind.BOOKS_DIFFER, difference);
  }

  void agrees(Difference difference) {
    tell(EventKind.BOOKS_AGREE, difference);
  }

  private void tell(EventKind kind, Difference difference) {
    append(kind, null, null, null, null, null, null, null, difference, null, context.ids().event());
  }

  void setDifferences(List<Difference> now) {
    if (!differences.equals(now)) {
      differences = List.copyOf(now);
      differencesChanged = true;
    }
  }

  private void event(
      EventKind kind,
      @Nullable Order order,
      @Nullable Fill fill,
      @Nullable Position position,
      @Nullable Liquidation liquidation,
      Account.@Nullable Latch latch,
      boolean cashMoved) {
    Money cash = cashMoved ? account.cash() : null;
    long id = context.ids().event();
    append(kind, order, fill, position, liquidation, cash, latch, null, null, null, id);
  }

  private void append(
      EventKind kind,
      @Nullable Order order,
      @Nullable Fill fill,
      @Nullable Position position,
      @Nullable Liquidation liquidation,
      @Nullable Money cash,
      Account.@Nullable Latch latch,
      @Nullable Adjustment adjustment,
      @Nullable Difference difference,
      @Nullable Administered administered,
      long id) {
    lastAt = nextAt();
    seq++;
    events.add(
        new LedgerEvent(
            account.id(),
            seq,
            id,
            lastAt,
            kind,
            order,
            fill,
            position,
            liquidation,
            cash,
            latch,
            null,
            adjustment,
            difference,
            administered,
            context.actor(),
            context.dialect(),
            context.requestId()));
  }

  /**
   * When the next event happens: now, or a microsecond after the last one. What is listed by time
   * bears the time of its event, so that no two of an account share one and none is between two
   * pages.
   */
  Instant nextAt() {
    Instant now = context.now().truncatedTo(ChronoUnit.MICROS);
    return now.isAfter(lastAt) ? now : lastAt.plus(1, ChronoUnit.MICROS);
  }

  BookChanges changes() {
    return new BookChanges(
        account,
        accountChanged,
        seq,
        newPositions.stream().map(this::position).toList(),
        changedPositions.stream().map(this::position).toList(),
        List.copyOf(endedEpisodes),
        select(newOrders, orders),
        select(changedOrders, orders),
        List.copyOf(versions.values()),
        List.copyOf(fills),
        List.copyOf(settledFills),
        select(newLiquidations, liquidations),
        select(changedLiquidations, liquidations),
        select(newItems, items),
        select(changedItems, items),
        List.copyOf(adjustments),
        differencesChanged ? differences : null,
        List.copyOf(events));
  }

  private static <K, V> List<V> select(Set<K> ids, Map<K, V> all) {
    return ids.stream().map(all::get).filter(Objects::nonNull).toList();
  }
}
