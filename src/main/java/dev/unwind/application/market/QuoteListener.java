// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.market;

import dev.unwind.domain.instrument.Quote;
import io.smallrye.mutiny.Uni;

/** Whoever must act on a new quote; called after the quote is durable. */
public interface QuoteListener {
  Uni<Void> onQuote(Quote quote);
}
