// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.venue;

import dev.unwind.application.AccountTurns;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.market.QuoteListener;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Watches the market for legs of pairs that are held here, because the venue cannot link them to
 * the leg that works. One that is reached takes the other's place: the working leg is cancelled,
 * and when that is final, the held one goes out for what is left. What is missed, because a process
 * dies between a quote and its effect, the sweep finds.
 */
@ApplicationScoped
public class ArmPairs implements QuoteListener {
  private static final Logger LOG = Logger.getLogger(ArmPairs.class);

  private final ClaimStore claims;
  private final Books books;
  private final Venues venues;
  private final DispatchConfig config;
  private final AccountTurns arming = new AccountTurns("arm held legs");

  public ArmPairs(ClaimStore claims, Books books, Venues venues, DispatchConfig config) {
    this.claims = claims;
    this.books = books;
    this.venues = venues;
    this.config = config;
  }

  @Override
  public Uni<Void> onQuote(Quote quote) {
    return arm(List.of(quote.instrument()))
        .onFailure()
        .invoke(failure -> LOG.warnf("held legs could not follow a quote: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  /** Lets the held legs on these instruments meet their latest quotes. */
  public Uni<Void> arm(List<InstrumentId> instruments) {
    return instruments.isEmpty()
            || venues.all().stream().allMatch(venue -> venue.capabilities().linksPairs())
        ? Uni.createFrom().voidItem()
        : arm(instruments, new AccountId(0), new OrderId(0));
  }

  private Uni<Void> arm(List<InstrumentId> instruments, AccountId account, OrderId order) {
    return claims
        .armed(instruments, account, order, config.sweepSize())
        .chain(
            page -> {
              Uni<Void> armed = decide(page);
              if (page.size() < config.sweepSize()) {
                return armed;
              }
              ClaimStore.Parked last = page.get(page.size() - 1);
              return armed.chain(() -> arm(instruments, last.account(), last.order()));
            });
  }

  private Uni<Void> decide(List<ClaimStore.Parked> page) {
    // Those that fail are held on, and looked at again with the next sweep.
    return arming
        .together(
            page,
            ClaimStore.Parked::account,
            ClaimStore.Parked::order,
            config.concurrency(),
            (account, orders) ->
                books.decide(
                    account,
                    BookScope.orders(Set.copyOf(orders)),
                    DecisionOrigin.SERVICE,
                    book -> book.arm(orders)))
        .replaceWithVoid();
  }
}
