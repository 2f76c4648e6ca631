// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.order;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.market.Market;
import dev.unwind.application.order.PlaceOrders;
import dev.unwind.dialect.alpaca.AlpacaBalances;
import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.dialect.alpaca.AlpacaOrder;
import dev.unwind.dialect.alpaca.AlpacaOrders;
import dev.unwind.dialect.alpaca.AlpacaParameters;
import dev.unwind.dialect.alpaca.AlpacaWords;
import dev.unwind.dialect.alpaca.AssetDirectory;
import dev.unwind.dialect.alpaca.OrderTags;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.AssetClass;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Places clients' orders, and words the refusals that depend on what the position is. */
@ApplicationScoped
public class EnterOrders {
  private static final Money EQUITY_COST_MIN = new Money(BigDecimal.ONE);
  private static final Money CRYPTO_COST_MIN = new Money(BigDecimal.TEN);

  private final PlaceOrders orders;
  private final AssetDirectory assets;
  private final Market market;
  private final LedgerReader reader;

  EnterOrders(PlaceOrders orders, AssetDirectory assets, Market market, LedgerReader reader) {
    this.orders = orders;
    this.assets = assets;
    this.market = market;
    this.reader = reader;
  }

  /** A refusal that is no reason of the core; its answer is given. */
  public static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient AlpacaErrors.Failure failure;

    RefusedException(AlpacaErrors.Failure failure) {
      super(failure.error().message(), null, false, false);
      this.failure = failure;
    }

