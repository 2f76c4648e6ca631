// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.liquidation;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.application.liquidation.LiquidationTags;
import dev.unwind.application.market.Market;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindConfig;
import dev.unwind.dialect.unwind.UnwindParameters;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.Account;
import dev.unwind.domain.account.PositionMode;
import dev.unwind.domain.account.TradingState;
import dev.unwind.domain.book.Denial;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseAmount;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.Conduct;
import dev.unwind.domain.liquidation.HeldPolicy;
import dev.unwind.domain.liquidation.LiquidationScope;
import dev.unwind.domain.liquidation.Selection;
import dev.unwind.domain.position.Position;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.PositionId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns close requests into liquidations. */
@ApplicationScoped
class UnwindClosing {
  private final LiquidatePositions liquidations;
  private final LedgerReader reader;
  private final Market market;
  private final UnwindConfig config;

  UnwindClosing(
      LiquidatePositions liquidations, LedgerReader reader, Market market, UnwindConfig config) {
    this.liquidations = liquidations;
    this.reader = reader;
    this.market = market;
    this.config = config;
  }

  /** What a request asks for, once it is known to make sense by itself. */
  private record Asked(
      boolean wholeAccount,
      List<String> symbols,
      Set<PositionId> positions,
      CloseAmount amount,
      boolean cancelOrders,
      HeldPolicy heldPolicy,
      @Nullable String clientOrderId) {

    CloseRequest request(
        LiquidationScope scope,
        Set<PositionId> targets,
        @Nullable Selection selection,
        @Nullable InstrumentId instrument,
        Further further) {
      return CloseRequest.of(scope)
          .positions(targets)
          .selection(selection)
          .instrument(instrument)
          .amount(amount)
          .cancelOrders(cancelOrders)
          .heldPolicy(heldPolicy)
          .clientOrderId(clientOrderId)
          .tags(LiquidationTags.of(further.reason(), further.clientReference(), null))
          .build();
    }
  }

  /** What brokers have no words for; a request that says none of it has the key's old payload. */
  private record Further(
      @Nullable UnwindSelection select,
      @Nullable TradingState then,
      @Nullable String reason,
      @Nullable String clientReference) {
    private static final Further NOTHING = new Further(null, null, null, null);

    String payload() {
      return equals(NOTHING) ? "" : " " + this;
    }

    CloseCommand.@Nullable Then latch() {
      return then == null ? null : new CloseCommand.Then(then, reason);
    }
  }

  /** A request for one account with all that it names looked up. */
  private record Wanted(CloseRequest request, @Nullable Instrument instrument) {
    Wanted by(Conduct conduct) {
      return new Wanted(request.withConduct(conduct), instrument);
    }
  }

  /** A liquidation with the symbols that were asked for and of which nothing is held. */
  record Accepted(AcceptedLiquidation liquidation, List<String> notHeld) {}

  private enum Scope {
    POSITIONS,
    ACCOUNT
  }

  Uni<Accepted> close(
      Actor actor,
      AccountId account,
      UnwindCloseRequest body,
      @Nullable String keyHeader,
      @Nullable String expected) {
    Asked asked = asked(body);
    Further further = further(body);
    Conduct conduct = body.conduct();
    IdempotencyKey key =
        UnwindParameters.key(
            keyHeader, account + " " + asked + further.payload() + payload(conduct));
    return instruments(market, asked.symbols())
        .chain(
            named ->
                liquidations
                    .once(
                        account,
                        key,
                        () ->
                            wanted(actor, account, asked, further, named)
                                .map(wanted -> wanted.by(conduct))
                                .chain(
                                    wanted ->
                                        close(
                                            actor,
                                            account,
                                            wanted,
                                            new CloseCommand(
                                                wanted.request(), key, further.latch(), expected))))
                    .map(done -> new Accepted(done, notHeld(named, done))));
  }

