// SPDX-License-Identifier: Apache-2.0
package dev.unwind.venue.alpaca;

import dev.unwind.application.TradingException;
import dev.unwind.application.reconciliation.SharesAccount.TakenOver;
import dev.unwind.application.venue.VenueLedger;
import dev.unwind.application.venue.VenueReport;
import dev.unwind.domain.Reason;
import dev.unwind.domain.order.ExecutionReport;
import dev.unwind.domain.value.AccountId;
import dev.unwind.venue.alpaca.rest.BrokerCalls;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings what the broker tells to the ledger: what the stream says as it comes, and after each of
 * its gaps, and every so often, what has become of every order that the ledger holds as live. One
 * thing after another, so that an order's pieces are told in the order in which it traded; what the
 * stream has said meanwhile is taken together.
 */
final class ReportFeed {
  /** More waits at the broker: it is looked up afterwards. */
  private static final int WAITING_MAX = 5_000;

  /** Updates that are taken together. */
  private static final int UPDATES_MAX = 500;

  private static final int OFFER_MAX = 500;
  private static final Duration OFFERED_AGAIN_AFTER = Duration.ofSeconds(2);
  private static final Duration STEP_MAX = Duration.ofSeconds(60);

  /** What the stream has told is booked within that, or the ledger is behind it. */
  private static final Duration BEHIND_AFTER = Duration.ofSeconds(1);

  /** What the stream tells waits meanwhile. */
  private static final Duration CATCH_UP_MAX = Duration.ofSeconds(20);

  private final LinkParts parts;
  private final InstantSource clock;
  private final Function<List<VenueReport>, Uni<Void>> sink;
  private final BooleanSupplier isTelling;
  private final StreamUpdates stream;
  private final LookUps lookUps;
  private final Deque<Supplier<Uni<Void>>> waiting = new ArrayDeque<>();
  private final Repeated lookUp = new Repeated(this::lookUpNow);
  private final Repeated offer = new Repeated(this::offer);

  /** Gaps in which something may have been missed. */
  private final AtomicInteger gaps = new AtomicInteger();

  /** Those of which a look-up has told all. */
  private volatile int filled;

  private volatile Instant caughtUpAt = Instant.MIN;

  /** Of all who ask before it begins. */
  private @Nullable Uni<Void> catchUp;

  private @Nullable Supplier<Uni<Void>> underWay;
  private int waitingCount;
  private boolean isRunning;

  /**
   * @param sink completes when the reports have been recorded
   * @param isTelling whether the stream is open and tells
   */
  ReportFeed(
      LinkParts parts,
      VenueLedger ledger,
      InstantSource clock,
      Function<List<VenueReport>, Uni<Void>> sink,
      BooleanSupplier isTelling) {
    this.parts = parts;
    this.clock = clock;
    this.sink = sink;
    this.isTelling = isTelling;
    stream = new StreamUpdates(parts, clock, this::deliver, this::lookUp, this::missed);
    lookUps = new LookUps(parts, ledger, clock, this::deliver, this::isStreamWaiting, this::isTold);
  }

  /** Something that happened to an order, as the stream tells it. */
  void onUpdate(JsonObject update) {
    synchronized (this) {
      if (waiting.peekLast() instanceof Told last && last.hasRoom() && waitingCount < WAITING_MAX) {
        last.updates.add(update);
        waitingCount++;
        return;
      }
    }
    if (!enqueue(new Told(update, UPDATES_MAX))) {
      if (filled == gaps.get()) {
        Log.warnf("updates are left to be looked up venue=%s", parts.name());
      }
      gaps.incrementAndGet();
      lookUp();
    }
  }

  /** The stream begins to tell; anything may have happened before. */
  void onGap() {
    missed();
    lookUp();
  }

  /** It has told what cannot be taken: the next look-up is one after a gap. */
  void missed() {
    gaps.incrementAndGet();
  }

  /**
   * Whether the stream tells what happens there, and nothing of it is left to be looked up, or
   * waits for long to be booked.
   */
  boolean isTold() {
    return isTelling.getAsBoolean() && filled == gaps.get() && !isBehind();
  }

