// SPDX-License-Identifier: Apache-2.0
package dev.unwind.application.settlement;

import dev.unwind.application.AccountTurns;
import dev.unwind.application.ledger.BookScope;
import dev.unwind.application.ledger.Books;
import dev.unwind.application.ledger.DecisionOrigin;
import dev.unwind.application.liquidation.SettlementConfig;
import dev.unwind.application.settlement.SettlementStore.Complete;
import dev.unwind.domain.calendar.BusinessDays;
import dev.unwind.domain.order.Fill;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Settles executions whose time has come, and then the liquidations of which nothing is left to
 * settle. Every replica sweeps; what another has settled in the meantime is not settled again.
 */
@ApplicationScoped
public class SettleExecutions {
  /** Fills or liquidations of one look, and of one decision. */
  private static final int BATCH = 200;

  private static final int ACCOUNTS_AT_ONCE = 4;

  private final SettlementStore store;
  private final Books books;
  private final SettlementConfig config;
  private final InstantSource clock;
  private final AccountTurns settling = new AccountTurns("settle executions");
  private final AccountTurns finishing = new AccountTurns("settle a liquidation");

  public SettleExecutions(
      SettlementStore store, Books books, SettlementConfig config, InstantSource clock) {
    this.store = store;
    this.books = books;
    this.config = config;
    this.clock = clock;
  }

  /** Settles fills that are due, and the liquidations that they complete. */
  public Uni<Void> sweep() {
    return sweep(null);
  }

  private Uni<Void> sweep(@Nullable Fill after) {
    return store.due(clock.instant(), after, BATCH).chain(this::settle);
  }

  private Uni<Void> settle(List<Fill> due) {
    if (due.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Set<AccountId> settled =
        due.stream().map(Fill::accountId).collect(Collectors.toCollection(HashSet::new));
    return settling
        .together(
            due,
            Fill::accountId,
            Function.identity(),
            ACCOUNTS_AT_ONCE,
            (account, fills) ->
                books.decide(
                    account,
                    BookScope.positions(Set.of()),
                    DecisionOrigin.SERVICE,
                    book -> {
                      book.settle(fills, List.of());
                      return true;
                    }))
        .invoke(failed -> settled.removeAll(failed.keySet()))
        .chain(() -> store.complete(settled, BATCH))
        .chain(this::finish)
        .chain(
            () ->
                due.size() < BATCH ? Uni.createFrom().voidItem() : sweep(due.get(due.size() - 1)));
  }

  /**
   * Settles liquidations that completed otherwise than by a settlement: those that traded nothing.
   */
  public Uni<Void> sweepLiquidations() {
    return sweepLiquidations(new AccountId(0));
  }

  private Uni<Void> sweepLiquidations(AccountId after) {
    return store
        .complete(after, BATCH)
        .chain(
            complete ->
                finish(complete)
                    .chain(
                        () ->
                            complete.size() < BATCH
                                ? Uni.createFrom().voidItem()
                                : sweepLiquidations(complete.get(complete.size() - 1).account())));
  }

  private Uni<Void> finish(List<Complete> complete) {
    Instant now = clock.instant();
    List<Complete> due =
        complete.stream()
            .filter(c -> !BusinessDays.after(c.endedAt(), config.delay()).isAfter(now))
            .toList();
    return finishing
        .round(
            due,
            Complete::account,
            Complete::liquidation,
            ACCOUNTS_AT_ONCE,
            c ->
                books.decide(
                    c.account(),
                    BookScope.liquidation(c.liquidation()),
                    DecisionOrigin.SERVICE,
                    book -> {
                      book.settle(List.of(), List.<LiquidationId>of(c.liquidation()));
                      return true;
                    }))
        .replaceWithVoid();
  }
}
