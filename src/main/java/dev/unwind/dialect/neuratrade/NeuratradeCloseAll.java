// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.PositionEpisode;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.AwaitLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.application.liquidation.UnclaimedOutcomes;
import dev.unwind.domain.Reason;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import dev.unwind.domain.value.PositionId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Liquidates everything of an account. Each position is in the answer to the one call that closed
 * it. What a caller could not wait for is in the answer to its next call, together with what that
 * call closes.
 */
@ApplicationScoped
class NeuratradeCloseAll {
  private static final String SUBJECT = "all";

  private final LiquidatePositions liquidations;
  private final AwaitLiquidation await;
  private final UnclaimedOutcomes offers;
  private final NeuratradePositions positions;
  private final NeuratradeOutcomes outcomes;
  private final NeuratradeConfig config;
  private final InstantSource clock;

  NeuratradeCloseAll(
      LiquidatePositions liquidations,
      AwaitLiquidation await,
      UnclaimedOutcomes offers,
      NeuratradePositions positions,
      NeuratradeOutcomes outcomes,
      NeuratradeConfig config,
      InstantSource clock) {
    this.liquidations = liquidations;
    this.await = await;
    this.offers = offers;
    this.positions = positions;
    this.outcomes = outcomes;
    this.config = config;
    this.clock = clock;
  }

  /** What was closed, and by which liquidation. */
  record Liquidated(NeuratradeData.Positions positions, UUID liquidation) {}

  /**
   * @param key the caller's idempotency key; a repeat with it gets the same outcome every time
   */
  Uni<Liquidated> liquidate(Actor actor, AccountId account, @Nullable String key) {
    IdempotencyKey once = key == null ? null : NeuratradeKeys.of("liquidate_all", key, SUBJECT);
    Instant since = clock.instant().minus(config.joinWindow());
    Uni<List<UnclaimedOutcomes.Offer>> open =
        key == null
            ? offers.find(account, actor.name(), SUBJECT, since)
            : Uni.createFrom().item(List.of());
    return open.chain(
        known ->
            liquidations
                .closeAll(actor, account, new CloseCommand(request(), once))
                .chain(
                    accepted ->
                        await(accepted, known)
                            .chain(done -> answer(actor, known, done, since, key != null))
                            // It is durable, whatever can be read of it now.
                            .onFailure(TradingException::isOfTheStore)
                            .transform(
                                failure ->
                                    NeuratradeOutcomes.goesOn(
                                        NeuratradeOperation.LIQUIDATE_ALL,
                                        accepted.liquidation()))));
  }

  private static CloseRequest request() {
    return CloseRequest.all().cancelOrders(true).build();
  }

  /** Waits for the new liquidation and those on offer at the same time; the new one comes first. */
  private Uni<List<AcceptedLiquidation>> await(
      AcceptedLiquidation accepted, List<UnclaimedOutcomes.Offer> known) {
    List<Uni<AcceptedLiquidation>> all = new ArrayList<>();
    all.add(await.ended(accepted, config.longestWait()));
    known.forEach(
        offer ->
            all.add(outcomes.read(offer).chain(found -> await.ended(found, config.longestWait()))));
    return Uni.join().all(all).andFailFast();
  }

  private Uni<Liquidated> answer(
      Actor actor,
      List<UnclaimedOutcomes.Offer> known,
      List<AcceptedLiquidation> done,
      Instant since,
      boolean keyed) {
    Liquidation mine = done.get(0).liquidation();
    Liquidation pending =
        done.stream()
            .map(AcceptedLiquidation::liquidation)
            .filter(l -> !l.status().hasEnded())
            .findFirst()
            .orElse(null);
    if (pending != null) {
      NeuratradeException failure =
          NeuratradeOutcomes.goesOn(NeuratradeOperation.LIQUIDATE_ALL, pending);
      return keyed
          ? Uni.createFrom().failure(failure)
          : offers
              .keep(offer(actor, mine), clock.instant(), since)
              .onFailure()
              .recoverWithNull()
              .chain(() -> Uni.createFrom().failure(failure));
    }
    return taken(known, done)
        .chain(
            ended ->
                outcomes
                    .positions(ended)
                    .chain(
                        closed ->
                            failed(ended)
                                .chain(failures -> answer(mine, ended, closed, failures))));
  }

  /** The new liquidation, and those on offer that no other repeat has taken. */
  private Uni<List<AcceptedLiquidation>> taken(
      List<UnclaimedOutcomes.Offer> known, List<AcceptedLiquidation> done) {
    Uni<List<AcceptedLiquidation>> taken = Uni.createFrom().item(List.of(done.get(0)));
    for (int i = 0; i < known.size(); i++) {
      UnclaimedOutcomes.Offer offer = known.get(i);
      AcceptedLiquidation earlier = done.get(i + 1);
      taken =
          taken.chain(
              before ->
                  offers
                      .take(offer)
                      .map(
                          mine ->
                              mine
                                  ? Stream.concat(before.stream(), Stream.of(earlier)).toList()
                                  : before));
    }
    return taken;
  }

  private Uni<Liquidated> answer(
      Liquidation mine,
      List<AcceptedLiquidation> ended,
      List<PositionEpisode> closed,
      List<NeuratradeData.Failed> failures) {
    if (closed.isEmpty() && !failures.isEmpty()) {
      return Uni.createFrom()
          .failure(
              NeuratradeOperation.LIQUIDATE_ALL
                  .failed(failures.get(0).reason())
                  .about(ended.get(ended.size() - 1).liquidation().uid()));
    }
    return positions
        .records(closed)
        .map(
            records ->
                new Liquidated(
                    new NeuratradeData.Positions(records.size(), records, failures), mine.uid()));
  }

  /** What could not be closed; what another liquidation is closing is that one's to tell. */
  private Uni<List<NeuratradeData.Failed>> failed(List<AcceptedLiquidation> ended) {
    Map<PositionId, Reason> reasons = new HashMap<>();
    for (AcceptedLiquidation liquidation : ended) {
      for (LiquidationItem item : liquidation.items()) {
        Reason reason = item.reason();
        if (item.status() != ItemStatus.FILLED && reason != Reason.POSITION_BEING_LIQUIDATED) {
          reasons.put(item.positionId(), reason == null ? Reason.INTERNAL_ERROR : reason);
        }
      }
    }
    if (reasons.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return outcomes
        .episodes(
            ended, Set.of(ItemStatus.PARTIALLY_FILLED, ItemStatus.CANCELED, ItemStatus.FAILED))
        .chain(
            episodes ->
                positions
                    .instruments(episodes)
                    .map(instruments -> failures(episodes, instruments, reasons)));
  }

  private static List<NeuratradeData.Failed> failures(
      List<PositionEpisode> episodes,
      Map<InstrumentId, Instrument> instruments,
      Map<PositionId, Reason> reasons) {
    List<NeuratradeData.Failed> failures = new ArrayList<>();
    for (PositionEpisode episode : episodes) {
      Reason reason = reasons.get(episode.position());
      if (reason != null) {
        Instrument instrument = Objects.requireNonNull(instruments.get(episode.instrument()));
        failures.add(
            new NeuratradeData.Failed(
                NeuratradeNames.position(episode),
                NeuratradeMapping.symbol(episode, instrument),
                reason.meaning()));
      }
    }
    return failures;
  }

  private static UnclaimedOutcomes.Offer offer(Actor actor, Liquidation liquidation) {
    return new UnclaimedOutcomes.Offer(
        liquidation.accountId(),
        actor.name(),
        SUBJECT,
        UnclaimedOutcomes.Kind.LIQUIDATION,
        liquidation.id().value());
  }
}
