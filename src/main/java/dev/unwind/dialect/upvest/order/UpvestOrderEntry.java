// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest.order;

import dev.unwind.application.TradingException;
import dev.unwind.application.account.AccountDirectory;
import dev.unwind.application.account.AccountDirectory.Listing;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.ReplayStore;
import dev.unwind.application.ledger.ReplayStore.StoredAnswer;
import dev.unwind.application.market.Market;
import dev.unwind.application.order.PlaceOrders;
import dev.unwind.dialect.upvest.UpvestAccess;
import dev.unwind.dialect.upvest.UpvestCall;
import dev.unwind.dialect.upvest.UpvestErrors;
import dev.unwind.dialect.upvest.UpvestException;
import dev.unwind.dialect.upvest.UpvestFault;
import dev.unwind.dialect.upvest.UpvestMapping;
import dev.unwind.dialect.upvest.UpvestOrder;
import dev.unwind.dialect.upvest.UpvestRequests;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.RoundingMode;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes orders: of one key once, and with the same answer ever after. */
@ApplicationScoped
class UpvestOrderEntry {
  /**
   * Unit buys need this much more cash than they cost at the quote, nominal sells this much more
   * quantity.
   */
  private static final Quantity BUFFER = Quantity.of("1.1");

  private static final int DIVISION_DIGITS = 18;

  private final UpvestRequests requests;
  private final AccountDirectory directory;
  private final PlaceOrders orders;
  private final Market market;
  private final LedgerReader reader;
  private final ReplayStore answers;
  private final InstantSource clock;

  UpvestOrderEntry(
      UpvestRequests requests,
      AccountDirectory directory,
      PlaceOrders orders,
      Market market,
      LedgerReader reader,
      ReplayStore answers,
      InstantSource clock) {
    this.requests = requests;
    this.directory = directory;
    this.orders = orders;
    this.market = market;
    this.reader = reader;
    this.answers = answers;
    this.clock = clock;
  }

  /**
   * Places an order, or finds the answer that its key was given before. Fails with what the request
   * is refused for; where the body names what does not exist, that is 422.
   */
  Uni<StoredAnswer> place(UpvestCall call, IdempotencyKey key) {
    UpvestOrderTerms terms =
        UpvestOrderTerms.of(requests.read(call, UpvestOrder.PlaceRequest.class), clock.instant());
    return directory
        .find(call.scope(), terms.account())
        .map(found -> found.map(Listing::account).orElseThrow(UpvestOrderEntry::noAccount))
        .chain(
            account ->
                answers
                    .answer(account.id(), key.dialect(), key.key())
                    .chain(
                        stored ->
                            stored
                                .map(answer -> Uni.createFrom().item(answer))
                                .orElseGet(() -> placeNew(call, account, terms, key))));
  }

  private static UpvestException noAccount() {
    return new UpvestException(UpvestFault.UNPROCESSABLE_ENTITY, "the account does not exist");
  }

  private Uni<StoredAnswer> placeNew(
      UpvestCall call, Account account, UpvestOrderTerms terms, IdempotencyKey key) {
    UUID user = UpvestAccess.owner(account, terms.userId());
    if (terms.currency() != null && !terms.currency().equals(account.currency())) {
      return unprocessable("the account's currency is " + account.currency());
    }
    return instrument(terms)
        .chain(
            instrument -> {
              if (!instrument.currency().equals(account.currency())) {
                return unprocessable("the instrument is traded in " + instrument.currency());
              }
              return orders
                  .once(
                      account.id(),
                      key,
                      () ->
                          sized(call, account, instrument, terms)
                              .map(qty -> terms.order(instrument, qty, user, policy(terms)))
                              .chain(
                                  order ->
                                      orders.placeOnce(call.actor(), account.id(), order, key)))
                  .onFailure(UpvestOrderEntry::isLiquidating)
                  .transform(UpvestOrderEntry::liquidating)
                  .map(
                      order ->
                          requests.text(UpvestMapping.acceptedOrder(order, account, instrument)))
                  .chain(
                      body -> {
                        StoredAnswer answer = new StoredAnswer(202, body);
                        return answers
                            .store(account.id(), key.dialect(), key.key(), answer)
                            // It is accepted; a repeat will find it and store the answer.
                            .onFailure()
                            .recoverWithItem(answer);
                      });
            });
  }

