// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.reads;

import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.dialect.tradovate.BookEntities.TradovateAccount;
import dev.unwind.dialect.tradovate.BookEntities.TradovateCashBalance;
import dev.unwind.dialect.tradovate.BookEntities.TradovateFillPair;
import dev.unwind.dialect.tradovate.BookEntities.TradovatePosition;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateFill;
import dev.unwind.dialect.tradovate.OrderEntities.TradovateFillFee;
import dev.unwind.dialect.tradovate.TradovateAccess;
import dev.unwind.dialect.tradovate.TradovateConfig;
import dev.unwind.dialect.tradovate.TradovateContracts;
import dev.unwind.dialect.tradovate.TradovateMapping;
import dev.unwind.dialect.tradovate.TradovateView;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.OrderId;
import dev.unwind.domain.value.PositionId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Accounts, positions, fills and money. */
@ApplicationScoped
public class BookViews {
  /**
   * Fills of a position that pairs are made from, the newest; what was open before them is matched
   * without a pair.
   */
  private static final int PAIRED_FILLS_MAX = 2_000;

  private final LedgerReader reader;
  private final TradovateContracts contracts;
  private final TradovateConfig config;
  private final TradovateAccess access;

  BookViews(
      LedgerReader reader,
      TradovateContracts contracts,
      TradovateConfig config,
      TradovateAccess access) {
    this.access = access;
    this.reader = reader;
    this.contracts = contracts;
    this.config = config;
  }

  EntityReads.Source<TradovateAccount> account() {
    return EntityReads.Source.ofList(
        view ->
            Uni.createFrom()
                .item(
                    view.accounts().values().stream()
                        .sorted(Comparator.comparing(a -> a.id().value()))
                        .map(a -> TradovateMapping.account(a, view.principal()))
                        .toList()),
        TradovateAccount::id,
        TradovateAccount::userId,
        TradovateAccount::name);
  }

  EntityReads.Source<TradovateCashBalance> cashBalance() {
    return EntityReads.Source.ofList(
        view ->
            Uni.createFrom()
                .item(
                    view.accounts().values().stream()
                        .sorted(Comparator.comparing(a -> a.id().value()))
                        .map(a -> cashBalance(a, view.now()))
                        .toList()),
        TradovateCashBalance::id,
        TradovateCashBalance::accountId,
        null);
  }

  private static TradovateCashBalance cashBalance(Account account, Instant now) {
    return TradovateMapping.cashBalance(
        account, account.cash(), now, TradovateContracts.session(now));
  }

  EntityReads.Source<TradovatePosition> position() {
    return new EntityReads.Source<>(
        view -> positions(view, Set.of()),
        (view, ids) ->
            positions(
                view, ids.stream().map(PositionId::new).collect(Collectors.toUnmodifiableSet())),
        (view, accounts) -> positions(view.only(OrderViews.accounts(accounts)), Set.of()),
        TradovatePosition::id,
        null);
  }

  private Uni<List<TradovatePosition>> positions(TradovateView view, Set<PositionId> ids) {
    return rows(view, ids)
        .chain(
            found ->
                contracts
                    .shown(found.stream().map(Position::instrumentId).collect(Collectors.toSet()))
                    .map(shown -> positions(view, found, shown)));
  }

  private List<TradovatePosition> positions(
      TradovateView view, List<Position> found, Map<InstrumentId, Instrument> shown) {
    List<TradovatePosition> positions = new ArrayList<>();
    for (Position position : found) {
      Instrument instrument = shown.get(position.instrumentId());
      if (instrument != null) {
        positions.add(
            TradovateMapping.position(position, contracts.session(instrument, view.now())));
      }
    }
    return positions;
  }

  /** Netting positions, flat ones too. */
  public Uni<List<Position>> rows(TradovateView view, Set<PositionId> ids) {
    return reader.positions(
        view.scope(),
        new LedgerQueries.Positions(null, Set.of(), ids, false, true, 0, config.rowsMax()));
  }

  EntityReads.Source<TradovateFill> fill() {
    return new EntityReads.Source<>(
        view -> recentFills(view).chain(found -> fills(view.scope(), found)),
        (view, ids) ->
            reader
                .fills(view.scope(), fillQuery(ids, Set.of(), Set.of(), null, true))
                .invoke(this::concerns)
                .chain(found -> fills(view.scope(), found)),
        (view, orders) ->
            reader
                .fills(
                    view.scope(),
                    fillQuery(Set.of(), OrderViews.orderIds(orders), Set.of(), null, true))
                .invoke(this::concerns)
                .chain(found -> fills(view.scope(), found)),
        TradovateFill::id,
        null);
  }

  /** Fees have their fills' ids, so their masters are themselves. */
  EntityReads.Source<TradovateFillFee> fillFee() {
    return new EntityReads.Source<>(
        view -> recentFills(view).chain(this::fees),
        this::feesOf,
        this::feesOf,
        TradovateFillFee::id,
        null);
  }

