// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.PositionEpisode;
import dev.unwind.application.ledger.PositionHistory;
import dev.unwind.application.liquidation.UnclaimedOutcomes;
import dev.unwind.application.order.AwaitOrder;
import dev.unwind.application.order.ChangeOrders;
import dev.unwind.application.order.OrderNumbers;
import dev.unwind.application.order.PlaceOrders;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.NewOrderBuilder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.OrderType;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.OrderId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Places and cancels orders. A market order is answered when it has traded. Where that does not
 * happen in time its caller gets an error that names the order, which goes on; the same request
 * sent again by that caller meets the order instead of making another one.
 */
@ApplicationScoped
class NeuratradeOrders {
  private final PlaceOrders placeOrders;
  private final ChangeOrders changeOrders;
  private final AwaitOrder awaitOrder;
  private final OrderNumbers numbers;
  private final UnclaimedOutcomes offers;
  private final LedgerReader reader;
  private final PositionHistory history;
  private final NeuratradePositions positions;
  private final NeuratradeConfig config;
  private final InstantSource clock;

  NeuratradeOrders(
      PlaceOrders placeOrders,
      ChangeOrders changeOrders,
      AwaitOrder awaitOrder,
      OrderNumbers numbers,
      UnclaimedOutcomes offers,
      LedgerReader reader,
      PositionHistory history,
      NeuratradePositions positions,
      NeuratradeConfig config,
      InstantSource clock) {
    this.placeOrders = placeOrders;
    this.changeOrders = changeOrders;
    this.awaitOrder = awaitOrder;
    this.numbers = numbers;
    this.offers = offers;
    this.reader = reader;
    this.history = history;
    this.positions = positions;
    this.config = config;
    this.clock = clock;
  }

  /**
   * @param key the caller's idempotency key; null where it gave none
   */
  Uni<NeuratradeData.Placed> place(
      Actor actor, AccountId account, NeuratradeRequest.Place request, @Nullable String key) {
    return positions
        .instrument(request.symbol())
        .chain(
            found -> {
              Instrument instrument =
                  found.orElseThrow(() -> new TradingException(Reason.INSTRUMENT_NOT_FOUND));
              boolean joins = key == null && request.type() == OrderType.MARKET;
              Uni<List<UnclaimedOutcomes.Offer>> open =
                  joins
                      ? offers.find(account, actor.name(), subject(request), since())
                      : Uni.createFrom().item(List.of());
              return open.chain(
                  known ->
                      known.isEmpty()
                          ? placeNew(actor, account, request, instrument, key)
                          : join(actor, request, instrument, known.get(0)));
            });
  }

  private Uni<NeuratradeData.Placed> placeNew(
      Actor actor,
      AccountId account,
      NeuratradeRequest.Place request,
      Instrument instrument,
      @Nullable String key) {
    IdempotencyKey once =
        key == null ? null : NeuratradeKeys.of("place_order", key, request.fingerprint());
    return numbers
        .next()
        .map(number -> newOrder(request, instrument, clock.instant(), number))
        .chain(order -> placeOrders.placeOpening(actor, account, order, once))
        .chain(placed -> answer(actor, request, instrument, placed));
  }

  private static NewOrder newOrder(
      NeuratradeRequest.Place request, Instrument instrument, Instant now, long number) {
    String suffix = NeuratradeNames.suffix(now, number);
    return NewOrderBuilder.builder()
        .instrument(instrument.id())
        .side(request.side())
        .type(request.type())
        .timeInForce(TimeInForce.GTC)
        .qty(request.amount())
        .limitPrice(request.type() == OrderType.LIMIT ? request.price() : null)
        .clientOrderId(NeuratradeNames.order(suffix))
        .exchange(request.exchange())
        .externalId(NeuratradeNames.position(suffix))
        .tags(NeuratradeMapping.tags(request))
        .policy(instrument.isFuture() ? NewOrder.Policy.CASH_BACKED : NewOrder.Policy.LIBERAL)
        .build();
  }

  private Uni<NeuratradeData.Placed> answer(
      Actor actor, NeuratradeRequest.Place request, Instrument instrument, Order placed) {
    if (request.type() == OrderType.LIMIT) {
      return placed(placed, instrument);
    }
    return awaitOrder
        .ended(placed, config.longestWait())
        .chain(
            order ->
                order.isOpen()
                    ? offers
                        .keep(offer(actor, request, order), clock.instant(), since())
                        .onFailure()
                        .recoverWithNull()
                        .chain(() -> Uni.createFrom().failure(goesOn(order)))
                    : outcome(order, instrument));
  }

