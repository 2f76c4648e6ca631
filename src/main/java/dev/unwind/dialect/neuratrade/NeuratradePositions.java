// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import dev.unwind.application.ledger.PositionEpisode;
import dev.unwind.application.ledger.PositionHistory;
import dev.unwind.application.market.Market;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds positions and instruments as NeuraTrade names them. */
@ApplicationScoped
class NeuratradePositions {
  /** The most positions of one answer. */
  static final int LIMIT_MAX = 10_000;

  private static final int INSTRUMENTS_MAX = 20_000;

  private final PositionHistory history;
  private final Market market;

  NeuratradePositions(PositionHistory history, Market market) {
    this.history = history;
    this.market = market;
  }

  /**
   * @param status null or blank for every one; one that does not exist matches nothing
   */
  Uni<NeuratradeData.Positions> list(
      AccountScope scope, AccountId account, Optional<String> status, int offset, int limit) {
    Optional<String> filter = status.filter(s -> !s.isBlank());
    Optional<PositionEpisode.State> state = filter.flatMap(NeuratradeMapping::state);
    if (filter.isPresent() && state.isEmpty()) {
      return Uni.createFrom().item(NeuratradeData.Positions.of(List.of()));
    }
    return history
        .newest(scope, account, state.orElse(null), offset, limit)
        .chain(this::records)
        .map(NeuratradeData.Positions::of);
  }

  Uni<NeuratradeData.Snapshot> snapshot(AccountScope scope, AccountId account) {
    return history
        .snapshot(scope, account, LIMIT_MAX)
        .chain(s -> records(s.newest()).map(all -> NeuratradeMapping.snapshot(s, all)));
  }

  /** The position of that name, whatever its state. */
  Uni<Optional<PositionEpisode>> find(AccountScope scope, AccountId account, String name) {
    return history
        .byExternalId(scope, account, name)
        .chain(
            found -> {
              Optional<NeuratradeNames.Unnamed> made = NeuratradeNames.unnamed(name);
              if (found.isPresent() || made.isEmpty()) {
                return Uni.createFrom().item(found);
              }
              NeuratradeNames.Unnamed unnamed = made.get();
              return history.unnamed(scope, account, unnamed.position(), unnamed.openedAt());
            });
  }

  Uni<NeuratradePosition> record(PositionEpisode episode) {
    return records(List.of(episode)).map(all -> all.get(0));
  }

  Uni<List<NeuratradePosition>> records(List<PositionEpisode> episodes) {
    return instruments(episodes)
        .map(
            instruments -> {
              List<NeuratradePosition> records = new ArrayList<>(episodes.size());
              for (PositionEpisode episode : episodes) {
                Instrument instrument =
                    Objects.requireNonNull(instruments.get(episode.instrument()));
                records.add(NeuratradeMapping.position(episode, instrument));
              }
              return records;
            });
  }

  Uni<Map<InstrumentId, Instrument>> instruments(List<PositionEpisode> episodes) {
    Set<InstrumentId> ids =
        episodes.stream().map(PositionEpisode::instrument).collect(Collectors.toSet());
    return market.byIds(ids);
  }

  Uni<Instrument> instrumentOf(InstrumentId id) {
    return market
        .byId(id)
        .map(found -> found.orElseThrow(() -> new IllegalStateException("no instrument " + id)));
  }

  /** Finds an instrument by symbol or alias; the case does not matter where the exact one fails. */
  Uni<Optional<Instrument>> instrument(String symbol) {
    return market
        .bySymbol(symbol)
        .chain(
            exact ->
                exact.isPresent()
                    ? Uni.createFrom().item(exact)
                    : market.bySymbol(symbol.toUpperCase(Locale.ROOT)))
        .chain(
            upper ->
                upper.isPresent()
                    ? Uni.createFrom().item(upper)
                    : market.list(INSTRUMENTS_MAX).map(all -> ignoringCase(all, symbol)));
  }

  private static Optional<Instrument> ignoringCase(List<Instrument> all, String symbol) {
    return all.stream()
        .filter(
            i ->
                i.symbol().equalsIgnoreCase(symbol)
                    || i.aliases().stream().anyMatch(symbol::equalsIgnoreCase))
        .findFirst();
  }
}
