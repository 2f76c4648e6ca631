// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.upvest;

import dev.unwind.application.Actor;
import dev.unwind.application.market.Market;
import dev.unwind.application.market.PutQuote;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.account.Role;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.Price;
import dev.unwind.domain.value.PrincipalId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Moves the market in tests. */
final class UpvestQuotes {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private UpvestQuotes() {}

  static void put(Market market, PutQuote putQuote, String symbol, String last) {
    Instrument instrument = market.bySymbol(symbol).await().atMost(PATIENCE).orElseThrow();
    Principal risk =
        new Principal(new PrincipalId(1), "market", Set.of(Role.RISK), AccountScope.EVERYTHING);
    putQuote
        .put(
            new Actor(risk, "unwind", null),
            new Quote(instrument.id(), Price.of(last), null, null, null, Instant.now()))
        .await()
        .atMost(PATIENCE);
  }
}
