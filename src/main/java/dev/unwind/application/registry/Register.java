// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.registry;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.access.Principals;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.market.Market;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.instrument.Instrument;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Adds accounts and instruments, which are everybody's: for administrators who are granted every
 * account.
 */
@ApplicationScoped
public class Register {
  private final Registry registry;
  private final Principals principals;
  private final LedgerReader reader;
  private final Market market;

  public Register(Registry registry, Principals principals, LedgerReader reader, Market market) {
    this.registry = registry;
    this.principals = principals;
    this.reader = reader;
    this.market = market;
  }

  /** Fails with NAME_TAKEN, or REQUEST_MALFORMED. */
  public Uni<Account> account(Actor actor, String name, byte[] document) {
    return permitted(actor)
        .chain(() -> principals.findAccount(name))
        .chain(found -> add(found.isPresent(), actor, document))
        .chain(() -> principals.findAccount(name))
        .chain(id -> reader.account(actor.scope(), id.orElseThrow()))
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND)));
  }

  /** Fails with NAME_TAKEN, also where it is another's alias, or REQUEST_MALFORMED. */
  public Uni<Instrument> instrument(Actor actor, String symbol, byte[] document) {
    return permitted(actor)
        .chain(() -> market.bySymbol(symbol))
        .chain(found -> add(found.isPresent(), actor, document))
        .chain(() -> market.bySymbol(symbol))
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.INSTRUMENT_NOT_FOUND)));
  }

  private Uni<Void> add(boolean taken, Actor actor, byte[] document) {
    return taken
        ? Uni.createFrom().failure(new TradingException(Reason.NAME_TAKEN))
        : registry.add(document, actor);
  }

  private static Uni<Void> permitted(Actor actor) {
    return actor.administersAll()
        ? Uni.createFrom().voidItem()
        : Uni.createFrom().failure(new TradingException(Reason.NOT_PERMITTED));
  }
}
