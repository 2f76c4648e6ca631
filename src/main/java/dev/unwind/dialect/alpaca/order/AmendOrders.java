// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.order;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.OrderRecord;
import dev.unwind.application.market.Market;
import dev.unwind.application.order.ChangeOrders;
import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.dialect.alpaca.AlpacaOrder;
import dev.unwind.dialect.alpaca.AlpacaOrders;
import dev.unwind.dialect.alpaca.AlpacaParameters;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.BookChanges.VersionState;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.order.OrderStatus;
import dev.unwind.domain.order.Replacement;
import dev.unwind.domain.order.TimeInForce;
import dev.unwind.domain.order.Trail;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Price;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Replaces and cancels orders, whichever of their versions a client names. */
@ApplicationScoped
public class AmendOrders {
  private final FindOrders find;
  private final ChangeOrders change;
  private final Market market;

  AmendOrders(FindOrders find, ChangeOrders change, Market market) {
    this.find = find;
    this.change = change;
    this.market = market;
  }

  /** Asks for new terms; the answer is the order that is to take the old one's place. */
  Uni<AlpacaOrder> replace(
      Actor actor, AccountId account, String id, AlpacaReplaceRequest request) {
    return find.find(actor.scope(), account, id)
        .chain(
            found ->
                instrument(found.order())
                    .chain(instrument -> replace(actor, account, found, id, request, instrument)));
  }

  /** Asks for a cancel; a repeated one is no mistake. */
  Uni<Void> cancel(Actor actor, AccountId account, String id) {
    return find.find(actor.scope(), account, id).chain(found -> cancel(actor, found, id));
  }

  /**
   * Asks for the cancel of all open orders that close no position, and tells of all that are open.
   */
  Uni<List<AlpacaCancelResult>> cancelAll(Actor actor, AccountId account) {
    return change
        .cancelAll(actor, account, order -> true)
        .map(
            all ->
                Stream.concat(
                        all.canceled().stream()
                            .map(o -> new AlpacaCancelResult(o.terms().uid(), 200, null)),
                        all.spared().stream().map(AmendOrders::spared))
                    .toList());
  }

  private static AlpacaCancelResult spared(Order closing) {
    AlpacaErrors.Failure failure = AlpacaErrors.closesAPosition();
    return new AlpacaCancelResult(closing.terms().uid(), failure.status(), failure.error());
  }

  private Uni<AlpacaOrder> replace(
      Actor actor,
      AccountId account,
      OrderRecord found,
      String id,
      AlpacaReplaceRequest request,
      Instrument instrument) {
    Order order = found.order();
    AlpacaErrors.requirePresent(state(found, id));
    if (order.terms().notional() != null) {
      throw AlpacaParameters.refused(
          Reason.ORDER_TYPE_UNSUPPORTED, "notional orders cannot be replaced");
    }
    Replacement replacement = replacement(request, order, instrument);
    return change
        .replace(actor, account, order.id(), replacement)
        .map(
            replaced ->
                replaced.pending() == null
                    ? AlpacaOrders.live(replaced, instrument, order.terms().uid())
                    : AlpacaOrders.pending(replaced, instrument))
        .onFailure(TradingException.class)
        .transform(e -> named((TradingException) e, replacement, instrument));
  }

  /** A client may still name a version whose place another has taken. */
  private static VersionState state(OrderRecord found, String id) {
    for (OrderRecord.Version version : found.versions()) {
      boolean named =
          version.terms().uid().toString().equalsIgnoreCase(id)
              || version.terms().clientOrderId().equals(id);
      if (named) {
        return version.state();
      }
    }
    return VersionState.LIVE;
  }

  private static Replacement replacement(
      AlpacaReplaceRequest request, Order order, Instrument instrument) {
    String qty = OrderTicket.given(request.qty());
    TimeInForce timeInForce =
        OrderTicket.given(request.timeInForce()) == null
            ? null
            : OrderTicket.timeInForce(request.timeInForce(), instrument);
    Price limit = OrderTicket.price("limit_price", request.limitPrice());
    Price stop = OrderTicket.price("stop_price", request.stopPrice());
    if ((limit != null && !order.terms().type().hasLimit())
        || (stop != null && !order.terms().type().hasStop())) {
      throw AlpacaParameters.refused(
          Reason.ORDER_TYPE_UNSUPPORTED, "the type of an order cannot be replaced");
    }
    Replacement replacement =
        new Replacement(
            null,
            timeInForce,
            qty == null ? null : AlpacaParameters.quantity("qty", qty),
            limit,
            stop,
            trail(request, order.terms().trail()),
            null,
            AlpacaParameters.clientOrderId(OrderTicket.given(request.clientOrderId())),
            true);
    OrderRules.requireReplaceable(order, replacement, instrument);
    return replacement;
  }

  /** Of the kind that the order has: a price or a percentage. */
  private static @Nullable Trail trail(AlpacaReplaceRequest request, @Nullable Trail present) {
    Price trail = OrderTicket.price("trail", request.trail());
    if (trail == null) {
      return null;
    }
    if (present == null) {
      throw AlpacaParameters.refused(
          Reason.ORDER_TYPE_UNSUPPORTED, "trail is only valid for trailing stop orders");
    }
    return present.percent() == null ? Trail.by(trail) : Trail.byPercent(trail.value());
  }

  private static RuntimeException named(
      TradingException refused, Replacement replacement, Instrument instrument) {
    Price price = refused.denial().price();
    boolean stop =
        refused.reason() == Reason.PRICE_OFF_INCREMENT
            && price != null
            && price.equals(replacement.stopPrice())
            && !price.equals(replacement.limitPrice());
    boolean trail =
        refused.reason() == Reason.PRICE_OFF_INCREMENT
            && price != null
            && replacement.trail() != null
            && price.equals(replacement.trail().offset());
    return trail
        ? new EnterOrders.RefusedException(AlpacaErrors.offGrid("trail", price))
        : stop
            ? new EnterOrders.RefusedException(AlpacaErrors.offGrid("stop_price", price))
            : EnterOrders.worded(refused, instrument);
  }

  private Uni<Void> cancel(Actor actor, OrderRecord found, String id) {
    Order order = found.order();
    VersionState state = state(found, id);
    if (state != VersionState.PENDING && order.isOpen()) {
      AlpacaErrors.requirePresent(state);
    }
    return change
        .cancel(actor, order.accountId(), order.id())
        .onFailure(AmendOrders::isCanceledAlready)
        .recoverWithItem(order)
        .replaceWithVoid();
  }

  /** A repeated cancel is no mistake. */
  private static boolean isCanceledAlready(Throwable failure) {
    return failure instanceof TradingException e
        && e.reason() == Reason.ORDER_NOT_OPEN
        && e.denial().state() == OrderStatus.CANCELED;
  }

  private Uni<Instrument> instrument(Order order) {
    return market
        .byId(order.instrumentId())
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.INTERNAL_ERROR)));
  }
}
