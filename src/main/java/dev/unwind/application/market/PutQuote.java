// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.market;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.LedgerRange;
import dev.unwind.domain.value.Price;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.Arrays;

/** Sets the quote of an instrument, durably, and lets venues act on it. */
@ApplicationScoped
public class PutQuote {
  private final Market market;
  private final Instance<QuoteListener> listeners;

  public PutQuote(Market market, @Any Instance<QuoteListener> listeners) {
    this.market = market;
    this.listeners = listeners;
  }

  /**
   * Fails with NOT_PERMITTED unless the caller has the role risk or admin, and with
   * VALUE_OUT_OF_RANGE where the ledger could not carry what is held at these prices.
   *
   * @return the quote as it is from now on: where no previous close was given, with the one before
   */
  public Uni<Quote> put(Actor actor, Quote quote) {
    if (!actor.principal().mayControl()) {
      return Uni.createFrom().failure(new TradingException(Reason.NOT_PERMITTED));
    }
    return market
        .byId(quote.instrument())
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.INSTRUMENT_NOT_FOUND)))
        .chain(instrument -> store(instrument, quote))
        .call(
            stored ->
                Multi.createFrom()
                    .iterable(listeners)
                    .onItem()
                    .transformToUniAndConcatenate(l -> l.onQuote(stored))
                    .collect()
                    .last());
  }

  private Uni<Quote> store(Instrument instrument, Quote quote) {
    Price highest = quote.last();
    for (Price price : Arrays.asList(quote.bid(), quote.ask(), quote.previousClose())) {
      highest = price != null && price.compareTo(highest) > 0 ? price : highest;
    }
    TradingException tooHigh =
        new TradingException(
            Denial.of(Reason.VALUE_OUT_OF_RANGE)
                .withSymbol(instrument.symbol())
                .withPrice(highest));
    if (!LedgerRange.admits(highest, instrument.multiplier())) {
      return Uni.createFrom().failure(tooHigh);
    }
    return market
        .putQuote(quote, highest.value().multiply(instrument.multiplier().value()))
        .map(stored -> stored.orElseThrow(() -> tooHigh));
  }
}