  /** What {@link #close} would do now. */
  Uni<UnwindPreview> preview(Actor actor, AccountId account, UnwindCloseRequest body) {
    Asked asked = asked(body);
    Further further = further(body);
    Conduct conduct = body.conduct();
    if (further.then() != null && actor.refusalToControl(account) != null) {
      throw new TradingException(Reason.NOT_PERMITTED);
    }
    return reader
        .account(actor.scope(), account)
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND)))
        .chain(
            owner ->
                instruments(market, asked.symbols())
                    .chain(named -> wanted(actor, account, asked, further, named))
                    .map(wanted -> wanted.by(conduct))
                    .chain(wanted -> liquidations.preview(actor, account, wanted.request()))
                    .map(plan -> UnwindPreview.of(plan, owner.currency())));
  }

  /** What a request asks of each of several accounts, with the payload of its key. */
  record ForMany(Uni<CloseRequest> request, @Nullable TradingState then, String payload) {}

  /** Symbols are a selection here: an account that holds none of them has nothing to close. */
  ForMany forMany(UnwindCloseRequest body) {
    if (body.positions() != null && !body.positions().isEmpty()) {
      throw UnwindBodies.malformed("positions are of one account: name symbols, or select");
    }
    Asked asked = asked(body);
    Further further = further(body);
    Conduct conduct = body.conduct();
    UnwindSelection select = further.select();
    if (select == null && !asked.symbols().isEmpty()) {
      select = new UnwindSelection(asked.symbols(), null, null, null, null, null, null);
    }
    Selection any = asked.amount() instanceof CloseAmount.Target ? Selection.ANY : null;
    Uni<CloseRequest> request =
        select == null
            ? Uni.createFrom()
                .item(asked.request(LiquidationScope.ACCOUNT, Set.of(), any, null, further))
            : select
                .read(market, config.namedMax())
                .map(
                    selection ->
                        asked.request(
                            LiquidationScope.POSITIONS, Set.of(), selection, null, further));
    return new ForMany(
        request.map(wanted -> wanted.withConduct(conduct)),
        further.then(),
        asked + further.payload() + payload(conduct));
  }

  /** A request that says nothing of it has the key's old payload. */
  private static String payload(Conduct conduct) {
    return (conduct.equals(Conduct.AT_ONCE) ? "" : " " + conduct)
        .replace(", cancelDeadline=null]", "]");
  }

  private Further further(UnwindCloseRequest body) {
    String then = body.then() == null ? "none" : body.then();
    return new Further(
        body.select(),
        switch (then) {
          case "none" -> null;
          case "closeOnly" -> TradingState.CLOSE_ONLY;
          case "halt" -> TradingState.HALTED;
          default -> throw UnwindBodies.malformed("then must be none, closeOnly or halt");
        },
        UnwindParameters.text("reason", body.reason(), config.reasonCharsMax()),
        UnwindParameters.text(
            "clientReference", body.clientReference(), config.referenceCharsMax()));
  }

  private Asked asked(UnwindCloseRequest body) {
    boolean selects = body.select() != null;
    Scope scope =
        selects && body.scope() == null
            ? Scope.POSITIONS
            : UnwindParameters.oneOf("scope", Scope.class, body.scope());
    List<String> symbols = UnwindParameters.symbols(body.symbols());
    Set<PositionId> positions = new LinkedHashSet<>();
    if (body.positions() != null) {
      for (Long id : body.positions()) {
        if (id == null) {
          throw UnwindBodies.malformed("positions must be ids");
        }
        positions.add(new PositionId(id));
      }
    }
    int named = symbols.size() + positions.size();
    if (scope == Scope.ACCOUNT && named > 0) {
      throw UnwindBodies.malformed(
          "scope ACCOUNT closes all: it takes no symbols and no positions");
    }
    if (selects && (named > 0 || scope == Scope.ACCOUNT)) {
      throw UnwindBodies.malformed(
          "select says which positions: it goes with no scope ACCOUNT, symbols or positions");
    }
    if (scope == Scope.POSITIONS && named == 0 && !selects) {
      throw UnwindBodies.malformed("scope POSITIONS needs symbols or positions");
    }
    if (named > config.namedMax()) {
      throw new TradingException(
          Denial.of(Reason.REQUEST_TOO_LARGE, "at most " + config.namedMax() + " can be named"));
    }
    return new Asked(
        scope == Scope.ACCOUNT,
        symbols,
        positions,
        body.amount(named),
        Boolean.TRUE.equals(body.cancelOrders()),
        body.heldPolicy() == null
            ? HeldPolicy.REFUSE
            : UnwindParameters.oneOf("heldPolicy", HeldPolicy.class, body.heldPolicy()),
        UnwindParameters.clientOrderId(body.clientOrderId()));
  }

  /** In the order named; fails with INSTRUMENT_NOT_FOUND. */
  static Uni<List<Instrument>> instruments(Market market, Collection<String> symbols) {
    return Multi.createFrom()
        .iterable(symbols)
        .onItem()
        .transformToUniAndConcatenate(
            symbol ->
                market
                    .bySymbol(symbol)
                    .map(
                        found ->
                            found.orElseThrow(
                                () ->
                                    new TradingException(
                                        Denial.of(Reason.INSTRUMENT_NOT_FOUND)
                                            .withSymbol(symbol)))))
        .select()
        .distinct()
        .collect()
        .asList();
  }

  private Uni<AcceptedLiquidation> close(
      Actor actor, AccountId account, Wanted wanted, CloseCommand command) {
    if (wanted.request().selection() != null) {
      return liquidations.closeSelected(actor, account, command);
    }
    if (wanted.request().scope() == LiquidationScope.ACCOUNT) {
      return liquidations.closeAll(actor, account, command);
    }
    return wanted.instrument() == null
        ? liquidations.closePositions(actor, account, command)
        : liquidations.closeInstrument(actor, account, wanted.instrument(), command);
  }

  private Uni<Wanted> wanted(
      Actor actor, AccountId account, Asked asked, Further further, List<Instrument> named) {
    // A position that has no more than what is to be left of it is not meant.
    Selection any = asked.amount() instanceof CloseAmount.Target ? Selection.ANY : null;
    if (further.select() != null) {
      return further
          .select()
          .read(market, config.namedMax())
          .map(
              selection ->
                  new Wanted(
                      asked.request(LiquidationScope.POSITIONS, Set.of(), selection, null, further),
                      null));
    }
    if (asked.wholeAccount()) {
      return Uni.createFrom()
          .item(
              new Wanted(
                  asked.request(LiquidationScope.ACCOUNT, Set.of(), any, null, further), null));
    }
    return reader
        .account(actor.scope(), account)
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.ACCOUNT_NOT_FOUND)))
        .chain(
            owner -> {
              boolean netting = owner.positionMode() == PositionMode.NETTING;
              if (netting && named.size() == 1 && asked.positions().isEmpty() && any == null) {
                Instrument only = named.get(0);
                return Uni.createFrom()
                    .item(
                        new Wanted(
                            asked.request(
                                LiquidationScope.POSITION, Set.of(), null, only.id(), further),
                            only));
              }
              return targets(actor, owner, asked, named)
                  .map(
                      targets ->
                          new Wanted(
                              asked.request(
                                  targets.size() == 1 && any == null
                                      ? LiquidationScope.POSITION
                                      : LiquidationScope.POSITIONS,
                                  targets,
                                  any,
                                  null,
                                  further),
                              null));
            });
  }

  /**
   * Ids of the positions named that are open, in the order named; fails with POSITION_NOT_FOUND
   * when none is.
   */
  private Uni<Set<PositionId>> targets(
      Actor actor, Account account, Asked asked, List<Instrument> named) {
    return byId(actor, account.id(), asked.positions())
        .chain(
            byId ->
                ofInstruments(actor, account, named)
                    .map(
                        others -> {
                          Set<PositionId> open =
                              byId.stream()
                                  .filter(UnwindClosing::isOpen)
                                  .map(Position::id)
                                  .collect(Collectors.toSet());
                          Set<PositionId> ids = new LinkedHashSet<>(asked.positions());
                          ids.retainAll(open);
                          List<InstrumentId> order = named.stream().map(Instrument::id).toList();
                          others.stream()
                              .filter(UnwindClosing::isOpen)
                              .sorted(Comparator.comparing(p -> order.indexOf(p.instrumentId())))
                              .forEach(p -> ids.add(p.id()));
                          if (ids.isEmpty()) {
                            throw new TradingException(Reason.POSITION_NOT_FOUND);
                          }
                          return ids;
                        }));
  }

  private Uni<List<Position>> byId(Actor actor, AccountId account, Set<PositionId> ids) {
    if (ids.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    LedgerQueries.Positions query =
        new LedgerQueries.Positions(
            account, Set.of(), ids, false, true, 0, LedgerQueries.LIMIT_MAX);
    return reader
        .positions(actor.scope(), query)
        .invoke(
            found -> {
              if (found.size() < ids.size()) {
                Set<PositionId> missing = new LinkedHashSet<>(ids);
                found.forEach(position -> missing.remove(position.id()));
                throw new TradingException(
                    Denial.of(
                        Reason.POSITION_NOT_FOUND,
                        "no position has the id " + missing.iterator().next()));
              }
            });
  }

  /** On a hedging account also those whose opening order has not filled yet. */
  private Uni<List<Position>> ofInstruments(Actor actor, Account account, List<Instrument> named) {
    if (named.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    Set<InstrumentId> ids = named.stream().map(Instrument::id).collect(Collectors.toSet());
    boolean openOnly = account.positionMode() == PositionMode.NETTING;
    return reader.positions(
        actor.scope(),
        new LedgerQueries.Positions(
            account.id(), ids, Set.of(), openOnly, false, 0, LedgerQueries.LIMIT_MAX));
  }

  private static boolean isOpen(Position position) {
    return !position.isFlat() || (!position.netting() && position.closedAt() == null);
  }

  private static List<String> notHeld(List<Instrument> named, AcceptedLiquidation accepted) {
    Set<InstrumentId> held =
        accepted.items().stream().map(item -> item.instrumentId()).collect(Collectors.toSet());
    return named.stream()
        .filter(instrument -> !held.contains(instrument.id()))
        .map(Instrument::symbol)
        .toList();
  }
}
