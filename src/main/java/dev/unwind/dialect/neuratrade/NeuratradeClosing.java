// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.neuratrade;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.ledger.IdempotencyKey;
import dev.unwind.application.ledger.PositionEpisode;
import dev.unwind.application.ledger.PositionHistory;
import dev.unwind.application.liquidation.AcceptedLiquidation;
import dev.unwind.application.liquidation.AwaitLiquidation;
import dev.unwind.application.liquidation.CloseCommand;
import dev.unwind.application.liquidation.LiquidatePositions;
import dev.unwind.application.liquidation.UnclaimedOutcomes;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.instrument.Instrument;
import dev.unwind.domain.liquidation.CloseRequest;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.InstrumentId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Liquidates one position. Of all who ask for the same one, one gets it; the others find no open
 * position. Where the close does not come to its end in time the caller gets an error that names
 * the liquidation, which goes on; the same request sent again by that caller meets it and receives
 * the outcome once.
 */
@ApplicationScoped
class NeuratradeClosing {
  private static final int CANDIDATES = 64;
  private static final int ATTEMPTS_MAX = 64;

  private final LiquidatePositions liquidations;
  private final AwaitLiquidation await;
  private final UnclaimedOutcomes offers;
  private final PositionHistory history;
  private final NeuratradePositions positions;
  private final NeuratradeOutcomes outcomes;
  private final NeuratradeConfig config;
  private final InstantSource clock;

  NeuratradeClosing(
      LiquidatePositions liquidations,
      AwaitLiquidation await,
      UnclaimedOutcomes offers,
      PositionHistory history,
      NeuratradePositions positions,
      NeuratradeOutcomes outcomes,
      NeuratradeConfig config,
      InstantSource clock) {
    this.liquidations = liquidations;
    this.await = await;
    this.offers = offers;
    this.history = history;
    this.positions = positions;
    this.outcomes = outcomes;
    this.config = config;
    this.clock = clock;
  }

  /**
   * What is to be closed.
   *
   * @param subject under which a repeat meets what it has started
   * @param instrument where the symbol decides; else {@code positionId} does
   */
  private record Target(
      String subject, @Nullable String positionId, @Nullable InstrumentId instrument) {}

  /** A position with the liquidation that closed it. */
  record Liquidated(NeuratradePosition position, UUID liquidation) {}

  /**
   * @param key the caller's idempotency key; a repeat with it gets the same outcome every time
   */
  Uni<Liquidated> liquidate(
      Actor actor, AccountId account, NeuratradeRequest.Liquidate request, @Nullable String key) {
    return target(request)
        .chain(
            target ->
                key == null
                    ? joinOrClose(actor, account, target)
                    : closeOnce(
                        actor,
                        account,
                        target,
                        NeuratradeKeys.of("liquidate", key, target.subject())));
  }

  private Uni<Target> target(NeuratradeRequest.Liquidate request) {
    String id = request.positionId();
    if (id != null) {
      return Uni.createFrom().item(new Target("position:" + id, id, null));
    }
    return positions
        .instrument(String.valueOf(request.symbol()))
        .map(
            found -> {
              Instrument instrument = found.orElseThrow(NeuratradeException::positionNotOpen);
              return new Target("symbol:" + instrument.id(), null, instrument.id());
            });
  }

  private Uni<Liquidated> closeOnce(
      Actor actor, AccountId account, Target target, IdempotencyKey key) {
    return liquidations
        .once(account, key, () -> close(actor, account, target, key, ATTEMPTS_MAX))
        .chain(accepted -> await.ended(accepted, config.longestWait()))
        .chain(
            done ->
                done.liquidation().status().hasEnded()
                    ? outcome(done)
                    : Uni.createFrom().failure(goesOn(done.liquidation())));
  }

  private Uni<Liquidated> joinOrClose(Actor actor, AccountId account, Target target) {
    Instant since = clock.instant().minus(config.joinWindow());
    return offers
        .find(account, actor.name(), target.subject(), since)
        .chain(
            open -> open.isEmpty() ? closeNow(actor, account, target, since) : join(open.get(0)));
  }

  private Uni<Liquidated> closeNow(Actor actor, AccountId account, Target target, Instant since) {
    return close(actor, account, target, null, ATTEMPTS_MAX)
        .chain(accepted -> await.ended(accepted, config.longestWait()))
        .chain(
            done -> {
              Liquidation liquidation = done.liquidation();
              return liquidation.status().hasEnded()
                  ? outcome(done)
                  : offers
                      .keep(offer(actor, target, liquidation), clock.instant(), since)
                      .onFailure()
                      .recoverWithNull()
                      .chain(() -> Uni.createFrom().failure(goesOn(liquidation)));
            });
  }

