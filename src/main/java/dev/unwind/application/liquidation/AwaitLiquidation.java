// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.liquidation;

import dev.unwind.application.event.EventFeed;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.liquidation.ItemStatus;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Waits until a liquidation has come so far, whichever replica drives it. What is waited for goes
 * on when the waiting ends or its caller leaves.
 */
@ApplicationScoped
public class AwaitLiquidation {
  private final LiquidatePositions liquidations;
  private final LedgerReader reader;
  private final EventFeed feed;

  public AwaitLiquidation(LiquidatePositions liquidations, LedgerReader reader, EventFeed feed) {
    this.liquidations = liquidations;
    this.reader = reader;
    this.feed = feed;
  }

  /** Until no item waits for cancels any more, or the time is over; then as it stands. */
  public Uni<AcceptedLiquidation> sized(AcceptedLiquidation accepted, Duration most) {
    boolean waiting =
        accepted.items().stream().anyMatch(i -> i.status() == ItemStatus.AWAITING_CANCELS);
    if (!waiting) {
      return Uni.createFrom().item(accepted);
    }
    return until(
        accepted,
        most,
        now -> now.items().stream().noneMatch(i -> i.status() == ItemStatus.AWAITING_CANCELS));
  }

  /** Until it has ended, or the time is over; then as it stands. */
  public Uni<AcceptedLiquidation> ended(AcceptedLiquidation accepted, Duration most) {
    if (accepted.liquidation().status().hasEnded()) {
      return Uni.createFrom().item(accepted);
    }
    AccountId account = accepted.liquidation().accountId();
    LiquidationId id = accepted.liquidation().id();
    return feed.wakes(account)
        .onItem()
        .transformToUniAndConcatenate(
            tick -> reader.liquidationById(AccountScope.of(account), account, id))
        .filter(found -> found.isPresent() && found.get().status().hasEnded())
        .toUni()
        .replaceWithVoid()
        .ifNoItem()
        .after(most)
        .recoverWithItem((Void) null)
        .chain(done -> liquidations.read(account, id, accepted.replayed()));
  }

  private Uni<AcceptedLiquidation> until(
      AcceptedLiquidation accepted, Duration most, Predicate<AcceptedLiquidation> reached) {
    AccountId account = accepted.liquidation().accountId();
    LiquidationId id = accepted.liquidation().id();
    return feed.wakes(account)
        .onItem()
        .transformToUniAndConcatenate(tick -> liquidations.read(account, id, accepted.replayed()))
        .filter(reached)
        .toUni()
        .ifNoItem()
        .after(most)
        .recoverWithUni(() -> liquidations.read(account, id, accepted.replayed()));
  }
}
