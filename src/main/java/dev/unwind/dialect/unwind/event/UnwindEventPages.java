// SPDX-License-Identifier: Apache-2.0
package dev.unwind.dialect.unwind.event;

import dev.unwind.application.Actor;
import dev.unwind.application.TradingException;
import dev.unwind.application.act.Act;
import dev.unwind.application.act.ActEntry;
import dev.unwind.application.act.ActStore;
import dev.unwind.application.event.EventFilter;
import dev.unwind.application.event.LogSearch;
import dev.unwind.application.ledger.LedgerReader;
import dev.unwind.dialect.unwind.UnwindBodies;
import dev.unwind.dialect.unwind.UnwindConfig;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.event.LedgerEvent;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Pages of the log: of one account, or of several, one account after the other. A page looks at a
 * limited number of events and accounts, and says where the next one begins.
 */
@ApplicationScoped
class UnwindEventPages {
  /** An event is no earlier than what it tells. */
  private static final Duration BEFORE = Duration.ofMillis(1);

  private final LedgerReader reader;
  private final LogSearch log;
  private final ActStore acts;
  private final UnwindEventViews views;
  private final UnwindConfig config;

  UnwindEventPages(
      LedgerReader reader,
      LogSearch log,
      ActStore acts,
      UnwindEventViews views,
      UnwindConfig config) {
    this.reader = reader;
    this.log = log;
    this.acts = acts;
    this.views = views;
    this.config = config;
  }

  /**
   * What is asked for of each account.
   *
   * @param from inclusive, {@code to} exclusive
   */
  record Asked(EventFilter filter, @Nullable Instant from, @Nullable Instant to, int limit) {
    /**
     * The same of one liquidation, or of what one request has done, and not before it was there.
     */
    Asked of(
        @Nullable LiquidationId liquidation,
        EventFilter.@Nullable Request request,
        Instant beginning) {
      Instant least = beginning.minus(BEFORE);
      return new Asked(
          new EventFilter(filter.kinds(), filter.actor(), liquidation, request),
          from == null || from.isBefore(least) ? least : from,
          to,
          limit);
    }
  }

  /** Where a page over several accounts begins: in which of them, and after which event. */
  record Place(long account, long seq) {
    static final Place START = new Place(0, 0);

    static Place of(@Nullable String cursor) {
      if (cursor == null || cursor.isEmpty()) {
        return START;
      }
      if (!cursor.matches("[0-9]{1,18}:[0-9]{1,18}")) {
        throw UnwindBodies.malformed("cursor must be that of a page before");
      }
      int colon = cursor.indexOf(':');
      return new Place(
          Long.parseLong(cursor.substring(0, colon)), Long.parseLong(cursor.substring(colon + 1)));
    }

    @Override
    public String toString() {
      return account + ":" + seq;
    }
  }

  /**
   * An account whose turn it is.
   *
   * @param key by which accounts are in order
   */
  private record Turn(long key, AccountId account, Asked asked) {}

  /** How far a page has come. */
  private static final class Walk {
    private final List<LedgerEvent> events = new ArrayList<>();
    private final int limit;
    private int examined;
    private int accounts;
    private Place place;
    private boolean over;
    private boolean full;

    Walk(Place place, int limit, int examined, int accounts) {
      this.place = place;
      this.limit = limit;
      this.examined = examined;
      this.accounts = accounts;
    }

    /** One account, as far as it was looked at. */
    void add(Turn turn, LogSearch.Found found) {
      events.addAll(found.events());
      examined -= found.examined();
      accounts--;
      place = new Place(turn.key(), found.next());
      full = found.more() || events.size() >= limit || examined <= 0 || accounts <= 0;
    }
  }

  /**
   * A page of one account's log.
   *
   * @param after null to begin with what there is
   */
  Uni<UnwindEvent.Page> ofAccount(
      AccountScope scope, AccountId account, Asked asked, @Nullable Long after) {
    return after == null
        ? page(scope, account, asked, 0)
        // Afterwards: what is dropped while the page is read would be missing in it.
        : page(scope, account, asked, after).call(() -> reader.requireKept(scope, account, after));
  }