  private Uni<Liquidated> join(UnclaimedOutcomes.Offer offer) {
    return outcomes
        .read(offer)
        .chain(found -> await.ended(found, config.longestWait()))
        .chain(
            done -> {
              if (!done.liquidation().status().hasEnded()) {
                return Uni.createFrom().failure(goesOn(done.liquidation()));
              }
              return offers
                  .take(offer)
                  .chain(
                      mine ->
                          mine
                              ? outcome(done)
                              : Uni.createFrom().failure(NeuratradeException.positionNotOpen()));
            });
  }

  /**
   * Accepts the close of the position named, or of the oldest open one of the symbol. What others
   * take in between is passed over.
   */
  private Uni<AcceptedLiquidation> close(
      Actor actor, AccountId account, Target target, @Nullable IdempotencyKey key, int attempts) {
    return candidates(actor.scope(), account, target)
        .chain(
            open -> {
              if (open.isEmpty()) {
                return Uni.createFrom().failure(NeuratradeException.positionNotOpen());
              }
              return liquidations
                  .closeFirst(actor, account, open, new CloseCommand(request(open.get(0)), key))
                  .onFailure(e -> isTaken(e) && target.instrument() != null && attempts > 1)
                  .recoverWithUni(() -> close(actor, account, target, key, attempts - 1));
            });
  }

  private static boolean isTaken(Throwable failure) {
    return failure instanceof TradingException e
        && (e.reason() == Reason.POSITION_NOT_FOUND
            || e.reason() == Reason.POSITION_BEING_LIQUIDATED);
  }

  private Uni<List<PositionEpisode>> candidates(
      AccountScope scope, AccountId account, Target target) {
    InstrumentId instrument = target.instrument();
    if (instrument != null) {
      return history.closable(scope, account, instrument, CANDIDATES);
    }
    return positions
        .find(scope, account, String.valueOf(target.positionId()))
        .map(
            found ->
                found
                    .filter(e -> e.state() == PositionEpisode.State.OPEN)
                    .map(List::of)
                    .orElse(List.of()));
  }

  /** A netting position goes with all orders that work on its instrument, so that it stays flat. */
  private static CloseRequest request(PositionEpisode episode) {
    return CloseRequest.one(episode.netting() ? episode.instrument() : null)
        .positions(Set.of(episode.position()))
        .cancelOrders(true)
        .build();
  }

  private static UnclaimedOutcomes.Offer offer(
      Actor actor, Target target, Liquidation liquidation) {
    return new UnclaimedOutcomes.Offer(
        liquidation.accountId(),
        actor.name(),
        target.subject(),
        UnclaimedOutcomes.Kind.LIQUIDATION,
        liquidation.id().value());
  }

  private static NeuratradeException goesOn(Liquidation liquidation) {
    return NeuratradeOutcomes.goesOn(NeuratradeOperation.LIQUIDATE, liquidation);
  }

  /** What came out: the position closed by this liquidation, or why it is not. */
  private Uni<Liquidated> outcome(AcceptedLiquidation done) {
    return told(done)
        // It has ended, whatever can be read of it now.
        .onFailure(TradingException::isOfTheStore)
        .transform(failure -> goesOn(done.liquidation()));
  }

  private Uni<Liquidated> told(AcceptedLiquidation done) {
    Liquidation liquidation = done.liquidation();
    return outcomes
        .positions(List.of(done))
        .chain(
            closed -> {
              if (!closed.isEmpty()) {
                return positions
                    .record(closed.get(0))
                    .map(record -> new Liquidated(record, liquidation.uid()));
              }
              Optional<LiquidationItem> item = done.items().stream().findFirst();
              boolean otherwise =
                  item.filter(i -> NeuratradeOutcomes.closedOtherwise(i)).isPresent();
              Reason reason = item.map(LiquidationItem::reason).orElse(liquidation.reason());
              NeuratradeException failure =
                  otherwise
                      ? NeuratradeException.positionNotOpen()
                      : NeuratradeErrors.of(
                          reason == null ? Reason.INTERNAL_ERROR : reason,
                          NeuratradeOperation.LIQUIDATE);
              return Uni.createFrom().failure(failure.about(liquidation.uid()));
            });
  }
}