  private Uni<List<TradovateFillFee>> feesOf(TradovateView view, Set<Long> ids) {
    return reader
        .fills(view.scope(), fillQuery(ids, Set.of(), Set.of(), null, true))
        .invoke(this::concerns)
        .chain(this::fees);
  }

  /** What was asked for by ids. */
  private void concerns(List<Fill> found) {
    access.concerns(found.stream().map(Fill::accountId));
  }

  EntityReads.Source<TradovateFillPair> fillPair() {
    return new EntityReads.Source<>(
        view -> recentPairings(view).map(BookViews::pairs),
        (view, ids) ->
            recentPairings(view)
                .map(all -> all.stream().filter(each -> each.has(ids)).toList())
                .invoke(this::follow)
                .map(found -> pairs(found).stream().filter(p -> ids.contains(p.id())).toList()),
        (view, positions) ->
            pairings(
                    view.scope(),
                    positions.stream().map(PositionId::new).collect(Collectors.toUnmodifiableSet()))
                .map(found -> List.copyOf(found.values()))
                .invoke(this::follow)
                .map(BookViews::pairs),
        TradovateFillPair::id,
        null);
  }

  private Uni<List<FillPairing>> recentPairings(TradovateView view) {
    return recentFills(view)
        .chain(found -> pairings(view.scope(), positionsOf(found)))
        .map(found -> List.copyOf(found.values()));
  }

  private static List<TradovateFillPair> pairs(List<FillPairing> all) {
    return all.stream().flatMap(each -> each.pairs().stream()).toList();
  }

  private void follow(List<FillPairing> found) {
    access.concerns(found.stream().map(FillPairing::account));
  }

  private Uni<List<Fill>> recentFills(TradovateView view) {
    Instant start = TradovateContracts.sessionStart(view.now());
    return reader.fills(view.scope(), fillQuery(Set.of(), Set.of(), Set.of(), start, false));
  }

  private LedgerQueries.Fills fillQuery(
      Set<Long> ids,
      Set<OrderId> orders,
      Set<PositionId> positions,
      @Nullable Instant after,
      boolean oldestFirst) {
    return new LedgerQueries.Fills(
        null, ids, orders, positions, after, null, null, oldestFirst, config.rowsMax());
  }

  private Uni<List<TradovateFill>> fills(AccountScope scope, List<Fill> found) {
    return Uni.combine()
        .all()
        .unis(contracts.shown(instrumentsOf(found)), pairings(scope, positionsOf(found)))
        .asTuple()
        .map(
            both -> {
              List<TradovateFill> fills = new ArrayList<>();
              for (Fill fill : found) {
                Instrument instrument = both.getItem1().get(fill.instrumentId());
                FillPairing pairing = both.getItem2().get(fill.positionId());
                if (instrument != null) {
                  fills.add(
                      TradovateMapping.fill(
                          fill,
                          contracts.session(instrument, fill.executedAt()),
                          pairing == null ? 0 : pairing.paired(fill.id())));
                }
              }
              return fills;
            });
  }

  private Uni<List<TradovateFillFee>> fees(List<Fill> found) {
    return contracts
        .shown(instrumentsOf(found))
        .map(
            shown -> {
              List<TradovateFillFee> fees = new ArrayList<>();
              for (Fill fill : found) {
                Instrument instrument = shown.get(fill.instrumentId());
                if (instrument != null) {
                  fees.add(TradovateMapping.fillFee(fill, instrument));
                }
              }
              return fees;
            });
  }

  /** Purchases matched with sales, for each of these positions. */
  public Uni<Map<PositionId, FillPairing>> pairings(AccountScope scope, Set<PositionId> positions) {
    if (positions.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    int limit = positions.size() == 1 ? PAIRED_FILLS_MAX : LedgerQueries.LIMIT_MAX;
    return reader
        .fills(
            scope,
            new LedgerQueries.Fills(
                null, Set.of(), Set.of(), positions, null, null, null, false, limit))
        .chain(
            found ->
                contracts
                    .shown(instrumentsOf(found))
                    .map(
                        shown ->
                            found.stream()
                                .filter(f -> shown.containsKey(f.instrumentId()))
                                .toList()))
        .map(
            newestFirst -> {
              Map<PositionId, List<Fill>> ofPosition = new HashMap<>();
              for (int i = newestFirst.size() - 1; i >= 0; i--) {
                Fill fill = newestFirst.get(i);
                ofPosition.computeIfAbsent(fill.positionId(), k -> new ArrayList<>()).add(fill);
              }
              Map<PositionId, FillPairing> pairings = new HashMap<>();
              ofPosition.forEach((id, fills) -> pairings.put(id, FillPairing.of(fills)));
              return pairings;
            });
  }

  private static Set<PositionId> positionsOf(List<Fill> fills) {
    return fills.stream().map(Fill::positionId).collect(Collectors.toUnmodifiableSet());
  }

  private static Set<InstrumentId> instrumentsOf(List<Fill> fills) {
    return fills.stream().map(Fill::instrumentId).collect(Collectors.toUnmodifiableSet());
  }
}
