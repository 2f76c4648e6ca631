// SPDX-License-Identifier: Apache-2.0
package dev.unwind.importing.plan;

import dev.unwind.application.access.NewCredential;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.Principal;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.instrument.Quote;
import dev.unwind.domain.order.Order;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.InstrumentId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a document becomes; all of them new.
 *
 * @param aliases further spellings of instruments that are not new
 * @param events one per order, gap-free behind each account's log
 * @param unquoted symbols of positions without a quote
 */
public record BookPlan(
    List<Account> accounts,
    List<Instrument> instruments,
    List<NewAlias> aliases,
    List<Quote> quotes,
    List<NewPrincipal> principals,
    List<Position> positions,
    List<Order> orders,
    List<LedgerEvent> events,
    List<String> unquoted) {

  /** The same plan with these orders and what is told of them. */
  BookPlan withOrders(List<Order> newOrders, List<LedgerEvent> newEvents) {
    return new BookPlan(
        accounts,
        instruments,
        aliases,
        quotes,
        principals,
        positions,
        newOrders,
        newEvents,
        unquoted);
  }

  /** A further spelling of an instrument that the ledger had already. */
  public record NewAlias(InstrumentId instrument, String alias) {}

  /** A principal with what it signs in with. */
  public record NewPrincipal(
      Principal principal, @Nullable String passwordHash, List<NewCredential> credentials) {
    @Override
    public String toString() {
      return "NewPrincipal[" + principal.name() + "]";
    }
  }
}