  private Uni<UnwindEvent.Page> page(
      AccountScope scope, AccountId account, Asked asked, long after) {
    return log.search(scope, wanted(account, asked, after, asked.limit(), examinedMax()))
        .invoke(found -> UnwindStreamGate.within(after, found.end()))
        .chain(
            found ->
                views
                    .show(found.events())
                    .map(events -> new UnwindEvent.Page(events, found.next(), found.more(), null)));
  }

  /** A page of what one liquidation has told. Fails with LIQUIDATION_NOT_FOUND. */
  Uni<UnwindEvent.Page> ofLiquidation(
      AccountScope scope,
      UUID uid,
      Optional<AccountId> account,
      Asked asked,
      @Nullable Long after) {
    return reader
        .liquidation(scope, uid)
        .map(
            found ->
                found
                    .filter(one -> account.isEmpty() || account.get().equals(one.accountId()))
                    .orElseThrow(() -> new TradingException(Reason.LIQUIDATION_NOT_FOUND)))
        .chain(
            found ->
                ofAccount(
                    scope,
                    found.accountId(),
                    asked.of(found.id(), null, found.createdAt()),
                    after));
  }

  /** A page of the log of administration. Fails with NOT_PERMITTED. */
  Uni<UnwindEvent.Page> ofAdministration(Actor actor, Asked asked, @Nullable Long after) {
    return actor.administersAll()
        ? ofAccount(actor.scope(), AccountId.ADMINISTRATION, asked, after)
        : Uni.createFrom().failure(new TradingException(Reason.NOT_PERMITTED));
  }

  /**
   * A page of all accounts of the caller, ascending by their ids; of who may read it, with the log
   * of administration before them.
   */
  Uni<UnwindEvent.Page> ofEveryAccount(Actor actor, Asked asked, Place from) {
    Set<EventKind> kinds = asked.filter().kinds();
    boolean all = kinds.isEmpty();
    boolean ofAdministration =
        actor.administersAll() && (all || kinds.stream().anyMatch(EventKind::isAdministration));
    boolean ofAccounts = all || !kinds.stream().allMatch(EventKind::isAdministration);
    return walk(
        actor.scope(),
        asked,
        from,
        above ->
            (ofAccounts
                    ? log.accounts(actor.scope(), new AccountId(above), asked.from(), batch())
                    : Uni.createFrom().item(List.<AccountId>of()))
                .map(
                    ids -> {
                      List<Turn> turns = new ArrayList<>();
                      if (ofAdministration && from.account() == 0 && above == 0) {
                        turns.add(new Turn(0, AccountId.ADMINISTRATION, asked));
                      }
                      ids.forEach(id -> turns.add(new Turn(id.value(), id, asked)));
                      return turns;
                    }));
  }

  /** A page of what an act has done in its accounts, in their order. Fails with ACT_NOT_FOUND. */
  Uni<UnwindEvent.Page> ofAct(
      Actor actor, UUID id, Optional<AccountId> only, Asked asked, Place from) {
    AccountScope scope = only.map(one -> AccountScope.of(one)).orElse(actor.scope());
    return acts.find(id)
        .map(found -> found.orElseThrow(() -> new TradingException(Reason.ACT_NOT_FOUND)))
        .call(act -> requireSeen(actor, act))
        .chain(
            act ->
                walk(
                    scope,
                    asked,
                    from,
                    above ->
                        acts.entries(
                                scope, false, id, (int) Math.min(above, Integer.MAX_VALUE), batch())
                            .chain(entries -> turns(scope, act, entries, asked))));
  }

  private Uni<Void> requireSeen(Actor actor, Act act) {
    boolean own = actor.principal().id().equals(act.caller());
    return acts.sums(actor.scope(), own, act.id())
        .map(
            sums -> {
              if (!own && sums.accounts() == 0) {
                throw new TradingException(Reason.ACT_NOT_FOUND);
              }
              return null;
            });
  }

