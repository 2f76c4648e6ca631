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
import dev.unwind.dialect.unwind.event.UnwindEventWalk.Batch;
import dev.unwind.dialect.unwind.event.UnwindEventWalk.Turn;
import dev.unwind.domain.Reason;
import dev.unwind.domain.account.AccountScope;
import dev.unwind.domain.event.EventKind;
import dev.unwind.domain.liquidation.Liquidation;
import dev.unwind.domain.value.AccountId;
import dev.unwind.domain.value.LiquidationId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

    /** The same of an account, after an event of its. */
    LogSearch.Wanted of(AccountId account, long after, int given, int examined) {
      return new LogSearch.Wanted(account, after, from, to, filter, given, examined);
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
    return log.search(scope, asked.of(account, after, asked.limit(), examinedMax()))
        .invoke(found -> UnwindStreamGate.within(after, found.end()))
        .chain(
            found ->
                views
                    .show(found.events())
                    .map(
                        events ->
                            new UnwindEvent.Page(
                                events, found.next(), found.more(), null, null, null)));
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
  Uni<UnwindEvent.Page> ofEveryAccount(Actor actor, Asked asked, UnwindEventCursor from) {
    Set<EventKind> kinds = asked.filter().kinds();
    boolean all = kinds.isEmpty();
    boolean ofAdministration =
        actor.administersAll() && (all || kinds.stream().anyMatch(EventKind::isAdministration));
    boolean ofAccounts = all || !kinds.stream().allMatch(EventKind::isAdministration);
    return walk(
        actor.scope(),
        asked,
        from,
        (above, below, shard) ->
            log.logs(
                    actor.scope(),
                    new LogSearch.Sought(
                        ofAdministration, ofAccounts, above, below, shard, asked.from()),
                    batch())
                .map(
                    found ->
                        new Batch(
                            found.logs().stream()
                                .map(
                                    each ->
                                        new Turn(
                                            each.account().value(),
                                            each.account(),
                                            each.shard(),
                                            asked))
                                .toList(),
                            found.last())));
  }

  /** A page of what an act has done in its accounts, in their order. Fails with ACT_NOT_FOUND. */
  Uni<UnwindEvent.Page> ofAct(
      Actor actor, UUID id, Optional<AccountId> only, Asked asked, UnwindEventCursor from) {
    if (!from.away().isEmpty()) {
      throw UnwindBodies.malformed("cursor must be that of a page before");
    }
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
                    (above, below, shard) ->
                        acts.entries(
                                scope,
                                false,
                                id,
                                (int) Math.max(0, Math.min(above, Integer.MAX_VALUE)),
                                batch())
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

  private Uni<Batch> turns(AccountScope scope, Act act, List<ActEntry> entries, Asked asked) {
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
        .asList()
        .map(
            turns ->
                new Batch(
                    turns, turns.size() < batch() ? null : turns.get(turns.size() - 1).key()));
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
        0,
        asked.of(liquidation.map(Liquidation::id).orElse(null), written, act.createdAt()));
  }

  private Uni<UnwindEvent.Page> walk(
      AccountScope scope, Asked asked, UnwindEventCursor from, UnwindEventWalk.Accounts accounts) {
    UnwindEventWalk walk =
        new UnwindEventWalk(
            log,
            scope,
            (account, after) -> reader.requireKept(scope, account, after),
            accounts,
            new UnwindEventWalk.Limits(asked.limit(), examinedMax(), config.eventsAccountsMax()),
            from);
    return walk.go()
        .chain(() -> views.show(walk.events()))
        .map(
            events -> {
              UnwindEventCursor rest = walk.rest();
              return new UnwindEvent.Page(
                  events,
                  null,
                  rest != null,
                  rest == null ? null : rest.toString(),
                  walk.late() == 0 ? null : walk.late(),
                  walk.away() ? true : null);
            });
  }

  private int examinedMax() {
    return config.eventsExaminedMax();
  }

  private int batch() {
    return Math.min(50, config.eventsAccountsMax());
  }
}
