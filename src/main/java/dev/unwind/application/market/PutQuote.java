// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.market;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Quote;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;

/** Sets the quote of an instrument, durably, and lets venues act on it. */
@ApplicationScoped
public class PutQuote {
  private final Market market;
  private final Instance<QuoteListener> listeners;

  public PutQuote(Market market, @Any Instance<QuoteListener> listeners) {
    this.market = market;
    this.listeners = listeners;
  }

  /** Fails with NOT_PERMITTED unless the caller has the role risk or admin. */
  public Uni<Void> put(Actor actor, Quote quote) {
    if (!actor.principal().mayControl()) {
      return Uni.createFrom().failure(new TradingException(Reason.NOT_PERMITTED));
    }
    return market
        .putQuote(quote)
        .chain(
            () ->
                Multi.createFrom()
                    .iterable(listeners)
                    .onItem()
                    .transformToUniAndConcatenate(l -> l.onQuote(quote))
                    .collect()
                    .last())
        .replaceWithVoid();
  }
}
