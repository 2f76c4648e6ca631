// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import dev.unwind.application.ledger.PositionEpisode;
import dev.unwind.application.ledger.PositionHistory;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.application.liquidation.UnclaimedOutcomes;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationId;
import dev.unwind.domain.value.PositionId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads from ended liquidations which positions they have closed. */
@ApplicationScoped
class NeuratradeOutcomes {
  /** Clocks of replicas may differ by this much. */
  private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(5);

  private static final Comparator<PositionEpisode> OLDEST_FIRST =
      Comparator.comparing(PositionEpisode::openedAt).thenComparing(e -> e.position().value());

  private final LiquidatePositions liquidations;
  private final PositionHistory history;

  NeuratradeOutcomes(LiquidatePositions liquidations, PositionHistory history) {
    this.liquidations = liquidations;
    this.history = history;
  }

  Uni<AcceptedLiquidation> read(UnclaimedOutcomes.Offer offer) {
    return liquidations.read(offer.account(), new LiquidationId(offer.id()), false);
  }

  static NeuratradeException goesOn(NeuratradeOperation operation, Liquidation liquidation) {
    return operation
        .failed("liquidation " + liquidation.uid() + " was accepted and goes on")
        .about(liquidation.uid());
  }

  /**
   * The item had nothing to close: the position's own order closed it first, or a client's cancel
   * of the opening order.
   */
  static boolean closedOtherwise(LiquidationItem item) {
    return item.status() == ItemStatus.FILLED && item.filledQty().isZero();
  }

  /** The positions that exactly these liquidations have closed, oldest first. */
  Uni<List<PositionEpisode>> positions(List<AcceptedLiquidation> ended) {
    return episodes(ended, Set.of(ItemStatus.FILLED))
        .map(
            all ->
                all.stream()
                    .filter(e -> e.state() == PositionEpisode.State.LIQUIDATED)
                    .sorted(OLDEST_FIRST)
                    .toList());
  }

  /** The positions, as they were when accepted, of the items that ended in one of these ways. */
  Uni<List<PositionEpisode>> episodes(List<AcceptedLiquidation> ended, Set<ItemStatus> statuses) {
    Uni<List<PositionEpisode>> all = Uni.createFrom().item(List.of());
    for (AcceptedLiquidation liquidation : ended) {
      all =
          all.chain(
              before ->
                  episodes(liquidation, statuses)
                      .map(
                          more -> {
                            List<PositionEpisode> both = new ArrayList<>(before);
                            both.addAll(more);
                            return both;
                          }));
    }
    return all;
  }

  private Uni<List<PositionEpisode>> episodes(AcceptedLiquidation ended, Set<ItemStatus> statuses) {
    Set<PositionId> ids =
        ended.items().stream()
            .filter(i -> statuses.contains(i.status()))
            .map(LiquidationItem::positionId)
            .collect(Collectors.toSet());
    if (ids.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    AccountId account = ended.liquidation().accountId();
    Instant accepted = ended.liquidation().createdAt();
    return history
        .openSince(AccountScope.of(account), account, ids, accepted.minus(CLOCK_DIFFERENCE))
        .map(found -> atAcceptance(found, accepted));
  }

  /** Of each position the episode that was open when the liquidation was accepted. */
  private static List<PositionEpisode> atAcceptance(
      List<PositionEpisode> oldestFirst, Instant accepted) {
    Map<PositionId, PositionEpisode> chosen = new HashMap<>();
    for (PositionEpisode episode : oldestFirst) {
      if (!episode.openedAt().isAfter(accepted)) {
        chosen.put(episode.position(), episode);
      } else {
        chosen.putIfAbsent(episode.position(), episode);
      }
    }
    return List.copyOf(chosen.values());
  }
}
