// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerQueries.OrderState;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.market.Market;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.Side;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads orders as the dialect shows them: every version is one, and with {@code nested} the legs
 * stand below the order that they belong to.
 */
@ApplicationScoped
public class FindOrders {
  /** Open orders that are searched for replaced versions when closed ones are asked for. */
  private static final int OPEN_SEARCHED_MAX = 500;

  private final LedgerReader reader;
  private final Market market;

  FindOrders(LedgerReader reader, Market market) {
    this.reader = reader;
    this.market = market;
  }

  /** Which of the versions are asked for. */
  enum Status {
    OPEN,
    CLOSED,
    ALL
  }

  /**
   * What a list is asked for.
   *
   * @param instruments null for all
   * @param after exclusive, on the submission; {@code until} likewise
   */
  record Query(
      Status status,
      int limit,
      @Nullable Instant after,
      @Nullable Instant until,
      boolean ascending,
      boolean nested,
      @Nullable Set<InstrumentId> instruments,
      @Nullable Side side,
      @Nullable UUID beforeOrder,
      @Nullable UUID afterOrder) {}

  /** The orders that match, in order of submission. */
  Uni<List<AlpacaOrder>> list(AccountScope scope, AccountId account, Query query) {
    if (query.instruments() != null && query.instruments().isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return Uni.combine()
        .all()
        .unis(place(scope, query.beforeOrder()), place(scope, query.afterOrder()))
        .asTuple()
        .chain(
            places ->
                records(
                    scope,
                    account,
                    query,
                    places.getItem1().orElse(null),
                    places.getItem2().orElse(null)))
        .chain(found -> show(scope, account, found, query.nested()))
        .map(shown -> pick(shown, query));
  }

  /** The version with this uid, or whose client order id this is. */
  Uni<AlpacaOrder> one(AccountScope scope, AccountId account, String id, boolean nested) {
    return find(scope, account, id)
        .chain(
            found ->
                show(scope, account, List.of(found), nested).map(shown -> named(shown.get(0), id)));
  }

  /** The order that has a version with this uid or client order id, or ORDER_NOT_FOUND. */
  Uni<OrderRecord> find(AccountScope scope, AccountId account, String id) {
    Optional<UUID> uid = AlpacaParameters.uuid(id);
    Uni<Optional<OrderRecord>> byUid =
        uid.isPresent()
            ? reader.orderByUid(scope, uid.get())
            : Uni.createFrom().item(Optional.empty());
    return byUid
        .map(found -> found.filter(r -> r.order().accountId().equals(account)))
        .chain(
            found ->
                found.isPresent()
                    ? Uni.createFrom().item(found)
                    : reader.orderByClientOrderId(scope, account, id))
        .map(found -> found.orElseThrow(() -> notFound(id)));
  }

  static TradingException notFound(String id) {
    return new TradingException(Denial.of(Reason.ORDER_NOT_FOUND, id));
  }

  private Uni<Optional<OrderId>> place(AccountScope scope, @Nullable UUID uid) {
    if (uid == null) {
      return Uni.createFrom().item(Optional.empty());
    }
    return reader
        .orderByUid(scope, uid)
        .map(
            found ->
                Optional.of(
                    found.map(r -> r.order().id()).orElseThrow(() -> notFound(uid.toString()))));
  }

  private Uni<List<OrderRecord>> records(
      AccountScope scope,
      AccountId account,
      Query query,
      @Nullable OrderId before,
      @Nullable OrderId after) {
    OrderState state =
        switch (query.status()) {
          case OPEN -> OrderState.OPEN;
          case CLOSED -> OrderState.CLOSED;
          case ALL -> OrderState.ANY;
        };
    Uni<List<OrderRecord>> main =
        reader.orders(scope, query(account, query, state, before, after, query.limit()));
    if (query.status() != Status.CLOSED) {
      return main;
    }
    // Replaced versions of orders that still work are closed orders to a client.
    Uni<List<OrderRecord>> open =
        reader.orders(
            scope, query(account, query, OrderState.OPEN, before, after, OPEN_SEARCHED_MAX));
    return Uni.combine()
        .all()
        .unis(main, open)
        .asTuple()
        .map(
            both -> {
              List<OrderRecord> all = new ArrayList<>(both.getItem1());
              both.getItem2().stream().filter(r -> r.versions().size() > 1).forEach(all::add);
              return all;
            });
  }

  private static LedgerQueries.Orders query(
      AccountId account,
      Query query,
      OrderState state,
      @Nullable OrderId before,
      @Nullable OrderId after,
      int limit) {
    return new LedgerQueries.Orders(
        account,
        state,
        Set.of(),
        query.instruments() == null ? Set.of() : query.instruments(),
        query.side(),
        query.after(),
        query.until(),
        after,
        before,
        null,
        null,
        query.ascending(),
        0,
        limit);
  }

  /** An order with the versions that it is shown as, the newest first. */
  private record Shown(OrderRecord found, List<AlpacaOrder> versions) {}

  private Uni<List<Shown>> show(
      AccountScope scope, AccountId account, List<OrderRecord> found, boolean nested) {
    if (!nested) {
      return fillsAndInstruments(scope, found, (fills, known) -> shown(found, fills, known));
    }
    Set<OrderId> heads =
        found.stream()
            .map(OrderRecord::order)
            .filter(o -> o.parentId() == null)
            .map(Order::id)
            .collect(Collectors.toSet());
    return reader
        .dependents(scope, account, heads)
        .chain(
            legs -> {
              List<OrderRecord> all = new ArrayList<>(found);
              all.addAll(legs);
              return fillsAndInstruments(
                  scope, all, (fills, known) -> nest(found, legs, fills, known));
            });
  }

  private interface Showing {
    List<Shown> show(List<Fill> fills, Map<InstrumentId, Instrument> instruments);
  }

  private Uni<List<Shown>> fillsAndInstruments(
      AccountScope scope, List<OrderRecord> records, Showing showing) {
    Set<OrderId> filled =
        records.stream()
            .filter(AlpacaOrders::needsFills)
            .map(r -> r.order().id())
            .collect(Collectors.toSet());
    Uni<List<Fill>> fills =
        filled.isEmpty()
            ? Uni.createFrom().item(List.of())
            : reader.fills(scope, LedgerQueries.Fills.ofOrders(filled));
    Set<InstrumentId> ids =
        records.stream().map(r -> r.order().instrumentId()).collect(Collectors.toSet());
    return Uni.combine()
        .all()
        .unis(fills, market.byIds(ids))
        .asTuple()
        .map(known -> showing.show(known.getItem1(), known.getItem2()));
  }

  private static List<Shown> shown(
      Collection<OrderRecord> records,
      List<Fill> fills,
      Map<InstrumentId, Instrument> instruments) {
    List<Shown> shown = new ArrayList<>(records.size());
    for (OrderRecord each : records) {
      Instrument instrument = instruments.get(each.order().instrumentId());
      if (instrument != null) {
        shown.add(new Shown(each, AlpacaOrders.all(each, instrument, fills)));
      }
    }
    return shown;
  }

  private static List<Shown> nest(
      List<OrderRecord> found,
      List<OrderRecord> legs,
      List<Fill> fills,
      Map<InstrumentId, Instrument> instruments) {
    Map<OrderId, List<AlpacaOrder>> legsOf = new HashMap<>();
    Set<OrderId> nested = new HashSet<>();
    for (Shown leg : shown(legs, fills, instruments)) {
      Order order = leg.found().order();
      OrderId parent = order.parentId();
      Long group = order.ocoGroup();
      OrderId head = parent != null ? parent : group == null ? null : new OrderId(group);
      if (head != null) {
        // A leg is shown as it stands, not with what it was.
        legsOf.computeIfAbsent(head, id -> new ArrayList<>()).add(leg.versions().get(0));
        nested.add(order.id());
      }
    }
    List<Shown> shown = new ArrayList<>();
    for (Shown each : shown(found, fills, instruments)) {
      if (nested.contains(each.found().order().id())) {
        continue;
      }
      List<AlpacaOrder> children = legsOf.get(each.found().order().id());
      shown.add(
          children == null
              ? each
              : new Shown(
                  each.found(), each.versions().stream().map(v -> v.withLegs(children)).toList()));
    }
    return shown;
  }

  private static List<AlpacaOrder> pick(List<Shown> shown, Query query) {
    List<AlpacaOrder> picked = new ArrayList<>();
    for (Shown each : shown) {
      List<AlpacaOrder> versions = new ArrayList<>(each.versions());
      if (query.ascending()) {
        java.util.Collections.reverse(versions);
      }
      for (AlpacaOrder version : versions) {
        boolean wanted =
            switch (query.status()) {
              case OPEN -> AlpacaOrders.isOpen(version);
              case CLOSED -> !AlpacaOrders.isOpen(version);
              case ALL -> true;
            };
        if (wanted && picked.size() < query.limit()) {
          picked.add(version);
        }
      }
    }
    return picked;
  }

  private static AlpacaOrder named(Shown shown, String id) {
    return shown.versions().stream()
        .filter(v -> v.id().toString().equalsIgnoreCase(id) || v.clientOrderId().equals(id))
        .findFirst()
        .orElseThrow(() -> notFound(id));
  }
}