  private static NewOrder.Policy policy(UpvestOrderTerms terms) {
    return new NewOrder.Policy(
        false, true, terms.notional() == null ? BUFFER : Quantity.ONE, false, false, false);
  }

  private static boolean isLiquidating(Throwable failure) {
    return failure instanceof TradingException e && e.reason() == Reason.LIQUIDATION_IN_PROGRESS;
  }

  /** To a second liquidation this is a conflict; an order just cannot be taken. */
  private static Throwable liquidating(Throwable failure) {
    return new UpvestException(
        UpvestFault.UNPROCESSABLE_ENTITY,
        UpvestErrors.detail(((TradingException) failure).denial()));
  }

  private Uni<Instrument> instrument(UpvestOrderTerms terms) {
    UUID uid = terms.instrumentUid();
    return (uid == null ? market.byIsin(terms.instrumentId()) : market.byUid(uid))
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.INSTRUMENT_NOT_FOUND)));
  }

  /**
   * The quantity asked for, or what the amount asked for buys or sells at the quote, down to the
   * increment.
   */
  private Uni<Quantity> sized(
      UpvestCall call, Account account, Instrument instrument, UpvestOrderTerms terms) {
    Quantity units = terms.quantity();
    Money notional = terms.notional();
    if (units != null || notional == null) {
      return Uni.createFrom().item(units == null ? Quantity.ZERO : units);
    }
    return market
        .quotes(Set.of(instrument.id()))
        .map(
            quotes -> {
              Quote quote = quotes.get(instrument.id());
              if (quote == null) {
                throw new TradingException(Reason.QUOTE_MISSING);
              }
              Quantity qty = quantity(notional, instrument, quote, terms.side());
              if (qty.isZero()) {
                throw new TradingException(Reason.QUANTITY_ROUNDS_TO_ZERO);
              }
              return qty;
            })
        .call(
            qty ->
                terms.side() == Side.SELL
                    ? requireBuffer(call, account, instrument, qty)
                    : Uni.createFrom().voidItem());
  }

  private static Quantity quantity(Money notional, Instrument instrument, Quote quote, Side side) {
    return new Quantity(
            notional
                .value()
                .divide(
                    quote.touch(side).value().multiply(instrument.multiplier().value()),
                    DIVISION_DIGITS,
                    RoundingMode.DOWN))
        .truncateTo(instrument.quantityIncrement());
  }

  private Uni<Void> requireBuffer(
      UpvestCall call, Account account, Instrument instrument, Quantity qty) {
    return reader
        .positions(
            call.scope(),
            new LedgerQueries.Positions(
                account.id(), Set.of(instrument.id()), Set.of(), true, true, 0, 1))
        .invoke(
            found -> {
              Position position = found.isEmpty() ? null : found.get(0);
              Quantity needed =
                  new Quantity(
                      qty.value()
                          .multiply(BUFFER.value())
                          .setScale(DIVISION_DIGITS, RoundingMode.DOWN));
              if (available(position).compareTo(needed) < 0) {
                throw new TradingException(
                    Denial.of(Reason.QUANTITY_EXCEEDS_POSITION)
                        .withSymbol(instrument.symbol())
                        .quantities(
                            needed,
                            position == null ? Quantity.ZERO : position.qty().abs(),
                            position == null ? Quantity.ZERO : position.held()));
              }
            })
        .replaceWithVoid();
  }

  private static Quantity available(@Nullable Position position) {
    return position == null || position.qty().signum() <= 0 ? Quantity.ZERO : position.available();
  }

  private static <T> Uni<T> unprocessable(String detail) {
    return Uni.createFrom().failure(new UpvestException(UpvestFault.UNPROCESSABLE_ENTITY, detail));
  }
}
