// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.tradovate.command;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.AwaitLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.liquidation.FlattenInstrument;
import dev.unwind.application.liquidation.FlattenInstrument.Flattened;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.application.liquidation.LiquidationConfig;
import dev.unwind.dialect.tradovate.TradovateAccess;
import dev.unwind.dialect.tradovate.TradovateBody;
import dev.unwind.dialect.tradovate.TradovateCall;
import dev.unwind.dialect.tradovate.TradovateConfig;
import dev.unwind.dialect.tradovate.TradovateContracts;
import dev.unwind.dialect.tradovate.TradovateErrors;
import dev.unwind.dialect.tradovate.TradovateFault;
import dev.unwind.dialect.tradovate.TradovateOperation;
import dev.unwind.dialect.tradovate.TradovateResults.PlaceOrderResult;
import dev.unwind.dialect.tradovate.TradovateResults.SimpleResponse;
import dev.unwind.dialect.tradovate.TradovateView;
import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.PositionId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The panic button. All working orders on the contract are cancelled first, then what is left is
 * closed with one market order; pressed again it joins what runs; on a flat position it is a clean
 * no-op that never invites an opposite order.
 */
@Singleton
public class TradovateClosing {
  static final int POSITIONS_MAX = 100;
  private static final int AT_ONCE = 8;

  private final FlattenInstrument flatten;
  private final LiquidatePositions liquidations;
  private final AwaitLiquidation await;
  private final LedgerReader reader;
  private final OrderCommands orders;
  private final TradovateAccess accounts;
  private final TradovateContracts contracts;
  private final Duration most;

  final TradovateOperation<PlaceOrderResult> liquidatePosition =
      TradovateOperation.command("order/liquidateposition", this::one, PlaceOrderResult::of);
  final TradovateOperation<SimpleResponse> liquidatePositions =
      TradovateOperation.command(
          "order/liquidatepositions",
          this::several,
          refused -> new SimpleResponse(false, refused.text()));

  TradovateClosing(
      FlattenInstrument flatten,
      LiquidatePositions liquidations,
      AwaitLiquidation await,
      LedgerReader reader,
      OrderCommands orders,
      TradovateAccess accounts,
      TradovateContracts contracts,
      LiquidationConfig liquidationConfig,
      TradovateConfig config) {
    this.flatten = flatten;
    this.liquidations = liquidations;
    this.await = await;
    this.reader = reader;
    this.orders = orders;
    this.accounts = accounts;
    this.contracts = contracts;
    most = liquidationConfig.cancelDeadline().plus(config.sizingGrace());
  }

  public List<TradovateOperation<?>> operations() {
    return List.of(liquidatePosition, liquidatePositions);
  }

  private Uni<PlaceOrderResult> one(TradovateCall call) {
    return one(call, TradovateBody.parse(call.body()));
  }

  private Uni<PlaceOrderResult> one(TradovateCall call, TradovateBody body) {
    Optional<Long> contract = body.optionalId("contractId");
    Optional<String> symbol = body.optionalText("symbol");
    boolean accountNamed = body.has("accountId") || body.has("accountSpec");
    if (contract.isEmpty() && symbol.isEmpty()) {
      throw TradovateFault.invalid("contractId (or symbol)");
    }
    if (!accountNamed) {
      throw TradovateFault.invalid("accountId (or accountSpec)");
    }
    body.flag("admin");
    Map<String, String> tags = OrderCommands.tags(call, body);
    return OrderCommands.refused(
        () -> contract,
        wanted ->
            target(call, body, wanted, symbol.orElse(""))
                .chain(
                    target ->
                        flatten.flatten(
                            call.actor(), target.account().id(), target.instrument(), tags, most))
                .map(done -> result(call, done)),
        PlaceOrderResult::of);
  }

  private Uni<OrderCommands.Target> target(
      TradovateCall call, TradovateBody body, Optional<Long> contract, String symbol) {
    return orders
        .account(call.actor(), body)
        .chain(
            account ->
                contracts
                    .required(
                        contract.isPresent()
                            ? contracts.byId(contract.get())
                            : contracts.byName(symbol))
                    .map(instrument -> new OrderCommands.Target(account, instrument)));
  }

  private static PlaceOrderResult result(TradovateCall call, Flattened done) {
    note(call, done.liquidation());
    return done.order() == null
        ? PlaceOrderResult.nothing()
        : PlaceOrderResult.of(done.order().value());
  }

  private static void note(TradovateCall call, @Nullable UUID id) {
    if (id != null) {
      call.liquidations().add(id.toString());
    }
  }

