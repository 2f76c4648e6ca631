// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.order;

import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerQueries.OrderState;
import dev.unwind.application.ledger.LedgerQueries.VersionPlace;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.market.Market;
import dev.unwind.dialect.alpaca.AlpacaOrder;
import dev.unwind.dialect.alpaca.AlpacaOrders;
import dev.unwind.dialect.alpaca.AlpacaParameters;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.Side;
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
  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final Market market;

  FindOrders(LedgerReader reader, Snapshots snapshots, Market market) {
    this.reader = reader;
    this.snapshots = snapshots;
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

  /** The orders that match, in order of submission, as of one moment. */
  Uni<List<AlpacaOrder>> list(AccountScope scope, AccountId account, Query query) {
    return query.instruments() != null && query.instruments().isEmpty()
        ? Uni.createFrom().item(List.of())
        : snapshots.read(() -> reading(scope, account, query));
  }

  private Uni<List<AlpacaOrder>> reading(AccountScope scope, AccountId account, Query query) {
    return Uni.combine()
        .all()
        .unis(place(scope, query.beforeOrder()), place(scope, query.afterOrder()))
        .asTuple()
        .chain(
            places ->
                reader.orderVersions(
                    scope,
                    versions(
                        account,
                        query,
                        places.getItem1().orElse(null),
                        places.getItem2().orElse(null))))
        .chain(places -> show(scope, account, places, query.nested()));
  }

  /** The version with this uid, or whose client order id this is. */
  Uni<AlpacaOrder> one(AccountScope scope, AccountId account, String id, boolean nested) {
    return snapshots
        .read(
            () ->
                find(scope, account, id)
                    .chain(found -> showRecords(scope, account, List.of(found), nested)))
        .map(shown -> named(shown.get(0), id));
  }

  /** The order that has a version with this uid or client order id, or ORDER_NOT_FOUND. */
  public Uni<OrderRecord> find(AccountScope scope, AccountId account, String id) {
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

  /** Where the version with this uid stands in the list. */
  private Uni<Optional<VersionPlace>> place(AccountScope scope, @Nullable UUID uid) {
    if (uid == null) {
      return Uni.createFrom().item(Optional.empty());
    }
    return reader
        .orderByUid(scope, uid)
        .map(found -> found.orElseThrow(() -> notFound(uid.toString())))
        .map(
            found ->
                found.versions().stream()
                    .map(OrderRecord.Version::terms)
                    .filter(terms -> terms.uid().equals(uid))
                    .findFirst()
                    .map(
                        terms ->
                            new VersionPlace(
                                AlpacaOrders.submittedAt(found.order(), terms),
                                found.order().id(),
                                terms.version())));
  }

  private static LedgerQueries.OrderVersions versions(
      AccountId account, Query query, @Nullable VersionPlace before, @Nullable VersionPlace after) {
    OrderState state =
        switch (query.status()) {
          case OPEN -> OrderState.OPEN;
          case CLOSED -> OrderState.CLOSED;
          case ALL -> OrderState.ANY;
        };
    return new LedgerQueries.OrderVersions(
        account,
        state,
        query.instruments() == null ? Set.of() : query.instruments(),
        query.side(),
        query.after(),
        query.until(),
        after,
        before,
        query.nested(),
        query.ascending(),
        query.limit());
  }

  /** The versions that stand at these places. */
  private Uni<List<AlpacaOrder>> show(
      AccountScope scope, AccountId account, List<VersionPlace> places, boolean nested) {
    if (places.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    Set<OrderId> ids = places.stream().map(VersionPlace::order).collect(Collectors.toSet());
    return reader
        .orders(scope, LedgerQueries.Orders.byIds(account, ids))
        .chain(found -> showRecords(scope, account, found, nested))
        .map(shown -> pick(places, shown));
  }

  /** An order with the versions that it is shown as, the newest first. */
  private record Shown(OrderRecord found, List<AlpacaOrder> versions) {}

  private Uni<List<Shown>> showRecords(
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

  private static List<AlpacaOrder> pick(List<VersionPlace> places, List<Shown> shown) {
    Map<OrderId, Map<Integer, AlpacaOrder>> versions = new HashMap<>();
    for (Shown each : shown) {
      List<OrderRecord.Version> known = each.found().versions();
      Map<Integer, AlpacaOrder> ofOrder = new HashMap<>();
      for (int i = 0; i < known.size(); i++) {
        // Shown newest first, known oldest first.
        ofOrder.put(known.get(i).terms().version(), each.versions().get(known.size() - 1 - i));
      }
      versions.put(each.found().order().id(), ofOrder);
    }
    List<AlpacaOrder> picked = new ArrayList<>(places.size());
    for (VersionPlace place : places) {
      AlpacaOrder version = versions.getOrDefault(place.order(), Map.of()).get(place.version());
      if (version != null) {
        picked.add(version);
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