  private synchronized boolean isBehind() {
    Instant late = clock.instant().minus(BEHIND_AFTER);
    return Stream.concat(Stream.ofNullable(underWay), waiting.stream())
        .anyMatch(step -> step instanceof Told told && told.since.isBefore(late));
  }

  /**
   * Looks up what may have been missed, unless that is about to happen. Unless there was a gap, an
   * order that does not work any more is asked for when it is so for the second time: mostly the
   * stream is about to tell it.
   */
  void lookUp() {
    parts.open().begin(parts.calls(), lookUp::ask);
  }

  /**
   * A gap is over when the broker has told everything since; until then every look-up is one after
   * it, but none comes sooner. Where no account is bound, there is nothing to be told.
   */
  private Uni<Void> lookUpNow() {
    int begun = gaps.get();
    boolean isAll = filled != begun;
    BrokerCalls calls = parts.open().begun(parts.calls());
    Uni<Void> looked =
        parts.account().account().isEmpty()
            ? Uni.createFrom().voidItem()
            : lookUps
                .live(isAll, calls)
                .invoke(
                    whole -> {
                      if (isAll && whole) {
                        filled = begun;
                      }
                    })
                .replaceWithVoid();
    return looked.onTermination().invoke(calls::giveBack);
  }

  /** Told by the stream, and not booked before a look-up is over. */
  private synchronized boolean isStreamWaiting() {
    return waiting.stream().anyMatch(Told.class::isInstance);
  }

  /**
   * The same now; its lists have had their turn before it begins, because what the stream tells
   * waits for it from then on. Fails with VENUE_UNAVAILABLE where the broker has not told
   * everything.
   */
  Uni<Void> catchUp() {
    Uni<Void> shared;
    synchronized (this) {
      if (catchUp == null) {
        catchUp = inTurn().memoize().indefinitely();
      }
      shared = catchUp;
    }
    return shared
        .ifNoItem()
        .after(patience())
        .failWith(() -> new TradingException(Reason.VENUE_UNAVAILABLE));
  }

  /** Of a long list of what works each page has a turn of its own. */
  private Duration patience() {
    return STEP_MAX.multipliedBy(parts.open().times());
  }

  private Uni<Void> inTurn() {
    return parts
        .open()
        .turns(parts.calls())
        .ifNoItem()
        .after(patience())
        .failWith(() -> parts.calls().unavailable())
        .onFailure()
        .invoke(this::shareNoMore)
        .chain(calls -> Uni.createFrom().emitter(emitter -> enqueue(calls, emitter)));
  }

  private void enqueue(BrokerCalls calls, UniEmitter<? super Void> asked) {
    Supplier<Uni<Void>> step =
        () -> caughtUp(calls).invoke(() -> asked.complete(null)).onFailure().invoke(asked::fail);
    if (!enqueue(step)) {
      shareNoMore();
      calls.giveBack();
      asked.fail(new TradingException(Reason.VENUE_UNAVAILABLE));
    }
  }

  /** Whoever asks from now on is told by the next one. */
  private synchronized void shareNoMore() {
    catchUp = null;
  }

  /** When the last one began that has told everything. */
  Instant caughtUpAt() {
    return caughtUpAt;
  }

  private Uni<Void> caughtUp(BrokerCalls calls) {
    shareNoMore();
    Instant begun = clock.instant();
    int gapsThen = gaps.get();
    return Uni.createFrom()
        .deferred(() -> lookUps.live(true, calls))
        .ifNoItem()
        .after(CATCH_UP_MAX)
        .failWith(() -> parts.calls().unavailable())
        .onTermination()
        .invoke(calls::giveBack)
        .invoke(
            whole -> {
              if (!whole) {
                throw parts.calls().unavailable();
              }
              caughtUpAt = begun;
              filled = gapsThen;
            })
        .replaceWithVoid();
  }

  /**
   * Begins to tell of an account: what works now is taken over with what it has traded, what has
   * ended before is not, and what is entered from now on is found later.
   */
  Uni<TakenOver> takeOver(AccountId account) {
    parts.known().clear();
    return parts
        .since()
        .begin(account)
        .chain(since -> working(account).map(reports -> new TakenOver(reports, since, Set.of())));
  }

