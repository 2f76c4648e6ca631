// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.liquidation;

import dev.unwind.application.event.EventFeed;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.liquidation.LiquidationItem;
import dev.unwind.domain.value.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Supplier;

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

  /** Until it is known of each item how much it closes, or the time is over; then as it stands. */
  public Uni<AcceptedLiquidation> sized(AcceptedLiquidation accepted, Duration most) {
    boolean waiting = accepted.items().stream().anyMatch(LiquidationItem::isUnsized);
    if (!waiting) {
      return Uni.createFrom().item(accepted);
    }
    Liquidation liquidation = accepted.liquidation();
    AccountId account = liquidation.accountId();
    return until(
        accepted,
        most,
        () ->
            reader
                .awaitsCancels(AccountScope.of(account), account, liquidation.id())
                .map(still -> !still));
  }

  /** Until it has ended, or the time is over; then as it stands. */
  public Uni<AcceptedLiquidation> ended(AcceptedLiquidation accepted, Duration most) {
    if (accepted.liquidation().status().hasEnded()) {
      return Uni.createFrom().item(accepted);
    }
    Liquidation liquidation = accepted.liquidation();
    AccountId account = liquidation.accountId();
    return until(
        accepted,
        most,
        () ->
            reader
                .liquidationById(AccountScope.of(account), account, liquidation.id())
                .map(found -> found.isPresent() && found.get().status().hasEnded()));
  }

  private Uni<AcceptedLiquidation> until(
      AcceptedLiquidation accepted, Duration most, Supplier<Uni<Boolean>> reached) {
    AccountId account = accepted.liquidation().accountId();
    return feed.wakes(account)
        .onItem()
        .transformToUniAndConcatenate(tick -> reached.get())
        .filter(Boolean::booleanValue)
        .toUni()
        .replaceWithVoid()
        .ifNoItem()
        .after(most)
        .recoverWithItem((Void) null)
        // It is durable, whatever can be read of it now.
        .onFailure()
        .recoverWithItem((Void) null)
        .chain(
            done ->
                liquidations
                    .read(account, accepted.liquidation().id(), accepted.replayed())
                    .onFailure()
                    .recoverWithItem(accepted));
  }
}
