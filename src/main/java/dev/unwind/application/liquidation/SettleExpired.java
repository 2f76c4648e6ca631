// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.liquidation;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.domain.Reason;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.PositionId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Settles positions in contracts that have expired: an authorised human act, written down. */
@ApplicationScoped
public class SettleExpired {
  private final Books books;

  public SettleExpired(Books books) {
    this.books = books;
  }

  /**
   * Closes the position at the last quote without a venue. Fails with NOT_PERMITTED unless the
   * caller has the role risk or admin, POSITION_NOT_FOUND, INSTRUMENT_NOT_EXPIRED, QUOTE_MISSING,
   * POSITION_BEING_LIQUIDATED, or QUANTITY_HELD while orders work on it.
   *
   * @return the liquidation that has done it, ended
   */
  public Uni<Liquidation> settle(Actor actor, AccountId account, PositionId position) {
    Reason denied = actor.refusalToControl(account);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    return books.decide(
        account,
        BookScope.positions(Set.of(position)),
        DecisionOrigin.of(actor),
        book -> book.settleExpired(position));
  }
}