  private Uni<List<ExecutionReport>> working(AccountId account) {
    return parts
        .open()
        .all(parts.unhurried(), open -> parts.entered().first(account, open))
        .onItem()
        .transformToMulti(all -> Multi.createFrom().iterable(all))
        .filter(told -> told.entered() != null)
        .onItem()
        .transformToUniAndConcatenate(
            told -> traded(account, told).chain(() -> parts.reports().of(account, told)))
        .onItem()
        .transformToIterable(reports -> reports)
        .map(VenueReport::report)
        .collect()
        .asList();
  }

  private Uni<Void> traded(AccountId account, EnteredOrders.Told told) {
    return parts
        .executions()
        .takeOver(
            told.order().id(),
            Executions.Piece.rest(account, told.key(), told.order(), List.of()),
            clock.instant());
  }

  /** Offers again what nobody has acknowledged. */
  void offerAgain() {
    offer.ask();
  }

  private Uni<Void> offer() {
    Instant now = clock.instant();
    return parts
        .executions()
        .offer(now.minus(OFFERED_AGAIN_AFTER), now, OFFER_MAX)
        .chain(this::deliver)
        .chain(stream::offerCorrections);
  }

  /** The ledger has recorded these reports. */
  void recorded(Set<UUID> reports) {
    stream.recorded(reports);
  }

  /**
   * Something that is asked for again and again: it waits once, and there is always room for it.
   */
  private final class Repeated implements Supplier<Uni<Void>> {
    private final Supplier<Uni<Void>> step;
    private boolean isWaiting;

    Repeated(Supplier<Uni<Void>> step) {
      this.step = step;
    }

    void ask() {
      synchronized (ReportFeed.this) {
        if (isWaiting) {
          return;
        }
        isWaiting = true;
        waitingCount++;
        waiting.add(this);
      }
      run();
    }

    @Override
    public Uni<Void> get() {
      synchronized (ReportFeed.this) {
        isWaiting = false;
      }
      return step.get();
    }
  }

  /**
   * @return whether there was room for it
   */
  private boolean enqueue(Supplier<Uni<Void>> step) {
    synchronized (this) {
      if (waitingCount >= WAITING_MAX) {
        return false;
      }
      waitingCount++;
      waiting.add(step);
    }
    run();
    return true;
  }

  private void run() {
    synchronized (this) {
      if (isRunning) {
        return;
      }
      isRunning = true;
    }
    next();
  }

  private void next() {
    Supplier<Uni<Void>> step;
    synchronized (this) {
      step = waiting.poll();
      underWay = step;
      if (step == null) {
        isRunning = false;
        return;
      }
      waitingCount -= step instanceof Told told ? told.updates.size() : 1;
    }
    Uni.createFrom()
        .deferred(() -> step.get())
        .ifNoItem()
        .after(STEP_MAX)
        .fail()
        .subscribe()
        .with(
            done -> next(),
            failure -> {
              Log.debugf("reports could not be taken venue=%s: %s", parts.name(), failure);
              if (step instanceof Told) {
                missed();
              }
              next();
            });
  }

  private Uni<Void> deliver(List<VenueReport> reports) {
    return reports.isEmpty() ? Uni.createFrom().voidItem() : sink.apply(reports);
  }

  /** What the stream has told in a row while something else was under way. */
  private final class Told implements Supplier<Uni<Void>> {
    private final List<JsonObject> updates = new ArrayList<>();
    private final Instant since = clock.instant();
    private final int most;

    Told(JsonObject first, int most) {
      updates.add(first);
      this.most = most;
    }

    boolean hasRoom() {
      return updates.size() < most;
    }

    @Override
    public Uni<Void> get() {
      if (updates.size() == 1) {
        return stream.one(updates.get(0));
      }
      return stream
          .together(updates)
          .onFailure()
          .recoverWithItem(
              failure -> {
                Log.debugf("updates are taken one by one venue=%s: %s", parts.name(), failure);
                return updates;
              })
          .invoke(ReportFeed.this::singly)
          .replaceWithVoid();
    }
  }

  /** Before all that waits, one after the other, so that one that fails keeps none back. */
  private synchronized void singly(List<JsonObject> updates) {
    for (int i = updates.size() - 1; i >= 0; i--) {
      waiting.addFirst(new Told(updates.get(i), 1));
      waitingCount++;
    }
  }
}