  private Uni<List<Turn>> turns(AccountScope scope, Act act, List<ActEntry> entries, Asked asked) {
    String request = act.origin().requestId();
    return Multi.createFrom()
        .iterable(entries)
        .onItem()
        .transformToUniAndConcatenate(
            entry -> {
              ActEntry.Closing closing = entry.closing();
              Uni<Optional<Liquidation>> liquidation =
                  closing == null
                      ? Uni.createFrom().item(Optional.empty())
                      : reader.liquidation(scope, closing.liquidation());
              return liquidation.map(found -> turn(act, entry, found, request, asked));
            })
        .collect()
        .asList();
  }

  private static Turn turn(
      Act act,
      ActEntry entry,
      Optional<Liquidation> liquidation,
      @Nullable String request,
      Asked asked) {
    AccountId account = entry.account();
    if (account == null) {
      throw new IllegalStateException("an entry without account: " + act.id());
    }
    // What the act has written itself bears its request; without one it is found by the
    // liquidation.
    EventFilter.Request written =
        new EventFilter.Request(
            act.origin().actor(), request == null ? act.id().toString() : request);
    return new Turn(
        entry.place(),
        account,
        asked.of(liquidation.map(Liquidation::id).orElse(null), written, act.createdAt()));
  }

  private Uni<UnwindEvent.Page> walk(
      AccountScope scope, Asked asked, Place from, LongFunction<Uni<List<Turn>>> turns) {
    Walk walk = new Walk(from, asked.limit(), examinedMax(), config.eventsAccountsMax());
    // The account of the cursor comes once more, for it may have more to tell.
    long above = from.account() == 0 ? 0 : from.account() - 1;
    return walk(scope, walk, above, turns)
        .chain(() -> views.show(walk.events))
        .map(
            events ->
                new UnwindEvent.Page(
                    events, null, !walk.over, walk.over ? null : walk.place.toString()));
  }

  private Uni<Void> walk(
      AccountScope scope, Walk walk, long above, LongFunction<Uni<List<Turn>>> turns) {
    return turns
        .apply(above)
        .chain(
            batch ->
                Multi.createFrom()
                    .iterable(batch)
                    .onItem()
                    .transformToUniAndConcatenate(turn -> look(scope, walk, turn))
                    .collect()
                    .last()
                    .chain(
                        () -> {
                          walk.over = !walk.full && batch.size() < batch();
                          return walk.full || walk.over
                              ? Uni.createFrom().voidItem()
                              : walk(scope, walk, batch.get(batch.size() - 1).key(), turns);
                        }));
  }

  private Uni<Void> look(AccountScope scope, Walk walk, Turn turn) {
    if (walk.full) {
      return Uni.createFrom().voidItem();
    }
    boolean goesOn = turn.key() == walk.place.account() && walk.place.seq() > 0;
    long after = goesOn ? walk.place.seq() : 0;
    Uni<Void> looked = look(scope, walk, turn, after);
    return goesOn ? looked.call(() -> reader.requireKept(scope, turn.account(), after)) : looked;
  }

  private Uni<Void> look(AccountScope scope, Walk walk, Turn turn, long after) {
    return log.search(
            scope,
            wanted(
                turn.account(),
                turn.asked(),
                after,
                walk.limit - walk.events.size(),
                walk.examined))
        .invoke(found -> walk.add(turn, found))
        .replaceWithVoid();
  }

  private static LogSearch.Wanted wanted(
      AccountId account, Asked asked, long after, int limit, int examined) {
    return new LogSearch.Wanted(
        account, after, asked.from(), asked.to(), asked.filter(), limit, examined);
  }

  private int examinedMax() {
    return config.eventsExaminedMax();
  }

  private int batch() {
    return Math.min(50, config.eventsAccountsMax());
  }
}
