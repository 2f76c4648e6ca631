// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.command;

import dev.unwind.application.TradingException;
import dev.unwind.application.account.AccountSums;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.order.PreviewOrders;
import dev.unwind.dialect.tradovate.BookEntities.TradovateCashBalanceSnapshot;
import dev.unwind.dialect.tradovate.StableIds;
import dev.unwind.dialect.tradovate.TradovateAccess;
import dev.unwind.dialect.tradovate.TradovateBody;
import dev.unwind.dialect.tradovate.TradovateCall;
import dev.unwind.dialect.tradovate.TradovateContracts;
import dev.unwind.dialect.tradovate.TradovateErrors;
import dev.unwind.dialect.tradovate.TradovateFailure;
import dev.unwind.dialect.tradovate.TradovateMapping;
import dev.unwind.dialect.tradovate.TradovateOperation;
import dev.unwind.dialect.tradovate.TradovateResults.DryRunResponse;
import dev.unwind.dialect.tradovate.TradovateResults.EstimatedFillFee;
import dev.unwind.dialect.tradovate.TradovateResults.RiskEvaluationDetails;
import dev.unwind.dialect.tradovate.TradovateResults.RollContractResponse;
import dev.unwind.dialect.tradovate.reads.ReferenceViews;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.instrument.FuturesContract;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.order.NewOrder;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.Money;
import dev.unwind.domain.value.Quantity;
import dev.unwind.domain.value.Side;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An account's worth, what orders would do to it, and the next month of a contract. */
@Singleton
public class AccountOperations {
  private static final int DRY_ORDERS_MAX = 4;

  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final AccountSums sums;
  private final PreviewOrders preview;
  private final TradovateAccess accounts;
  private final TradovateContracts contracts;
  private final ReferenceViews references;
  private final InstantSource clock;

  final TradovateOperation<TradovateCashBalanceSnapshot> snapshot =
      TradovateOperation.of("cashbalance/getcashbalancesnapshot", this::snapshot);
  final TradovateOperation<DryRunResponse> dryRun =
      TradovateOperation.of("order/dryrun", this::dryRun);
  final TradovateOperation<RollContractResponse> rollContract =
      TradovateOperation.of("contract/rollcontract", this::roll);

  AccountOperations(
      LedgerReader reader,
      Snapshots snapshots,
      AccountSums sums,
      PreviewOrders preview,
      TradovateAccess accounts,
      TradovateContracts contracts,
      ReferenceViews references,
      InstantSource clock) {
    this.reader = reader;
    this.snapshots = snapshots;
    this.sums = sums;
    this.preview = preview;
    this.accounts = accounts;
    this.contracts = contracts;
    this.references = references;
    this.clock = clock;
  }

  public List<TradovateOperation<?>> operations() {
    return List.of(snapshot, dryRun, rollContract);
  }

