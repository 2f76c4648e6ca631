// SPDX-License-Identifier: Apache-2.0
package dev.unwind.persistence.log;

import dev.unwind.application.TradingException;
import dev.unwind.application.event.Commits;
import dev.unwind.application.event.EventFeed;
import dev.unwind.application.ledger.LedgerQueries;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.value.AccountId;
import dev.unwind.persistence.StoreFailures;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Follows the event log by reading it. A wake only says that reading is worth while, so none can
 * lose an event; a page at a time is in memory per follower, and the next is read when it is asked
 * for.
 */
@ApplicationScoped
class PgEventFeed implements EventFeed {
  static final int PAGE = 500;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  private final LedgerReader reader;
  private final Commits commits;
  private final Vertx vertx;
  private final EventsConfig config;

  PgEventFeed(LedgerReader reader, Commits commits, Vertx vertx, EventsConfig config) {
    this.reader = reader;
    this.commits = commits;
    this.vertx = vertx;
    this.config = config;
  }

  @Override
  public Multi<LedgerEvent> follow(AccountScope scope, AccountId account, long afterSeq) {
    if (!scope.admits(account)) {
      return Multi.createFrom().failure(new TradingException(Reason.ACCOUNT_NOT_FOUND));
    }
    return Multi.createFrom()
        .deferred(
            () -> {
              AtomicLong cursor = new AtomicLong(afterSeq);
              return wakes(account, cursor::get)
                  .onItem()
                  .transformToMultiAndConcatenate(tick -> unread(scope, account, cursor));
            });
  }

  /** All that there is after the cursor, page by page. */
  private Multi<LedgerEvent> unread(AccountScope scope, AccountId account, AtomicLong cursor) {
    return Multi.createBy()
        .repeating()
        .uni(() -> page(scope, account, cursor))
        .whilst(page -> page.size() == PAGE)
        .onItem()
        .disjoint();
  }

  private Uni<List<LedgerEvent>> page(AccountScope scope, AccountId account, AtomicLong cursor) {
    return Uni.createFrom()
        .deferred(
            () -> reader.events(scope, LedgerQueries.Events.after(account, cursor.get(), PAGE)))
        .onFailure(PgEventFeed::passes)
        .retry()
        .withBackOff(FIRST_PAUSE, config.backoffMax())
        .indefinitely()
        .invoke(
            page -> {
              if (!page.isEmpty()) {
                cursor.set(page.get(page.size() - 1).seq());
              }
            });
  }

  private static boolean passes(Throwable failure) {
    return StoreFailures.isUnavailable(failure)
        || StoreFailures.isRetryable(failure)
        || failure instanceof TradingException e && e.reason() == Reason.OVERLOADED;
  }

  @Override
  public Multi<AccountId> wakes(AccountId account) {
    return wakes(account, () -> 0);
  }

  /** On the follower's own context, so that the one who commits does not work for it. */
  private Multi<AccountId> wakes(AccountId account, LongSupplier read) {
    return Multi.createFrom()
        .deferred(
            () -> {
              Context own = vertx.getOrCreateContext();
              return commits
                  .nowAndOf(account, read)
                  .emitOn(command -> own.runOnContext(nothing -> command.run()), 1);
            });
  }
}
