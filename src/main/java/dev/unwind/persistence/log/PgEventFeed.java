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

  /** The last event that was read. */
  private static final class Cursor {
    private final AtomicLong last;

    /** Whether it is one; before that it is where the follower has asked to begin. */
    private volatile boolean read;

    Cursor(long after) {
      last = new AtomicLong(after);
    }

    long get() {
      return last.get();
    }
  }

  @Override
  public Multi<LedgerEvent> follow(AccountScope scope, AccountId account, long afterSeq) {
    if (!scope.admits(account)) {
      return Multi.createFrom().failure(new TradingException(Reason.ACCOUNT_NOT_FOUND));
    }
    return Multi.createFrom()
        .deferred(
            () -> {
              Cursor cursor = new Cursor(afterSeq);
              return wakes(account, cursor::get)
                  .onItem()
                  .transformToMultiAndConcatenate(tick -> unread(scope, account, cursor));
            });
  }

  /** All that there is after the cursor, page by page. */
  private Multi<LedgerEvent> unread(AccountScope scope, AccountId account, Cursor cursor) {
    return Multi.createBy()
        .repeating()
        .uni(() -> page(scope, account, cursor))
        .whilst(page -> page.size() == PAGE)
        .onItem()
        .disjoint();
  }

  private Uni<List<LedgerEvent>> page(AccountScope scope, AccountId account, Cursor cursor) {
    return Uni.createFrom()
        .deferred(
            () -> reader.events(scope, LedgerQueries.Events.after(account, cursor.get(), PAGE)))
        .call(page -> requireNext(scope, account, page, cursor))
        .onFailure(PgEventFeed::passes)
        .retry()
        .withBackOff(FIRST_PAUSE, config.backoffMax())
        .indefinitely()
        .invoke(
            page -> {
              if (!page.isEmpty()) {
                cursor.last.set(page.get(page.size() - 1).seq());
                cursor.read = true;
              }
            });
  }

  /** Of a follower who is so slow that the log behind him is dropped, the stream ends. */
  private Uni<Void> requireNext(
      AccountScope scope, AccountId account, List<LedgerEvent> page, Cursor cursor) {
    return page.isEmpty() || !cursor.read || page.get(0).seq() == cursor.get() + 1
        ? Uni.createFrom().voidItem()
        : reader.requireKept(scope, account, cursor.get());
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