  private Uni<SimpleResponse> several(TradovateCall call) {
    TradovateBody body = TradovateBody.parse(call.body());
    if (!body.has("positions") && (body.has("contractId") || body.has("symbol"))) {
      // Bots send the single call's body here.
      return one(call, body)
          .map(
              done ->
                  done.failureReason() == null
                      ? new SimpleResponse(true, null)
                      : new SimpleResponse(
                          false, done.failureReason() + ": " + done.failureText()));
    }
    Set<Long> ids = body.ids("positions", POSITIONS_MAX);
    body.flag("admin");
    Actor actor = call.actor();
    Map<String, String> tags = OrderCommands.tags(call, body);
    return accounts
        .view(actor.principal())
        .chain(view -> shown(view, ids))
        .chain(found -> liquidate(call, actor, ids, found, tags));
  }

  private record Shown(Position position, Instrument instrument) {}

  private Uni<List<Shown>> shown(TradovateView view, Set<Long> ids) {
    Set<PositionId> wanted =
        ids.stream().map(PositionId::new).collect(Collectors.toUnmodifiableSet());
    return reader
        .positions(
            view.scope(),
            new LedgerQueries.Positions(null, Set.of(), wanted, false, true, 0, POSITIONS_MAX))
        .chain(
            found ->
                contracts
                    .shown(found.stream().map(Position::instrumentId).collect(Collectors.toSet()))
                    .map(
                        shown ->
                            found.stream()
                                .filter(p -> shown.containsKey(p.instrumentId()))
                                .map(p -> new Shown(p, instrument(shown, p.instrumentId())))
                                .toList()));
  }

  private static Instrument instrument(Map<InstrumentId, Instrument> shown, InstrumentId id) {
    return Objects.requireNonNull(shown.get(id), "filtered before");
  }

  /** One liquidation per account for what is open; flat ones only have their orders cancelled. */
  private Uni<SimpleResponse> liquidate(
      TradovateCall call, Actor actor, Set<Long> ids, List<Shown> found, Map<String, String> tags) {
    Map<Long, String> failures = new TreeMap<>();
    Set<Long> known =
        found.stream().map(s -> s.position().id().value()).collect(Collectors.toSet());
    ids.stream().filter(id -> !known.contains(id)).forEach(id -> failures.put(id, "not found"));
    Map<AccountId, Set<PositionId>> open = new HashMap<>();
    List<Uni<Map<Long, String>>> work = new ArrayList<>();
    for (Shown shown : found) {
      Position position = shown.position();
      if (position.isFlat()) {
        work.add(flat(call, actor, shown, tags));
      } else {
        open.computeIfAbsent(position.accountId(), k -> new HashSet<>()).add(position.id());
      }
    }
    open.forEach((account, positions) -> work.add(open(call, actor, account, positions, tags)));
    return Multi.createFrom()
        .iterable(work)
        .onItem()
        .transformToUni(w -> w)
        .merge(AT_ONCE)
        .collect()
        .asList()
        .map(
            all -> {
              all.forEach(failures::putAll);
              return failures.isEmpty()
                  ? new SimpleResponse(true, null)
                  : new SimpleResponse(false, text(failures));
            });
  }

  private static String text(Map<Long, String> failures) {
    return failures.entrySet().stream()
        .map(e -> "position " + e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining("; "));
  }

  private Uni<Map<Long, String>> flat(
      TradovateCall call, Actor actor, Shown shown, Map<String, String> tags) {
    Position position = shown.position();
    return flatten
        .flatten(actor, position.accountId(), shown.instrument(), tags, most)
        .invoke(done -> note(call, done.liquidation()))
        .map(done -> Map.<Long, String>of())
        .onFailure(TradingException.class)
        .recoverWithItem(
            e ->
                Map.of(
                    position.id().value(), TradovateErrors.failure((TradingException) e).text()));
  }

  private Uni<Map<Long, String>> open(
      TradovateCall call,
      Actor actor,
      AccountId account,
      Set<PositionId> positions,
      Map<String, String> tags) {
    CloseRequest request =
        CloseRequest.of(LiquidationScope.POSITIONS)
            .positions(positions)
            .cancelOrders(true)
            .tags(tags)
            .build();
    return liquidations
        .closePositions(actor, account, CloseCommand.of(request))
        .invoke(accepted -> note(call, accepted.liquidation().uid()))
        .chain(accepted -> await.sized(accepted, most))
        .map(TradovateClosing::failures)
        .onFailure(TradingException.class)
        .recoverWithItem(
            e -> {
              String text = TradovateErrors.failure((TradingException) e).text();
              return positions.stream().collect(Collectors.toMap(PositionId::value, id -> text));
            });
  }

  /** What could not be closed; what another liquidation closes already is taken care of. */
  private static Map<Long, String> failures(AcceptedLiquidation accepted) {
    Map<Long, String> failures = new HashMap<>();
    for (LiquidationItem item : accepted.items()) {
      Reason reason =
          item.isUnsized()
              ? Reason.WAIT_TIMED_OUT
              : item.status() == ItemStatus.FAILED ? item.reason() : null;
      if (reason != null && reason != Reason.POSITION_BEING_LIQUIDATED) {
        failures.put(item.positionId().value(), reason.meaning());
      }
    }
    return failures;
  }
}
