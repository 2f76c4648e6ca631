// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.alpaca.account;

import dev.unwind.application.TradingException;
import dev.unwind.application.access.Caller;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.ledger.Snapshots;
import dev.unwind.application.market.Market;
import dev.unwind.dialect.alpaca.AlpacaAccess;
import dev.unwind.dialect.alpaca.AlpacaErrors;
import dev.unwind.dialect.alpaca.AlpacaParameters;
import dev.unwind.dialect.alpaca.order.OrderTicket;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** What the account was worth over time. */
@Path("/v2/account/portfolio/history")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "Portfolio History")
@Extension(name = "x-smallrye-profile-alpaca", value = "")
public class AlpacaHistoryResource {
  private final Caller caller;
  private final AlpacaAccess accounts;
  private final LedgerReader reader;
  private final Snapshots snapshots;
  private final Market market;
  private final InstantSource clock;

  AlpacaHistoryResource(
      Caller caller,
      AlpacaAccess accounts,
      LedgerReader reader,
      Snapshots snapshots,
      Market market,
      InstantSource clock) {
    this.caller = caller;
    this.accounts = accounts;
    this.reader = reader;
    this.snapshots = snapshots;
    this.market = market;
    this.clock = clock;
  }

  @GET
  @Operation(
      operationId = "getAccountPortfolioHistory",
      summary = "What the account was worth over time")
  public Uni<AlpacaPortfolioHistory> get(
      @QueryParam("period") @Nullable String period,
      @QueryParam("timeframe") @Nullable String timeframe,
      @QueryParam("start") @Nullable String start,
      @QueryParam("end") @Nullable String end,
      @QueryParam("date_end") @Nullable String dateEnd,
      @QueryParam("intraday_reporting") @Nullable String reporting,
      @QueryParam("pnl_reset") @Nullable String reset,
      @QueryParam("extended_hours") @Nullable String extendedHours) {
    Instant now = clock.instant();
    Instant until = AlpacaParameters.time("end", end);
    Instant lastDay = AlpacaParameters.time("date_end", dateEnd);
    HistoryWindows windows =
        HistoryWindows.of(
            new HistoryWindows.Asked(
                OrderTicket.given(period),
                OrderTicket.given(timeframe),
                AlpacaParameters.time("start", start),
                until == null && lastDay != null ? lastDay.plusSeconds(86_399) : until,
                reporting(reporting, extendedHours)),
            now);
    boolean perDay =
        AlpacaParameters.choice(
            AlpacaParameters.lower(reset),
            true,
            Map.of("per_day", true, "no_reset", false),
            "invalid pnl_reset");
    AccountScope scope = caller.actor().scope();
    return accounts.of(caller).chain(id -> history(scope, id, windows, perDay, now));
  }

  private static HistoryWindows.Reporting reporting(
      @Nullable String text, @Nullable String extendedHours) {
    boolean named = OrderTicket.given(text) != null;
    return AlpacaParameters.choice(
        AlpacaParameters.lower(text),
        !named && AlpacaParameters.flag("extended_hours", extendedHours)
            ? HistoryWindows.Reporting.EXTENDED_HOURS
            : HistoryWindows.Reporting.MARKET_HOURS,
        Map.of(
            "market_hours", HistoryWindows.Reporting.MARKET_HOURS,
            "extended_hours", HistoryWindows.Reporting.EXTENDED_HOURS,
            "continuous", HistoryWindows.Reporting.CONTINUOUS),
        "invalid intraday_reporting");
  }

