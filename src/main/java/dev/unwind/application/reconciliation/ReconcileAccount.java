// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.market.Market;
import dev.unwind.application.reconciliation.Reconciliation.Difference;
import dev.unwind.application.venue.ExecutionVenue;
import dev.unwind.application.venue.VenueLedger;
import dev.unwind.application.venue.Venues;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Quantity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks an account's venue what it holds there, and says where the ledger says otherwise. It changes
 * nothing. The ledger is read before and after, so that a difference that is only on its way is
 * told apart.
 */
@ApplicationScoped
public class ReconcileAccount {
  private final LedgerReader reader;
  private final VenueLedger live;
  private final Venues venues;
  private final Market market;
  private final InstantSource clock;

  public ReconcileAccount(
      LedgerReader reader, VenueLedger live, Venues venues, Market market, InstantSource clock) {
    this.reader = reader;
    this.live = live;
    this.venues = venues;
    this.market = market;
    this.clock = clock;
  }

  /** Fails with NOT_PERMITTED, ACCOUNT_NOT_FOUND and VENUE_UNAVAILABLE. */
  public Uni<Reconciliation> reconcile(Actor actor, AccountId account) {
    Reason denied = actor.refusalToControl(account);
    if (denied != null) {
      return Uni.createFrom().failure(new TradingException(denied));
    }
    AccountScope scope = actor.scope();
    return reader
        .account(scope, account)
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND)))
        .chain(found -> reconcile(scope, found));
  }

  private Uni<Reconciliation> reconcile(AccountScope scope, Account account) {
    ExecutionVenue venue = venues.get(account.venue());
    Instant now = clock.instant();
    if (!(venue instanceof StatesPositions stating)) {
      return Uni.createFrom().item(new Reconciliation(venue.name(), now, false, true, List.of()));
    }
    return holdings(scope, account.id())
        .chain(
            before ->
                stating
                    .positions(account.id())
                    .chain(
                        stated ->
                            holdings(scope, account.id())
                                .chain(
                                    after ->
                                        live.liveKeys(account.id(), 1)
                                            .map(keys -> before.equals(after) && keys.isEmpty())
                                            .chain(
                                                settled ->
                                                    compared(stated, after)
                                                        .map(
                                                            differences ->
                                                                new Reconciliation(
                                                                    venue.name(),
                                                                    now,
                                                                    true,
                                                                    settled,
                                                                    differences))))));
  }

  private Uni<Map<InstrumentId, Quantity>> holdings(AccountScope scope, AccountId account) {
    return reader
        .positions(scope, LedgerQueries.Positions.open(account))
        .map(
            positions ->
                positions.stream()
                    .collect(
                        Collectors.toMap(Position::instrumentId, Position::qty, Quantity::plus)));
  }

  private Uni<List<Difference>> compared(
      Map<String, Quantity> stated, Map<InstrumentId, Quantity> held) {
    return Multi.createFrom()
        .iterable(stated.entrySet())
        .onItem()
        .transformToUniAndConcatenate(
            entry ->
                market
                    .bySymbol(entry.getKey())
                    .map(found -> new Stated(entry.getKey(), entry.getValue(), found.orElse(null))))
        .collect()
        .asList()
        .chain(
            all ->
                market
                    .byIds(held.keySet())
                    .map(instruments -> differences(all, held, instruments)));
  }

  /**
   * @param instrument null where the ledger does not know it
   */
  private record Stated(String symbol, Quantity qty, @Nullable Instrument instrument) {}

  private static List<Difference> differences(
      List<Stated> stated,
      Map<InstrumentId, Quantity> held,
      Map<InstrumentId, Instrument> instruments) {
    Map<String, Difference> bySymbol = new TreeMap<>();
    Map<InstrumentId, Quantity> left = new HashMap<>(held);
    for (Stated at : stated) {
      Instrument instrument = at.instrument();
      Quantity ledger = instrument == null ? null : left.remove(instrument.id());
      String symbol = instrument == null ? at.symbol() : instrument.symbol();
      bySymbol.put(
          symbol, new Difference(symbol, ledger == null ? Quantity.ZERO : ledger, at.qty()));
    }
    left.forEach(
        (id, qty) -> {
          Instrument instrument = instruments.get(id);
          String symbol = instrument == null ? id.toString() : instrument.symbol();
          bySymbol.put(symbol, new Difference(symbol, qty, Quantity.ZERO));
        });
    List<Difference> differences = new ArrayList<>(bySymbol.values());
    differences.removeIf(found -> found.difference().isZero());
    return differences;
  }
}
