// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.reconciliation;

import dev.unwind.application.market.Market;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.reconciliation.Statement;
import dev.unwind.domain.value.InstrumentId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the instruments that a venue means by its symbols. */
@ApplicationScoped
public class StatedInstruments {
  private final Market market;
  private final NewInstruments unknown;

  public StatedInstruments(Market market, NewInstruments unknown) {
    this.market = market;
    this.unknown = unknown;
  }

  /** The same statement, with instruments where the ledger knows them. */
  Uni<Statement> named(Statement statement) {
    List<Statement.Holding> positions = statement.positions();
    if (positions == null) {
      return Uni.createFrom().item(statement);
    }
    return Multi.createFrom()
        .iterable(positions)
        .onItem()
        .transformToUniAndConcatenate(
            holding ->
                market
                    .bySymbol(holding.symbol())
                    .map(
                        found ->
                            new Statement.Holding(
                                holding.symbol(),
                                found.map(Instrument::id).orElse(null),
                                holding.qty(),
                                holding.entryPrice())))
        .collect()
        .asList()
        .map(named -> new Statement(new ArrayList<>(named), statement.orders(), statement.cash()));
  }

  /**
   * The same, after those that the ledger does not know were taken over from the venue. Each stays,
   * so that who is refused half way has the rest to ask for next time.
   */
  public Uni<Statement> opened(StatesAccount venue, Statement statement) {
    return named(statement)
        .chain(
            named ->
                Multi.createFrom()
                    .iterable(
                        Objects.requireNonNullElse(named.positions(), List.<Statement.Holding>of()))
                    .filter(holding -> holding.instrument() == null)
                    .onItem()
                    .transformToUniAndConcatenate(
                        holding -> venue.asset(holding.symbol()).chain(this::open))
                    .collect()
                    .asList()
                    .chain(
                        opened ->
                            opened.contains(true)
                                ? named(statement)
                                : Uni.createFrom().item(named)));
  }

  private Uni<Boolean> open(Optional<StatedAsset> asset) {
    return asset
        .map(known -> unknown.open(List.of(known)).replaceWith(true))
        .orElseGet(() -> Uni.createFrom().item(false));
  }

  /** Those that a statement names. */
  public static Set<InstrumentId> of(Statement statement) {
    return Objects.requireNonNullElse(statement.positions(), List.<Statement.Holding>of()).stream()
        .map(Statement.Holding::instrument)
        .filter(Objects::nonNull)
        .map(Objects::requireNonNull)
        .collect(Collectors.toSet());
  }
}
