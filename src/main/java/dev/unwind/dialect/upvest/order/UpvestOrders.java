// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.order;

import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.market.Market;
import dev.unwind.application.observation.Observations;
import dev.unwind.dialect.upvest.UpvestCall;
import dev.unwind.dialect.upvest.UpvestException;
import dev.unwind.dialect.upvest.UpvestMapping;
import dev.unwind.dialect.upvest.UpvestOrder;
import dev.unwind.dialect.upvest.UpvestRequests;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.OrderId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Gathers what an order is shown with: account, instrument, executions, and the liquidation that it
 * closes for.
 */
@ApplicationScoped
public class UpvestOrders {
  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final Market market;
  private final Observations observations;

  UpvestOrders(LedgerReader reader, Snapshots snapshots, Market market, Observations observations) {
    this.observations = observations;
    this.reader = reader;
    this.snapshots = snapshots;
    this.market = market;
  }

  /**
   * What orders are shown with.
   *
   * @param liquidations uids of this API's liquidations
   */
  public record Surroundings(
      Map<AccountId, Account> accounts,
      Map<InstrumentId, Instrument> instruments,
      Map<OrderId, List<Fill>> fills,
      Map<LiquidationId, UUID> liquidations) {
    /** Empty where the account or the instrument is not to be seen. */
    public Optional<UpvestOrder> show(Order order, List<Fill> executed) {
      Account account = accounts.get(order.accountId());
      Instrument instrument = instruments.get(order.instrumentId());
      if (account == null || instrument == null) {
        return Optional.empty();
      }
      LiquidationId liquidation = UpvestMapping.liquidationOf(order);
      return Optional.of(
          UpvestMapping.order(
              order,
              account,
              instrument,
              liquidation == null ? null : liquidations.get(liquidation),
              executed));
    }

    public List<Fill> of(Order order) {
      return fills.getOrDefault(order.id(), List.of());
    }
  }

  /** Finds an order; on an account that hedges it is an absent one. Fails with NOT_FOUND. */
  Uni<Order> find(UpvestCall call, String orderId) {
    UUID uid = UpvestRequests.id(orderId, "the order");
    return reader
        .orderByUid(call.scope(), uid)
        .map(found -> found.map(OrderRecord::order).orElseThrow(UpvestOrders::missing))
        .chain(
            order ->
                reader
                    .account(call.scope(), order.accountId())
                    .map(account -> account.filter(UpvestOrders::isNetting).map(a -> order))
                    .map(shown -> shown.orElseThrow(UpvestOrders::missing)))
        .invoke(order -> observations.account(order.accountId()));
  }

  private static boolean isNetting(Account account) {
    return account.positionMode() == PositionMode.NETTING;
  }

  private static UpvestException missing() {
    return UpvestRequests.missing("the order");
  }

  /** Finds an order and shows it as it is at one moment. Fails with NOT_FOUND. */
  Uni<UpvestOrder> one(UpvestCall call, String orderId) {
    return snapshots
        .read(() -> find(call, orderId).chain(order -> shown(call.scope(), List.of(order))))
        .map(shown -> shown.stream().findFirst().orElseThrow(UpvestOrders::missing));
  }

  /** Shows orders in the order given. */
  Uni<List<UpvestOrder>> shown(AccountScope scope, List<Order> orders) {
    return around(scope, orders)
        .map(
            surroundings ->
                orders.stream()
                    .map(order -> surroundings.show(order, surroundings.of(order)))
                    .flatMap(Optional::stream)
                    .toList());
  }

  /** Gathers what these orders are shown with, in a few reads. */
  public Uni<Surroundings> around(AccountScope scope, List<Order> orders) {
    Set<AccountId> accounts = distinct(orders, Order::accountId);
    Set<InstrumentId> instruments = distinct(orders, Order::instrumentId);
    Set<OrderId> filled =
        distinct(orders.stream().filter(o -> !o.filledQty().isZero()).toList(), Order::id);
    return accounts(scope, accounts)
        .chain(
            a ->
                market
                    .byIds(instruments)
                    .chain(
                        i ->
                            fills(scope, filled)
                                .chain(
                                    f ->
                                        liquidations(scope, orders)
                                            .map(l -> new Surroundings(a, i, f, l)))));
  }

  private Uni<Map<AccountId, Account>> accounts(AccountScope scope, Set<AccountId> ids) {
    return each(ids, id -> reader.account(scope, id))
        .map(all -> all.stream().collect(Collectors.toMap(Account::id, a -> a)));
  }

  private Uni<Map<OrderId, List<Fill>>> fills(AccountScope scope, Set<OrderId> orders) {
    return orders.isEmpty()
        ? Uni.createFrom().item(Map.of())
        : reader
            .fills(scope, LedgerQueries.Fills.ofOrders(orders))
            .map(all -> all.stream().collect(Collectors.groupingBy(Fill::orderId)));
  }

  /** One read per liquidation, of which a page of orders has few. */
  private Uni<Map<LiquidationId, UUID>> liquidations(AccountScope scope, List<Order> orders) {
    Map<LiquidationId, AccountId> ids =
        orders.stream()
            .filter(UpvestMapping::isOfLiquidation)
            .collect(
                Collectors.toMap(
                    o -> Objects.requireNonNull(o.liquidationId()),
                    Order::accountId,
                    (first, second) -> first));
    return each(ids.entrySet(), e -> reader.liquidationById(scope, e.getValue(), e.getKey()))
        .map(all -> all.stream().collect(Collectors.toMap(Liquidation::id, Liquidation::uid)));
  }

  private static <K, V> Uni<List<V>> each(Collection<K> keys, Function<K, Uni<Optional<V>>> find) {
    return Multi.createFrom()
        .iterable(keys)
        .onItem()
        .transformToUniAndConcatenate(find::apply)
        .filter(Optional::isPresent)
        .map(Optional::get)
        .collect()
        .asList();
  }

  private static <T> Set<T> distinct(List<Order> orders, Function<Order, T> key) {
    return orders.stream().map(key).collect(Collectors.toSet());
  }
}