  /** The first repeat receives the outcome; one that comes too late for it starts anew. */
  private Uni<NeuratradeData.Placed> join(
      Actor actor,
      NeuratradeRequest.Place request,
      Instrument instrument,
      UnclaimedOutcomes.Offer offer) {
    AccountId account = offer.account();
    return reader
        .order(AccountScope.of(account), new OrderId(offer.id()))
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.ORDER_NOT_FOUND)).order())
        .chain(order -> awaitOrder.ended(order, config.longestWait()))
        .chain(
            order ->
                order.isOpen()
                    ? Uni.createFrom().failure(goesOn(order))
                    : offers
                        .take(offer)
                        .chain(
                            mine ->
                                mine
                                    ? outcome(order, instrument)
                                    : placeNew(actor, account, request, instrument, null)));
  }

  private Uni<NeuratradeData.Placed> outcome(Order order, Instrument instrument) {
    boolean unfilled = order.filledQty().isZero();
    boolean liquidated = order.reason() == Reason.CANCELED_FOR_LIQUIDATION;
    if (unfilled && !liquidated) {
      Reason reason = order.reason();
      return Uni.createFrom()
          .failure(
              NeuratradeErrors.of(
                      reason == null ? Reason.VENUE_REJECTED : reason, NeuratradeOperation.PLACE)
                  .aboutOrder(order.terms().clientOrderId()));
    }
    return placed(order, instrument);
  }

  private static NeuratradeException goesOn(Order order) {
    String name = order.terms().clientOrderId();
    return NeuratradeOperation.PLACE
        .failed("order " + name + " was accepted and goes on, but was not filled in time")
        .aboutOrder(name);
  }

  private static UnclaimedOutcomes.Offer offer(
      Actor actor, NeuratradeRequest.Place request, Order order) {
    return new UnclaimedOutcomes.Offer(
        order.accountId(),
        actor.name(),
        subject(request),
        UnclaimedOutcomes.Kind.ORDER,
        order.id().value());
  }

  private static String subject(NeuratradeRequest.Place request) {
    return "order:" + NeuratradeKeys.hash(request.fingerprint());
  }

  private Instant since() {
    return clock.instant().minus(config.joinWindow());
  }

  private Uni<NeuratradeData.Placed> placed(Order order, Instrument instrument) {
    return opened(order)
        .map(
            position -> {
              PositionEpisode episode = position.orElse(null);
              return new NeuratradeData.Placed(
                  NeuratradeMapping.order(order, episode, instrument),
                  episode == null ? null : NeuratradeMapping.position(episode, instrument));
            });
  }

  /** The position that an order has opened, or on netting accounts added to. */
  private Uni<Optional<PositionEpisode>> opened(Order order) {
    AccountScope scope = AccountScope.of(order.accountId());
    String name = NeuratradeNames.positionOfOrder(order.terms().clientOrderId());
    return history
        .byExternalId(scope, order.accountId(), name)
        .chain(
            found ->
                found.isPresent()
                    ? Uni.createFrom().item(found)
                    : reader
                        .positions(
                            scope,
                            new LedgerQueries.Positions(
                                order.accountId(),
                                Set.of(order.instrumentId()),
                                Set.of(),
                                true,
                                true,
                                0,
                                1))
                        .map(open -> open.stream().map(PositionEpisode::of).findFirst()));
  }

  /** Cancels an order of which nothing has traded, and answers when it is cancelled. */
  Uni<NeuratradeOrder> cancel(Actor actor, AccountId account, String name) {
    return reader
        .orderByClientOrderId(actor.scope(), account, name)
        .map(
            found ->
                found
                    .map(r -> r.order())
                    .filter(o -> !o.isLiquidation())
                    .orElseThrow(() -> new TradingException(Reason.ORDER_NOT_FOUND)))
        .chain(order -> changeOrders.cancelUnfilled(actor, account, order.id()))
        .chain(asked -> awaitOrder.ended(asked, config.longestWait()))
        .chain(this::canceled);
  }

  private Uni<NeuratradeOrder> canceled(Order order) {
    if (order.isOpen()) {
      return Uni.createFrom()
          .failure(
              NeuratradeOperation.CANCEL.failed("the cancel was sent but not confirmed in time"));
    }
    boolean ours =
        order.status() == OrderStatus.CANCELED && order.reason() == Reason.CANCELED_BY_CLIENT;
    if (!ours || !order.reportedQty().isZero()) {
      return Uni.createFrom().failure(new TradingException(Reason.ORDER_NOT_OPEN));
    }
    return opened(order)
        .chain(
            position ->
                positions
                    .instrumentOf(order.instrumentId())
                    .map(i -> NeuratradeMapping.order(order, position.orElse(null), i)));
  }
}