    public AlpacaErrors.Failure failure() {
      return failure;
    }
  }

  /**
   * Places what a request asks for; orders that belong together stand as legs of the first.
   *
   * @param key of the header; a repeat gets the orders that it has placed, as they stand
   */
  Uni<AlpacaOrder> place(
      Actor actor, AccountId account, AlpacaOrderRequest request, @Nullable String key) {
    IdempotencyKey once = AlpacaParameters.key(key, null, "order|" + request);
    OrderRules.requireOneInstrument(request);
    String symbol = OrderTicket.symbol(request);
    return assets
        .find(symbol)
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new TradingException(
                            Denial.of(Reason.INSTRUMENT_NOT_FOUND).withSymbol(symbol))))
        .chain(instrument -> place(actor, account, request, once, instrument));
  }

  private Uni<AlpacaOrder> place(
      Actor actor,
      AccountId account,
      AlpacaOrderRequest request,
      @Nullable IdempotencyKey key,
      Instrument instrument) {
    return market
        .quotes(Set.of(instrument.id()))
        .map(quotes -> Optional.ofNullable(quotes.get(instrument.id())))
        .chain(
            quote -> {
              OrderTicket ticket = OrderTicket.of(request, instrument, quote.orElse(null));
              return Uni.createFrom()
                  .voidItem()
                  .invoke(() -> ExitPrices.requireAwayFromEntry(ticket, quote.orElse(null)))
                  .chain(() -> admissible(actor, account, ticket, instrument, quote.orElse(null)))
                  .chain(() -> send(actor, account, ticket, key))
                  .onFailure(TradingException.class)
                  .recoverWithUni(
                      e -> explain(actor, account, ticket, instrument, (TradingException) e))
                  .plug(placing -> key == null ? placing : orReplayed(placing, account, key))
                  .map(placed -> show(placed, ticket, instrument));
            });
  }

  /** What was admitted the first time may be inadmissible by now; a repeat gets it all the same. */
  private Uni<List<Order>> orReplayed(
      Uni<List<Order>> placing, AccountId account, IdempotencyKey key) {
    return placing
        .onFailure(EnterOrders::isRefusal)
        .recoverWithUni(
            e ->
                orders
                    .placed(account, key)
                    .map(
                        found ->
                            found.orElseThrow(
                                () ->
                                    e instanceof RuntimeException r
                                        ? r
                                        : new IllegalStateException(e))));
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof RefusedException
        || failure instanceof TradingException e
            && e.reason() != Reason.STORE_UNAVAILABLE
            && e.reason() != Reason.OUTCOME_UNKNOWN
            && e.reason() != Reason.OVERLOADED;
  }

  private Uni<List<Order>> send(
      Actor actor, AccountId account, OrderTicket ticket, @Nullable IdempotencyKey key) {
    return switch (ticket.orderClass()) {
      case SIMPLE ->
          (key == null
                  ? orders.place(actor, account, ticket.first())
                  : orders.placeOnce(actor, account, ticket.first(), key))
              .map(List::of);
      case OCO -> {
        List<NewOrder> legs = new ArrayList<>();
        legs.add(ticket.first());
        legs.addAll(ticket.others());
        yield key == null
            ? orders.placeOneCancelsOther(actor, account, legs)
            : orders.placeOneCancelsOtherOnce(actor, account, legs, key);
      }
      case BRACKET, OTO ->
          key == null
              ? orders.placeWithChildren(actor, account, ticket.first(), ticket.others())
              : orders.placeWithChildrenOnce(actor, account, ticket.first(), ticket.others(), key);
    };
  }

  private static AlpacaOrder show(List<Order> placed, OrderTicket ticket, Instrument instrument) {
    AlpacaOrder first = AlpacaOrders.live(placed.get(0), instrument);
    return ticket.orderClass() == OrderTicket.OrderClass.SIMPLE
        ? first
        : first.withLegs(
            placed.stream().skip(1).map(leg -> AlpacaOrders.live(leg, instrument)).toList());
  }

  /** Rules that look at the position, where the order makes them apply at all. */
  private Uni<Void> admissible(
      Actor actor,
      AccountId account,
      OrderTicket ticket,
      Instrument instrument,
      @Nullable Quote quote) {
    NewOrder order = ticket.first();
    String intent = order.tags().get(OrderTags.POSITION_INTENT);
    Money least = least(order, instrument, quote);
    if (intent == null && least == null) {
      return Uni.createFrom().voidItem();
    }
    return position(actor, account, instrument)
        .invoke(
            held -> {
              boolean reduces = held.filter(p -> p.isReducedBy(order.side())).isPresent();
              String inferred =
                  AlpacaWords.side(order.side()) + (reduces ? "_to_close" : "_to_open");
              if (intent != null && !intent.equals(inferred)) {
                throw new RefusedException(AlpacaErrors.intentMismatch(inferred, intent));
              }
              if (least != null && !reduces) {
                throw new RefusedException(AlpacaErrors.costBasisTooSmall(least));
              }
            })
        .replaceWithVoid();
  }

  /** The least that may be bought, where this order is for less; null where it is not. */
  private static @Nullable Money least(
      NewOrder order, Instrument instrument, @Nullable Quote quote) {
    Price price =
        order.limitPrice() != null
            ? order.limitPrice()
            : quote == null ? null : quote.touch(order.side());
    boolean crypto = instrument.assetClass() == AssetClass.CRYPTO;
    boolean equity = instrument.assetClass() == AssetClass.US_EQUITY;
    if (order.side() == Side.SELL || !(crypto || equity)) {
      return null;
    }
    Money notional = order.notional();
    BigDecimal cost =
        notional != null
            ? notional.value()
            : price == null ? null : order.qty().value().multiply(price.value());
    Money least = crypto ? CRYPTO_COST_MIN : EQUITY_COST_MIN;
    return cost != null && cost.compareTo(least.value()) < 0 ? least : null;
  }

  private Uni<Optional<Position>> position(Actor actor, AccountId account, Instrument instrument) {
    return reader
        .positions(
            actor.scope(),
            new LedgerQueries.Positions(
                account, Set.of(instrument.id()), Set.of(), true, true, 0, 1))
        .map(found -> found.stream().findFirst());
  }

  /**
   * While a position is being liquidated, a second closing order finds nothing available, and an
   * opening one would trade against the closing order.
   */
  private Uni<List<Order>> explain(
      Actor actor,
      AccountId account,
      OrderTicket ticket,
      Instrument instrument,
      TradingException refused) {
    Denial denial = refused.denial();
    if (refused.reason() == Reason.PRICE_OFF_INCREMENT && denial.text() == null) {
      return Uni.createFrom().failure(named(refused, ticket));
    }
    if (refused.reason() == Reason.BRACKET_NOT_ENTRY
        && ticket.orderClass() == OrderTicket.OrderClass.OTO) {
      return Uni.createFrom().failure(new RefusedException(AlpacaErrors.mustBeEntry("oto")));
    }
    if (refused.reason() == Reason.SHORTING_NOT_ALLOWED) {
      // Nothing is held, or of the other side: the order would have sold all of it.
      Denial all = denial.quantities(ticket.first().qty(), Quantity.ZERO, Quantity.ZERO);
      return Uni.createFrom().failure(worded(new TradingException(all), instrument));
    }
    if (refused.reason() != Reason.POSITION_BEING_LIQUIDATED) {
      return Uni.createFrom().failure(worded(refused, instrument));
    }
    return position(actor, account, instrument)
        .onItem()
        .transformToUni(
            held -> {
              boolean opens = held.filter(p -> p.isReducedBy(ticket.first().side())).isEmpty();
              RuntimeException failure =
                  opens
                      ? new RefusedException(
                          AlpacaErrors.washTrade(
                              denial.relatedUids().stream().findFirst().orElse(null),
                              "opposite side market/stop order exists"))
                      : worded(refused, instrument);
              return Uni.createFrom().failure(failure);
            });
  }

  /** A refusal in the words for the kind of asset, where that has any of its own. */
  public static RuntimeException worded(TradingException refused, Instrument instrument) {
    AlpacaErrors.Failure own = AlpacaBalances.refusal(refused.denial(), instrument);
    return own == null ? refused : new RefusedException(own);
  }

  private static RuntimeException named(TradingException refused, OrderTicket ticket) {
    Price price = refused.denial().price();
    List<NewOrder> all = new ArrayList<>();
    all.add(ticket.first());
    all.addAll(ticket.others());
    boolean stop =
        price != null
            && all.stream().noneMatch(o -> price.equals(o.limitPrice()))
            && all.stream().anyMatch(o -> price.equals(o.stopPrice()));
    boolean trails = ticket.first().trail() != null;
    return new RefusedException(
        AlpacaErrors.offGrid(trails ? "trail_price" : stop ? "stop_price" : "limit_price", price));
  }
}