  private Uni<AlpacaPortfolioHistory> history(
      AccountScope scope, AccountId id, HistoryWindows windows, boolean perDay, Instant now) {
    Instant earliest =
        windows.days().isEmpty()
            ? now
            : HistoryWindows.endOf(HistoryWindows.before(windows.days().get(0)));
    LedgerQueries.Fills since =
        new LedgerQueries.Fills(
            id, Set.of(), Set.of(), Set.of(), earliest, null, null, true, LedgerQueries.LIMIT_MAX);
    return snapshots
        .read(
            () ->
                Uni.combine()
                    .all()
                    .unis(
                        reader.account(scope, id),
                        reader.positions(scope, LedgerQueries.Positions.open(id)),
                        reader.fills(scope, since))
                    .asTuple())
        .chain(
            found -> {
              Account account =
                  found
                      .getItem1()
                      .orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND));
              List<Position> positions = found.getItem2();
              List<Fill> fills = found.getItem3();
              if (fills.size() >= LedgerQueries.LIMIT_MAX) {
                throw AlpacaParameters.malformed(
                    "too many trades in the period, ask for a shorter one");
              }
              Set<InstrumentId> ids =
                  Stream.concat(
                          positions.stream().map(Position::instrumentId),
                          fills.stream().map(Fill::instrumentId))
                      .collect(Collectors.toSet());
              return Uni.combine()
                  .all()
                  .unis(market.byIds(ids), market.quotes(ids))
                  .asTuple()
                  .emitOn(Infrastructure.getDefaultWorkerPool())
                  .map(
                      known ->
                          history(
                              new EquityCurve(
                                  account,
                                  positions,
                                  fills,
                                  known.getItem1(),
                                  known.getItem2(),
                                  HistoryWindows.endOf(HistoryWindows.lastClosed(now))),
                              account,
                              windows,
                              perDay));
            });
  }

  private static AlpacaPortfolioHistory history(
      EquityCurve curve, Account account, HistoryWindows windows, boolean perDay) {
    if (windows.days().isEmpty()) {
      return new AlpacaPortfolioHistory(
          List.of(), List.of(), List.of(), List.of(), BigDecimal.ZERO, null, windows.frame());
    }
    // The curve goes back in time, so the closes that profits count from are asked for with it.
    List<LocalDate> closes =
        windows.days().stream().distinct().map(HistoryWindows::before).distinct().toList();
    List<Instant> moments = new ArrayList<>(windows.ends());
    closes.forEach(day -> moments.add(HistoryWindows.endOf(day)));
    List<Instant> ascending = moments.stream().sorted().distinct().toList();
    List<BigDecimal> worths = curve.at(ascending);
    Map<Instant, BigDecimal> worth = new HashMap<>();
    for (int i = 0; i < ascending.size(); i++) {
      worth.put(ascending.get(i), worths.get(i));
    }
    LocalDate before = closes.get(0);
    boolean known = !HistoryWindows.endOf(before).isBefore(account.createdAt());
    // An account that is younger than the history counts from what it was opened with.
    BigDecimal first =
        windows.ends().stream()
            .filter(end -> !end.isBefore(account.createdAt()))
            .findFirst()
            .map(end -> worthOf(worth, end))
            .orElse(BigDecimal.ZERO);
    BigDecimal base = known ? worthOf(worth, HistoryWindows.endOf(before)) : first;
    List<BigDecimal> equity = new ArrayList<>();
    List<BigDecimal> profits = new ArrayList<>();
    List<BigDecimal> shares = new ArrayList<>();
    for (int i = 0; i < windows.ends().size(); i++) {
      BigDecimal now = worthOf(worth, windows.ends().get(i));
      BigDecimal from = base;
      if (perDay && !windows.isDaily()) {
        Instant close = HistoryWindows.endOf(HistoryWindows.before(windows.days().get(i)));
        from = close.isBefore(account.createdAt()) ? base : worthOf(worth, close);
      }
      boolean exists = !windows.ends().get(i).isBefore(account.createdAt());
      BigDecimal profit = exists ? now.subtract(from) : BigDecimal.ZERO;
      equity.add(now);
      profits.add(profit);
      shares.add(
          from.signum() == 0
              ? BigDecimal.ZERO
              : profit.divide(from.abs(), 4, RoundingMode.HALF_EVEN));
    }
    return new AlpacaPortfolioHistory(
        windows.begins().stream().map(Instant::getEpochSecond).toList(),
        equity,
        profits,
        shares,
        base,
        known ? before.toString() : null,
        windows.frame());
  }

  private static BigDecimal worthOf(Map<Instant, BigDecimal> worth, Instant at) {
    return worth.getOrDefault(at, BigDecimal.ZERO);
  }

  @ServerExceptionMapper
  Response refused(TradingException refused) {
    return AlpacaErrors.response(refused);
  }
}