  private Uni<TradovateCashBalanceSnapshot> snapshot(TradovateCall call) {
    long id = TradovateBody.parse(call.body()).id("accountId");
    return snapshots
        .read(
            () ->
                accounts
                    .named(call.caller().principal(), Optional.of(id), Optional.empty())
                    .chain(this::worth))
        .map(
            worth ->
                new TradovateCashBalanceSnapshot(
                    null,
                    TradovateMapping.money(worth.cash()),
                    TradovateMapping.money(worth.openPl().plus(worth.realizedPl())),
                    BigDecimal.ZERO,
                    BigDecimal.ZERO,
                    TradovateMapping.money(worth.equity()),
                    TradovateMapping.money(worth.openPl()),
                    TradovateMapping.money(worth.realizedPl())))
        .onFailure(TradingException.class)
        .recoverWithItem(
            e ->
                new TradovateCashBalanceSnapshot(
                    TradovateErrors.failure((TradingException) e).text(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null));
  }

  /**
   * What an account is worth at the quotes.
   *
   * @param openPl unrealised profit of all positions
   * @param futuresOpenPl the futures' part of it
   * @param realizedPl what the session's fills have realised
   * @param equity cash, unrealised profit of futures and market value of the rest
   */
  private record Worth(
      Money cash, Money openPl, Money futuresOpenPl, Money realizedPl, Money equity) {}

  private Uni<Worth> worth(Account account) {
    Instant start = TradovateContracts.sessionStart(clock.instant());
    return Uni.combine()
        .all()
        .unis(sums.profits(account), sums.realisedAfter(account.id(), start))
        .asTuple()
        .map(
            both -> {
              AccountSums.Profits profits = both.getItem1();
              return new Worth(
                  account.cash(),
                  profits.profit(),
                  profits.futuresProfit(),
                  both.getItem2(),
                  account.cash().plus(profits.worth()));
            });
  }

  private record DryOrder(long contract, OrderRequest request, int qty) {}

  /** Unknown accounts are a 404 here; what the ledger would refuse is told as rejectReason. */
  private Uni<DryRunResponse> dryRun(TradovateCall call) {
    TradovateBody body = TradovateBody.parse(call.body());
    long accountId = body.id("accountId");
    List<TradovateBody> bodies = body.objects("orders", DRY_ORDERS_MAX);
    if (bodies.isEmpty()) {
      throw body.invalid("orders");
    }
    List<DryOrder> orders = new ArrayList<>();
    try {
      for (TradovateBody order : bodies) {
        orders.add(
            new DryOrder(
                order.id("contractId"), OrderRequest.read(order), order.quantity("orderQty")));
      }
    } catch (OrderRequest.UnsupportedException e) {
      return Uni.createFrom().item(rejected(e.failure()));
    }
    return accounts
        .named(call.caller().principal(), Optional.of(accountId), Optional.empty())
        .onFailure(TradingException.class)
        .transform(e -> TradovateErrors.fault(((TradingException) e).denial()))
        .chain(account -> dryRun(call, account, orders));
  }

  private static DryRunResponse rejected(TradovateFailure failure) {
    return new DryRunResponse(null, failure.reason(), failure.text(), null, null);
  }

  private Uni<DryRunResponse> dryRun(TradovateCall call, Account account, List<DryOrder> orders) {
    Set<InstrumentId> ids = new HashSet<>();
    orders.forEach(o -> ids.add(new InstrumentId(o.contract())));
    return contracts
        .shown(ids)
        .chain(
            shown -> {
              List<NewOrder> wanted = new ArrayList<>();
              for (DryOrder order : orders) {
                Instrument instrument = shown.get(new InstrumentId(order.contract()));
                if (instrument == null) {
                  throw new TradingException(Reason.INSTRUMENT_NOT_FOUND);
                }
                wanted.add(order.request().order(instrument, order.qty(), Map.of()));
              }
              return preview
                  .preview(call.actor(), account.id(), wanted)
                  .chain(() -> snapshots.read(() -> admitted(account.id(), wanted)));
            })
        .onFailure(TradingException.class)
        .recoverWithItem(e -> rejected(TradovateErrors.failure((TradingException) e)));
  }

  private Uni<DryRunResponse> admitted(AccountId id, List<NewOrder> orders) {
    return reader
        .account(AccountScope.of(id), id)
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND)))
        .chain(account -> admitted(account, orders));
  }

  private Uni<DryRunResponse> admitted(Account account, List<NewOrder> orders) {
    InstrumentId first = orders.get(0).instrument();
    return Uni.combine()
        .all()
        .unis(
            worth(account),
            reader.positions(
                AccountScope.of(account.id()),
                new LedgerQueries.Positions(
                    account.id(), Set.of(first), Set.of(), true, true, 0, 1)))
        .asTuple()
        .map(
            both -> {
              int before =
                  both.getItem2().stream()
                      .findFirst()
                      .map(p -> TradovateMapping.units(p.qty()))
                      .orElse(0);
              return new DryRunResponse(
                  null,
                  null,
                  null,
                  details(both.getItem1(), before, orders),
                  new EstimatedFillFee(BigDecimal.ZERO, StableIds.currency(account.currency())));
            });
  }

  private static RiskEvaluationDetails details(Worth worth, int before, List<NewOrder> orders) {
    InstrumentId first = orders.get(0).instrument();
    Quantity buys = Quantity.ZERO;
    Quantity sells = Quantity.ZERO;
    for (NewOrder order : orders) {
      if (order.instrument().equals(first)) {
        buys = order.side() == Side.BUY ? buys.plus(order.qty()) : buys;
        sells = order.side() == Side.SELL ? sells.plus(order.qty()) : sells;
      }
    }
    long most = before + buys.value().longValue();
    long least = before - sells.value().longValue();
    boolean exits =
        before != 0 && Math.max(Math.abs(most), Math.abs(least)) <= Math.abs((long) before);
    BigDecimal equity = TradovateMapping.money(worth.equity());
    return new RiskEvaluationDetails(
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        before,
        exits,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        TradovateMapping.money(worth.cash()),
        TradovateMapping.money(worth.futuresOpenPl()),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        equity,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        equity,
        clamp(most),
        clamp(least));
  }

  private static int clamp(long units) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, units));
  }

  private Uni<RollContractResponse> roll(TradovateCall call) {
    TradovateBody body = TradovateBody.parse(call.body());
    String name = body.text("name");
    boolean forward = body.flag("forward");
    boolean ifExpired = body.optionalFlag("ifExpired").orElse(false);
    Instant now = clock.instant();
    return contracts
        .all()
        .map(
            all -> {
              Instrument from =
                  all.stream().filter(i -> i.symbol().equals(name)).findFirst().orElse(null);
              FuturesContract dated = from == null ? null : from.contract();
              if (from == null || dated == null) {
                return new RollContractResponse("Contract not found: " + name, null);
              }
              if (ifExpired && dated.expirationDate().isAfter(now)) {
                return new RollContractResponse(null, references.contract(from));
              }
              return next(all, dated, forward)
                  .map(i -> new RollContractResponse(null, references.contract(i)))
                  .orElse(
                      new RollContractResponse("No other contract of " + dated.product(), null));
            });
  }

  private static Optional<Instrument> next(
      List<Instrument> all, FuturesContract from, boolean forward) {
    Comparator<Instrument> byMonth = Comparator.comparing(AccountOperations::month);
    return all.stream()
        .filter(i -> i.contract() != null && i.contract().product().equals(from.product()))
        .filter(
            i -> forward ? month(i) > from.expirationMonth() : month(i) < from.expirationMonth())
        .min(forward ? byMonth : byMonth.reversed());
  }

  private static int month(Instrument instrument) {
    FuturesContract dated = instrument.contract();
    return dated == null ? 0 : dated.expirationMonth();
  }
}
