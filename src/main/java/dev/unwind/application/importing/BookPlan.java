// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.importing;

import dev.unwind.application.access.NewCredential;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.book.LedgerEvent;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a document becomes; all of them new.
 *
 * @param events one per order, gap-free behind each account's log
 */
public record BookPlan(
    List<Account> accounts,
    List<Instrument> instruments,
    List<Quote> quotes,
    List<NewPrincipal> principals,
    List<Position> positions,
    List<Order> orders,
    List<LedgerEvent> events) {

  /** A principal with what it signs in with. */
  public record NewPrincipal(
      Principal principal, @Nullable String passwordHash, List<NewCredential> credentials) {
    @Override
    public String toString() {
      return "NewPrincipal[" + principal.name() + "]";
    }
  }
}
